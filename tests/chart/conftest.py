"""Fixtures: the real helm, and the chart rendered with it.

HELM names another helm. Both majors are built by tests/e2e/tools/build."""

import os
import pathlib
import subprocess

import pytest

from rendering import Chart, Helm

ROOT = pathlib.Path(__file__).resolve().parents[2]


def built(name: str) -> pathlib.Path:
    # stderr is not captured: a cold build takes minutes and says on it what it is doing.
    done = subprocess.run([ROOT / "tests/e2e/tools/build", name], stdout=subprocess.PIPE,
                          text=True, check=True)
    return pathlib.Path(done.stdout.split()[1])


@pytest.fixture(scope="session")
def helm(tmp_path_factory) -> Helm:
    program = os.environ.get("HELM") or built("helm4")
    return Helm(pathlib.Path(program), tmp_path_factory.mktemp("helm"))


@pytest.fixture(scope="session")
def helm3(tmp_path_factory) -> Helm:
    return Helm(built("helm3"), tmp_path_factory.mktemp("helm3"))


@pytest.fixture(scope="session")
def chart(helm) -> Chart:
    return Chart(helm)
