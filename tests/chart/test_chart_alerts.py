"""The alerts, unit-tested with promtool: each fires for its cause and is silent otherwise."""

import pathlib
import re
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOUND = pathlib.Path(__file__).with_name("alerts_test.yaml")

# Alert: (what is different from a sound cluster, when it has fired, labels of the alert).
CAUSES = {
    "PosternDown": ({"postern_build_info": None}, "5m", {}),
    "PosternNotRedundant": ({'postern_build_info{pod="b"}': None}, "20m", {}),
    "PosternCallsFail": (
        {'apiserver_admission_webhook_rejection_count{name="validate.postern.dev",'
         'error_type="calling_webhook_error"}': "0+1x180"}, "20m", {}),
    "PosternCertificateExpiring": (
        # promtool's clock starts at 0: 5 days from there.
        {'postern_certificate_expiry_seconds{pod="b"}': "432000x180"}, "20m", {}),
    "PosternCertificateMissing": (
        {'postern_certificate_expiry_seconds{pod="b"}': "0x180"}, "10m", {}),
    "PosternReloadFailed": ({'postern_config_reload_success{pod="b"}': "0x180"}, "10m", {}),
    "PosternPolicyDiffers": (
        {'postern_policy_info{pod="b",hash="1"}': None,
         'postern_policy_info{pod="b",hash="2"}': "1x180"}, "20m", {}),
    "PosternDenialsSpike": (
        {'postern_admission_requests_total{pod="a",verdict="denied"}': "0+0x120 0+50x60"},
        "140m", {}),
    "PosternBypassUsed": (
        {'postern_exceptions_used_total{pod="a",exception="break-glass"}': "_x10 1x170"}, "12m",
        {}),
    "PosternExceptionExpired": (
        {'postern_exceptions_expired_total{pod="a",exception="old"}': "_x10 1x170"}, "12m",
        {"exception": "old"}),
    "PosternSlow": (
        {'postern_admission_duration_seconds_bucket{pod="a",le="1"}': "0+99x180",
         'postern_admission_duration_seconds_bucket{pod="a",le="0.001"}': "0x180"}, "20m", {}),
    "PosternOverloaded": (
        {'postern_http_rejected_total{pod="a",code="503"}': "0+3x180"}, "20m", {}),
    "PosternLogLinesLost": (
        {'postern_log_lines_lost_total{pod="a"}': "0+1x180"}, "20m", {}),
    "PosternLookupsFail": (
        {'postern_lookup_total{pod="a",result="timeout"}': "0+1x180"}, "40m", {}),
    "PosternRuleFailed": (
        {'postern_rule_findings_total{pod="a",rule="rule-failed",action="deny"}': "_x10 1x170"},
        "12m", {"rule": "rule-failed"}),
}


@pytest.fixture(scope="module")
def rule_group(chart) -> dict:
    rendered = chart.render({"monitoring": {"prometheusRule": {"enabled": True}}})
    return rendered.one("PrometheusRule")["spec"]


@pytest.fixture(scope="module")
def rules(rule_group, tmp_path_factory) -> pathlib.Path:
    file = tmp_path_factory.mktemp("rules") / "alerts.yaml"
    file.write_text(yaml.safe_dump(rule_group))
    return file


def promtool(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, check=False)


def run_tests(tests: dict, directory: pathlib.Path) -> None:
    file = directory / "tests.yaml"
    file.write_text(yaml.safe_dump(tests))
    done = promtool("test", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr


def sound(rules: pathlib.Path) -> dict:
    return yaml.safe_load(SOUND.read_text().replace("__RULES__", str(rules)))


def test_promtool_accepts_the_rules(rules):
    done = promtool("check", "rules", rules)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_sound_cluster_alerts_nobody(rules, rule_group, tmp_path):
    tests = sound(rules)
    silent = {case["alertname"] for case in tests["tests"][0]["alert_rule_test"]}
    assert silent == {rule["alert"] for rule in rule_group["groups"][0]["rules"]}
    run_tests(tests, tmp_path)


def test_every_alert_has_a_cause(rule_group):
    assert set(CAUSES) == {rule["alert"] for rule in rule_group["groups"][0]["rules"]}


@pytest.mark.parametrize("alert", CAUSES)
def test_an_alert_fires_for_its_cause(rules, rule_group, alert, tmp_path):
    different, moment, labels = CAUSES[alert]
    tests = sound(rules)
    [case] = tests["tests"]
    kept = [one for one in case["input_series"]
            if not any(one["series"] == name or one["series"].startswith(name + "{")
                       for name in different)]
    added = [{"series": name, "values": values} for name, values in different.items() if values]
    case["input_series"] = kept + added
    [rule] = [rule for rule in rule_group["groups"][0]["rules"] if rule["alert"] == alert]
    case["alert_rule_test"] = []
    # The value in a description is not what is tested: firing with these labels is.
    case["promql_expr_test"] = [{
        "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"'
                + "".join(f',{name}="{value}"' for name, value in labels.items()) + "})",
        "eval_time": moment,
        "exp_samples": [{"labels": "{}", "value": 1}]}]
    assert rule["annotations"]["summary"]
    run_tests(tests, tmp_path)


def test_every_alert_has_a_runbook(rule_group):
    for rule in rule_group["groups"][0]["rules"]:
        name = rule["annotations"]["runbook_url"].rsplit("/", 1)[1]
        assert name == rule["alert"].lower() + ".md"
        page = ROOT / "docs/runbooks" / name
        assert page.is_file(), f"{page} is missing"
        assert re.search(rf"^# {rule['alert']}\b", page.read_text(), re.MULTILINE)


def test_no_runbook_is_left_without_an_alert(rule_group):
    pages = {page.name for page in (ROOT / "docs/runbooks").glob("*.md")} - {"README.md"}
    assert pages == {rule["alert"].lower() + ".md" for rule in rule_group["groups"][0]["rules"]}
