"""manifests/ on the real API server: every object of every layer is accepted as it stands."""

import os

import pytest

from harness import programs

LAYERS = ["base", "overlays/audit", "overlays/warn", "overlays/enforce"]
NAMESPACE = "postern-system"


@pytest.fixture
def kubectl_there(cluster):
    """kubectl in the manifests' namespace. Objects need it even in a dry run; other tests may
    have made it."""
    if not cluster.exists("namespace", NAMESPACE):
        cluster.must("create", "namespace", NAMESPACE)
    return cluster.within(NAMESPACE)


def apply(kubectl, *source: str):
    return kubectl("apply", "--dry-run=server", "--server-side", "--force-conflicts", *source)


def test_the_one_file(kubectl_there):
    result = apply(kubectl_there, "-f", str(programs.REPOSITORY / "manifests/postern.yaml"))
    assert result.accepted, result


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_of_kustomize(kubectl_there, tmp_path, layer):
    way = os.path.relpath(programs.REPOSITORY / "manifests" / layer, tmp_path)
    (tmp_path / "kustomization.yaml").write_text(
        f"resources: [{way}]\n"
        "images: [{name: localhost/postern, newName: registry.example.com/postern}]\n")
    shown = kubectl_there.must("kustomize", str(tmp_path))
    assert "image: registry.example.com/postern:" in shown.stdout
    result = apply(kubectl_there, "-k", str(tmp_path))
    assert result.accepted, result
