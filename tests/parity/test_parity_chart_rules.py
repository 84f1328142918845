"""The reference chart's rules by their numbers, on release values (R) and on release manifests (M).

docs/eden.md has the table. What the same rules make of Secrets, Deployments, StatefulSets and Scales
alone is in tests/unit/contract_*_test.cpp.
"""

import copy
import json
import pathlib

import pytest

from blackbox import reviews
from blackbox.postern import SOURCE
from judgements import Judgement, by_check, by_serve
from test_parity_releases import release_of, stored

POSTGRES = "values.postgres."
STRING = POSTGRES + "external.connectionString"
HOST = "eden.abc123.eu-west-1.rds.amazonaws.com"
URL = f"postgresql://eden:Zk8v2mQp@{HOST}:5432/eden"
SECRET = {"existingSecret": "eden-database", "connectionStringKey": "url"}
TLS = {"enabled": True, "mode": "verify-full", "caBundleSecret": "eden-postgres-ca"}


def merged(onto: dict, values: dict) -> dict:
    result = copy.deepcopy(onto)
    for key, value in values.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def release(values: dict, case: str = "accept-embedded", manifest: str | None = None,
            **changes) -> dict:
    made = release_of(case)
    made["config"] = merged(made["config"], values)
    made["manifest"] = made["manifest"] if manifest is None else manifest
    return {**made, **changes}


@pytest.fixture
def judged(server, tmp_path: pathlib.Path):
    """Judges a release by check and by serve, which must agree; `previous` is seen by check alone."""
    def judge(subject: dict, previous: dict | None = None) -> Judgement:
        file = tmp_path / "release.json"
        documents = ([stored(previous)] if previous else []) + [stored(subject)]
        file.write_text("\n---\n".join(map(json.dumps, documents)))
        judgement = by_check(file)
        if previous is None:
            assert judgement == by_serve(server, [reviews.review(documents[0])])
        return judgement
    return judge


def external(**postgres) -> dict:
    return {"postgres": {"mode": "external", **postgres}}


def manifest_of(case: str) -> str:
    return release_of(case)["manifest"]


def test_rule_01_on_the_release(judged):
    for mode in (None, "managed", 5):
        assert ("release-mode-unknown", POSTGRES + "mode") in judged(
            release({"postgres": {"mode": mode}})).denials


def test_rule_02_on_the_release(judged):
    assert ("release-dsn-missing", STRING) in judged(release(external())).denials
    no_key = external(external={"existingSecret": "eden-database", "connectionStringKey": ""})
    assert ("release-dsn-missing", POSTGRES + "external.connectionStringKey") in judged(
        release(no_key)).denials


@pytest.mark.parametrize("text", ["foo", "host=db user=eden dbname=eden", f"Postgres://{HOST}/eden"])
def test_rule_03_on_the_release(judged, text):
    assert ("release-dsn-not-url", STRING) in judged(
        release(external(external={"connectionString": text}))).denials


def test_rule_04_on_the_release(judged):
    both = external(external={"connectionString": URL, **SECRET})
    assert ("release-dsn-ignored", STRING) in judged(release(both)).denials


def test_rule_04_on_the_manifest(judged):
    left = release(external(external=SECRET), manifest=manifest_of("accept-external-inline"))
    assert ("release-dsn-ignored", "manifest[Secret/eden].stringData[EDEN_STORE_URL]") in judged(
        left).denials


def test_rule_05_on_the_release(judged):
    both = {"secrets": {"existingSecret": "all"}, **external(external={"connectionString": URL})}
    assert ("release-dsn-ignored", STRING) in judged(release(both)).denials


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "verify_full", "Require"])
def test_rule_07_on_the_release(judged, mode, enabled):
    assert ("release-tls-mode-weak", POSTGRES + "tls.mode") in judged(
        release(external(external=SECRET, tls={"enabled": enabled, "mode": mode}))).denials


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_rule_08_on_the_release(judged, mode):
    subject = external(external={"connectionString": URL}, tls={"enabled": True, "mode": mode})
    assert ("release-tls-ca-missing", POSTGRES + "tls.caBundleSecret") in judged(
        release(subject)).denials


def test_rule_09_on_the_release(judged):
    assert ("release-tls-unacknowledged", POSTGRES + "tls.tlsAlreadyEncodedInSecret") in judged(
        release(external(external=SECRET, tls=TLS))).denials


def test_rule_10_on_the_release_and_the_secret_in_its_manifest(judged):
    found = judged(release_of("reject-tls-embedded")).denials
    assert ("release-tls-embedded", POSTGRES + "tls.enabled") in found
    assert ("secret-embedded-tls", "manifest[Secret/eden].stringData[EDEN_STORE_URL]") in found


def test_rule_11_on_the_release(judged):
    whole = {"secrets": {"existingSecret": "all"}, **external(tls=TLS)}
    assert ("release-tls-unacknowledged", POSTGRES + "tls.tlsAlreadyEncodedInSecret") in judged(
        release(whole)).denials


def test_rule_12_on_the_release_and_the_manifest(judged):
    found = judged(release_of("reject-external-lease")).denials
    assert ("release-lease-external", "values.orchestrator.leaseMode.enabled") in found
    assert "workload-lease-mode-external" in {
        rule for rule, path in found if path.startswith("manifest[Deployment/eden-control-plane]")}


def test_rule_13_on_the_release(judged):
    found = judged(release({"postgres": {
        "image": "", "database": None, "user": "", "storage": {"size": "10"},
        "tls": {"enabled": "false", "tlsAlreadyEncodedInSecret": "true"}}})).denials
    for rule, path in (
            ("release-required-value-empty", "image"), ("release-required-value-empty", "database"),
            ("release-required-value-empty", "user"), ("release-value-invalid", "storage.size"),
            ("release-type", "tls.enabled"), ("release-type", "tls.tlsAlreadyEncodedInSecret"),
            # To a template the text "false" is true.
            ("release-tls-embedded", "tls.enabled")):
        assert (rule, POSTGRES + path) in found


def test_rule_14_on_the_release_and_the_deployment_in_its_manifest(judged):
    two = manifest_of("accept-embedded").replace("replicas: 1\n  strategy", "replicas: 2\n  strategy")
    found = judged(release({"taskStoreServer": {"replicas": 2}}, manifest=two)).denials
    assert ("release-replicas", "values.taskStoreServer.replicas") in found
    assert ("workload-replicas", "manifest[Deployment/eden-task-store-server].spec.replicas") in found


@pytest.mark.parametrize("key", ["EDEN_ADMIN_TOKEN", "EDEN_SESSION_SECRET", "FORGEJO_REMOTE_PASSWORD",
                                 "FORGEJO_SECRET_KEY", "FORGEJO_INTERNAL_TOKEN", "POSTGRES_PASSWORD",
                                 "EDEN_READONLY_PASSWORD"])
def test_rule_15_on_the_manifest(judged, key):
    empty = "\n".join(f'  {key}: ""' if line.startswith(f"  {key}:") else line
                      for line in manifest_of("accept-embedded").splitlines())
    assert ("secret-required-key-missing", f"manifest[Secret/eden].stringData[{key}]") in judged(
        release({}, manifest=empty)).denials


@pytest.mark.parametrize("kind, name", [("StatefulSet", "eden-postgres"), ("Service", "eden-postgres"),
                                        ("ConfigMap", "eden-postgres-init")])
def test_rule_16_on_the_manifest(judged, kind, name):
    documents = manifest_of("accept-embedded").split("---\n")
    [left] = [text for text in documents if f"kind: {kind}\n" in text and f"name: {name}\n" in text]
    subject = release_of("accept-external-inline")
    subject["manifest"] += "---\n" + left
    found = judged(subject).denials
    assert "workload-embedded-in-external" in {
        rule for rule, path in found if path.startswith(f"manifest[{kind}/{name}]")}


def test_rule_17_on_the_secret_in_a_manifest(judged):
    subject = release_of("accept-external-inline")
    subject["manifest"] = subject["manifest"].replace(
        f'EDEN_READONLY_STORE_URL: "{URL}', f'EDEN_READONLY_STORE_URL: "{URL}2')
    assert "secret-dsn-keys-disagree" in {rule for rule, _ in judged(subject).denials}


def test_rule_18_on_the_manifest(judged):
    subject = release_of("accept-external-inline")
    subject["manifest"] = subject["manifest"].replace(
        "  EDEN_STORE_URL:", '  POSTGRES_PASSWORD: "Zk8v2mQp"\n  EDEN_STORE_URL:')
    assert ("secret-embedded-key-in-external",
            "manifest[Secret/eden].stringData[POSTGRES_PASSWORD]") in judged(subject).warnings


def test_rule_19_on_the_manifest(judged):
    subject = release_of("accept-external-inline")
    subject["manifest"] = subject["manifest"].replace(
        '            - {name: EDEN_READONLY_PASSWORD, value: ""}\n', "")
    assert "workload-readonly-password-not-blanked" in {
        rule for rule, path in judged(subject).denials
        if path.startswith("manifest[Deployment/eden-task-store-server]")}


def upgrade(values: dict, **changes) -> dict:
    return release(values, version=2, info={"status": "pending-upgrade"}, **changes)


def test_rule_30_on_the_release_against_the_previous_one(judged):
    before = release({})
    switched = upgrade(external(external=SECRET))
    assert ("release-mode-switch-undrained", "values.worker.replicas") in judged(
        switched, before).warnings
    drained = upgrade({**external(external=SECRET), "worker": {"replicas": 0},
                       "webUi": {"replicas": 0}, "orchestrator": {"replicas": 0}})
    assert "release-mode-switch-undrained" not in {
        rule for rule, _ in judged(drained, before).warnings}


def test_rule_30_says_when_the_previous_release_cannot_be_seen(judged):
    assert ("release-mode-switch-undrained", POSTGRES + "mode") in judged(
        upgrade(external(external=SECRET))).warnings


def test_rule_33_on_the_release_against_the_previous_one(judged):
    before = release_of("accept-external-existing-secret")
    back = upgrade({"postgres": {"external": SECRET, "tls": {"tlsAlreadyEncodedInSecret": True}}})
    found = judged(back, before).denials
    assert ("release-rollback-incomplete", POSTGRES + "external.existingSecret") in found
    assert ("release-rollback-incomplete", POSTGRES + "tls.tlsAlreadyEncodedInSecret") in found
    assert not judged(upgrade({}), before).denied


def test_rule_35_on_the_release_says_what_to_do(server):
    old = upgrade({})
    del old["chart"]["values"]["postgres"]["mode"]
    answer = by_serve(server, [reviews.review(stored(old))])
    assert ("release-mode-unknown", POSTGRES + "mode") in answer.denials
    assert "--reset-then-reuse-values" in _message(server, stored(old))


def _message(server, record: dict) -> str:
    from blackbox.verdicts import judge
    return judge(server, reviews.review(record)).response["status"]["message"]


def test_rule_36_an_untouched_embedded_release_passes_silently(judged):
    for version, status in ((1, "pending-install"), (2, "pending-upgrade"), (3, "pending-rollback")):
        judgement = judged(release({}, version=version, info={"status": status}))
        assert not judgement.denials | judgement.warnings


def test_an_umbrella_chart_is_read_under_the_alias(judged):
    umbrella = release({}, manifest="")
    umbrella["chart"]["metadata"] = {"name": "platform", "version": "1.0.0",
                                     "dependencies": [{"name": "eden", "alias": "store"}]}
    umbrella["chart"]["values"] = {}
    umbrella["chart"]["schema"] = ""
    umbrella["config"] = {"store": external(external={"connectionString": "foo"})}
    assert ("release-dsn-not-url", "values.store.postgres.external.connectionString") in judged(
        umbrella).denials
