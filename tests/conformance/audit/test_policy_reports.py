"""`postern audit --policy-reports`: one PolicyReport in each namespace."""

import json
import re

import pytest

from auditing import audit
from blackbox.api_server import refuse
from blackbox.cluster import REPORTS, Cluster
from blackbox.reviews import GOOD_DSN, WEAK_DSN, secret, workload


@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path, reports=True) as running:
        yield running


def placed(obj: dict, namespace: str) -> dict:
    return {**obj, "metadata": {**obj["metadata"], "namespace": namespace}}


def published(cluster, *flags):
    return audit(cluster, "--policy-reports", *flags)


def test_one_report_for_each_namespace(cluster):
    cluster.add(secret({"URL": WEAK_DSN}), secret({"token": "none"}, name="clean"),
                placed(secret({"token": "none"}), "bank"))
    assert published(cluster).code == 1
    report = cluster.report("shop")
    assert report["apiVersion"] == "wgpolicyk8s.io/v1alpha2" and report["kind"] == "PolicyReport"
    assert report["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "postern"
    assert report["summary"] == {"error": 0, "fail": 1, "warn": 0, "skip": 0, "pass": 1}
    failed, passed = report["results"]
    assert failed["message"].startswith("data[URL]: ") and failed["message"].endswith(
        " [dsn-sslmode-weak]")
    assert {key: failed[key] for key in ("source", "policy", "rule", "severity", "result")} == {
        "source": "postern", "policy": "postern", "rule": "dsn-sslmode-weak", "severity": "high",
        "result": "fail"}
    assert failed["resources"] == [{"apiVersion": "v1", "kind": "Secret", "namespace": "shop",
                                    "name": "orders-db"}]
    assert failed["properties"]["path"] == "data[URL]"
    assert (passed["result"], passed["resources"][0]["name"]) == ("pass", "clean")
    assert cluster.report("bank")["summary"]["pass"] == 1


def test_it_is_applied_by_the_server(cluster):
    cluster.add(secret({"URL": WEAK_DSN}))
    published(cluster)
    assert cluster.writes() == [
        ("PATCH", f"{REPORTS}/namespaces/shop/policyreports/postern"
                  "?fieldManager=postern-audit&force=true")]


def test_the_same_cluster_makes_the_same_report(cluster):
    cluster.add(secret({"URL": WEAK_DSN}), workload("Deployment", DATABASE_URL=WEAK_DSN))
    reports = []
    for _ in range(2):
        published(cluster)
        report = json.loads(json.dumps(cluster.report("shop")))
        del report["metadata"]["resourceVersion"]
        reports.append(report)
    assert reports[0] == reports[1]


def test_without_the_flag_nothing_is_written(cluster):
    cluster.add(secret({"URL": WEAK_DSN}))
    audit(cluster)
    assert cluster.writes() == []


@pytest.mark.parametrize("mode, result", [("enforce", "fail"), ("warn", "warn"), ("audit", "warn")])
def test_modes_show_as_results(cluster, tmp_path, mode, result):
    cluster.add(secret({"URL": WEAK_DSN}))
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"apiVersion: postern.dev/v1\nkind: Policy\nmode: {mode}\n")
    published(cluster, "--config", policy)
    [row] = cluster.report("shop")["results"]
    assert row["result"] == result
    assert row["properties"]["action"] == {"enforce": "deny"}.get(mode, mode)
    assert cluster.report("shop")["summary"][result] == 1


def test_an_exception_shows_as_skipped(cluster, tmp_path):
    cluster.add(secret({"URL": WEAK_DSN}))
    policy = tmp_path / "policy.yaml"
    policy.write_text(json.dumps({
        "apiVersion": "postern.dev/v1", "kind": "Policy", "exceptions": [{
            "name": "legacy", "rules": ["dsn-*"], "reason": "moving",
            "objects": [{"kind": "Secret", "namespace": "shop", "name": "*"}]}]}))
    published(cluster, "--config", policy)
    [row] = cluster.report("shop")["results"]
    assert (row["result"], row["properties"]["exception"]) == ("skip", "legacy")


def test_every_value_of_properties_is_text(cluster):
    cluster.add(secret({"URL": WEAK_DSN}), workload("CronJob", DATABASE_URL=WEAK_DSN))
    published(cluster)
    for row in cluster.report("shop")["results"]:
        assert all(isinstance(value, str) for value in row.get("properties", {}).values())


def old_report(namespace: str, name="postern", manager="postern") -> tuple[str, dict]:
    return f"{REPORTS}/namespaces/{namespace}/policyreports/{name}", {
        "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
        "metadata": {"name": name, "namespace": namespace,
                     "labels": {"app.kubernetes.io/managed-by": manager}}}


def test_only_stale_reports_of_ours_are_removed(cluster):
    cluster.add(secret({"URL": WEAK_DSN}))
    for report in (old_report("emptied"), old_report("kept", manager="kyverno"),
                   old_report("other", name="theirs")):
        cluster.put(*report)
    assert published(cluster).code == 1
    assert cluster.report("emptied") is None
    assert cluster.report("kept") and cluster.report("other") and cluster.report("shop")
    assert [path for method, path in cluster.writes() if method == "DELETE"] == [
        old_report("emptied")[0]]


def test_an_audit_of_one_namespace_removes_nothing_elsewhere(cluster):
    cluster.add(secret({"URL": WEAK_DSN}))
    cluster.put(*old_report("emptied"))
    cluster.on("GET", r"/namespaces/shop/policyreports", lambda handler: handler.say(
        200, {"kind": "PolicyReportList", "metadata": {}, "items": []}))
    assert published(cluster, "--namespace", "shop").code == 1
    assert cluster.report("emptied")


def test_an_incomplete_audit_says_so_and_removes_nothing(cluster):
    cluster.add(secret({"URL": WEAK_DSN}))
    cluster.put(*old_report("emptied"))
    cluster.on("GET", r"/pods\?", refuse(403))
    assert published(cluster).code == 2
    assert cluster.report("emptied")
    report = cluster.report("shop")
    assert report["summary"]["error"] == 1 and report["results"][0]["result"] == "error"


def test_no_such_kind_is_said_in_one_line(cluster):
    cluster.reports = False
    cluster.add(secret({"URL": WEAK_DSN}))
    done = published(cluster)
    assert done.code == 2 and len(done.said) == 1 and cluster.writes() == []
    assert "does not have the kind (wgpolicyk8s.io/v1alpha2)" in done.said[0]
    assert done.places("deny"), "the audit itself is reported"


def test_one_namespace_that_refuses_stops_no_other(cluster):
    cluster.add(secret({"URL": WEAK_DSN}), placed(secret({"URL": WEAK_DSN}), "bank"))
    cluster.on("PATCH", "/namespaces/bank/", refuse(403))
    done = published(cluster)
    assert done.code == 2 and cluster.report("shop")
    assert done.said == ["postern: namespace bank: PATCH the PolicyReport: the service account or "
                         "user has no right to do this (403)"]


@pytest.mark.parametrize("code", [403, 404])
def test_a_namespace_on_its_way_out_takes_no_report(cluster, code):
    cluster.add(secret({"URL": WEAK_DSN}), placed(secret({"URL": WEAK_DSN}), "bank"))
    cluster.terminating = {"bank"}
    cluster.on("PATCH", "/namespaces/bank/", refuse(code))
    done = published(cluster)
    assert (done.code, done.said) == (1, []) and cluster.report("shop")


def test_a_large_namespace_makes_a_report_that_fits(cluster):
    """etcd takes 1.5 MiB. The worst comes first, and the summary counts everything."""
    data = {f"URL_{number:03}": WEAK_DSN for number in range(900)}
    cluster.add(*(secret(data, name=f"db-{number}") for number in range(3)),
                *(secret({"token": "x"}, name=f"clean-{number}") for number in range(40)))
    published(cluster)
    report = cluster.report("shop")
    assert report["summary"]["fail"] == 2700 and report["summary"]["pass"] == 40
    left_out = int(report["metadata"]["annotations"]["postern.dev/left-out"])
    assert len(report["results"]) + left_out == 2740
    assert {row["result"] for row in report["results"]} == {"fail"}
    assert len(json.dumps(report)) < 1_300_000


def test_no_value_is_in_a_report(cluster):
    cluster.add(secret({"URL": WEAK_DSN.replace("kq7Lw2Zr", "plantedQ7")}),
                workload("Pod", DATABASE_URL=GOOD_DSN.replace("kq7Lw2Zr", "plantedQ7")))
    published(cluster)
    assert not re.search("plantedQ7|rds.amazonaws", json.dumps(cluster.report("shop")))
