"""`postern certs ensure`: Secret and caBundle, from nothing, through renewals, and in a race."""

import concurrent.futures
import stat
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from blackbox.api_server import refuse
from blackbox.deadline import eventually
from blackbox.pki import is_key_of
from ensuring import (CONFIGURATION, NAME, SECRET, SECRETS, Watching, assert_always_trusted,
                      authorities, bundles, configuration, decoded, ensure, ensured,
                      is_trusted, refused)

RENEW = ("--days", "90", "--renew-before", "45")  # what was made for 40 days is due


def leaf_of(api):
    return x509.load_pem_x509_certificate(decoded(api.objects[SECRET], "tls.crt"))


def test_from_nothing_to_a_trusted_certificate(api, tmp_path):
    ensured(api)
    secret = api.objects[SECRET]
    assert secret["type"] == "kubernetes.io/tls"
    assert sorted(secret["data"]) == ["ca.crt", "tls.crt", "tls.key"]
    leaf = leaf_of(api)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [
        NAME, "postern", "postern.postern-system", f"{NAME}.cluster.local"]
    key = load_pem_private_key(decoded(secret, "tls.key"), None)
    assert is_key_of(key, leaf)
    for name, file in (("tls.crt", "leaf.pem"), ("ca.crt", "ca.pem")):
        (tmp_path / file).write_bytes(decoded(secret, name))
    subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver",
                    "-verify_hostname", NAME, "-CAfile", tmp_path / "ca.pem",
                    tmp_path / "leaf.pem"], check=True, capture_output=True, timeout=30)
    assert bundles(api.objects[CONFIGURATION]) == {
        "secrets.postern.dev": decoded(secret, "ca.crt"), "foreign.example.com": b"foreign",
        "workloads.postern.dev": decoded(secret, "ca.crt")}


def test_what_is_good_is_left_alone(api):
    ensured(api)
    before = len(api.writes())
    ensured(api)
    assert len(api.writes()) == before


def test_a_renewal_publishes_first_and_swaps_then(api):
    ensured(api, "--days", "40", "--renew-before", "10")
    old, before = leaf_of(api), len(api.writes())
    ensured(api, *RENEW)
    new, secret = leaf_of(api), api.objects[SECRET]
    assert new.not_valid_after > old.not_valid_after
    assert sorted(secret["data"]) == ["ca.crt", "tls.crt", "tls.key"]
    assert [path.split("?")[0] for _, path in api.writes()[before:]] == [
        SECRET, CONFIGURATION, SECRET]
    assert len(authorities(decoded(secret, "ca.crt"))) == 2, "the old one stays until it ends"
    assert_always_trusted(api)
    ensured(api, *RENEW)
    assert leaf_of(api) == new


def test_a_lost_bundle_is_published_again(api):
    ensured(api)
    api.put(CONFIGURATION, configuration(""))
    ensured(api)
    assert bundles(api.objects[CONFIGURATION])["workloads.postern.dev"] == decoded(
        api.objects[SECRET], "ca.crt")


def test_a_lost_secret_takes_no_trust_from_running_servers(api):
    ensured(api)
    old, before = leaf_of(api), len(api.history)
    del api.objects[SECRET]
    ensured(api)
    assert leaf_of(api) != old
    for state in api.history[before:]:
        assert is_trusted(old, bundles(state[CONFIGURATION])["secrets.postern.dev"])
    assert is_trusted(leaf_of(api), bundles(api.objects[CONFIGURATION])["workloads.postern.dev"])


def test_an_empty_secret_that_is_there_already_is_filled(api):
    api.put(SECRET, {"kind": "Secret", "type": "Opaque",
                     "metadata": {"name": "postern-tls", "labels": {"app": "postern"}}})
    ensured(api)
    assert api.objects[SECRET]["metadata"]["labels"] == {"app": "postern"}
    assert api.objects[SECRET]["data"]["tls.crt"]
    assert all(method == "PATCH" for method, _ in api.writes()), "no right to create is needed"


def test_rubbish_in_the_secret_is_replaced(api):
    api.put(SECRET, {"kind": "Secret", "type": "kubernetes.io/tls",
                     "metadata": {"name": "postern-tls"},
                     "data": {"tls.crt": "eA==", "tls.key": "", "ca.crt": "!", "other": "a2VlcA=="}})
    ensured(api)
    leaf_of(api)
    assert decoded(api.objects[SECRET], "other") == b"keep"


@pytest.mark.parametrize("renewal", [False, True])
def test_replicas_that_race_agree(api, renewal):
    if renewal:
        ensured(api, "--days", "40", "--renew-before", "10")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: ensure(api, *RENEW), range(4)))
    assert [one.returncode for one in done] == [0] * 4, [one.stderr for one in done]
    assert_always_trusted(api)
    secret = api.objects[SECRET]
    assert "next.crt" not in secret["data"]
    assert len(authorities(decoded(secret, "ca.crt"))) == (2 if renewal else 1)
    assert bundles(api.objects[CONFIGURATION])["secrets.postern.dev"] == decoded(secret, "ca.crt")


@pytest.mark.parametrize("method, path, code", [
    ("POST", f"{SECRETS}\\?", 409), ("PATCH", CONFIGURATION, 409), ("PATCH", SECRET, 409),
    ("PATCH", SECRET, 404)])
def test_a_conflict_is_read_anew_and_tried_again(api, method, path, code):
    if path == SECRET:
        ensured(api, "--days", "40", "--renew-before", "10")
    api.on(method, path, refuse(code), times=2)
    ensured(api, *RENEW)
    assert_always_trusted(api)


@pytest.mark.parametrize("method, path, what", [
    ("GET", SECRET, "GET the Secret"), ("POST", SECRETS, "POST the Secret"),
    ("GET", CONFIGURATION, "GET the webhook configuration"),
    ("PATCH", CONFIGURATION, "PATCH the webhook configuration")])
def test_a_missing_right_is_named(api, method, path, what):
    api.on(method, path, refuse(403))
    refused(api, f"{what}: the service account or user has no right to do this (403)")


def test_endless_conflicts_come_to_an_end(api):
    api.on("POST", SECRETS, refuse(409))
    refused(api, "POST the Secret: another version of the object is there (409)")


def test_without_a_configuration_the_secret_is_made_all_the_same(api):
    del api.objects[CONFIGURATION]
    refused(api, "there is no webhook configuration postern yet")
    assert api.objects[SECRET]["data"]["tls.crt"]
    api.put(CONFIGURATION, configuration())
    before = leaf_of(api)
    ensured(api)
    assert leaf_of(api) == before


def test_a_configuration_of_somebody_else_is_not_touched(api):
    foreign = configuration()
    foreign["webhooks"] = foreign["webhooks"][1:2]
    api.put(CONFIGURATION, foreign)
    refused(api, "has no webhook that calls the Service postern in postern-system")
    assert api.writes() == []


def test_cert_manager_and_this_do_not_fight(api):
    api.put(CONFIGURATION, configuration(
        annotations={"cert-manager.io/inject-ca-from": "postern-system/postern"}))
    refused(api, "either cert-manager or postern certs ensure")
    assert api.writes() == []


def test_a_secret_of_another_purpose_is_not_overwritten(api):
    api.put(SECRET, {"kind": "Secret", "type": "kubernetes.io/service-account-token",
                     "metadata": {"name": "postern-tls"}, "data": {"token": "eA=="}})
    refused(api, "of a type that holds no certificate")
    assert api.writes() == []


def test_the_pair_is_written_out_once_it_is_trusted(api, tmp_path):
    api.on("PATCH", CONFIGURATION, refuse(403), times=1)
    out = tmp_path / "out"
    refused(api, "no right", "--out", str(out))
    assert not out.exists()
    ensured(api, "--out", str(out))
    assert (out / "tls.crt").read_bytes() == decoded(api.objects[SECRET], "tls.crt")
    assert stat.S_IMODE((out / "tls.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in out.iterdir()) == ["tls.crt", "tls.key"]


def test_watching_mends_what_breaks_until_sigterm(api, tmp_path):
    out = tmp_path / "out"
    with Watching(api, tmp_path / "log", "--out", str(out)) as watching:
        eventually(lambda: (out / "tls.crt").exists(), "the pair is written")
        api.token = "another.token"  # noqa: S105
        watching.says("not accepted (401)")
        api.service_account(token="another.token")  # noqa: S106  the kubelet renewed it
        watching.says("as they should be again")
        api.put(CONFIGURATION, configuration(""))
        eventually(lambda: bundles(api.objects[CONFIGURATION])["secrets.postern.dev"] == decoded(
            api.objects[SECRET], "ca.crt"), "the bundle is back")
        del api.objects[SECRET]
        eventually(lambda: SECRET in api.objects and (out / "tls.crt").read_bytes() == decoded(
            api.objects[SECRET], "tls.crt"), "a new pair is in place")
        assert watching.stop() == 0


def test_sigterm_ends_the_wait_for_the_api_servers(api, tmp_path):
    ensured(api, "--days", "40", "--renew-before", "10")
    before = leaf_of(api)
    with Watching(api, tmp_path / "log", *RENEW, "--settle-seconds", "3600") as watching:
        watching.says("waiting until every API server knows")
        assert watching.stop() == 0
    assert leaf_of(api) == before
