"""Every object of every supported shape of the chart, judged by those that know: the API server, and
kubeconform with the API server's own schemas."""

import subprocess

import pytest
import yaml

from harness.installation import CHART, RELEASE
from harness.schemas import write_schemas

SHAPES = sorted(path.name for path in (CHART / "ci").glob("*-values.yaml"))


@pytest.fixture(scope="module")
def schemas(api, custom_kinds, tmp_path_factory):
    return write_schemas(api, tmp_path_factory.mktemp("schemas") / "of-the-api-server")


@pytest.fixture(params=["helm4", "helm3"])
def rendered(request, installation_of, tools, namespace):
    helm = installation_of(tools[request.param]).helm.within(namespace)

    def render(shape: str) -> str:
        return helm.must("template", RELEASE, CHART, "--values", CHART / "ci" / shape,
                         "--kube-version=v1.37.2").stdout
    return render


@pytest.mark.parametrize("shape", SHAPES)
def test_server_side_dry_run(rendered, cluster, namespace, custom_kinds, shape):
    documents = [document for document in yaml.safe_load_all(rendered(shape)) if document]
    assert documents
    result = cluster.within(namespace)(
        "apply", "--dry-run=server", "--server-side", "--validate=strict", "-f", "-",
        manifest={"apiVersion": "v1", "kind": "List", "items": documents})
    assert result.accepted, result
    assert not result.warnings, result


@pytest.mark.parametrize("shape", SHAPES)
def test_kubeconform(rendered, tools, schemas, custom_kinds, shape):
    done = subprocess.run(
        [tools["kubeconform"], "-strict", "-summary", "-verbose", "-schema-location", schemas, "-"],
        input=rendered(shape), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Invalid: 0, Errors: 0, Skipped: 0" in done.stdout, done.stdout


def test_kubeconform_refuses_what_the_schemas_do_not_know(tools, schemas):
    """The two tests above could not fail otherwise."""
    wrong = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {portz: []}}"
    done = subprocess.run([tools["kubeconform"], "-strict", "-schema-location", schemas, "-"],
                          input=wrong, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "portz" in done.stdout, done.stdout + done.stderr
