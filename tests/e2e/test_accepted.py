"""What is in order passes, and postern says nothing about it."""

import pytest

from harness.kubectl import Result
from harness.manifests import POD_KINDS, config_map, from_secret, pod_spec, secret, workload


def assert_silent(result: Result) -> None:
    assert result.accepted, result
    assert result.stderr == "", result


@pytest.mark.parametrize("way", [["create"], ["apply", "--server-side"],
                                 ["create", "--dry-run=server"]], ids=" ".join)
def test_secret(kubectl, good_dsn, way):
    assert_silent(kubectl(*way, "-f", "-", manifest=secret("db", DATABASE_URL=good_dsn)))


def test_secret_that_client_side_apply_repeats_in_an_annotation(kubectl, good_dsn):
    """kubectl apply writes the whole Secret into last-applied-configuration: that is told."""
    result = kubectl("apply", "-f", "-", manifest=secret("db", DATABASE_URL=good_dsn))
    assert result.accepted, result
    warnings = [line for line in result.stderr.splitlines() if line.startswith("Warning: ")]
    assert len(warnings) == 1, result
    assert warnings[0].endswith("[secret-last-applied-plaintext]"), result


def test_secret_that_is_none_of_our_business(kubectl, planted):
    assert_silent(kubectl("create", "-f", "-", manifest=secret("smtp", password=planted.password)))


def test_config_map(kubectl):
    assert_silent(kubectl("create", "-f", "-", manifest=config_map("app", LOG_LEVEL="info")))


@pytest.mark.parametrize("kind", POD_KINDS)
def test_workload(kubectl, kind):
    spec = pod_spec(from_secret("DATABASE_URL", "db"), from_secret("PGPASSWORD", "db"))
    assert_silent(kubectl("create", "-f", "-", manifest=workload(kind, "orders", spec)))


def test_scale(kubectl, postern):
    """deployments/scale sends a Scale object; it is not mistaken for a Deployment."""
    spec = pod_spec(from_secret("DATABASE_URL", "db"))
    kubectl.must("create", "-f", "-", manifest=workload("Deployment", "orders", spec))

    assert_silent(kubectl("scale", "deployment", "orders", "--replicas=3"))
    assert kubectl.get("deployment", "orders")["spec"]["replicas"] == 3
    postern.wait_for_decisions(
        lambda decisions: any(decision["kind"] == "Scale" and
                              decision["namespace"] == kubectl.namespace
                              for decision in decisions), "the Scale is in the log")
