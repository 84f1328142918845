"""A bound on every test, and a place for a PostgreSQL."""

import os
import pathlib
import tempfile
from collections.abc import Iterator

import pytest

from blackbox.deadline import deadline

TEST_SECONDS = 240  # starting a PostgreSQL on a loaded machine takes its time


@pytest.fixture(autouse=True)
def bounded(request) -> Iterator[None]:
    with deadline(TEST_SECONDS, request.node.name):
        yield


@pytest.fixture(scope="module")
def directory() -> Iterator[pathlib.Path]:
    # Not below pytest's own directory, which the user postgres may not enter.
    with tempfile.TemporaryDirectory(prefix="postern-database-") as made:
        os.chmod(made, 0o755)
        yield pathlib.Path(made)
