"""Every query of alerts, dashboard and docs, run by a real Prometheus that scrapes a real server."""

import json
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
import yaml

from blackbox import postern, reviews
from blackbox.deadline import eventually

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What API servers count, kubelets and the operating system: not there to be scraped.
OTHERS = ("apiserver_", "container_")
POLICY = """
apiVersion: postern.dev/v1
kind: Policy
namespaces:
  - {match: [dev], mode: warn}
exceptions:
  - {name: used, rules: ["*"], users: [used], reason: test}
  - {name: gone, rules: ["*"], users: [gone], reason: test, expires: 2020-01-01}
breakGlass: {groups: [oncall]}
"""


class Prometheus:
    def __init__(self, directory: pathlib.Path, target: str, rules: pathlib.Path):
        self.address = f"127.0.0.1:{postern.free_port()}"
        config = directory / "prometheus.yaml"
        config.write_text(yaml.safe_dump({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{"job_name": "postern", "static_configs": [
                {"targets": [target], "labels": {"pod": "postern-1"}}]}]}))
        self.log = directory / "prometheus.log"
        self._command = ["prometheus", f"--config.file={config}",
                         f"--storage.tsdb.path={directory / 'data'}",
                         f"--web.listen-address={self.address}"]
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log)
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait(20)

    def get(self, path: str, **query: str) -> dict:
        assert self._process.poll() is None, self.log.read_text()[-2000:]
        url = f"http://{self.address}{path}?{urllib.parse.urlencode(query)}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=10) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as refused:
            text = refused.read().decode()
            # While it starts it says "Service Unavailable".
            return json.loads(text) if text.startswith("{") else {"status": text}
        except OSError:
            return {"status": "unreachable"}

    def query(self, expression: str) -> list[dict]:
        answer = self.get("/api/v1/query", query=expression)
        assert answer["status"] == "success", f"{expression}: {answer}"
        return answer["data"]["result"]

    def values(self, expression: str) -> list[float]:
        return [float(sample["value"][1]) for sample in self.query(expression)]


def post(server: postern.Serve, secret: dict, **request: object) -> None:
    document = reviews.review(secret)
    document["request"].update(request)
    assert server.post(json.dumps(document).encode()).status == 200


@pytest.fixture(scope="module")
def alerts(chart) -> dict:
    rendered = chart.render({"monitoring": {"prometheusRule": {"enabled": True}}})
    return rendered.one("PrometheusRule")["spec"]


@pytest.fixture(scope="module")
def prometheus(alerts, tmp_path_factory):
    """A server that has seen a denial, a warning, each kind of exception and a refused request,
    twice each, with a scrape between: increase() needs two samples."""
    directory = tmp_path_factory.mktemp("prometheus")
    (directory / "policy.yaml").write_text(POLICY)
    rules = directory / "alerts.yaml"
    rules.write_text(yaml.safe_dump(alerts))
    bad = reviews.secret({"URL": reviews.WEAK_DSN})
    with postern.Serve(directory / "server", "--config", str(directory / "policy.yaml")) as server:
        target = f"127.0.0.1:{server.ops_address[1]}"
        with Prometheus(directory, target, rules) as running:
            eventually(lambda: running.get("/api/v1/query", query="1")["status"] == "success",
                       "prometheus answers", 30)
            for _ in range(2):
                post(server, bad)
                post(server, bad, namespace="dev")
                for user in ("used", "gone"):
                    post(server, bad, userInfo={"username": user, "groups": []})
                post(server, bad, userInfo={"username": "x", "groups": ["oncall"]})
                server.post(b"{}")
                seen = time.time()
                eventually(lambda: any(scraped > seen for scraped in
                                       running.values("timestamp(postern_build_info)")),
                           "a scrape", 30, 0.3)
            yield running


def alert_queries(alerts: dict) -> list[str]:
    return [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]


def dashboard_queries() -> list[str]:
    dashboard = json.loads((ROOT / "chart/postern/files/dashboard.json").read_text())
    return [target["expr"].replace("$__rate_interval", "1m").replace("$__range", "1h")
            for panel in dashboard["panels"] for target in panel["targets"]]


def documented_queries() -> list[tuple[str, str]]:
    """Each line of a ```promql block of the docs is a query."""
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for block in re.findall(r"```promql\n(.*?)```", page.read_text(), re.DOTALL):
            found += [(page.name, line) for line in block.splitlines() if line.strip()]
    return found


def test_the_alerts_are_loaded_and_sound(prometheus, alerts):
    def evaluated():
        groups = prometheus.get("/api/v1/rules")["data"]["groups"]
        return groups if groups and all(
            rule["health"] == "ok" for rule in groups[0]["rules"]) else None
    [group] = eventually(evaluated, "all rules are evaluated without an error", 30, 0.3)
    assert {rule["name"] for rule in group["rules"]} == \
        {rule["alert"] for rule in alerts["groups"][0]["rules"]}


def test_the_metrics_of_every_query_exist(prometheus, alerts):
    known = set(prometheus.get("/api/v1/label/__name__/values")["data"])
    for query in alert_queries(alerts) + dashboard_queries() + \
            [query for _, query in documented_queries()]:
        for metric in re.findall(r"\b((?:postern|apiserver|container)_[a-z_]+)\b", query):
            assert metric in known or metric.startswith(OTHERS), f"{metric} in {query}"


def test_every_query_of_the_dashboard_has_an_answer(prometheus):
    for query in dashboard_queries():
        found = prometheus.query(query)
        assert found or any(name in query for name in OTHERS), query


def test_every_query_of_the_docs_runs(prometheus):
    assert documented_queries()
    for _, query in documented_queries():
        prometheus.query(query)


@pytest.mark.parametrize("alert", ["PosternBypassUsed", "PosternExceptionExpired"])
def test_alerts_for_what_happened_hold(prometheus, alerts, alert):
    [rule] = [rule for rule in alerts["groups"][0]["rules"] if rule["alert"] == alert]
    assert prometheus.query(rule["expr"])


@pytest.mark.parametrize("alert", ["PosternDown", "PosternCertificateMissing", "PosternReloadFailed",
                                   "PosternPolicyDiffers", "PosternOverloaded", "PosternRuleFailed"])
def test_alerts_for_what_did_not_happen_do_not(prometheus, alerts, alert):
    [rule] = [rule for rule in alerts["groups"][0]["rules"] if rule["alert"] == alert]
    assert prometheus.query(rule["expr"]) == []
