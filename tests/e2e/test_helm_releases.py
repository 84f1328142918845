"""A release is judged by its Secret, which helm writes before it creates any object of the chart."""

import re

import pytest

from harness.helm import Helm
from harness.programs import REPOSITORY

CHARTS = REPOSITORY / "tests" / "fixtures" / "charts"
VALUES = CHARTS / "values"
# A chart's own schema is skipped with one flag; the schema of this one refuses these values, too.
UNCHECKED = "--skip-schema-validation"
BAD = "reject-dsn-foo"


def cases(kind: str) -> list[str]:
    return sorted(path.stem for path in VALUES.glob(f"{kind}-*.yaml"))


@pytest.fixture(params=["helm4", "helm3"])
def helm(request, tools, api_server, cluster, kubectl) -> Helm:
    return Helm(tools[request.param], api_server.kubeconfig, kubectl.namespace, cluster.said)


@pytest.fixture
def present(kubectl):
    """What there is of the release: its objects, and what helm has stored about it."""
    def names() -> set[str]:
        objects = kubectl.must("get", "all,secrets,configmaps,persistentvolumeclaims", "-o", "name",
                               "-l", "app.kubernetes.io/instance=eden").stdout
        stored = kubectl.must("get", "secrets,configmaps", "-o", "name", "-l", "owner=helm").stdout
        return set((objects + stored).split())
    return names


def release(command: str, case: str, *flags: str) -> list[object]:
    """Arguments of helm: install or upgrade the release eden with the values of a case."""
    return [command, "eden", CHARTS / "eden", "--values", VALUES / "base.yaml",
            "--values", VALUES / f"{case}.yaml", *flags]


def assert_refused(result) -> None:
    assert not result.accepted, result
    findings = [line for line in (result.denial or "").splitlines() if "[release-" in line]
    assert findings, result
    assert all("values." in finding for finding in findings), result


@pytest.mark.parametrize("case", cases("accept"))
def test_right_values_are_installed(helm, present, case):
    result = helm(*release("install", case))
    assert result.accepted, result
    assert helm.history("eden") == {1: "deployed"}

    gone = helm("uninstall", "eden")
    assert gone.accepted, gone
    assert not helm.history("eden")
    assert not any("helm.release" in name for name in present())


@pytest.mark.parametrize("case", cases("reject"))
def test_wrong_values_are_refused_before_any_object_exists(helm, present, case):
    assert_refused(helm(*release("install", case, UNCHECKED)))
    assert present() == set()
    assert helm.history("eden") == {}


@pytest.mark.parametrize("case", cases("gap"))
def test_what_the_schema_misses_is_seen(helm, case):
    result = helm(*release("install", case))
    said = result.denial if result.denial else result.stderr
    # A finding on the values: of a rule about releases, or of one about the string that they hold.
    assert re.search(r"values\.\S+: .*\[(release|dsn)-[a-z-]+\]", said), result


def test_a_refused_install_can_be_repeated_with_right_values(helm):
    assert_refused(helm(*release("install", BAD, UNCHECKED)))
    again = helm(*release("install", "accept-external-inline"))
    assert again.accepted, again


def test_a_refused_upgrade_leaves_the_release_as_it_was(helm, present):
    helm.must(*release("install", "accept-external-inline"))
    before = present()
    assert_refused(helm(*release("upgrade", BAD, UNCHECKED)))
    assert helm.history("eden") == {1: "deployed"}
    assert present() == before

    right = helm(*release("upgrade", "accept-external-verify-full-ca"))
    assert right.accepted, right
    assert helm.history("eden") == {1: "superseded", 2: "deployed"}


def test_a_rollback_to_right_values(helm):
    helm.must(*release("install", "accept-external-inline"))
    helm.must(*release("upgrade", "accept-external-verify-full-ca"))
    back = helm("rollback", "eden", "1")
    assert back.accepted, back
    assert helm.history("eden")[3] == "deployed"


def test_a_rollback_to_wrong_values_is_refused(helm, webhook):
    """helm rolls back without a look at the schema: the old values come as they were."""
    with webhook.unregistered():
        helm.must(*release("install", "reject-tls-mode-disable", UNCHECKED))
    helm.must(*release("upgrade", "accept-external-inline"))

    assert_refused(helm("rollback", "eden", "1"))
    assert helm.history("eden") == {1: "superseded", 2: "deployed"}
    assert helm(*release("upgrade", "accept-external-verify-full-ca")).accepted


def test_a_wrong_release_from_before_can_be_uninstalled(helm, webhook, present):
    with webhook.unregistered():
        helm.must(*release("install", "reject-tls-mode-disable", UNCHECKED))
    gone = helm("uninstall", "eden")
    assert gone.accepted, gone
    assert not any("helm.release" in name for name in present())


def test_config_maps_as_storage(helm, present):
    """HELM_DRIVER=configmap keeps the same payload in another kind."""
    helm = helm.storing_in("configmap")
    assert_refused(helm(*release("install", BAD, UNCHECKED)))
    assert present() == set()

    accepted = helm(*release("install", "accept-external-inline"))
    assert accepted.accepted, accepted
    assert any(name.startswith("configmap/sh.helm.release.v1.eden") for name in present())
    assert_refused(helm(*release("upgrade", BAD, UNCHECKED)))
    assert helm.history("eden") == {1: "deployed"}


def test_dry_run_stores_nothing(helm, present):
    helm(*release("install", "accept-external-inline", "--dry-run=server"))
    assert present() == set()
