"""Every supported shape of values renders, with Helm 4 and Helm 3, into sound objects."""

import pytest
import yaml

from rendering import CHART, NAMESPACE, SHAPES, Rendered

shapes = pytest.mark.parametrize("values", SHAPES, ids=lambda path: path.stem)
CLUSTER_SCOPED = {"ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration"}
OWN_LABELS = {"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component",
              "app.kubernetes.io/managed-by", "helm.sh/chart"}


@shapes
def test_helm_4_lints(helm, values):
    done = helm("lint", "--strict", CHART, "--namespace", NAMESPACE, "--values", values)
    assert done.returncode == 0, done.stdout + done.stderr


@shapes
def test_helm_3_lints_and_renders_the_same(helm, helm3, values):
    lint = helm3("lint", "--strict", CHART, "--namespace", NAMESPACE, "--values", values)
    assert lint.returncode == 0, lint.stdout + lint.stderr
    by_both = []
    for program in (helm, helm3):
        # Each helm has a Kubernetes version of its own to render for.
        done = program("template", "postern", CHART, "--namespace", NAMESPACE, "--values", values,
                       "--kube-version", "1.33.0")
        assert done.returncode == 0, done.stderr
        # Each helm puts kinds that it does not know into a place of its own.
        by_both.append({(found["kind"], found["metadata"]["name"]): found
                        for found in Rendered(done.stdout).objects})
    assert by_both[0] == by_both[1]


@shapes
def test_objects_are_labelled_and_in_the_namespace(chart, values):
    for found in chart.render(values).objects:
        what = f"{found['kind']} {found['metadata']['name']}"
        assert OWN_LABELS <= found["metadata"]["labels"].keys(), what
        if found["kind"] in CLUSTER_SCOPED:
            assert "namespace" not in found["metadata"], what
        else:
            assert found["metadata"]["namespace"] == NAMESPACE, what


@shapes
def test_names_are_unique(chart, values):
    names = [(found["kind"], found["metadata"]["name"]) for found in chart.render(values).objects]
    assert len(names) == len(set(names))


@shapes
def test_selectors_choose_the_pods_of_their_deployment_only(chart, values):
    rendered = chart.render(values)
    deployments = {found["metadata"]["name"]: found["spec"] for found in rendered.all("Deployment")}
    for name, spec in deployments.items():
        for other, chosen in deployments.items():
            labels = chosen["template"]["metadata"]["labels"]
            chooses = spec["selector"]["matchLabels"].items() <= labels.items()
            assert chooses == (name == other), f"{name} and the pods of {other}"


def test_a_long_release_name_leaves_room_for_suffixes(chart):
    for found in chart.render(release="r" * 53).objects:
        assert len(found["metadata"]["name"]) <= 63, found["metadata"]["name"]


def test_two_releases_share_no_cluster_scoped_name(chart):
    names = [{found["metadata"]["name"] for found in chart.render(release=release).objects
              if found["kind"] in CLUSTER_SCOPED} for release in ("postern", "postern-canary")]
    assert names[0] and not names[0] & names[1]


def test_a_chart_around_it_may_say_global_and_enabled(helm, tmp_path):
    """As a subchart with a condition."""
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts/postern").symlink_to(CHART)
    (tmp_path / "Chart.yaml").write_text(yaml.safe_dump({
        "apiVersion": "v2", "name": "platform", "version": "1.0.0", "dependencies": [
            {"name": "postern", "version": "0.1.0", "condition": "postern.enabled"}]}))
    (tmp_path / "values.yaml").write_text(yaml.safe_dump({
        "global": {"region": "eu"}, "postern": {"enabled": True, "replicas": 3}}))
    done = helm("template", "platform", tmp_path, "--namespace", NAMESPACE)
    assert done.returncode == 0, done.stderr
    assert Rendered(done.stdout).one("PodDisruptionBudget")["metadata"]["name"] == \
        "platform-postern"
