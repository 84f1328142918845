"""What is answered to a well-formed review."""

import copy

import pytest

from blackbox import reviews, wire
from blackbox.deadline import eventually
from blackbox.reviews import (GOOD_DSN, NO_SSLMODE_DSN, WEAK_DSN, WORKLOADS, container, review,
                              secret, secret_review, variable, workload, workload_review)
from blackbox.verdicts import assert_allowed, assert_denied, judge, verdict_of

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
WEAK = ("dsn-sslmode-weak", "data[DATABASE_URL]")
BAD = {"DATABASE_URL": NO_SSLMODE_DSN}
GOOD = {"DATABASE_URL": GOOD_DSN}


def test_case_01_compliant_secret_is_allowed(server):
    assert_allowed(judge(server, secret_review(GOOD)))


def test_case_02_violation_is_denied_with_http_200_and_code_403(server):
    verdict = judge(server, secret_review(BAD))
    assert_denied(verdict, MISSING)
    status = verdict.response["status"]
    assert status["message"].startswith("data[DATABASE_URL]: ")
    assert status["message"].splitlines()[0].endswith("[dsn-sslmode-missing]")
    assert "postern explain dsn-sslmode-missing" in status["message"].splitlines()[-1]


def test_case_02_every_finding_is_listed_not_the_first(server):
    verdict = judge(server, secret_review({
        "DATABASE_URL": NO_SSLMODE_DSN, "REPLICA_URL": WEAK_DSN, "SPARE_URL": GOOD_DSN,
        "REPORTS_URL": f"postgres://app:kq7Lw2Zr@{reviews.HOST}:54x2/r?sslmode=verify-full"}))
    assert_denied(verdict, MISSING, ("dsn-sslmode-weak", "data[REPLICA_URL]"),
                  ("dsn-malformed", "data[REPORTS_URL]"))


@pytest.mark.parametrize("document", [secret_review(GOOD), secret_review(BAD),
                                      workload_review("Pod", PGPASSWORD="kq7Lw2Zr"),
                                      secret_review(BAD, operation="UPDATE", old=BAD)])
def test_case_03_a_reply_never_carries_a_patch(server, document):
    response = server.post(reviews.body(document))
    assert b"patch" not in response.body.lower()
    verdict_of(response, document["request"]["uid"])


@pytest.mark.parametrize("uid", [
    "705ab4f5-6393-11e8-b7cc-42010a800002", "0", " ", "a b", "\"quoted\" \\ back", "</script>",
    "\u00fc\u4e2d\U0001f600", "tab\tnewline\n\x01\x7f", "{}", "null", "../../etc/passwd", "%s%n", "x" * 1000,
])
def test_case_06_an_odd_uid_is_echoed_exactly(server, uid):
    assert_allowed(judge(server, secret_review(GOOD, uid=uid)))
    assert_denied(judge(server, secret_review(BAD, uid=uid)), MISSING)


def terminating(obj: dict) -> dict:
    made = copy.deepcopy(obj)
    made["metadata"] |= {"deletionTimestamp": "2026-01-15T10:00:00Z",
                         "deletionGracePeriodSeconds": 0, "finalizers": ["example.org/hold"]}
    return made


def test_case_34_an_object_that_is_being_deleted_is_let_go(server):
    old = terminating(secret(BAD))
    new = copy.deepcopy(old)
    del new["metadata"]["finalizers"]
    assert_allowed(judge(server, review(new, old, "UPDATE")), without_warnings=False)
    worse = terminating(secret({"DATABASE_URL": WEAK_DSN}))
    assert_allowed(judge(server, review(worse, old, "UPDATE")), without_warnings=False)


def test_case_34_a_null_deletion_timestamp_is_none(server):
    old, new = secret({}), secret(BAD)
    for obj in (old, new):
        obj["metadata"]["deletionTimestamp"] = None
    assert_denied(judge(server, review(new, old, "UPDATE")), MISSING)


@pytest.mark.parametrize("old", [secret(BAD), workload("Deployment", DATABASE_URL=WEAK_DSN), None])
def test_case_35_delete_is_allowed(server, old):
    document = review(None, old or secret({}), "DELETE")
    if old is None:  # DELETECOLLECTION names no object, an old API server sent none
        document["request"]["oldObject"] = None
        del document["request"]["name"]
    assert_allowed(judge(server, document))


def test_case_35_connect_is_allowed(server):
    document = review(workload("Pod"), operation="CONNECT", subResource="exec")
    document["request"]["object"] = {"kind": "PodExecOptions", "apiVersion": "v1", "stdin": True,
                                     "command": ["psql", WEAK_DSN]}
    document["request"]["kind"]["kind"] = "PodExecOptions"
    assert_allowed(judge(server, document))


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE"])
@pytest.mark.parametrize("obj", [secret(BAD), workload("CronJob", PGPASSWORD="kq7Lw2Zr")])
def test_case_35_a_null_or_absent_object_is_allowed(server, operation, obj):
    document = review(obj, operation=operation)
    document["request"]["object"] = None
    assert_allowed(judge(server, document))
    del document["request"]["object"], document["request"]["oldObject"]
    assert_allowed(judge(server, document))


@pytest.mark.parametrize("absent", [("namespace",), ("name",), ("name", "namespace"),
                                    ("name", "namespace", "userInfo", "options", "dryRun",
                                     "resource", "requestKind", "requestResource")])
def test_case_36_name_and_namespace_may_be_absent(server, absent):
    for data, expected in ((GOOD, ()), (BAD, (MISSING,))):
        document = secret_review(data)
        for field in absent:
            del document["request"][field]
            document["request"]["object"]["metadata"].pop(field, None)
        verdict = judge(server, document)
        assert_denied(verdict, *expected) if expected else assert_allowed(verdict)


def test_case_36_a_generated_name_is_not_there_yet(server):
    obj = secret(BAD)
    obj["metadata"] = {"generateName": "orders-", "namespace": "shop"}
    assert_denied(judge(server, review(obj)), MISSING)


@pytest.mark.parametrize("metadata", [None, {}, {"name": None, "namespace": None},
                                      {"annotations": None, "labels": None}])
def test_case_36_metadata_may_be_empty(server, metadata):
    document = secret_review(BAD)
    document["request"]["object"]["metadata"] = metadata
    assert_denied(judge(server, document), MISSING)


def test_case_37_a_dry_run_gets_the_same_verdict_and_only_its_own_label(server):
    wet, dry = secret_review(BAD), secret_review(BAD, dryRun=True)
    before = server.metrics()
    answers = [judge(server, document).response for document in (wet, dry)]
    for answer in answers:
        del answer["uid"]
    assert answers[0] == answers[1]
    for flag in ("true", "false"):
        counted = {"kind": "Secret", "dry_run": flag}
        eventually(lambda: grown(server, before, **counted) == 1, f"one request with {counted}")
    assert server.decision(dry["request"]["uid"])["dryRun"] is True
    assert server.decision(wet["request"]["uid"])["dryRun"] is False


def grown(server, before, **labels: str) -> float:
    name = "postern_admission_requests_total"
    return server.metrics().total(name, **labels) - before.total(name, **labels)


def test_case_38_scale_is_judged_as_scale(server):
    scale = {"apiVersion": "autoscaling/v1", "kind": "Scale",
             "metadata": {"name": "orders-api", "namespace": "shop"}, "spec": {"replicas": 9}}
    document = review(scale, operation="UPDATE", subResource="scale")
    document["request"]["resource"] = {"group": "apps", "version": "v1", "resource": "deployments"}
    document["request"]["requestResource"] = document["request"]["resource"]
    before = server.metrics()
    assert_allowed(judge(server, document))
    assert server.decision(document["request"]["uid"])["kind"] == "Scale"
    eventually(lambda: grown(server, before, kind="Scale") == 1, "counted as Scale")
    assert grown(server, before, kind="Deployment") == 0


def test_case_39_an_unregistered_kind_is_allowed_and_counted(server):
    gizmo = {"apiVersion": "gizmo.test/v1", "kind": "Gizmo",
             "metadata": {"name": "g", "namespace": "shop"}, "spec": {"url": NO_SSLMODE_DSN}}
    before = server.metrics()
    assert_allowed(judge(server, review(gizmo)))
    eventually(lambda: grown(server, before) == 1, "the request is counted")
    assert "gizmo" not in server.metrics().text.lower(), "anyone could then make new time series"


def test_case_39_a_registered_name_in_another_group_is_unregistered(server):
    stranger = {"apiVersion": "serving.knative.dev/v1", "kind": "Secret",
                "metadata": {"name": "s", "namespace": "shop"},
                "data": {"DATABASE_URL": reviews.encoded(NO_SSLMODE_DSN)}}
    assert_allowed(judge(server, review(stranger)))


@pytest.mark.parametrize("fields", [
    {"data": None}, {"data": {}}, {"data": {"DATABASE_URL": None}}, {"data": {"DATABASE_URL": ""}},
    {"data": None, "stringData": None, "type": None}, {"type": ""}, {"immutable": True}])
def test_case_40_a_secret_without_data_is_allowed(server, fields):
    document = secret_review()
    document["request"]["object"].pop("data", None)
    document["request"]["object"] |= fields
    assert_allowed(judge(server, document))


@pytest.mark.parametrize("value", ["cG9z!!!", "cG9zdGdyZXM", "====", "cG9zdGdyZXM6Ly9h=", "%00", "-_-_",
                                   "c G9z"])
def test_case_41_bad_base64_is_denied(server, value):
    document = secret_review(GOOD)
    document["request"]["object"]["data"]["SPARE"] = value
    assert_denied(judge(server, document), ("secret-data-invalid", "data[SPARE]"))


def at(obj: dict, way: tuple[str, ...]) -> dict:
    for field in way:
        obj = obj[field]
    return obj


@pytest.mark.parametrize("kind", WORKLOADS)
def test_case_42_null_template_containers_and_env_are_nothing(server, kind):
    way = WORKLOADS[kind][2]
    for depth in range(len(way)):
        obj = workload(kind)
        at(obj, way[:depth])[way[depth]] = None
        assert_allowed(judge(server, review(obj)))
    for spec in (None, {}, {"containers": None}, {"containers": []}, {"containers": [None]},
                 {"containers": [{}]}, {"containers": [container(env=None, args=None)]},
                 {"containers": [container(env=[])], "initContainers": None, "volumes": None},
                 {"containers": [container(env=[None, {}, {"name": "A"}, {"value": None}])]},
                 {"containers": [container(env=[{"name": None, "valueFrom": None}], command=[])]}):
        obj = workload(kind)
        at(obj, way)["spec"] = spec
        assert_allowed(judge(server, review(obj)))


@pytest.mark.parametrize("spec", [
    {"containers": 5}, {"containers": {"a": 1}}, {"containers": ["app"]}, [],
    {"containers": [container(env={"A": "b"})]}, {"containers": [container(env=[5])]},
    {"containers": [container(env=[{"name": "PGPASSWORD", "value": 5}])]},
    {"containers": [container(args="--x")]}, {"containers": [container(command=[5])]}])
def test_case_42_a_wrong_type_is_refused_and_never_allowed(server, spec):
    """The API server cannot send it. Whoever does gets no verdict, or a denial."""
    obj = workload("Deployment")
    obj["spec"]["template"]["spec"] = spec
    document = review(obj)
    response = server.post(reviews.body(document))
    if response.status == 200:
        assert response.json()["response"]["allowed"] is False
    else:
        assert response.status == 400


@pytest.mark.parametrize("field", ["containers", "initContainers", "ephemeralContainers"])
def test_case_43_every_kind_of_container_is_checked(server, field):
    spec = {"containers": [container(env=[variable("LOG_LEVEL", "info")])]}
    bad = container("sidecar", env=[variable("MODE", "rw"), variable("PGPASSWORD", "kq7Lw2Zr")])
    spec[field] = [*spec.get(field, []), bad]
    index = 1 if field == "containers" else 0
    verdict = judge(server, workload_review("Deployment", spec))
    path = f"spec.template.spec.{field}[{index}].env[1].value"
    assert_denied(verdict, ("workload-inline-password", path))


def test_case_43_the_ephemeralcontainers_subresource_is_a_pod(server):
    old = workload("Pod", {"containers": [container()]})
    new = copy.deepcopy(old)
    new["spec"]["ephemeralContainers"] = [
        container("debug", env=[variable("DATABASE_URL", GOOD_DSN)])]
    document = review(new, old, "UPDATE", subResource="ephemeralcontainers")
    assert_denied(judge(server, document),
                  ("workload-inline-dsn", "spec.ephemeralContainers[0].env[0].value"))


@pytest.mark.parametrize("kind", WORKLOADS)
def test_case_44_each_pod_bearing_kind_has_its_own_path(server, kind):
    spec = {"containers": [
        container(env=[variable("LOG_LEVEL", "info"), variable("DATABASE_URL", GOOD_DSN)]),
        container("worker", env=[variable("PGPASSWORD", "kq7Lw2Zr")])]}
    base = f"{reviews.pod_spec_path(kind)}.containers"
    assert_denied(judge(server, workload_review(kind, spec)),
                  ("workload-inline-dsn", f"{base}[0].env[1].value"),
                  ("workload-inline-password", f"{base}[1].env[0].value"))


@pytest.mark.parametrize("kind", WORKLOADS)
def test_case_44_a_reference_instead_of_a_literal_is_allowed(server, kind):
    reference = {"name": "DATABASE_URL",
                 "valueFrom": {"secretKeyRef": {"name": "orders-db", "key": "url"}}}
    assert_allowed(judge(server, workload_review(kind, {"containers": [
        container(env=[reference], envFrom=[{"secretRef": {"name": "orders-db"}}])]})))


def test_case_45_a_violation_that_stood_before_is_a_warning(server):
    verdict = judge(server, secret_review({**BAD, "OWNER": "team-a"}, operation="UPDATE", old=BAD))
    assert_allowed(verdict, without_warnings=False)
    assert verdict.warnings == {MISSING}


def test_case_45_so_it_is_after_the_password_was_rotated(server):
    rotated = {"DATABASE_URL": NO_SSLMODE_DSN.replace("kq7Lw2Zr", "Zq2nT8wB")}
    verdict = judge(server, secret_review(rotated, operation="UPDATE", old=BAD))
    assert_allowed(verdict, without_warnings=False)
    assert verdict.warnings == {MISSING}


def test_case_45_a_new_violation_is_denied_and_the_old_one_is_a_warning(server):
    verdict = judge(server, secret_review({**BAD, "REPLICA_URL": WEAK_DSN}, operation="UPDATE",
                                          old=BAD))
    assert_denied(verdict, ("dsn-sslmode-weak", "data[REPLICA_URL]"))
    assert verdict.warnings == {MISSING}


def test_case_45_a_worse_value_is_a_new_violation(server):
    prefer = {"DATABASE_URL": WEAK_DSN.replace("disable", "prefer")}
    disable = {"DATABASE_URL": WEAK_DSN}
    assert_denied(judge(server, secret_review(disable, operation="UPDATE", old=prefer)), WEAK)
    better = judge(server, secret_review(prefer, operation="UPDATE", old=disable))
    assert_allowed(better, without_warnings=False)
    assert better.warnings == {WEAK}


def test_case_45_a_variable_keeps_its_identity_when_others_move(server):
    old = workload("Deployment", {"containers": [
        container(env=[variable("PGPASSWORD", "kq7Lw2Zr")])]})
    new = workload("Deployment", {"containers": [
        container("proxy"),
        container(env=[variable("LOG_LEVEL", "info"), variable("PGPASSWORD", "kq7Lw2Zr")])]})
    verdict = judge(server, review(new, old, "UPDATE"))
    assert_allowed(verdict, without_warnings=False)
    assert verdict.warnings == {("workload-inline-password",
                                 "spec.template.spec.containers[1].env[1].value")}


@pytest.mark.parametrize("make", [lambda: secret_review(GOOD), lambda: secret_review(BAD),
                                  lambda: secret_review(BAD, operation="UPDATE", old=BAD),
                                  lambda: workload_review("Job", DATABASE_URL=NO_SSLMODE_DSN)])
def test_case_46_the_same_review_with_a_new_uid_gets_the_same_verdict(server, make):
    answers = []
    for _ in range(3):
        answer = judge(server, make()).response
        del answer["uid"]
        answers.append(answer)
    assert answers[0] == answers[1] == answers[2]


def test_case_09_the_query_does_not_matter(server):
    targets = ["/validate", "/validate?", "/validate?timeout=", "/validate?timeout=soon",
               "/validate?timeout=-1s", "/validate?timeout=99999999999999999999s", "/validate?timeout=0s",
               "/validate?timeout=30s&x=1&timeout=2s&=&&", "/validate?%zz=%", "/validate?a=" + "b" * 4000]
    with server.connect() as connection:
        for target in targets:
            document = secret_review(BAD)
            response = connection.exchange(wire.post(reviews.body(document), target))
            assert_denied(verdict_of(response, document["request"]["uid"]), MISSING)
