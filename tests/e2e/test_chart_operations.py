"""What an operator does to an installed postern while the cluster goes on asking it."""

import pytest

from harness.installation import NAMESPACE
from harness.load import Load
from harness.manifests import config_map, pod_spec, secret, workload
from harness.process import wait_until


@pytest.fixture(scope="module")
def installed(installation_of, tools):
    with installation_of(tools["helm4"]).installed() as installed:
        yield installed


@pytest.fixture
def load(installed, namespace, leaky_dsn, good_dsn):
    """Runs admissions while the test does something, in the middle of others that went well."""
    def load() -> Load:
        return Load(installed.api, namespace, good_dsn, leaky_dsn)
    return load


def two_ready(installed, without: tuple = ()) -> bool:
    ready = [pod for pod in installed.ready_servers() if pod not in without]
    return len(ready) == 2


def test_both_replicas_are_asked(installed, load):
    with load() as running:
        wait_until(lambda: all(metrics.total("postern_admission_requests_total") > 10
                               for metrics in installed.metrics()), "both replicas answer", 60)
        running.wait_for_calls()
    running.assert_no_call_failed()


def test_a_drained_replica_loses_no_call(installed, load):
    """kubectl delete pod, or a node that is drained: preStop, SIGTERM, the rest of its calls."""
    leaving = installed.servers()[0]
    with load() as running:
        running.wait_for_calls()
        installed.api.delete(f"/api/v1/namespaces/{NAMESPACE}/pods/{leaving.name}")
        wait_until(lambda: leaving.latest is None, "the replica is gone", 60)
        wait_until(lambda: two_ready(installed), "another takes its place", 60)
        running.wait_for_calls()
    running.assert_no_call_failed()
    assert leaving.containers[0].status == 0  # it ended by itself, in time


def test_a_rolling_restart_loses_no_call(installed, load):
    old = tuple(installed.servers())
    with load() as running:
        running.wait_for_calls()
        installed.upgrade({"podAnnotations": {"acme.io/restarted": "once"}})
        wait_until(lambda: two_ready(installed, old), "both replicas are new", 60)
        wait_until(lambda: all(pod.latest is None for pod in old), "the old ones are gone", 60)
        running.wait_for_calls()
    running.assert_no_call_failed()


def test_a_killed_replica_fails_closed_and_the_other_goes_on(installed, load):
    """Without any warning: what was on the way to it fails and is never let through; as soon as it
    is out of the Service no call fails any more."""
    victim = installed.servers()[0]
    with load() as running:
        running.wait_for_calls()
        victim.containers[0].kill()
        wait_until(lambda: two_ready(installed) and victim.containers[0].running,
                   "it has been restarted", 60)
        running.wait_for_calls()
        settled = len(running.failures)
        running.wait_for_calls()
    assert not running.wrong, running.outcomes
    assert all("failed calling webhook" in failure for failure in running.failures), \
        running.failures
    assert len(running.failures) == settled, running.failures


def test_without_any_replica_only_other_namespaces_are_closed(
        installed, cluster, namespace, good_dsn):
    """failurePolicy Fail must not take away the means to repair it."""
    def scale(replicas: int) -> None:
        cluster.within(NAMESPACE).must("scale", "deployment", "postern", f"--replicas={replicas}")

    scale(0)
    try:
        wait_until(lambda: not installed.servers(), "no replica is left", 60)
        wait_until(lambda: "failed calling webhook" in
                   installed.try_secret(good_dsn, namespace).message, "calls fail", 60)
        for system in (NAMESPACE, "kube-system"):
            assert installed.try_secret(good_dsn, system).ok
    finally:
        scale(2)
    wait_until(lambda: two_ready(installed), "the replicas are back", 60)
    installed.wait_until_acting()


def test_no_namespace_hangs_in_its_end(installed, cluster, api, namespace, leaky_dsn):
    """Not even with objects that postern would refuse, and finalizers, and no replica."""
    doomed = f"{namespace[:40]}-doomed"
    cluster.must("create", "namespace", doomed)
    within = cluster.within(doomed)
    policy = {"policy": {"apiVersion": "postern.dev/v1", "kind": "Policy", "mode": "audit"}}
    installed.upgrade(policy)
    wait_until(lambda: installed.try_secret(leaky_dsn, doomed).ok, "audit lets it pass", 60)
    within.must("create", "secret", "generic", "db", f"--from-literal=DATABASE_URL={leaky_dsn}")
    installed.upgrade()
    installed.wait_until_acting()

    within.must("delete", "namespace", doomed, "--wait=false")
    wait_until(lambda: api.get(f"/api/v1/namespaces/{doomed}").status == 404,
               "the namespace is gone", 60)


def test_writes_of_service_accounts_pass(installed, cluster, api_server, namespace, leaky_dsn):
    """What nodes, controllers and pods write all the time; and they are no exception either."""
    within = cluster.within(namespace)
    within.must("create", "serviceaccount", "robot")
    within.must("create", "rolebinding", "robot", "--clusterrole=admin",
                f"--serviceaccount={namespace}:robot")
    token = within.must("create", "token", "robot").stdout.strip()
    robot = api_server.api(token)
    base = f"/api/v1/namespaces/{namespace}"

    account_token = {
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {"name": "robot-token",
                     "annotations": {"kubernetes.io/service-account.name": "robot"}}}
    for resource, manifest in (("configmaps", config_map("leader", holder="robot-1")),
                               ("secrets", account_token), ("secrets", secret("cache", key="1")),
                               ("pods", workload("Pod", "job", pod_spec()))):
        written = robot.post(f"{base}/{resource}", manifest)
        assert written.ok, written.message
    wait_until(lambda: "token" in within.get("secret", "robot-token").get("data", {}),
               "the controller has written the token", 30)

    refused = robot.post(f"{base}/secrets", secret("db", DATABASE_URL=leaky_dsn))
    assert "[dsn-sslmode-missing]" in refused.message, refused
