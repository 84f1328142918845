"""A bound on every test, and an API server that holds the webhook's configuration."""

from collections.abc import Iterator

import pytest

from blackbox.api_server import ApiServer
from blackbox.deadline import deadline
from ensuring import CONFIGURATION, configuration

TEST_SECONDS = 120


@pytest.fixture(autouse=True)
def bounded(request) -> Iterator[None]:
    with deadline(TEST_SECONDS, request.node.name):
        yield


@pytest.fixture
def api(tmp_path) -> Iterator[ApiServer]:
    with ApiServer(tmp_path) as server:
        server.service_account()
        server.put(CONFIGURATION, configuration())
        yield server
        assert server.wrong == []
