"""A Secret whose connection string may fall back to plaintext is refused, whichever way it comes."""

import re

import pytest

from harness.kubectl import Result
from harness.manifests import secret
from harness.webhook import NAME

WAYS_TO_CREATE = {
    "create": ["create"],
    "create dry run": ["create", "--dry-run=server"],
    "apply": ["apply"],
    "apply dry run": ["apply", "--dry-run=server"],
    "server-side apply": ["apply", "--server-side"],
    "replace by force": ["replace", "--force"],
}


def assert_refused(result: Result) -> None:
    assert not result.accepted, result
    assert f'admission webhook "{NAME}" denied the request' in result.stderr, result
    *findings, last = result.denial.splitlines()
    # <path>: <what is wrong>; <what to write instead> [<rule-id>]
    shape = re.compile(r"data\[DATABASE_URL\]: .+; .+ \[dsn-sslmode-missing\]")
    assert any(map(shape.fullmatch, findings)), result
    assert "postern explain dsn-sslmode-missing" in last, result


@pytest.fixture
def stored(kubectl, good_dsn) -> dict:
    """A compliant Secret called db, as the API server keeps it."""
    kubectl.must("apply", "-f", "-", manifest=secret("db", DATABASE_URL=good_dsn))
    return kubectl.get("secret", "db")


@pytest.mark.parametrize("way", WAYS_TO_CREATE.values(), ids=WAYS_TO_CREATE.keys())
def test_create(kubectl, planted, leaky_dsn, way):
    result = kubectl(*way, "-f", "-", manifest=secret("db", DATABASE_URL=leaky_dsn))

    assert_refused(result)
    assert "Error from server (Forbidden)" in result.stderr, result
    # Nothing else that kubectl prints on this way repeats the manifest.
    assert not planted.found_in(result.stdout + result.stderr)
    assert not kubectl.exists("secret", "db")


def test_create_from_a_literal(kubectl, leaky_dsn):
    result = kubectl("create", "secret", "generic", "db",
                     f"--from-literal=DATABASE_URL={leaky_dsn}")

    assert_refused(result)
    assert not kubectl.exists("secret", "db")


def test_apply_over_a_compliant_one(kubectl, stored, leaky_dsn):
    result = kubectl("apply", "-f", "-", manifest=secret("db", DATABASE_URL=leaky_dsn))

    assert_refused(result)
    assert kubectl.get("secret", "db") == stored


def test_server_side_apply_over_a_compliant_one(kubectl, stored, leaky_dsn):
    result = kubectl("apply", "--server-side", "--force-conflicts", "-f", "-",
                     manifest=secret("db", DATABASE_URL=leaky_dsn))

    assert_refused(result)
    assert kubectl.get("secret", "db") == stored


def test_patch(kubectl, stored, leaky_dsn):
    result = kubectl("patch", "secret", "db",
                     "--patch", f'{{"stringData": {{"DATABASE_URL": "{leaky_dsn}"}}}}')

    assert_refused(result)
    assert kubectl.get("secret", "db") == stored


def test_replace_after_an_edit(kubectl, stored, leaky_dsn):
    """What kubectl edit does: read the object, change it, send the whole of it back."""
    edited = {**stored, "stringData": {"DATABASE_URL": leaky_dsn}}
    result = kubectl("replace", "-f", "-", manifest=edited)

    assert_refused(result)
    assert kubectl.get("secret", "db") == stored
