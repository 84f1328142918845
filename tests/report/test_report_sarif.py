"""The SARIF log has the structure of version 2.1.0 and what code scanning asks for beyond it."""

import json
import pathlib
import urllib.parse

import jsonschema
import pytest

from reported import GOLDEN, HOSTILE

SCHEMA = json.loads((pathlib.Path(__file__).parent / "sarif.schema.json").read_text())


def run_of(request, name) -> dict:
    log = (json.loads((GOLDEN / "sample.sarif").read_text()) if name == "golden"
           else request.getfixturevalue(name).sarif())
    return log["runs"][0]


@pytest.mark.parametrize("name", ["hostile", "fixtures"])
def test_the_log_has_the_structure_of_the_standard(request, name):
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(request.getfixturevalue(name).sarif(), SCHEMA)


def test_the_golden_log_has_it_too():
    log = json.loads((GOLDEN / "sample.sarif").read_text())
    # A finding without a file comes from a cluster; those are not for code scanning.
    jsonschema.validate(log, SCHEMA)


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_an_index_names_the_rule_that_the_id_names(request, name):
    run = run_of(request, name)
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)


@pytest.mark.parametrize("name", ["hostile", "fixtures"])
def test_every_result_has_a_file_of_the_repository(request, name):
    for result in run_of(request, name)["results"]:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert not urllib.parse.urlsplit(artifact["uri"]).scheme


def test_a_hostile_file_name_survives_as_a_uri(hostile):
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for result in hostile.sarif()["runs"][0]["results"]}
    name = HOSTILE.replace("/", "_") + "\n::warning::z.yaml"
    assert {urllib.parse.unquote(uri) for uri in uris} == {f"deploy/{name}"}


def test_no_name_makes_a_link(request):
    """[text](target) in a message is a link (section 3.11.6)."""
    for name in ("golden", "hostile"):
        for result in run_of(request, name)["results"]:
            assert "](" not in result["message"]["text"]


def test_exceptions_are_suppressions():
    results = run_of(None, "golden")["results"]
    excepted = {result["suppressions"][0]["justification"]: result["suppressions"][0]["kind"]
                for result in results if result["suppressions"]}
    assert excepted == {"exception legacy-billing": "external", "exception annotation": "inSource"}
    assert all(result["level"] == "error" for result in results if result["suppressions"])


def test_what_cannot_be_judged_is_a_notification(hostile):
    invocation = hostile.sarif()["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    places = [n["locations"][0]["physicalLocation"] for n in invocation["toolExecutionNotifications"]]
    assert any(place["artifactLocation"]["uri"].startswith("deploy/broken") for place in places)


def test_fingerprints_are_those_of_the_json_report(fixtures):
    sarif = [result["partialFingerprints"]["posternFinding/v1"]
             for result in fixtures.sarif()["runs"][0]["results"]]
    assert sarif == [finding["fingerprint"] for finding in fixtures.json()["findings"]]
