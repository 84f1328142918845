"""One server, which judges every fixture; check judges the same files."""

from collections.abc import Iterator

import pytest

from blackbox.deadline import deadline
from blackbox.postern import Serve

TEST_SECONDS = 60


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Serve]:
    with Serve(tmp_path_factory.mktemp("serve")) as running:
        yield running


@pytest.fixture(autouse=True)
def bounded(request) -> Iterator[None]:
    with deadline(TEST_SECONDS, request.node.name):
        yield
