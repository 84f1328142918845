"""What an exception of the policy lets pass is in every report, and fails none."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from blackbox import postern
from reported import weak_secret

POLICY = """apiVersion: postern.dev/v1
kind: Policy
exceptions:
  - name: legacy-billing
    rules: ["dsn-*"]
    objects: [{kind: Secret, namespace: billing, name: "legacy-*"}]
    reason: migration in progress
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "policy.yml").write_text(POLICY)
    (tmp_path / "db.json").write_text(json.dumps(weak_secret("legacy-db", "billing", "URL")))
    return tmp_path


def checked(folder, output_format):
    done = postern.run("check", "--config", "policy.yml", "--format", output_format, "db.json",
                       cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_json(folder):
    report = json.loads(checked(folder, "json"))
    assert {(f["rule"], f["action"], f["severity"], f["exception"]) for f in report["findings"]} == {
        ("dsn-sslmode-weak", "excepted", "error", "legacy-billing")}
    assert report["summary"]["excepted"] == 1


def test_sarif(folder):
    (result,) = json.loads(checked(folder, "sarif"))["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted",
                                       "justification": "exception legacy-billing"}]


def test_junit(folder):
    root = ElementTree.fromstring(checked(folder, "junit"))
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")


@pytest.mark.parametrize("output_format", ["github", "gitlab", "html", "markdown", "text"])
def test_the_exception_is_named(folder, output_format):
    assert "legacy-billing" in checked(folder, output_format).replace("\\-", "-")
