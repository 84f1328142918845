"""Case 48 and 49: nothing secret, nothing endless, nothing unprintable comes out."""

import pytest

from blackbox import reviews
from blackbox.needles import Canary, Haystack
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, container, secret_review, variable, workload_review
from blackbox.verdicts import LINE, MESSAGE_FINDINGS, MORE, judge, verdict_of


def test_case_48_a_secret_value_comes_out_nowhere(own_server):
    """One password, on every way out. tests/canary plants in many more places, at trace level."""
    canary = Canary("the password of a DSN")
    dsn = f"postgres://app:{canary.percent_encoded}@{reviews.HOST}/orders"
    documents = [
        secret_review({"DATABASE_URL": dsn, "PLAIN": canary.text}),
        secret_review({"DATABASE_URL": dsn}, operation="UPDATE", old={"DATABASE_URL": dsn}),
        workload_review("Deployment", DATABASE_URL=dsn, PGPASSWORD=canary.text),
    ]
    own_server.start()
    haystack = Haystack()
    for document in documents:
        response = own_server.post(reviews.body(document))
        verdict = verdict_of(response, document["request"]["uid"])
        assert verdict.denials or verdict.warnings, "a review that says nothing proves nothing"
        haystack.add("reply", response.raw)
        own_server.decision(document["request"]["uid"])
    haystack.add("metrics", own_server.metrics().text.encode())
    haystack.add("log", own_server.output())
    assert haystack.find([canary]) == []


@pytest.mark.parametrize("count", [21, 500])
def test_case_49_a_message_lists_no_more_than_it_may(server, count):
    document = secret_review({f"DATABASE_{number:03}_URL": NO_SSLMODE_DSN
                              for number in range(count)})
    verdict = judge(server, document)
    lines = verdict.response["status"]["message"].split("\n")
    assert [bool(LINE.match(line)) for line in lines] == [True] * MESSAGE_FINDINGS + [False] * 2
    assert lines[MESSAGE_FINDINGS].startswith(f"and {count - MESSAGE_FINDINGS} more")


def test_case_49_long_names_do_not_make_a_long_message(server):
    document = secret_review({"K" * 2000 + f"_{number}": NO_SSLMODE_DSN for number in range(15)})
    response = server.post(reviews.body(document))
    assert not verdict_of(response, document["request"]["uid"]).allowed
    assert len(response.body) < 64 * 1024


@pytest.mark.parametrize("key", ["A\nB", "A\x1b[31mB", "A\x00B", "\u2028", "A\u0085B", "\u202eB"])
def test_case_49_a_name_from_the_input_cannot_forge_a_line(server, key):
    """Only who calls directly can send such a key; the verdict is still one clean line."""
    document = secret_review({key: NO_SSLMODE_DSN})
    verdict = judge(server, document)
    assert {rule for rule, _ in verdict.denials} == {"dsn-sslmode-missing"}
    text = verdict.response["status"]["message"] + repr(verdict.denials)
    assert not any(character in text for character in "\x1b\x00\u2028\u0085\u202e")


def test_case_49_warnings_are_short_and_few(server):
    """Over 4096 characters in total the API server cuts each to 256: these are no longer."""
    data = {f"DATABASE_{'X' * 150}_{number:03}_URL": NO_SSLMODE_DSN for number in range(40)}
    verdict = judge(server, secret_review({**data, "A": "b"}, operation="UPDATE", old=data))
    assert verdict.allowed
    *findings, last = verdict.response["warnings"]
    assert all(text.endswith("[dsn-sslmode-missing]") for text in findings)
    assert last.startswith(f"and {40 - len(findings)} more")


def test_case_49_names_in_another_script_are_cut_between_characters(server):
    def spec(value):
        env = [variable("\u00e4" * 100 + str(number), value) for number in range(3)]
        return {"containers": [container(env=[*env, variable("PGPASSWORD", "kq7Lw2Zr")])]}

    old = reviews.workload("Pod", spec(GOOD_DSN))
    verdict = judge(server, workload_review("Pod", spec(GOOD_DSN), "UPDATE", old))
    assert verdict.allowed
    assert verdict.warnings
