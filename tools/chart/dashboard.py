"""chart/postern/files/dashboard.json: the Grafana dashboard, three panels to a screen's width."""

import json
import pathlib

_WIDTH, _HEIGHT = 8, 7

# Title, unit, what is plotted as (legend, query). $__rate_interval is Grafana's.
_PANELS = [
    ("Ready replicas", "none", [("replicas", "count(postern_build_info)")]),
    ("Certificate ends in", "s", [("{{pod}}", "postern_certificate_expiry_seconds - time()")]),
    ("Last reload succeeded", "bool", [("{{pod}}", "postern_config_reload_success")]),
    ("Requests by verdict", "reqps", [
        ("{{verdict}}",
         "sum by (verdict) (rate(postern_admission_requests_total[$__rate_interval]))")]),
    ("Requests by kind", "reqps", [
        ("{{kind}}", "sum by (kind) (rate(postern_admission_requests_total[$__rate_interval]))")]),
    ("Time to answer", "s", [
        (f"p{quantile}", f"histogram_quantile(0.{quantile}, sum by (le) "
         "(rate(postern_admission_duration_seconds_bucket[$__rate_interval])))")
        for quantile in (50, 99)]),
    ("Denials by rule", "short", [
        ("{{rule}}", "sum by (rule) "
         '(increase(postern_rule_findings_total{action="deny"}[$__range]))')]),
    ("Would be denied if enforced, by rule", "short", [
        ("{{rule}}", "sum by (rule) (increase(postern_rule_would_deny_total[$__range]))")]),
    ("Warnings by rule", "short", [
        ("{{rule}}", "sum by (rule) "
         '(increase(postern_rule_findings_total{action="warn"}[$__range]))')]),
    ("Exceptions used", "short", [
        ("{{exception}}",
         "sum by (exception) (increase(postern_exceptions_used_total[$__range]))")]),
    ("Expired exceptions missed", "short", [
        ("{{exception}}",
         "sum by (exception) (increase(postern_exceptions_expired_total[$__range]))")]),
    ("Policies in force", "none", [
        ("{{hash}}", "count by (hash) (postern_policy_info)")]),
    ("Connections", "none", [("{{state}}", "sum by (state) (postern_connections)")]),
    ("HTTP requests refused", "reqps", [
        ("{{code}}", "sum by (code) (rate(postern_http_rejected_total[$__rate_interval]))")]),
    ("Calls that failed, as API servers see it", "reqps", [
        ("{{error_type}}",
         "sum by (error_type) (rate(apiserver_admission_webhook_rejection_count"
         '{name="validate.postern.dev",error_type!="no_error"}[$__rate_interval]))'),
        ("passed unjudged", "sum(rate(apiserver_admission_webhook_fail_open_count"
         '{name="validate.postern.dev"}[$__rate_interval]))')]),
]


def files(root: pathlib.Path) -> dict[pathlib.Path, str]:
    return {root / "chart/postern/files/dashboard.json": json.dumps(_dashboard(), indent=1) + "\n"}


def _dashboard() -> dict:
    return {
        "title": "Postern",
        "uid": "postern",
        "tags": ["postern", "kubernetes"],
        "schemaVersion": 39,
        "timezone": "",
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [{
            "name": "datasource", "type": "datasource", "query": "prometheus",
            "label": "Data source", "hide": 0, "refresh": 1, "current": {}, "options": []}]},
        "annotations": {"list": []},
        "panels": [_panel(number, *panel) for number, panel in enumerate(_PANELS)],
    }


def _panel(number: int, title: str, unit: str, queries: list[tuple[str, str]]) -> dict:
    source = {"type": "prometheus", "uid": "${datasource}"}
    return {
        "id": number + 1,
        "title": title,
        "type": "timeseries",
        "datasource": source,
        "gridPos": {"x": number % 3 * _WIDTH, "y": number // 3 * _HEIGHT,
                    "w": _WIDTH, "h": _HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"},
                    "tooltip": {"mode": "multi", "sort": "desc"}},
        "targets": [{"refId": "ABCD"[at], "datasource": source, "expr": query,
                     "legendFormat": legend} for at, (legend, query) in enumerate(queries)],
    }
