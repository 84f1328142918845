"""The prefilter never keeps a Secret from the webhook in which a rule would find something."""

import re

import pytest
import yaml

import secret_corpus
from blackbox import postern
from prefilter_model import LAST_APPLIED, Prefilter, as_stored

CASES = list(secret_corpus.rule_cases())


@pytest.fixture(scope="module")
def prefilter(chart) -> Prefilter:
    return Prefilter(chart.render({"webhook": {"prefilter": True}}).webhook())


def test_it_is_off_unless_asked_for(chart):
    names = [condition["name"] for condition in chart.render().webhook()["matchConditions"]]
    assert names == ["not-terminating"]


@pytest.mark.parametrize("name,secret,policy", CASES, ids=[name for name, *_ in CASES])
def test_a_secret_on_which_a_rule_fires_is_sent(prefilter, chart, name, secret, policy):
    if "applications" in policy:
        prefilter = Prefilter(chart.render({"webhook": {"prefilter": True}, "policy": {
            "applications": policy["applications"]}}).webhook())
    assert prefilter.sends(as_stored(secret))


def test_whatever_check_finds_fault_with_is_sent(prefilter):
    texts = secret_corpus.connection_strings()
    secrets = [secret_corpus.as_secret({"value": text}, name=f"s-{at}-end")
               for at, text in enumerate(texts)]
    done = postern.run("check", "-", stdin=yaml.safe_dump_all(secrets).encode())
    found = {int(at) for at in re.findall(r"\bs-(\d+)-end\b", done.stdout.decode())}
    assert len(found) > len(texts) / 2, done.stderr.decode()
    kept_back = [texts[at] for at in sorted(found) if not prefilter.sends(secrets[at])]
    assert kept_back == []


@pytest.mark.parametrize("name", secret_corpus.unrelated())
def test_what_has_nothing_to_do_with_postgres_is_not_sent(prefilter, name):
    """Otherwise the option would be of no use."""
    assert not prefilter.sends(secret_corpus.unrelated()[name])


def test_what_cannot_be_told_is_sent(prefilter):
    many = secret_corpus.as_secret({f"key-{n}": "x" for n in range(101)})
    assert prefilter.sends(many)
    applied = secret_corpus.as_secret({"token": "x"})
    applied["metadata"]["annotations"] = {LAST_APPLIED: "{}"}
    assert prefilter.sends(applied)
    exempt = secret_corpus.as_secret({"token": "x"})
    exempt["metadata"]["annotations"] = {"postern.dev/exempt": "dsn-superuser"}
    assert prefilter.sends(exempt)
    assert prefilter.sends(secret_corpus.as_secret({"release": "H4sI"}, "helm.sh/release.v1"))


def test_keys_that_the_policy_declares_are_sent(chart):
    secret = secret_corpus.as_secret({"SHOP_DATABASE": "9"})
    values = {"webhook": {"prefilter": True}}
    assert not Prefilter(chart.render(values).webhook()).sends(secret)
    values["policy"] = {"applications": [{"name": "shop", "selector": {"app": "shop"},
                                          "dsnKeys": ["SHOP_DATABASE"]}]}
    assert Prefilter(chart.render(values).webhook()).sends(secret)
