"""What `postern audit` makes of the objects of a cluster, each beside the others."""

import json

import pytest

from auditing import audit, run
from blackbox import reviews
from blackbox.api_server import refuse
from blackbox.cluster import Cluster
from blackbox.reviews import (GOOD_DSN, NO_SSLMODE_DSN, WEAK_DSN, WORKLOADS, container, secret,
                              workload)

REFERENCE = "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef"
MISSING, VIOLATES = "workload-secret-missing", "workload-secret-violates"


@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path) as running:
        yield running


def using(secret_name="orders-db", key="URL", kind="Deployment", **source) -> dict:
    reference = {"name": secret_name, "key": key, **source}
    return workload(kind, {"containers": [container(
        env=[{"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": reference}}])]})


def owned(obj: dict, name: str, by: dict, controller=True, uid: str | None = None) -> dict:
    """The object under another name, made by the controller `by`."""
    owner = {"apiVersion": by["apiVersion"], "kind": by["kind"], "name": by["metadata"]["name"],
             "uid": uid or f"uid-of-{by['kind']}-{by['metadata']['name']}",
             "controller": controller}
    return {**obj, "metadata": {**obj["metadata"], "name": name, "ownerReferences": [owner]}}


def placed(obj: dict, namespace: str) -> dict:
    return {**obj, "metadata": {**obj["metadata"], "namespace": namespace}}


# References.

def test_a_reference_is_followed(cluster):
    cluster.add(using(), secret({"URL": WEAK_DSN}))
    assert (VIOLATES, "Deployment shop/orders-api", REFERENCE) in audit(cluster).places("deny")


def test_an_absent_secret_and_an_absent_key_are_known_to_be_absent(cluster):
    cluster.add(using())
    assert (MISSING, "Deployment shop/orders-api", REFERENCE) in audit(cluster).places("deny")
    cluster.add(secret({"OTHER": GOOD_DSN}))
    assert MISSING in audit(cluster).rules_of("orders-api")
    cluster.add(secret({"URL": GOOD_DSN}))
    assert MISSING not in audit(cluster).rules_of("orders-api")


def test_the_secret_of_another_namespace_is_another_secret(cluster):
    cluster.add(using(), placed(secret({"URL": GOOD_DSN}), "bank"))
    assert MISSING in audit(cluster).rules_of("orders-api")
    assert MISSING in audit(cluster, "--namespace", "shop").rules_of("orders-api")


def test_secrets_that_cannot_be_listed_are_not_taken_for_absent(cluster):
    cluster.add(using())
    cluster.on("GET", r"/secrets\?", refuse(403))
    done = audit(cluster)
    assert done.code == 2 and MISSING not in done.rules_of("orders-api")


def test_secrets_of_which_a_part_is_lacking_are_not_taken_for_absent(cluster):
    cluster.add(using("z-last"), *(secret({}, name=f"db-{i}") for i in range(3)),
                secret({"URL": GOOD_DSN}, name="z-last"))
    cluster.on("GET", r"/secrets\?.*continue", refuse(403))
    done = audit(cluster, "--page-size", "2")
    assert done.code == 2 and MISSING not in done.rules_of("orders-api")


def test_a_workload_that_came_between_the_looks_sees_nothing_as_absent(cluster):
    """Its Secret may have come with it, after Secrets were listed."""
    def late(handler):
        cluster.add(using())
        handler.say(*cluster.get(handler.path))

    cluster.on("GET", r"/secrets\?", late, times=1)
    done = audit(cluster)
    assert done.code == 0 and MISSING not in done.rules_of("orders-api")


def test_a_workload_that_changed_between_the_looks_sees_nothing_as_absent(cluster):
    cluster.add(using(), secret({"URL": GOOD_DSN}))

    def late(handler):
        cluster.add(using("new-db"))
        handler.say(*cluster.get(handler.path))

    cluster.on("GET", r"/secrets\?", late, times=1)
    assert MISSING not in audit(cluster).rules_of("orders-api")


def test_a_status_that_changed_between_the_looks_is_no_change(cluster):
    cluster.add(using())

    def late(handler):
        cluster.add({**using(), "status": {"readyReplicas": 1}})
        handler.say(*cluster.get(handler.path))

    cluster.on("GET", r"/secrets\?", late, times=1)
    assert MISSING in audit(cluster).rules_of("orders-api")


# Owners.

BAD = {"DATABASE_URL": NO_SSLMODE_DSN}


def test_what_a_controller_made_repeats_nothing(cluster):
    deployment = workload("Deployment", **BAD)
    replica_set = owned(workload("ReplicaSet", **BAD), "orders-api-7d4b", deployment)
    cron_job = workload("CronJob", name="nightly", **BAD)
    job = owned(workload("Job", **BAD), "nightly-1", cron_job)
    cluster.add(deployment, replica_set, cron_job, job,
                *(owned(workload("Pod", **BAD), f"orders-api-7d4b-{i}", replica_set)
                  for i in range(3)),
                owned(workload("Pod", **BAD), "nightly-1-x", job))
    done = audit(cluster)
    assert {found["name"] for found in done.findings} == {"orders-api", "nightly"}
    assert {"workload-inline-dsn", "dsn-sslmode-missing"} <= done.rules_of("nightly")


def test_what_only_a_pod_has_is_told_once_for_all_pods_of_its_controller(cluster):
    """Somebody's sidecar, or pods that a rollout has not reached."""
    deployment = workload("Deployment", DATABASE_URL=GOOD_DSN.replace("kq7Lw2Zr@", "@"))
    replica_set = owned(workload("ReplicaSet", DATABASE_URL="x"), "orders-api-7d4b", deployment)
    cluster.add(deployment, replica_set,
                *(owned(workload("Pod", SIDECAR_URL=NO_SSLMODE_DSN), f"pod-{i}", replica_set)
                  for i in range(3)))
    done = audit(cluster)
    inline = [found["name"] for found in done.findings if found["rule"] == "workload-inline-dsn"]
    assert inline == ["pod-0"]


def test_two_faults_of_one_object_are_two(cluster):
    cluster.add(workload("Deployment", A_URL=NO_SSLMODE_DSN, B_URL=NO_SSLMODE_DSN))
    paths = {path for rule, _, path in audit(cluster).places() if rule == "workload-inline-dsn"}
    assert len(paths) == 2


def test_what_the_owner_kept_for_a_rollback_is_left_alone(cluster):
    deployment = workload("Deployment", DATABASE_URL="none")
    old = owned(workload("ReplicaSet", **BAD), "orders-api-old", deployment)
    old["spec"]["replicas"] = 0
    cluster.add(deployment, old)
    assert audit(cluster).findings == []
    alone = workload("ReplicaSet", name="scaled-down", **BAD)
    alone["spec"]["replicas"] = 0
    cluster.add(alone)
    assert "workload-inline-dsn" in audit(cluster).rules_of("scaled-down")


@pytest.mark.parametrize("owner", [
    {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "orders"}},
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "deleted"}}])
def test_what_an_unknown_controller_made_is_reported(cluster, owner):
    """It is the uppermost object that we can see."""
    replica_set = owned(workload("ReplicaSet", **BAD), "orders-rs", owner)
    cluster.add(replica_set, owned(workload("Pod", **BAD), "orders-rs-x", replica_set))
    assert {found["name"] for found in audit(cluster).findings} == {"orders-rs"}


def test_an_owner_that_is_no_controller_hides_nothing(cluster):
    deployment = workload("Deployment", name="other", **BAD)
    cluster.add(deployment, owned(workload("Pod", **BAD), "orders-x", deployment, controller=False))
    assert {found["name"] for found in audit(cluster).findings} == {"other", "orders-x"}


def test_owners_in_a_ring_end(cluster):
    one, two = workload("ReplicaSet", name="one", **BAD), workload("ReplicaSet", name="two", **BAD)
    cluster.add(owned(one, "one", two), owned(two, "two", one))
    assert audit(cluster).code == 1


def test_a_terminating_object_is_left_alone(cluster):
    obj = secret({"URL": WEAK_DSN})
    obj["metadata"] |= {"deletionTimestamp": "2026-01-15T09:30:00Z", "finalizers": ["a.b/c"]}
    cluster.add(obj)
    assert audit(cluster).findings == []


# The policy.

def policy(tmp_path, **fields) -> str:
    file = tmp_path / "policy.yaml"
    file.write_text(json.dumps({"apiVersion": "postern.dev/v1", "kind": "Policy", **fields}))
    return str(file)


@pytest.mark.parametrize("mode, code", [("enforce", 1), ("warn", 0), ("audit", 0)])
def test_the_mode_of_the_namespace_is_the_action(cluster, tmp_path, mode, code):
    cluster.add(secret({"URL": WEAK_DSN}))
    file = policy(tmp_path, namespaces=[{"match": ["shop"], "mode": mode}])
    done = audit(cluster, "--config", file)
    action = {"enforce": "deny"}.get(mode, mode)
    assert done.places(action) == {("dsn-sslmode-weak", "Secret shop/orders-db", "data[URL]")}
    assert done.code == code


def test_an_exception_shows_its_name(cluster, tmp_path):
    cluster.add(secret({"URL": WEAK_DSN}))
    file = policy(tmp_path, exceptions=[{
        "name": "legacy", "rules": ["dsn-sslmode-weak"], "reason": "moving",
        "objects": [{"kind": "Secret", "namespace": "shop", "name": "orders-*"}]}])
    done = audit(cluster, "--config", file)
    [found] = done.findings
    assert (done.code, found["action"], found["exception"]) == (0, "excepted", "legacy")


def test_a_rule_that_is_off_is_silent(cluster, tmp_path):
    cluster.add(secret({"URL": WEAK_DSN}))
    file = policy(tmp_path, rules={"dsn-sslmode-weak": "off"})
    assert audit(cluster, "--config", file).findings == []


def test_a_policy_that_cannot_be_used(cluster, tmp_path):
    file = policy(tmp_path, unknown=1)
    done = run(cluster, "--config", file)
    assert done.returncode == 2 and done.stderr.startswith(f"{file}:1:".encode())
    assert cluster.requests == []


# Reports.

@pytest.mark.parametrize("form, words", [
    ("text", "deny: Secret shop/orders-db: data[URL]: "),
    ("sarif", '"fullyQualifiedName": "Secret shop/orders-db: data[URL]"'),
    ("junit", '<testsuites name="postern audit"'),
    ("github", "::error title=dsn-sslmode-weak::Secret shop/orders-db"),
    ("html", "in the cluster"), ("markdown", "### In the cluster")])
def test_every_format_reports_a_cluster(cluster, form, words):
    cluster.add(secret({"URL": WEAK_DSN}))
    cluster.on("GET", r"/pods\?", refuse(403))
    done = run(cluster, "--format", form)
    assert done.returncode == 2 and words in done.stdout.decode()


def test_two_reports_of_one_run(cluster, tmp_path):
    cluster.add(secret({"URL": WEAK_DSN}))
    done = run(cluster, "--output", f"json={tmp_path}/a.json", "--output", f"{tmp_path}/a.txt")
    assert done.returncode == 1 and done.stdout == b""
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["deny"] == 1
    assert (tmp_path / "a.txt").read_text().startswith("deny: ")
    assert run(cluster, "--output", "/no/such/directory/a").returncode == 2


def test_fingerprints_stay_from_run_to_run(cluster):
    cluster.add(secret({"URL": WEAK_DSN}), *(workload(kind, **BAD) for kind in WORKLOADS))
    first, again = audit(cluster), audit(cluster, "--page-size", "1")
    assert first.findings == again.findings
    prints = [found["fingerprint"] for found in first.findings]
    assert len(prints) == len(set(prints))


def test_last_applied_is_looked_at(cluster):
    obj = secret({"URL": GOOD_DSN})
    obj["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(
        reviews.secret(stringData={"URL": GOOD_DSN}))}
    cluster.add(obj)
    assert "secret-last-applied-plaintext" in audit(cluster).rules_of("orders-db")
