"""One run over hostile manifests and one over all fixtures, each in every format."""

import json

import pytest

from blackbox import postern
from reported import HOSTILE, Reports, report_all, weak_secret


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Reports:
    """Names, keys and a file's name that try to break out; a fault among them."""
    folder = tmp_path_factory.mktemp("hostile")
    file_name = HOSTILE.replace("/", "_") + "\n::warning::z.yaml"
    (folder / "deploy").mkdir()
    (folder / "deploy" / file_name).write_text(
        json.dumps(weak_secret(HOSTILE, HOSTILE + "\n::error::n", HOSTILE + "\r\n::error::k")))
    (folder / "deploy" / ("broken" + file_name)).write_text("kind: Secret\n  a: [\n")
    (folder / "deploy" / "clean.yaml").write_text(
        json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "clean"}}))
    reports = report_all(folder, "deploy")
    assert reports.status == 2
    assert reports.json()["findings"], "nothing fired, nothing was tried"
    return reports


@pytest.fixture(scope="session")
def fixtures(tmp_path_factory) -> Reports:
    """Every manifest of the repository."""
    folder = tmp_path_factory.mktemp("fixtures")
    (folder / "manifests").symlink_to(postern.SOURCE / "tests/fixtures/manifests")
    return report_all(folder, *sorted((folder / "manifests").glob("*.yaml")))
