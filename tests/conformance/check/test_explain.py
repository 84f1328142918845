"""`postern explain`: whatever a verdict names can be looked up."""

import json

import pytest

from blackbox import postern

def explained(rule: str) -> str:
    done = postern.run("explain", rule)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_a_rule_says_what_it_looks_at():
    for rule in json.loads(postern.run("rules", "--json").stdout)["rules"]:
        assert rule["kinds"], rule["id"]
        assert f"Looks at: {', '.join(rule['kinds'])}.\n" in explained(rule["id"])


@pytest.mark.parametrize("rule", ["rule-failed", "object-unreadable", "release-undecodable",
                                  "release-too-large"])
def test_what_stands_for_the_unjudged_is_explained(rule):
    text = explained(rule)
    assert text.startswith(f"{rule}: ")
    assert "Looks at" not in text and "Fires on" not in text
    assert f"      {rule}: warn" in text


@pytest.mark.parametrize("command", [("explain",), ("rules",)])
@pytest.mark.parametrize(("word", "answer"), [
    ("dsn-sslmode-week", b"did you mean dsn-sslmode-weak?"),
    ("release-to-large", b"did you mean release-too-large?"),
    ("xyzzy", b"`postern rules` lists them")])
def test_an_unknown_id_is_answered(command, word, answer):
    done = postern.run(*command, word)
    assert (done.returncode, done.stdout) == (2, b"")
    assert answer in done.stderr


def test_the_record_of_a_release_is_excepted_by_its_name():
    text = explained("release-type")
    assert 'name: "sh.helm.release.v1.' in text
    assert "postern.dev/exempt" not in text
    assert "postern.dev/exempt" in explained("dsn-sslmode-weak")
