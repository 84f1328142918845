"""manifests/: sound by themselves, and layers that differ in what they should."""

import pathlib
import subprocess

import pytest
import yaml

from conftest import built
from rendering import Rendered

MANIFESTS = pathlib.Path(__file__).resolve().parents[2] / "manifests"


@pytest.fixture(scope="module")
def kustomize():
    kubectl = built("kubectl")

    def build(folder: str) -> Rendered:
        done = subprocess.run([kubectl, "kustomize", MANIFESTS / folder], capture_output=True,
                              text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return Rendered(done.stdout)

    return build


@pytest.mark.parametrize("mode,failure_policy",
                         [("audit", "Ignore"), ("warn", "Ignore"), ("enforce", "Fail")])
def test_an_overlay_sets_mode_and_failure_policy(kustomize, mode, failure_policy):
    rendered = kustomize(f"overlays/{mode}")
    assert yaml.safe_load(rendered.policy())["mode"] == mode
    assert rendered.webhook()["failurePolicy"] == failure_policy


def _sorted(objects: list[dict]) -> list[dict]:
    return sorted(objects, key=lambda found: (found["kind"], found["metadata"]["name"]))


def test_the_one_file_is_the_enforcing_layer(kustomize):
    plain = Rendered((MANIFESTS / "postern.yaml").read_text())
    assert _sorted(plain.objects) == _sorted(kustomize("overlays/enforce").objects)


def test_the_one_file_can_be_applied_from_top_to_bottom():
    kinds = [found["kind"] for found in Rendered((MANIFESTS / "postern.yaml").read_text()).objects]
    assert kinds[0] == "Namespace"
    assert kinds[-1] == "ValidatingWebhookConfiguration"


def test_nothing_of_helm_is_left():
    for file in MANIFESTS.rglob("*.yaml"):
        assert "helm.sh" not in file.read_text(), file
        assert "Helm" not in file.read_text(), file
