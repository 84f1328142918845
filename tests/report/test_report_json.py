"""The JSON report is what docs/check-report.schema.json says, and the schema leaves nothing out."""

import copy
import json

import jsonschema
import pytest

from blackbox import postern
from reported import GOLDEN

SCHEMA = json.loads((postern.SOURCE / "docs/check-report.schema.json").read_text())


def closed(schema):
    """The schema without room for a key that it does not describe."""
    schema = copy.deepcopy(schema)
    for part in (schema, *schema["definitions"].values()):
        if "properties" in part:
            part["additionalProperties"] = False
    return schema


def reports(request) -> dict[str, dict]:
    return {
        "golden": json.loads((GOLDEN / "sample.json").read_text()),
        "hostile": request.getfixturevalue("hostile").json(),
        "fixtures": request.getfixturevalue("fixtures").json(),
    }


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_the_report_is_what_the_schema_says(request, name):
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(reports(request)[name], closed(SCHEMA))


def test_the_schema_refuses_another_report(request):
    report = reports(request)["golden"]
    report["findings"][0]["action"] = "denied"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, SCHEMA)


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_the_summary_counts_the_findings(request, name):
    report = reports(request)[name]
    summary = report["summary"]
    actions = [finding["action"] for finding in report["findings"]]
    for action in ("deny", "warn", "audit", "excepted"):
        assert summary[action] == actions.count(action)
    assert summary["findings"] == len(actions)
    assert summary["faults"] == len(report["faults"])


def test_keys_keep_their_order(fixtures):
    """The first are those of the interface, in its order; a person reads this, too."""
    finding = fixtures.json()["findings"][0]
    assert list(finding)[:13] == ["rule", "action", "severity", "kind", "namespace", "name", "path",
                                  "message", "hint", "file", "line", "column", "fingerprint"]


def test_findings_have_places_and_their_own_fingerprints(fixtures):
    findings = fixtures.json()["findings"]
    assert all(finding["line"] and finding["column"] for finding in findings)
    assert all(finding["file"].startswith("manifests/") for finding in findings)
    prints = [finding["fingerprint"] for finding in findings]
    assert len(set(prints)) == len(prints)


def test_a_fingerprint_stays_when_lines_move(tmp_path):
    manifest = tmp_path / "db.yaml"
    text = ("apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n"
            "  URL: postgres://app:Qx7hW3nL2c@db.acme-billing.net/orders?sslmode=prefer\n")

    def findings():
        done = postern.run("check", "--format", "json", "db.yaml", cwd=tmp_path)
        return json.loads(done.stdout)["findings"]

    manifest.write_text(text)
    before = findings()
    manifest.write_text("# one\n# two\n---\n" + text)
    after = findings()
    assert [f["fingerprint"] for f in before] == [f["fingerprint"] for f in after]
    assert before[0]["line"] + 3 == after[0]["line"]
