"""The same input gives the same findings in serve and in check, and those that are expected."""

import json
import pathlib

import pytest
import yaml

from blackbox import reviews
from blackbox.postern import SOURCE
from judgements import (as_written, by_check, by_check_alone, by_serve, comparable,
                        objects_in_cases, objects_of, reviews_of)

FIXTURES = SOURCE / "tests/fixtures"
MANIFESTS = sorted(path for path in (FIXTURES / "manifests").rglob("*.yaml")
                   if path.name != "expected.yaml")
INDEX = yaml.safe_load((FIXTURES / "manifests/expected.yaml").read_text())


def is_review(path: pathlib.Path) -> bool:
    document = json.loads(path.read_text())
    return isinstance(document, dict) and document.get("kind") == "AdmissionReview"


REVIEWS = sorted(path for path in FIXTURES.rglob("*.json") if is_review(path))
EVERY_FILE = sorted([*MANIFESTS, *(FIXTURES / "eden").glob("*.yaml"),
                     *(SOURCE / "tests/rules").glob("*.yaml")])


def named(path: pathlib.Path) -> str:
    return str(path.relative_to(FIXTURES))


def test_the_index_speaks_of_every_manifest_and_no_other():
    files = {str(path.relative_to(FIXTURES / "manifests")) for path in MANIFESTS}
    assert set(INDEX["files"]) == files
    spoken_of = {rule for findings in INDEX["files"].values() for rule, _ in findings}
    assert spoken_of == set(INDEX["rules"]), "each rule of the index fires somewhere"


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_a_manifest_gives_what_is_expected(manifest):
    expected = {tuple(finding) for finding in INDEX["files"][manifest.name]}
    judgement = by_check(manifest)
    findings = judgement.denials | judgement.warnings
    assert {finding for finding in findings if finding[0] in INDEX["rules"]} == expected
    if not expected:
        assert not judgement.denied, judgement.denials


@pytest.mark.parametrize("manifest", [path for path in MANIFESTS if len(objects_of(path)) == 1],
                         ids=named)
def test_serve_and_check_agree_on_a_manifest(server, manifest):
    """As it is written. (Of several objects check knows more than a webhook that sees one.)"""
    assert comparable(by_check(manifest)) == comparable(by_serve(server, reviews_of(manifest)))


@pytest.mark.parametrize("file", EVERY_FILE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_serve_and_check_agree_on_every_object(server, file):
    """Rule, path and action of each object by itself, wherever in the repository it stands."""
    objects = objects_in_cases(file) if file.parent.name == "rules" else objects_of(file)
    for obj in objects:
        if obj.get("kind") in reviews.RESOURCES:
            name = obj.get("metadata", {}).get("name")
            assert (comparable(by_check_alone(obj))
                    == comparable(by_serve(server, [reviews.review(obj)]))), name


@pytest.mark.parametrize("review", REVIEWS, ids=named)
def test_serve_and_check_agree_on_a_review(server, review):
    document = json.loads(review.read_text())
    assert by_check(review) == by_serve(server, [document])


def test_the_comparison_sees_a_difference(server):
    """A value that is right in the file and wrong on the wire."""
    right = FIXTURES / "manifests/secret-verified.yaml"
    wrong = FIXTURES / "manifests/secret-sslmode-disable.yaml"
    assert comparable(by_check(right)) != comparable(by_serve(server, reviews_of(wrong)))
    assert as_written("stringData[stringData[A]") == "data[stringData[A]"
