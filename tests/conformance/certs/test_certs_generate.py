"""`postern certs generate`: what it writes is what OpenSSL, Python and `postern serve` accept."""

import datetime
import ipaddress
import stat
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from blackbox import pki, postern, reviews
from blackbox.pki import is_key_of

SERVICE = ["--service", "postern", "--namespace", "postern-system"]


def generate(directory, *flags):
    return postern.run("certs", "generate", "--out", directory, *flags)


def refused(done, reason):
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1 and lines[0].startswith("postern: ") and reason in lines[0], lines


def certificate(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def extension(of, kind):
    return of.extensions.get_extension_for_class(kind)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("certs") / "new" / "folder"
    done = generate(directory, *SERVICE, "--dns", "localhost", "127.0.0.1", "--days", "30")
    assert done.returncode == 0, done.stderr
    assert b"PRIVATE" not in done.stdout + done.stderr
    return directory


def test_the_leaf_has_every_name_of_the_service(made):
    names = extension(certificate(made / "tls.crt"), x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [
        "postern.postern-system.svc", "postern", "postern.postern-system",
        "postern.postern-system.svc.cluster.local", "localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("127.0.0.1")]


def test_both_certificates_are_what_rfc_5280_wants(made):
    authority, leaf = certificate(made / "ca.crt"), certificate(made / "tls.crt")
    constraints = extension(authority, x509.BasicConstraints)
    assert constraints.critical and constraints.value.ca and constraints.value.path_length == 0
    assert extension(authority, x509.KeyUsage).value.key_cert_sign
    assert not extension(leaf, x509.BasicConstraints).value.ca
    usage = extension(leaf, x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert leaf.serial_number != authority.serial_number
    for one in (authority, leaf):
        key = one.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"
        lifetime = one.not_valid_after - one.not_valid_before
        assert lifetime == datetime.timedelta(days=30, hours=1)


def test_openssl_verifies_the_leaf_by_name(made):
    for name in ("postern.postern-system.svc", "localhost"):
        subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver",
                        "-verify_hostname", name, "-CAfile", made / "ca.crt", made / "tls.crt"],
                       check=True, capture_output=True, timeout=30)


def test_keys_are_for_their_owner_only(made):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()}
    assert modes == {"ca.crt": 0o644, "tls.crt": 0o644, "tls.key": 0o600}
    key = load_pem_private_key((made / "tls.key").read_bytes(), None)
    assert is_key_of(key, certificate(made / "tls.crt"))


def test_a_server_with_the_files_answers_those_who_trust_the_ca(made, tmp_path):
    class Generated:
        file = made / "ca.crt"

    files = pki.PairFiles(made / "tls.crt", made / "tls.key")
    with postern.Serve(tmp_path, files=files, authority=Generated()) as server:
        reply = server.post(reviews.body(reviews.secret_review({"A": "b"})))
        assert reply.status == 200


def test_nothing_is_replaced_unasked(made):
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    refused(generate(made, *SERVICE), "ca.crt exists already")
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_one_file_in_the_way_leaves_the_folder_as_it_was(tmp_path):
    (tmp_path / "tls.key").write_text("precious")
    refused(generate(tmp_path, *SERVICE), "tls.key exists already")
    assert [path.name for path in tmp_path.iterdir()] == ["tls.key"]
    assert (tmp_path / "tls.key").read_text() == "precious"


def test_force_replaces_all_and_leaves_nothing_beside(tmp_path):
    assert generate(tmp_path, *SERVICE).returncode == 0
    (tmp_path / "tls.key").chmod(0o644)
    before = (tmp_path / "tls.key").read_bytes()
    assert generate(tmp_path, *SERVICE, "--force").returncode == 0
    assert (tmp_path / "tls.key").read_bytes() != before
    assert stat.S_IMODE((tmp_path / "tls.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.crt", "tls.crt", "tls.key"]


def test_the_key_of_the_authority_is_kept_only_on_request(tmp_path):
    assert generate(tmp_path, "--dns", "db.test", "--ca-key").returncode == 0
    assert stat.S_IMODE((tmp_path / "ca.key").stat().st_mode) == 0o600
    key = load_pem_private_key((tmp_path / "ca.key").read_bytes(), None)
    assert is_key_of(key, certificate(tmp_path / "ca.crt"))


@pytest.mark.parametrize("name", [
    "", ".", "a..b", "-a", "a-", "a_b.test", "a b", "*", "*.", "a.*.b", "a,DNS:evil.test", "a\nb",
    "http://a", "a:443", "x" * 64, ".".join(["x" * 50] * 6)])
def test_a_name_that_no_certificate_can_carry_is_refused(tmp_path, name):
    refused(generate(tmp_path / "out", "--dns", "good.test", f"--dns={name}"),
            "neither a DNS name nor an IP address" if name else "")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["*.db.test", "DB.test", "a", "::1", "10.0.0.1", "1a.test"])
def test_an_unusual_name_is_taken(tmp_path, name):
    assert generate(tmp_path, "--dns", name).returncode == 0


@pytest.mark.parametrize("flags, reason", [
    ([], "--dns NAME"),
    (["--service", "postern"], "--namespace"),
    (["--namespace", "postern"], "--service"),
    (["--service", "Postern", "--namespace", "ns"], "no name of a Service"),
    (["--service", "a.b", "--namespace", "ns"], "no name of a Service"),
    (["--service", "a", "--namespace", "n*"], "no name of a namespace"),
    ([*SERVICE, "--cluster-domain", "a/b"], "no cluster domain"),
    ([*SERVICE, "--days", "0"], "--days"),
    ([*SERVICE, "--days", "99999"], "--days"),
])
def test_flags_that_cannot_work_are_one_line(tmp_path, flags, reason):
    refused(generate(tmp_path / "out", *flags), reason)


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    refused(generate(tmp_path / "file" / "below", *SERVICE), "file/below")
