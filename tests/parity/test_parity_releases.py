"""The reference chart's release matrix: serve and check judge a release alike, printed or stored."""

import base64
import gzip
import json
import pathlib

import pytest

from blackbox import reviews
from blackbox.postern import SOURCE
from judgements import by_check, by_serve

RELEASES = SOURCE / "tests/fixtures/releases"
POSTGRES = "values.postgres."
STRING = POSTGRES + "external.connectionString"

# What each case must be refused for, at least; `warned` for what only deserves a warning.
DENIED = {
    "reject-external-without-dsn": [("release-dsn-missing", STRING)],
    "reject-dsn-foo": [("release-dsn-not-url", STRING)],
    "reject-dsn-keyword": [("release-dsn-not-url", STRING)],
    "reject-tls-mode-disable": [("release-tls-mode-weak", POSTGRES + "tls.mode")],
    "reject-verify-full-without-ca": [("release-tls-ca-missing", POSTGRES + "tls.caBundleSecret")],
    "reject-existing-secret-tls-unacknowledged": [
        ("release-tls-unacknowledged", POSTGRES + "tls.tlsAlreadyEncodedInSecret")],
    "reject-whole-chart-inline": [("release-dsn-ignored", STRING)],
    "reject-tls-embedded": [("release-tls-embedded", POSTGRES + "tls.enabled")],
    "reject-whole-chart-tls-unacknowledged": [
        ("release-tls-unacknowledged", POSTGRES + "tls.tlsAlreadyEncodedInSecret")],
    "reject-external-lease": [("release-lease-external", "values.orchestrator.leaseMode.enabled")],
    "gap-mode-null": [("release-mode-unknown", POSTGRES + "mode")],
    "gap-dsn-bare-scheme": [("dsn-host-missing", STRING)],
    "gap-dsn-sslmode-disable": [
        ("dsn-sslmode-weak", STRING),
        ("dsn-sslmode-weak", "manifest[Secret/eden].stringData[EDEN_STORE_URL]")],
    "gap-tls-doubled": [("release-tls-doubled", STRING)],
    "gap-garbage-beside-secret": [("release-dsn-ignored", STRING)],
    "gap-tls-mode-null": [("release-tls-mode-weak", POSTGRES + "tls.mode")],
}
WARNED = {
    "gap-acknowledged-without-tls": [
        ("release-ack-without-tls", POSTGRES + "tls.tlsAlreadyEncodedInSecret")],
    "gap-misspelt-keys": [("release-unknown-key", POSTGRES + "modee"),
                          ("release-unknown-key", POSTGRES + "external.host")],
}
CASES = sorted(path.stem for path in RELEASES.glob("*.json"))


def stored(release: dict, driver: str = "Secret") -> dict:
    """The object in which Helm keeps the release."""
    payload = base64.b64encode(gzip.compress(json.dumps(release).encode())).decode()
    labels = {"owner": "helm", "name": release["name"], "version": str(release["version"])}
    made = {"apiVersion": "v1", "kind": driver,
            "metadata": {"name": f"sh.helm.release.v1.{release['name']}.v{release['version']}",
                         "namespace": release["namespace"], "labels": labels}}
    if driver == "ConfigMap":
        return {**made, "data": {"release": payload}}
    return {**made, "type": "helm.sh/release.v1", "data": {"release": reviews.encoded(payload)}}


def release_of(case: str) -> dict:
    return json.loads((RELEASES / f"{case}.json").read_text())


def test_the_matrix_is_whole():
    assert len([case for case in CASES if case.startswith("accept-")]) == 6
    assert len([case for case in CASES if case.startswith("reject-")]) == 10
    gaps = {case for case in CASES if case.startswith("gap-")}
    assert gaps | {case for case in CASES if case.startswith("reject-")} == set(DENIED) | set(WARNED)


@pytest.mark.parametrize("case", CASES)
def test_check_reads_what_helm_prints(case):
    judgement = by_check(RELEASES / f"{case}.json")
    assert judgement.denied == (case in DENIED), judgement
    assert set(DENIED.get(case, [])) <= judgement.denials
    assert set(WARNED.get(case, [])) <= judgement.warnings


def test_an_untouched_embedded_release_has_no_finding_at_all():
    judgement = by_check(RELEASES / "accept-embedded.json")
    assert not judgement.denials | judgement.warnings


@pytest.mark.parametrize("driver", ["Secret", "ConfigMap"])
@pytest.mark.parametrize("case", CASES)
def test_serve_and_check_agree(server, tmp_path: pathlib.Path, case, driver):
    record = stored(release_of(case), driver)
    file = tmp_path / "stored.json"
    file.write_text(json.dumps(record))
    by_file = by_check(file)
    assert by_file == by_check(RELEASES / f"{case}.json")
    assert by_file == by_serve(server, [reviews.review(record)])


@pytest.mark.parametrize("case", sorted(DENIED))
def test_an_update_of_the_record_is_never_denied(server, case):
    record = stored(release_of(case))
    deployed = stored({**release_of(case), "info": {"status": "deployed"}})
    judgement = by_serve(server, [reviews.review(deployed, old=record, operation="UPDATE")])
    assert not judgement.denied
    assert not judgement.warnings, "helm said it when it created the record"


def test_a_record_of_the_past_is_not_denied(server):
    past = {**release_of("gap-mode-null"), "info": {"status": "superseded"}}
    judgement = by_serve(server, [reviews.review(stored(past))])
    assert not judgement.denied
    assert ("release-mode-unknown", POSTGRES + "mode") in judgement.warnings


def test_a_rollback_is_judged_like_an_install(server):
    again = {**release_of("gap-mode-null"), "version": 5, "info": {"status": "pending-rollback"}}
    assert by_serve(server, [reviews.review(stored(again))]).denied


def test_the_previous_revision_is_found_in_the_same_input(tmp_path: pathlib.Path):
    file = tmp_path / "history.yaml"
    upgrade = {**release_of("accept-external-existing-secret"), "version": 2,
               "info": {"status": "pending-upgrade"}}
    file.write_text("\n---\n".join(json.dumps(stored(release)) for release in (
        release_of("accept-embedded"), upgrade)))
    found = {path for rule, path in by_check(file).warnings
             if rule == "release-mode-switch-undrained"}
    assert found == {"values.worker.replicas", "values.webUi.replicas",
                     "values.orchestrator.replicas"}
