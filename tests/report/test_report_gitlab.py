"""The Code Quality report has what GitLab demands of one, and nothing that it would drop."""

import json

import jsonschema
import pytest

from reported import GOLDEN

# docs.gitlab.com, "Code Quality report format".
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    # Relative, and without "./" at its start.
                    "path": {"type": "string", "minLength": 1, "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_the_report_is_what_gitlab_reads(request, name):
    report = json.loads((GOLDEN / "sample.gitlab.json").read_text() if name == "golden"
                        else request.getfixturevalue(name).text["gitlab"])
    assert report
    jsonschema.validate(report, SCHEMA)
    prints = [entry["fingerprint"] for entry in report]
    assert len(set(prints)) == len(prints)


def test_what_cannot_be_judged_blocks(hostile):
    report = json.loads(hostile.text["gitlab"])
    assert [e["check_name"] for e in report if e["severity"] == "blocker"] == ["unreadable-input"]
