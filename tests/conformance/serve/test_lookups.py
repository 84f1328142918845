"""`postern serve --lookup cluster`: what the API server knows of a Secret changes the verdict, and
nothing that the API server does keeps an answer from coming."""

import concurrent.futures
import json
import statistics
import time

import pytest

from blackbox import postern, reviews
from blackbox.api_server import NEEDLE, TOKEN, ApiServer, raw, refuse
from blackbox.deadline import eventually
from blackbox.reviews import GOOD_DSN, container, secret, secret_review, workload_review
from blackbox.verdicts import assert_allowed, judge, verdict_of

SECRET = "/api/v1/namespaces/shop/secrets/"
ENV = "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef"
IN_CLUSTER_DSN = "postgresql://app:kq7Lw2Zr@orders-db:5432/orders"
ABSENT = ("workload-secret-missing", ENV)
UNANSWERED = ("lookup-unanswered", ENV)


def policy(**lookup) -> str:
    return json.dumps({"apiVersion": "postern.dev/v1", "kind": "Policy",
                       "lookup": {"enabled": True, "timeoutMs": 2000, **lookup}})


@pytest.fixture
def api(tmp_path):
    with ApiServer(tmp_path) as server:
        yield server


@pytest.fixture
def serve(api, tmp_path):
    """Starts a server that looks up in `api`."""
    running = []

    def start(text: str = policy(), *flags: str) -> postern.Serve:
        (tmp_path / "policy.yaml").write_text(text)
        (tmp_path / "ca.pem").write_bytes(api.authority.pem)
        (tmp_path / "kubeconfig").write_text(json.dumps({
            "current-context": "c", "contexts": [
                {"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": api.url,
                                                   "certificate-authority": "ca.pem"}}],
            "users": [{"name": "u", "user": {"token": TOKEN}}]}))
        running.append(postern.Serve(
            tmp_path / "serve", "--lookup", "cluster",
            "--kubeconfig", str(tmp_path / "kubeconfig"),
            "--config", str(tmp_path / "policy.yaml"), *flags))
        running[-1].start()
        return running[-1]

    yield start
    for one in running:
        one.assert_alive()
        assert NEEDLE.encode() not in one.output() and TOKEN.encode() not in one.output()
        one.stop()


def deployment(name: str = "orders-db", key: str = "DATABASE_URL", **request) -> dict:
    reference = {"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": name, "key": key}}}
    return workload_review("Deployment", {"containers": [container(env=[reference])]},
                           request=request)


def lookups(server) -> dict[str, float]:
    return {sample.labels["result"]: sample.value
            for sample in server.metrics().named("postern_lookup_total") if sample.value}


def test_a_secret_that_is_there_is_fine_and_remembered(api, serve):
    api.put(SECRET + "orders-db", secret({"DATABASE_URL": IN_CLUSTER_DSN}))
    server = serve()
    assert_allowed(judge(server, deployment()))
    assert_allowed(judge(server, deployment()))
    assert [path for _, path in api.requests] == [SECRET + "orders-db"]
    found = lookups(server)
    assert found["found"] == 1 and found["cached"] >= 1 and set(found) == {"found", "cached"}


def test_a_secret_that_is_absent_is_told_and_soon_asked_for_again(api, serve):
    server = serve()
    assert judge(server, deployment()).warnings == {ABSENT}
    assert lookups(server)["absent"] == 1
    api.put(SECRET + "orders-db", secret({"DATABASE_URL": IN_CLUSTER_DSN}))
    eventually(lambda: not judge(server, deployment()).warnings, "the new Secret is seen")


def test_a_rule_sees_through_the_reference(api, serve):
    """The Secret's connection string names a CA file that this pod does not mount."""
    api.put(SECRET + "orders-db", secret({"DATABASE_URL": GOOD_DSN}))
    assert judge(serve(), deployment()).warnings == {("workload-ca-not-mounted", ENV)}


def test_a_key_that_is_absent_is_told(api, serve):
    api.put(SECRET + "orders-db", secret({"OTHER": "x"}))
    assert judge(serve(), deployment()).warnings == {ABSENT}


def test_without_memory_each_request_asks_anew(api, serve):
    api.put(SECRET + "orders-db", secret({"DATABASE_URL": IN_CLUSTER_DSN}))
    server = serve(policy(cacheSeconds=0))
    assert_allowed(judge(server, deployment()))
    api.put(SECRET + "orders-db", secret({"OTHER": "x"}))
    assert judge(server, deployment()).warnings == {ABSENT}


def test_a_dry_run_gets_the_same_verdict(api, serve):
    server = serve()
    assert judge(server, deployment(dryRun=True)).warnings == {ABSENT}
    assert all(method == "GET" for method, _ in api.requests)


def test_a_policy_without_lookups_asks_nothing(api, serve):
    server = serve(policy(enabled=False))
    assert_allowed(judge(server, deployment()))
    assert api.requests == []


def test_a_name_that_nothing_can_have_is_not_asked_for(api, serve):
    server = serve()
    for name in ("../../../../apis", "a/b", "A", "a?b=c", "a\r\nX: y", "x" * 254):
        assert judge(server, deployment(name)).warnings == {ABSENT}
    assert api.requests == []


@pytest.mark.parametrize("answer, result", [
    (refuse(403), "forbidden"), (refuse(401), "forbidden"), (refuse(500), "error"),
    (raw(b"nonsense"), "error"), (raw(b""), "error"), (raw(silence=60), "timeout"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), "error"),
    (raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b" " * (1 << 20)] * 8), "error"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 46\r\n\r\n"
         b'{"kind":"Secret","metadata":{"name":"other"}}\n'), "error")])
def test_what_is_not_known_is_not_absent(api, serve, answer, result):
    api.on("GET", SECRET, answer)
    server = serve(policy(timeoutMs=500))
    verdict = judge(server, deployment())
    assert verdict.allowed and verdict.warnings == {UNANSWERED}
    assert set(lookups(server)) - {"cached"} == {result}


@pytest.mark.parametrize("action, denials, warnings", [
    ("deny", {UNANSWERED}, set()), ("warn", set(), {UNANSWERED}),
    ("audit", set(), set()), ("off", set(), set())])
def test_the_policy_says_what_no_answer_means(api, serve, action, denials, warnings):
    api.on("GET", SECRET, refuse(403))
    server = serve(policy(onUnknown=action))
    verdict = judge(server, deployment())
    assert (verdict.denials, verdict.warnings) == (denials, warnings)
    assert verdict.allowed == (not denials)
    findings = {sample.labels["action"]: sample.value
                for sample in server.metrics().named("postern_rule_findings_total")
                if sample.labels["rule"] == "lookup-unanswered" and sample.value}
    assert findings == ({} if action == "off" else {action: 1})


def test_no_answer_is_told_once_for_each_object(api, serve):
    api.on("GET", "/api/v1/namespaces/shop/", refuse(403))
    server = serve(policy(onUnknown="deny"))
    reference = {"secretKeyRef": {"name": "orders-db", "key": "a"}}
    document = workload_review("Deployment", {"containers": [container(
        env=[{"name": "A", "valueFrom": reference}, {"name": "B", "valueFrom": reference}],
        envFrom=[{"configMapRef": {"name": "settings"}}])]})
    where = "spec.template.spec.containers[0]."
    assert judge(server, document).denials == {
        ("lookup-unanswered", where + "env[0].valueFrom.secretKeyRef"),
        ("lookup-unanswered", where + "envFrom[0].configMapRef")}


def test_a_mode_and_an_exception_apply_to_no_answer(api, serve):
    api.on("GET", SECRET, refuse(403))
    text = json.loads(policy(onUnknown="deny"))
    server = serve(json.dumps({**text, "mode": "warn"}))
    assert judge(server, deployment()).warnings == {UNANSWERED}
    server = serve(json.dumps({**text, "exceptions": [
        {"name": "known", "rules": ["lookup-unanswered"], "objects": [{"kind": "Deployment"}],
         "reason": "the Secret is made later"}]}))
    assert_allowed(judge(server, deployment()))


def test_case_10_a_slow_lookup_is_answered_within_the_timeout(api, serve, slowness):
    """With timeout=1s and an API server that does not answer, the verdict comes before 1 s."""
    api.on("GET", SECRET, raw(silence=60))
    server = serve(policy(timeoutMs=10000, cacheSeconds=0))
    took = []
    for number in range(5):
        document = deployment(f"orders-{number}")
        began = time.monotonic()
        response = server.post(reviews.body(document), "/validate?timeout=1s")
        took.append(time.monotonic() - began)
        verdict = verdict_of(response, document["request"]["uid"])
        assert verdict.allowed and verdict.warnings == {UNANSWERED}
    assert statistics.median(took) < 1.0 * slowness


def test_a_slow_api_server_does_not_hold_every_worker(api, serve):
    """More requests wait for lookups than there are workers; one without lookups is answered."""
    api.on("GET", SECRET, raw(silence=60))
    server = serve(policy(timeoutMs=10000), "--threads", "4")
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        waiting = [pool.submit(server.post, reviews.body(deployment(f"orders-{number}")),
                               "/validate?timeout=20s") for number in range(12)]
        eventually(lambda: len(api.requests) >= 2, "lookups are under way")
        assert_allowed(judge(server, secret_review({"DATABASE_URL": GOOD_DSN})))
        assert not all(one.done() for one in waiting)
        for one in waiting:
            assert one.result(60).status == 200


def test_outside_a_pod_it_does_not_start():
    done = postern.run("serve", "--dev", "--lookup", "cluster")
    assert done.returncode == 2 and b"--lookup: " in done.stderr and b"not a pod" in done.stderr
