"""TLS as promised: versions, no renegotiation, certificates that change while it serves."""
import os
import socket
import ssl
import subprocess
import threading
import time
import warnings

import pytest

from client import PATIENCE, Peer, make_pair, mount_pair, post, wait_until


def openssl_client(server, *arguments, text=""):
    return subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-CAfile", server.ca,
         *arguments], input=text, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_modern_versions_are_accepted(server, version):
    context = server.context(minimum=version, maximum=version)
    with server.connect(context) as peer:
        assert peer.request(post()).status in (200, 400)
        assert "AES_128_GCM" in peer.sock.cipher()[0] or "AES128-GCM" in peer.sock.cipher()[0]


def test_tls_1_1_is_refused(server):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context = server.context(minimum=ssl.TLSVersion.TLSv1, maximum=ssl.TLSVersion.TLSv1_1)
    context.set_ciphers("ALL:@SECLEVEL=0")  # else the client itself would refuse
    with pytest.raises(ssl.SSLError) as refused:
        server.connect(context)
    assert "PROTOCOL_VERSION" in str(refused.value).upper()


def test_renegotiation_is_refused(server):
    result = openssl_client(server, "-tls1_2", text="R\n")
    assert "RENEGOTIATING" in result.stdout + result.stderr
    assert "no renegotiation" in result.stderr
    server.assert_serving()


def test_alpn_is_http_1_1(server):
    context = server.context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with server.connect(context) as peer:
        assert peer.sock.selected_alpn_protocol() == "http/1.1"
    context.set_alpn_protocols(["h2"])
    with pytest.raises(ssl.SSLError):
        server.connect(context)


def test_no_session_tickets(server):
    with server.connect() as peer:
        peer.request(post())
        assert peer.sock.session is None or not peer.sock.session.has_ticket


def test_plain_http_and_rubbish_on_the_tls_port(server):
    for data in (post(), os.urandom(4096), b"\x16\x03\x01\xff\xff" + os.urandom(70000)):
        with server.tcp() as sock:
            try:
                sock.sendall(data)
                while sock.recv(65536):
                    pass
            except ConnectionError:
                pass
    server.assert_serving()


@pytest.mark.parametrize("request_line", ["GET /livez", "POST /validate", "PUT /"])
def test_http_without_tls_is_told_so(server, request_line):
    with Peer(server.tcp()) as peer:
        reply = peer.request(f"{request_line} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert reply.status == 400 and reply.error_code() == 400
        assert "HTTPS" in reply.body.decode()
        assert peer.is_closed()
    server.assert_serving()


def test_handshakes_that_end_in_the_middle(server):
    for size in (1, 5, 100, 300):
        hello = ssl.MemoryBIO()
        client = server.context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        with server.tcp() as sock:
            sock.sendall(hello.read()[:size])
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass
    server.assert_serving()


@pytest.fixture(name="mounted")
def _mounted(tmp_path):
    """A mounted pair `one`, a bundle that trusts `one` and `two`, and the two pairs."""
    pairs = {name: make_pair(tmp_path, name) for name in ("one", "two")}
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"".join(crt.read_bytes() for crt, _ in pairs.values()))
    mount = tmp_path / "mount"
    mount.mkdir()
    mount_pair(mount, *pairs["one"])
    return mount, bundle, pairs


def served_name(server):
    with server.connect() as peer:
        return dict(entry[0] for entry in peer.sock.getpeercert()["subject"])["commonName"]


class Load(threading.Thread):
    """Requests without a pause, half on one connection, half on new ones; keeps what went wrong."""

    def __init__(self, server, reconnect):
        super().__init__(daemon=True)
        self.server, self.reconnect = server, reconnect
        self.done, self.count, self.errors = threading.Event(), 0, []

    def run(self):
        try:
            peer = self.server.connect()
            while not self.done.is_set():
                if self.reconnect:
                    peer.close()
                    peer = self.server.connect()
                assert peer.request(post()).status in (200, 400)
                self.count += 1
            peer.close()
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(error)


def test_certificate_swap_under_load(start, mounted):
    mount, bundle, pairs = mounted
    server = start(certificate=(mount / "tls.crt", mount / "tls.key", bundle))
    loads = [Load(server, reconnect) for reconnect in (False, True, False, True)]
    for load in loads:
        load.start()
    assert served_name(server) == "one"
    for name in ("two", "one", "two"):
        mount_pair(mount, *pairs[name])
        wait_until(lambda name=name: served_name(server) == name, f"certificate {name} is served")
    for load in loads:
        load.done.set()
    for load in loads:
        load.join(PATIENCE)
        assert load.errors == [] and load.count > 0


def test_bad_new_pair_keeps_the_old(start, mounted, tmp_path):
    mount, bundle, pairs = mounted
    server = start(certificate=(mount / "tls.crt", mount / "tls.key", bundle))
    mount_pair(mount, pairs["two"][0], pairs["one"][1])  # a key that does not belong to it
    log = tmp_path / "server.log"
    wait_until(lambda: "does not belong" in log.read_text(), "the bad pair is reported")
    assert served_name(server) == "one"
    mount_pair(mount, *pairs["two"])
    wait_until(lambda: served_name(server) == "two", "the good pair is served")


def test_certificate_that_appears_later(start, mounted):
    mount, bundle, pairs = mounted
    (mount / "..data").unlink()
    server = start(certificate=(mount / "tls.crt", mount / "tls.key", bundle))
    with pytest.raises(OSError):
        server.connect()
    mount_pair(mount, *pairs["two"])
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert served_name(server) == "two"
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.echo_only
def test_client_certificates_are_demanded(start, mounted):
    mount, bundle, pairs = mounted
    server = start(certificate=(mount / "tls.crt", mount / "tls.key", bundle), client_ca=bundle)
    with pytest.raises((OSError, EOFError)):
        with server.connect() as peer:  # in TLS 1.3 the refusal comes after the client's Finished
            peer.request(post())
    context = server.context()
    context.load_cert_chain(*pairs["two"])
    with server.connect(context) as peer:
        assert peer.request(post()).status == 200
