"""The JUnit report is XML that CI servers count alike: GitLab, Jenkins, Azure DevOps."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from blackbox import postern
from reported import GOLDEN, HOSTILE, weak_secret

# Attributes and children that the readers of the field know.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "file", "line", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "skipped"},
    "failure": set(), "error": set(), "skipped": set(),
}
REQUIRED = {"testsuite": {"name", "tests"}, "testcase": {"name", "classname", "time"}}


def root_of(request, name):
    text = ((GOLDEN / "sample.junit.xml").read_text() if name == "golden"
            else request.getfixturevalue(name).text["junit"])
    return ElementTree.fromstring(text)


everywhere = pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])


@everywhere
def test_elements_and_attributes_are_known(request, name):
    for element in root_of(request, name).iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert REQUIRED.get(element.tag, set()) <= set(element.attrib)
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert len(element) <= 1 or element.tag != "testcase"


@everywhere
def test_counts_agree_with_what_is_there(request, name):
    root = root_of(request, name)
    for element in [root, *root.findall("testsuite")]:
        cases = list(element.iter("testcase"))
        assert int(element.get("tests")) == len(cases) > 0
        for counted, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(counted)) == len(list(element.iter(tag)))


@everywhere
def test_one_suite_for_each_file(request, name):
    names = [suite.get("name") for suite in root_of(request, name).findall("testsuite")]
    assert len(set(names)) == len(names)


def test_a_clean_file_is_a_passed_test(hostile):
    root = ElementTree.fromstring(hostile.text["junit"])
    clean = root.find("testsuite[@name='deploy/clean.yaml']")
    assert [len(case) for case in clean] == [0]


def test_hostile_names_stay_text(hostile):
    root = ElementTree.fromstring(hostile.text["junit"])
    assert any(HOSTILE in case.get("name") for case in root.iter("testcase"))


def test_denials_fail_and_warnings_do_not(request):
    root = root_of(request, "golden")
    summary = json.loads((GOLDEN / "sample.json").read_text())["summary"]
    assert int(root.get("failures")) == summary["deny"] > 0
    assert int(root.get("skipped")) == summary["warn"] + summary["audit"] + summary["excepted"] > 0


def test_warnings_fail_when_the_run_fails_on_them(tmp_path):
    manifest = weak_secret("db", "shop", "URL")
    manifest["stringData"]["URL"] = "postgres://app:Qx7hW3nL2c@db.acme-billing.net/o?sslmode=require"
    (tmp_path / "db.json").write_text(json.dumps(manifest))

    def failures(*flags):
        done = postern.run("check", "--format", "junit", *flags, "db.json", cwd=tmp_path)
        return int(ElementTree.fromstring(done.stdout).get("failures")), done.returncode

    assert failures() == (0, 0)
    assert failures("--fail-on", "warn") == (1, 1)
