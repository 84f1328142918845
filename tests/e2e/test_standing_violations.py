"""What was wrong before postern came must not block an update that does not make it worse."""

import pytest

from harness.manifests import literal, pod_spec, secret, workload


@pytest.fixture
def legacy(kubectl, webhook, leaky_dsn, planted) -> None:
    """A Secret db and a Deployment orders that postern would have refused."""
    spec = pod_spec(literal("PGPASSWORD", planted.password))
    with webhook.unregistered():
        kubectl.must("create", "-f", "-", manifest=secret("db", DATABASE_URL=leaky_dsn))
        kubectl.must("create", "-f", "-", manifest=workload("Deployment", "orders", spec))


def assert_warned(result, rule: str, path: str) -> None:
    assert result.accepted, result
    assert any(path in warning and warning.endswith(f"[{rule}]") for warning in result.warnings), \
        result


def test_label_on_a_secret_warns(kubectl, legacy):
    result = kubectl("label", "secret", "db", "team=orders")

    assert_warned(result, "dsn-sslmode-missing", "data[DATABASE_URL]")
    assert kubectl.get("secret", "db")["metadata"]["labels"] == {"team": "orders"}


def test_new_image_of_a_deployment_warns(kubectl, legacy):
    image = "registry.acme.io/orders:1.5"
    result = kubectl("set", "image", "deployment/orders", f"app={image}")

    assert_warned(result, "workload-inline-password",
                  "spec.template.spec.containers[0].env[0]")
    stored = kubectl.get("deployment", "orders")
    assert stored["spec"]["template"]["spec"]["containers"][0]["image"] == image


def test_another_violation_is_refused(kubectl, legacy, leaky_dsn):
    result = kubectl("patch", "secret", "db",
                     "--patch", f'{{"stringData": {{"REPLICA_URL": "{leaky_dsn}"}}}}')

    assert not result.accepted, result
    assert "data[REPLICA_URL]" in (result.denial or ""), result


def test_repair_is_silent(kubectl, legacy, good_dsn):
    result = kubectl("patch", "secret", "db",
                     "--patch", f'{{"stringData": {{"DATABASE_URL": "{good_dsn}"}}}}')

    assert result.accepted, result
    assert result.stderr == "", result
