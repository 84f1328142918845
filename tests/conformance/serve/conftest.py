"""One server for the run, and a bound on every test."""

from collections.abc import Iterator

import pytest

from blackbox import postern, reviews, wire
from blackbox.deadline import deadline
from blackbox.postern import Serve
from idle import IdleConnection

TEST_SECONDS = 120  # a hang fails; a loaded machine does not


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Iterator[list[Serve]]:
    """The servers that were started for all; the last one is in use."""
    servers: list[Serve] = []
    yield servers
    for running in servers:
        running.stop()


@pytest.fixture
def server(shared, tmp_path_factory) -> Serve:
    """The server that most cases share. One that a test has killed is replaced, so that one crash
    is one failure."""
    if not shared or shared[-1].process.poll() is not None:
        shared.append(Serve(tmp_path_factory.mktemp("serve")))
        shared[-1].start()
    return shared[-1]


@pytest.fixture(scope="session", autouse=True)
def idle(tmp_path_factory) -> Iterator[IdleConnection]:
    """A connection to a server of its own, idle from the beginning of the run until case 26."""
    first, second = (wire.post(reviews.body(reviews.secret_review({"A": "b"}, uid=uid)))
                     for uid in ("first", "second"))
    with Serve(tmp_path_factory.mktemp("idle")) as running, running.connect() as connection:
        yield IdleConnection(connection, first, second)


@pytest.fixture(autouse=True)
def bounded(server, request) -> Iterator[None]:
    with deadline(TEST_SECONDS, request.node.name):
        yield
    server.assert_alive()


@pytest.fixture
def connection(server) -> Iterator[wire.Connection]:
    with server.connect() as made:
        yield made


@pytest.fixture
def own_server(tmp_path) -> Iterator[Serve]:
    """A server of the test's own, not yet started, for what would disturb the others."""
    server = Serve(tmp_path, "--drain-seconds", "8")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def slowness() -> float:
    """By how much a sanitizer may slow the product down before a bound on time means anything."""
    return 10.0 if postern.is_sanitized() else 1.0


def pytest_collection_modifyitems(items):
    """Case 26 waits for its connection to have been idle long enough: it comes last."""
    items.sort(key=lambda item: "test_case_26_" in item.name)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    for name in ("server", "own_server"):
        running = item.funcargs.get(name)
        if report.failed and running is not None and running.log.exists():
            report.sections.append((f"{name}: end of its log", running.tail(1500)))
