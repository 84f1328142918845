"""What `postern audit` asks the API server for, and what it makes of the answers."""

import json

import pytest

from auditing import audit, run
from blackbox import postern
from blackbox.api_server import TOKEN, raw, refuse
from blackbox.cluster import COLLECTIONS, Cluster
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, WORKLOADS, config_map, secret, workload

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def leaky(name: str) -> dict:
    return secret({"DATABASE_URL": NO_SSLMODE_DSN}, name=name)


@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path) as running:
        yield running


def test_an_empty_cluster_is_clean(cluster):
    done = audit(cluster)
    assert (done.code, done.findings, done.faults, done.said) == (0, [], [], [])


def test_every_collection_is_listed_as_kubernetes_wants_it(cluster):
    assert audit(cluster).code == 0
    for _, resource in COLLECTIONS.values():
        assert cluster.lists(resource) == [{"limit": "500"}] * 2
    assert {method for method, _ in cluster.requests} == {"GET"}, "an audit changes nothing"


def test_findings_name_the_object_and_the_place(cluster):
    cluster.add(leaky("orders-db"), config_map({"URL": NO_SSLMODE_DSN}))
    done = audit(cluster)
    assert done.code == 1
    assert ("dsn-sslmode-missing", "Secret shop/orders-db", "data[DATABASE_URL]") in \
        done.places("deny")
    assert ("configmap-dsn-password", "ConfigMap shop/orders-config", "data[URL]") in \
        done.places("deny")
    assert all(found["file"] == "" and found["line"] is None for found in done.findings)


@pytest.mark.parametrize("kind", WORKLOADS)
def test_every_pod_bearing_kind_is_judged(cluster, kind):
    cluster.add(workload(kind, DATABASE_URL=NO_SSLMODE_DSN))
    rules = audit(cluster).rules_of("orders-api")
    assert {"workload-inline-dsn", "dsn-sslmode-missing"} <= rules


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_pages_of_any_size_show_the_same(cluster, size):
    names = [f"db-{number}" for number in range(7)]
    cluster.add(*(leaky(name) for name in names))
    done = audit(cluster, "--page-size", str(size))
    assert [found["name"] for found in done.findings if found["rule"] == MISSING[0]] == names
    pages = [count for resource, count in cluster.pages if resource == "secrets"]
    assert max(pages) == min(size, 7) and sum(pages) == 2 * 7
    assert all("resourceVersion" not in query for query in cluster.lists("secrets"))


def test_an_expired_page_starts_the_list_again(cluster):
    cluster.add(*(leaky(f"db-{number}") for number in range(5)))
    cluster.on("GET", r"/secrets\?limit=2&continue=.*4", refuse(410), times=1)
    done = audit(cluster, "--page-size", "2")
    assert done.code == 1 and not done.faults
    names = [found["name"] for found in done.findings if found["rule"] == MISSING[0]]
    assert names == [f"db-{number}" for number in range(5)], "none twice, none lost"


def test_an_expired_page_of_the_second_look_says_nothing_twice(cluster):
    cluster.add(*(leaky(f"db-{number}") for number in range(5)))
    seen = []

    def expire_late(handler):
        seen.append(handler.path)
        code, obj = (410, {"kind": "Status"}) if len(seen) == 2 else cluster.get(handler.path)
        handler.say(code, obj)

    cluster.on("GET", r"/secrets\?limit=2&continue=.*4", expire_late)
    done = audit(cluster, "--page-size", "2")
    names = [found["name"] for found in done.findings if found["rule"] == MISSING[0]]
    assert names == [f"db-{number}" for number in range(5)] and len(seen) == 3


def test_a_list_that_always_expires_is_given_up(cluster):
    cluster.add(*(leaky(f"db-{number}") for number in range(5)),
                workload("Deployment", DATABASE_URL=NO_SSLMODE_DSN))
    cluster.on("GET", r"/secrets\?.*continue=", refuse(410))
    done = audit(cluster, "--page-size", "2")
    assert done.code == 2
    [fault] = done.faults
    assert fault.startswith("GET Secrets: the list expired again and again")
    assert "workload-inline-dsn" in done.rules_of("orders-api"), "the others are judged"
    assert len(cluster.lists("secrets")) <= 8


def test_a_page_that_is_too_long_is_asked_for_in_pieces(cluster):
    cluster.add(*(secret({"DATABASE_URL": NO_SSLMODE_DSN, "blob": b"\x00" * 700_000},
                         name=f"db-{number:02}") for number in range(20)))
    done = audit(cluster)
    names = [found["name"] for found in done.findings if found["rule"] == MISSING[0]]
    assert done.code == 1 and names == [f"db-{number:02}" for number in range(20)]


def test_a_busy_api_server_is_asked_again(cluster):
    cluster.add(leaky("orders-db"))
    cluster.on("GET", r"/secrets\?", refuse(429), times=1)
    cluster.on("GET", r"/configmaps\?", refuse(503), times=1)
    done = audit(cluster)
    assert (done.code, done.faults) == (1, [])


@pytest.mark.parametrize("answer, reason", [
    (refuse(403), "no right to do this (403)"),
    (refuse(404), "no such object (404)"),
    (refuse(500), "cannot do this now (500)"),
    (refuse(400), "refuses this (400)"),
    (raw(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), "(302)"),
    (raw(HEAD + b"Content-Length: 2\r\n\r\n[]"), "no list"),
    (raw(HEAD + b"Content-Length: 2\r\n\r\n{}"), "no list"),
    (raw(HEAD + b"Content-Length: 4\r\n\r\nnull"), "no list"),
    (raw(HEAD + b"Content-Length: 29\r\n\r\n" + b'{"kind":"PodList","items":{}}'), "no list"),
    (raw(HEAD + b"Content-Length: 13\r\n\r\n" + b'{"kind":"Pod"'), "no list"),
    (raw(HEAD + b"Content-Length: 99999999\r\n\r\n", *[b"x" * (1 << 20)] * 10), "too long"),
])
def test_one_collection_that_cannot_be_read_hides_no_other(cluster, answer, reason):
    cluster.add(leaky("orders-db"), workload("Pod", DATABASE_URL=NO_SSLMODE_DSN))
    cluster.on("GET", r"/pods\?", answer)
    done = audit(cluster)
    [fault] = done.faults
    assert done.code == 2 and fault.startswith("GET Pods: ") and reason in fault
    assert done.said == [f"postern: {fault}"]
    assert done.places("deny") >= {(MISSING[0], "Secret shop/orders-db", MISSING[1])}


def test_items_of_any_form_end_nothing(cluster):
    items = [5, None, [], {}, {"metadata": 7}, {"metadata": {"name": "x"}, "data": {"k": 5}},
             {"metadata": {"name": "odd", "namespace": "shop"}, "data": []},
             {**leaky("orders-db"), "kind": "Pod"}]
    cluster.on("GET", r"/secrets\?", lambda handler: handler.say(
        200, {"kind": "SecretList", "metadata": {"continue": ""}, "items": items}))
    done = audit(cluster)
    assert done.code == 2 and MISSING[0] in done.rules_of("orders-db")
    assert any(fault.startswith("Secret shop/odd cannot be judged: data is not") for fault in
               done.faults)


def test_the_same_page_for_ever_comes_to_an_end(cluster):
    cluster.on("GET", r"/secrets\?", lambda handler: handler.say(
        200, {"kind": "SecretList", "metadata": {"continue": "again"}, "items": []}))
    done = audit(cluster)
    assert done.code == 2 and "same page again" in done.faults[0]


def test_a_kind_that_the_server_does_not_have_is_noted(cluster):
    cluster.absent = {"CronJob", "ReplicaSet"}
    cluster.add(workload("Pod", DATABASE_URL=GOOD_DSN))
    done = audit(cluster)
    assert done.code in (0, 1) and not done.faults
    assert done.said == ["postern: note: the API server has no CronJobs",
                         "postern: note: the API server has no ReplicaSets"]


def test_what_is_no_api_server_is_no_clean_cluster(cluster):
    cluster.on("GET", ".", refuse(404))
    assert audit(cluster).code == 2


def test_a_refused_token_is_told_once(cluster):
    cluster.token = "another"  # noqa: S105
    done = audit(cluster)
    assert done.code == 2
    assert done.said == ["postern: GET Deployments: the token or client certificate is not "
                         "accepted (401)"]
    assert len(cluster.requests) == 1


def test_an_api_server_that_does_not_answer_is_left(cluster):
    cluster.on("GET", r"/pods\?", raw(silence=30))
    done = audit(cluster, "--request-timeout", "1")
    assert done.code == 2 and done.said == ["postern: GET Pods: the API server did not answer in "
                                            "time"]


def test_an_api_server_that_is_not_there(cluster, tmp_path):
    file = cluster.kubeconfig()
    config = json.loads(file.read_text())
    config["clusters"][0]["cluster"]["server"] = f"https://127.0.0.1:{postern.free_port()}"
    other = tmp_path / "other"
    other.write_text(json.dumps(config))
    done = postern.run("audit", "--kubeconfig", other)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(b"postern: the API server cannot be reached: ")


def test_only_the_named_namespaces(cluster):
    cluster.add(leaky("orders-db"),
                {**leaky("other"), "metadata": {"name": "other", "namespace": "bank"}},
                {**leaky("third"), "metadata": {"name": "third", "namespace": "lab"}})
    done = audit(cluster, "--namespace", "shop", "--namespace", "lab")
    assert {found["namespace"] for found in done.findings} == {"shop", "lab"}
    assert all("/namespaces/" in path for _, path in cluster.requests)
    assert {found["namespace"] for found in audit(cluster, "--all-namespaces").findings} == \
        {"shop", "lab", "bank"}
    by_variable = audit(cluster, variables={"POSTERN_NAMESPACE": "bank,lab"})
    assert {found["namespace"] for found in by_variable.findings} == {"bank", "lab"}


def test_a_namespace_that_may_not_be_listed_is_named(cluster):
    cluster.add(leaky("orders-db"))
    cluster.on("GET", r"/namespaces/bank/", refuse(403))
    done = audit(cluster, "--namespace", "bank,shop")
    assert done.code == 2 and MISSING[0] in done.rules_of("orders-db")
    assert all(fault.startswith("namespace bank: GET ") for fault in done.faults)


def test_a_misspelt_namespace_is_no_clean_one(cluster):
    cluster.add(leaky("orders-db"))
    cluster.no_namespaces = {"shpo"}
    done = audit(cluster, "--namespace", "shpo,shop")
    assert done.code == 2 and done.faults == ["there is no namespace shpo"]
    assert MISSING[0] in done.rules_of("orders-db")


def test_whoever_may_not_look_at_namespaces_may_audit_them(cluster):
    cluster.add(leaky("orders-db"))
    cluster.on("GET", "/namespaces/shop$", refuse(403))
    assert audit(cluster, "--namespace", "shop").code == 1


@pytest.mark.parametrize("flags", [
    ["--namespace", "../x"], ["--namespace", "A"], ["--namespace", ""], ["--page-size", "0"],
    ["--page-size", "ten"], ["--format", "xml"], ["--format", "gitlab"], ["--fail-on", "audit"],
    ["--request-timeout", "0"], ["--progress", "maybe"], ["--context", "none"],
    ["--in-cluster"], ["--namespace", "a", "--all-namespaces"], ["surplus"],
    ["--config", "/no/such/file"], ["--output", ""], ["--output", "gitlab=x.json"]])
def test_bad_usage_is_one_line(cluster, flags):
    done = run(cluster, *flags)
    assert done.returncode == 2 and done.stdout == b""
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_the_kubeconfig_of_kubectl_is_the_default(cluster, tmp_path):
    cluster.add(leaky("orders-db"))
    file = cluster.kubeconfig()
    home = tmp_path / "home"
    (home / ".kube").mkdir(parents=True)
    nothing = {"HOME": str(home), "KUBECONFIG": ""}
    done = postern.run("audit", variables=nothing)
    assert done.returncode == 2 and b"no kubeconfig" in done.stderr
    for variables in ({"KUBECONFIG": f"{file}:/another"}, {"POSTERN_KUBECONFIG": str(file)}):
        assert postern.run("audit", variables=nothing | variables).returncode == 1
    (home / ".kube/config").write_text(file.read_text().replace(
        '"ca.pem"', json.dumps(str(cluster.directory / "ca.pem"))))
    assert postern.run("audit", variables=nothing).returncode == 1


def test_from_inside_a_pod(cluster):
    cluster.add(leaky("orders-db"))
    directory = cluster.service_account()
    done = postern.run("audit", "--in-cluster", "--service-account", directory,
                       variables=cluster.pod_environment)
    assert done.returncode == 1 and TOKEN.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("fail_on, code", [("deny", 1), ("warn", 1), ("never", 0)])
def test_the_exit_status_follows_fail_on(cluster, fail_on, code):
    cluster.add(leaky("orders-db"))
    assert audit(cluster, "--fail-on", fail_on).code == code


def test_progress_and_counts_go_to_standard_error(cluster):
    cluster.add(leaky("orders-db"))
    done = run(cluster, "--stats", "--progress", "always")
    last = done.stderr.decode().splitlines()[-1]
    assert last.endswith("1 objects judged, 1 findings, 0 errors")
    assert done.stdout.startswith(b"deny: Secret shop/orders-db: data[DATABASE_URL]: ")
