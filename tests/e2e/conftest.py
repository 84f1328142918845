"""Fixtures: a control plane and a postern for the whole run, a namespace for each test."""

import re
import uuid
from collections.abc import Iterator

import pytest

from harness import programs
from harness.control_plane import ApiServer, Etcd
from harness.kubectl import Kubectl
from harness.planted import Planted
from harness.postern import Postern
from harness.process import Process
from harness.webhook import Webhook

STARTED = pytest.StashKey[list[Process]]()


@pytest.fixture(scope="session")
def tools():
    return programs.build("kube-apiserver", "kubectl", "etcd")


@pytest.fixture(scope="session")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def running(request) -> Iterator[list[Process]]:
    """What runs, in the order it was started; it is stopped in the opposite order. That leaves
    etcd for last: an API server that has lost it does not end on SIGTERM for a minute."""
    started = request.config.stash.setdefault(STARTED, [])
    yield started
    for process in reversed(started):
        process.stop()


@pytest.fixture(scope="session")
def api_server(running, tools, directory) -> ApiServer:
    etcd = _started(Etcd(tools["etcd"], directory), running)
    return _started(ApiServer(tools["kube-apiserver"], directory, etcd.url), running)


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
def kubectl(webhook, cluster, request) -> Kubectl:
    """kubectl in a namespace of the test's own, under the webhook. The namespace is left behind:
    emptying a deleted one is the work of the controller manager, which does not run here."""
    name = re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")
    namespace = f"{name[:50].rstrip('-')}-{uuid.uuid4().hex[:6]}"
    cluster.must("create", "namespace", namespace)
    return cluster.within(namespace)


@pytest.fixture(scope="session")
def planted() -> Planted:
    return Planted()


@pytest.fixture(autouse=True)
def nothing_leaks(webhook, cluster, postern, api_server, planted) -> Iterator[None]:
    """Holds for every test: the planted password shows up in no log, no metric, and no word that
    postern has kubectl print. (The API server logs every denial in full.)"""
    logs = {process.log: process.log.stat().st_size for process in (postern, api_server)}
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
