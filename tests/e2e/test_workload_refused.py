"""A pod template that carries a password in the open is refused, in every kind that has one."""

import json
import re

import pytest

from harness.manifests import POD_KINDS, from_secret, literal, pod_spec, workload


@pytest.fixture
def stored(kubectl) -> dict:
    """A compliant Deployment called orders, as the API server keeps it."""
    spec = pod_spec(from_secret("DATABASE_URL", "db"))
    kubectl.must("apply", "-f", "-", manifest=workload("Deployment", "orders", spec))
    return kubectl.get("deployment", "orders")


def assert_refused(result, rule: str, path: str) -> None:
    assert not result.accepted, result
    assert result.denial is not None, result
    # <path>: <what is wrong>; <what to write instead> [<rule-id>]
    shape = re.compile(rf"{re.escape(path)}(\.value)?: .+; .+ \[{rule}\]")
    assert any(map(shape.fullmatch, result.denial.splitlines())), result


@pytest.mark.parametrize("kind", POD_KINDS)
def test_connection_string_in_env(kubectl, planted, good_dsn, kind):
    _, spec_path = POD_KINDS[kind]
    # Its TLS settings are in order: the password in the open is what is wrong.
    spec = pod_spec(literal("LOG_LEVEL", "info"), literal("DATABASE_URL", good_dsn))
    result = kubectl("create", "-f", "-", manifest=workload(kind, "orders", spec))

    assert_refused(result, "workload-inline-dsn", f"{spec_path}.containers[0].env[1]")
    assert not planted.found_in(result.stdout + result.stderr)
    assert not kubectl.exists(kind.lower(), "orders")


def test_password_variable_in_env(kubectl, planted):
    spec = pod_spec(literal("PGPASSWORD", planted.password))
    result = kubectl("create", "-f", "-", manifest=workload("Deployment", "orders", spec))

    assert_refused(result, "workload-inline-password",
                   "spec.template.spec.containers[0].env[0]")
    assert not planted.found_in(result.stdout + result.stderr)
    assert not kubectl.exists("deployment", "orders")


def test_init_container(kubectl, planted):
    spec = pod_spec(from_secret("DATABASE_URL", "db"))
    spec["initContainers"] = [{"name": "migrate", "image": "registry.acme.io/orders:1.4",
                               "env": [literal("PGPASSWORD", planted.password)]}]
    result = kubectl("create", "-f", "-", manifest=workload("Deployment", "orders", spec))

    assert_refused(result, "workload-inline-password",
                   "spec.template.spec.initContainers[0].env[0]")


def test_ephemeral_container(kubectl, planted):
    spec = pod_spec(from_secret("DATABASE_URL", "db"))
    kubectl.must("create", "-f", "-", manifest=workload("Pod", "orders", spec))
    result = kubectl("debug", "orders", "--image=postgres:17", "--container=psql",
                     f"--env=PGPASSWORD={planted.password}")

    assert_refused(result, "workload-inline-password",
                   "spec.ephemeralContainers[0].env[0]")


def test_set_env(kubectl, planted, stored):
    result = kubectl("set", "env", "deployment/orders", f"PGPASSWORD={planted.password}")

    assert_refused(result, "workload-inline-password",
                   "spec.template.spec.containers[0].env[1]")
    assert kubectl.get("deployment", "orders")["spec"] == stored["spec"]


def test_patch(kubectl, stored, good_dsn):
    added = [{"op": "add", "path": "/spec/template/spec/containers/0/env/-",
              "value": literal("REPLICA_URL", good_dsn)}]
    result = kubectl("patch", "deployment", "orders", "--type=json", "--patch", json.dumps(added))

    assert_refused(result, "workload-inline-dsn",
                   "spec.template.spec.containers[0].env[1]")
    assert kubectl.get("deployment", "orders")["spec"] == stored["spec"]
