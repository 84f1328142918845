"""Fixtures: a control plane and a postern for the whole run, a namespace for each test."""

import re
import uuid
from collections.abc import Iterator

import pytest

from harness import definitions, network, programs
from harness.api import Api
from harness.control_plane import ApiServer, ControllerManager, Etcd
from harness.helm import Helm
from harness.image import Image
from harness.installation import Installation
from harness.kubectl import Kubectl
from harness.kubelet import Kubelet
from harness.planted import Planted
from harness.postern import Postern
from harness.process import Process, wait_until
from harness.webhook import Webhook

STARTED = pytest.StashKey[list[Process]]()


@pytest.fixture(scope="session")
def tools():
    return programs.build()


@pytest.fixture(scope="session")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def running(request, tools) -> Iterator[list[Process]]:
    """What runs, in the order it was started; it is stopped in the opposite order. That leaves
    etcd for last: an API server that has lost it does not end on SIGTERM for a minute."""
    # Only now that all programs are built: from inside, nothing can be fetched.
    with network.of_our_own():
        started = request.config.stash.setdefault(STARTED, [])
        yield started
        for process in reversed(started):
            process.stop()


@pytest.fixture(scope="session")
def api_server(running, tools, directory) -> ApiServer:
    etcd = _started(Etcd(tools["etcd"], directory), running)
    return _started(ApiServer(tools["kube-apiserver"], directory, etcd.url), running)


@pytest.fixture(scope="session")
def api(api_server) -> Api:
    return api_server.api()


@pytest.fixture(scope="session")
def controllers(running, tools, directory, api_server) -> ControllerManager:
    return _started(ControllerManager(tools["kube-controller-manager"], directory, api_server),
                    running)


@pytest.fixture(scope="session")
def custom_kinds(api, tools) -> list[str]:
    """The kinds of cert-manager and the Prometheus operator: their definitions, not their
    programs."""
    made = [definitions.define(api, file) for file in sorted(tools["crds"].glob("*.yaml"))]
    definitions.wait_until_served(api, made)
    return made


@pytest.fixture(scope="session")
def postern(running, directory) -> Postern:
    return _started(Postern(programs.postern(), directory), running)


@pytest.fixture(scope="session")
def cluster(api_server, tools) -> Kubectl:
    """kubectl in no namespace in particular."""
    return Kubectl(tools["kubectl"], api_server.kubeconfig)


@pytest.fixture(scope="session")
def webhook(postern, cluster) -> Webhook:
    webhook = Webhook(cluster, postern)
    webhook.register()
    return webhook


@pytest.fixture
def namespace(request, api, controllers) -> Iterator[str]:
    """A namespace of the test's own."""
    name = re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")
    namespace = f"{name[:50].rstrip('-')}-{uuid.uuid4().hex[:6]}"
    made = api.post("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace",
                                           "metadata": {"name": namespace}})
    assert made.ok, made.message
    # Without it pods are refused.
    account = f"/api/v1/namespaces/{namespace}/serviceaccounts/default"
    wait_until(lambda: api.get(account).ok, f"{namespace} has a service account", 20,
               controllers.tail)
    yield namespace
    api.delete(f"/api/v1/namespaces/{namespace}")  # it is emptied while the next test runs


@pytest.fixture
def kubectl(webhook, cluster, namespace) -> Kubectl:
    """kubectl in a namespace of the test's own, under the webhook."""
    return cluster.within(namespace)


@pytest.fixture(scope="session")
def kubelet(api, controllers, directory) -> Iterator[Kubelet]:
    """Runs the pods of postern's own image."""
    kubelet = Kubelet(api, Image(programs.postern(), directory / "image"), directory / "pods")
    kubelet.start()
    yield kubelet
    kubelet.stop()
    assert not kubelet.errors()


@pytest.fixture(scope="module")
def installation_of(webhook, cluster, api_server, api, kubelet):
    """Makes an Installation for a helm; meanwhile no other webhook is there to be asked."""
    with webhook.unregistered():
        yield lambda helm: Installation(
            Helm(helm, api_server.kubeconfig, "default", cluster.said), api, kubelet)


@pytest.fixture(scope="session")
def planted() -> Planted:
    return Planted()


@pytest.fixture(autouse=True)
def nothing_leaks(webhook, cluster, postern, api_server, planted) -> Iterator[None]:
    """Holds for every test: the planted password shows up in no log, no metric, no audit annotation
    and no word that postern has kubectl print. (The API server logs every denial in full.)"""
    logs = {log: log.stat().st_size
            for log in (postern.log, api_server.log, api_server.audit_log)}
    results = len(cluster.said)
    yield
    for log, size in logs.items():
        assert not planted.found_in(log.read_bytes()[size:].decode(errors="replace")), log
    assert not planted.found_in(postern.metrics())
    for result in cluster.said[results:]:
        assert not planted.found_in("\n".join([result.denial or "", *result.warnings])), \
            result.command


@pytest.fixture
def leaky_dsn(planted) -> str:
    """No sslmode: libpq would fall back to plaintext, on the way to a host outside the cluster."""
    return f"postgres://app:{planted.password}@db.example.internal.acme.io/orders"


@pytest.fixture
def good_dsn(planted) -> str:
    return (f"postgres://app:{planted.password}@orders.abc123.eu-west-1.rds.amazonaws.com/orders"
            "?sslmode=verify-full&sslrootcert=/etc/pg/ca.crt")


def _started(process, running):
    # Listed first: a server that fails to become ready must be stopped as well, and shown.
    running.append(process)
    process.start()
    return process


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.failed:
        for process in item.config.stash.get(STARTED, []):
            report.sections.append((process.name, process.tail()))
