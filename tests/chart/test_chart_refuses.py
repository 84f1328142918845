"""Values that cannot work fail when the chart is rendered, and the message says what to set."""

import re

import pytest

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def provided(**fields: object) -> dict:
    return {"certificates": {"mode": "provided", "provided": fields}}


CONTRADICTIONS = {
    "provided without a Secret": (provided(), r"certificates\.provided\.secretName: set "),
    "provided without a CA": (provided(secretName="pair"),
                              r"certificates\.provided\.caBundle: set the CA certificate"),
    "provided with two writers": (provided(secretName="pair", caBundle=PEM, caInjected=True),
                                  r"caBundle: leave it empty when .*caInjected"),
    "a private key as CA": (provided(secretName="pair", caBundle="-----BEGIN PRIVATE KEY-----"),
                            r"caBundle: it holds a private key"),
    "base64 as CA": (provided(secretName="pair", caBundle="LS0tLS1CRUdJTi"),
                     r"caBundle: set the text of the PEM file"),
    "a Secret in another mode": ({"certificates": {"provided": {"secretName": "pair"}}},
                                 r"set certificates\.mode to provided"),
    "an issuer in another mode": (
        {"certificates": {"certManager": {"issuerRef": {"name": "ca"}}}},
        r"set certificates\.mode to certManager"),
    "an issuer without a name": (
        {"certificates": {"mode": "certManager", "certManager": {"issuerRef": {"kind": "Issuer"}}}},
        r"issuerRef\.name: set the name of the issuer"),
    "nothing to judge": (
        {"webhook": {"resources": {"secrets": False, "configMaps": False, "workloads": False,
                                   "scale": False}}},
        r"webhook\.resources: set at least one"),
    "one port twice": ({"server": {"opsPort": 8443}}, r"server\.opsPort: set another port"),
    "an argument of the chart's": ({"server": {"extraArgs": ["--listen=0.0.0.0:1"]}},
                                   r"server\.extraArgs: --listen .*set server\.port"),
    "a condition's name twice": (
        {"webhook": {"matchConditions": [{"name": "not-terminating", "expression": "true"}]}},
        r"choose another name"),
    "no ServiceAccount": ({"serviceAccount": {"create": False}},
                          r"serviceAccount\.name: set the name"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_says_what_to_set(chart, name):
    values, sentence = CONTRADICTIONS[name]
    assert re.search(sentence, chart.refusal(values)), chart.refusal(values)


@pytest.mark.parametrize("name", ["provided without a Secret", "one port twice"])
def test_templates_refuse_without_the_schema_too(chart, name):
    values, sentence = CONTRADICTIONS[name]
    assert re.search(sentence, chart.refusal(values, "--skip-schema-validation"))


MISTAKES = {
    "an unknown key": ({"replicaCount": 3}, "replicaCount"),
    "an unknown key inside": ({"webhook": {"failurepolicy": "Fail"}}, "failurepolicy"),
    "a bad certificate mode": ({"certificates": {"mode": "letsencrypt"}}, "selfSigned"),
    "a bad failure policy": ({"webhook": {"failurePolicy": "ignore"}}, "Ignore"),
    "a timeout out of range": ({"webhook": {"timeoutSeconds": 60}}, "30"),
    "a number as text": ({"replicas": "2"}, "replicas"),
    "no replica": ({"replicas": 0}, "replicas"),
    "a text as boolean": ({"hostNetwork": "false"}, "hostNetwork"),
    "an unknown key of the policy": ({"policy": {"modus": "audit"}}, "modus"),
    "a bad mode of the policy": ({"policy": {"mode": "dryrun"}}, "enforce"),
    "an unknown rule": ({"policy": {"rules": {"dsn-sslmode-week": "deny"}}}, "dsn-sslmode-week"),
    "an exception without a reason": (
        {"policy": {"exceptions": [{"name": "a", "rules": ["dsn-*"]}]}}, "reason"),
    "a bad log level": ({"server": {"logLevel": "verbose"}}, "debug"),
    "an address without numbers": ({"server": {"address": "localhost"}}, "address"),
    "a section set to nothing": ({"certificates": None}, "missing property 'certificates'"),
    "a value set to nothing": ({"server": {"port": None}}, "missing property 'port'"),
    "a bad digest": ({"image": {"digest": "sha256:1"}}, "digest"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_the_key_or_what_is_allowed(chart, name):
    values, word = MISTAKES[name]
    assert word in chart.refusal(values), chart.refusal(values)
