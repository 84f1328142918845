"""A bound on every test."""

from collections.abc import Iterator

import pytest

from blackbox.deadline import deadline

TEST_SECONDS = 120


@pytest.fixture(autouse=True)
def bounded(request) -> Iterator[None]:
    with deadline(TEST_SECONDS, request.node.name):
        yield
