"""TLS versions, and certificates that change while the server runs."""

import shutil
import socket
import ssl
import threading
import warnings

import pytest

from blackbox import pki, reviews, wire
from blackbox.deadline import eventually
from blackbox.postern import Serve
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, secret_review
from blackbox.verdicts import assert_allowed, assert_denied, judge, verdict_of

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
RELOAD = "postern_config_reload_success"


def good() -> dict:
    return secret_review({"DATABASE_URL": GOOD_DSN})


def speaking(server, version: ssl.TLSVersion) -> ssl.SSLContext:
    """A client of just one version, with everything allowed that the version needs."""
    context = wire.trusting(server.authority.file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that old versions are is the point
        context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_case_29_tls_1_2_and_1_3_are_accepted(server, version):
    document = good()
    with server.connect(tls=speaking(server, version)) as connection:
        assert connection.socket.version() == version.name.replace("TLSv1_", "TLSv1.")
        assert connection.socket.selected_alpn_protocol() == "http/1.1"
        response = connection.post(reviews.body(document))
    assert_allowed(verdict_of(response, document["request"]["uid"]))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_case_29_older_versions_are_refused(server, version):
    with pytest.raises(ssl.SSLError) as refusal:
        server.connect(tls=speaking(server, version)).close()
    assert "PROTOCOL_VERSION" in (refusal.value.reason or ""), refusal.value
    assert_allowed(judge(server, good()))


def test_case_29_the_client_of_these_tests_does_speak_tls_1_1(server):
    """Otherwise its refusal would prove nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.files.certificate, server.files.key)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def accept():
            with listener.accept()[0] as accepted, context.wrap_socket(accepted, server_side=True):
                pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        with wire.Connection(listener.getsockname(),
                             speaking(server, ssl.TLSVersion.TLSv1_1)) as connection:
            assert connection.socket.version() == "TLSv1.1"
        thread.join(10)


def test_case_29_http_without_tls_is_not_served(server):
    with server.connect_plain() as connection:
        try:
            connection.send(wire.post(reviews.body(good())))
        except wire.Closed:
            pass
        assert not connection.all_until_closed().startswith(b"HTTP/1.1 200")
    assert_allowed(judge(server, good()))


class Rotating:
    """A server whose certificate is mounted as kubelet mounts it."""

    def __init__(self, directory):
        self.authority = pki.Authority(directory / "pki")
        self.first = self.issue()
        self.mounted = pki.MountedSecret(directory / "mounted", self.first)
        self.server = Serve(directory / "serve", files=self.mounted.files, authority=self.authority)

    def issue(self) -> pki.Pair:
        return self.authority.issue("localhost", "127.0.0.1")

    def install(self, pair: pki.Pair) -> None:
        self.mounted.replace(pair.certificate, pair.key)

    def presented(self) -> int:
        """The serial number that a new connection sees."""
        with self.server.connect() as connection:
            return pki.serial_of(connection.socket.getpeercert(binary_form=True))

    def await_serial(self, serial: int) -> None:
        eventually(lambda: self.presented() == serial, "the new certificate is served")

    def reloaded(self) -> float:
        """The gauge for the certificate; 1 only when every sample says so."""
        samples = self.server.metrics().named(RELOAD)
        assert samples, f"no {RELOAD}"
        return min(sample.value for sample in samples)


@pytest.fixture
def rotating(tmp_path):
    made = Rotating(tmp_path)
    with made.server:
        yield made


def test_case_30_a_new_certificate_is_served_without_a_restart(rotating):
    assert rotating.presented() == rotating.first.serial
    with rotating.server.connect() as old, rotating.server.connect() as silent:
        for _ in range(3):
            pair = rotating.issue()
            rotating.install(pair)
            rotating.await_serial(pair.serial)
            document = good()
            response = old.post(reviews.body(document))
            assert not response.closes
            assert_allowed(verdict_of(response, document["request"]["uid"]))
        assert silent.post(reviews.body(good())).status == 200
    assert rotating.reloaded() == 1
    assert rotating.server.ops("/readyz").status == 200


def test_case_30_two_files_written_one_after_the_other_are_taken_up(tmp_path):
    """Without `..data`: for a moment the certificate and the key do not fit."""
    authority = pki.Authority(tmp_path / "pki")
    with Serve(tmp_path / "serve", authority=authority) as server:
        pair = authority.issue("localhost", "127.0.0.1")
        server.files.certificate.write_bytes(pair.certificate)
        server.files.key.write_bytes(pair.key)

        def presented():
            with server.connect() as connection:
                return pki.serial_of(connection.socket.getpeercert(binary_form=True))

        eventually(lambda: presented() == pair.serial, "the new certificate is served")
        assert_allowed(judge(server, good()))


def test_case_30_a_new_certificate_is_served_within_two_seconds(rotating, slowness):
    for _ in range(3):
        pair = rotating.issue()
        rotating.install(pair)
        eventually(lambda: rotating.presented() == pair.serial, "the new certificate is served",
                   seconds=2 * slowness)


def test_case_30_files_behind_links_are_followed(tmp_path, slowness):
    """The directory that is watched holds links that never change."""
    authority = pki.Authority(tmp_path / "pki")
    with Serve(tmp_path / "serve", authority=authority) as server:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        for file in (server.files.certificate, server.files.key):
            shutil.copy(file, elsewhere / file.name)
            file.unlink()
            file.symlink_to(elsewhere / file.name)
        pair = authority.issue("localhost", "127.0.0.1")
        (elsewhere / server.files.certificate.name).write_bytes(pair.certificate)
        (elsewhere / server.files.key.name).write_bytes(pair.key)

        def presented():
            with server.connect() as connection:
                return pki.serial_of(connection.socket.getpeercert(binary_form=True))

        eventually(lambda: presented() == pair.serial, "the new certificate is served",
                   seconds=4 * slowness)


def broken_pairs(rotating) -> dict[str, tuple[bytes, bytes]]:
    one, other = rotating.issue(), rotating.issue()
    expired = rotating.authority.issue("localhost", days=0)
    return {
        "key of another certificate": (one.certificate, other.key),
        "empty files": (b"", b""),
        "no PEM": (b"not a certificate\n", b"not a key\n"),
        "cut short": (one.certificate[:200], one.key),
        "the two exchanged": (one.key, one.certificate),
        "expired": (expired.certificate, expired.key),
    }


@pytest.mark.parametrize("broken", ["key of another certificate", "empty files", "no PEM", "cut short",
                                    "the two exchanged", "expired"])
def test_case_31_a_bad_pair_is_not_taken_and_is_reported(rotating, broken):
    before = rotating.server.ops("/readyz")
    assert rotating.reloaded() == 1
    rotating.mounted.replace(*broken_pairs(rotating)[broken])
    eventually(lambda: rotating.reloaded() == 0, f"{RELOAD} 0")
    assert rotating.presented() == rotating.first.serial
    assert_allowed(judge(rotating.server, good()))
    after = rotating.server.ops("/readyz")
    assert after.status == 200, "the old certificate is valid: closing the gate would help nobody"
    assert after.body != before.body, "readiness shows that the reload failed"
    assert b"PRIVATE" not in rotating.server.output()

    mended = rotating.issue()
    rotating.install(mended)
    rotating.await_serial(mended.serial)
    eventually(lambda: rotating.reloaded() == 1, f"{RELOAD} 1")
    assert rotating.server.ops("/readyz").body == before.body


def test_case_31_files_that_vanish_change_nothing(rotating):
    (rotating.mounted.directory / "..data").unlink()
    eventually(lambda: rotating.reloaded() == 0, f"{RELOAD} 0")
    assert rotating.presented() == rotating.first.serial
    assert_denied(judge(rotating.server, secret_review({"DATABASE_URL": NO_SSLMODE_DSN})), MISSING)
