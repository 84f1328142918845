"""`postern dsn --probe` against Debian's PostgreSQL, and what psql says about the same server."""

import contextlib
import ipaddress
import os
import re
import socket
import ssl
import subprocess
import threading

import pytest
from cryptography import x509

import database
from blackbox import postern

DAY = database.DAY
MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]


@pytest.fixture(scope="module")
def cluster(directory):
    made = directory / "cluster"
    made.mkdir()
    return database.Database(made)


@pytest.fixture(scope="module")
def authority(directory):
    return database.authority(directory / "ca.crt", "the database's CA")


@pytest.fixture(scope="module")
def stranger(directory):
    return database.authority(directory / "stranger.crt", "another CA")


@contextlib.contextmanager
def running(cluster, tls=True):
    cluster.start(tls)
    try:
        yield
    finally:
        cluster.stop()


def probe(dsn: str, *flags) -> subprocess.CompletedProcess:
    return postern.run("dsn", "--probe", "--timeout", "60", *flags, stdin=dsn.encode(), seconds=120)


def table(output: bytes) -> dict[str, bool]:
    """The table of modes: whether each connects."""
    rows = [line.split() for line in output.decode().splitlines()]
    return {row[0]: row[1] == "yes" for row in rows if row and row[0] in MODES}


def psql(port: int, mode: str, ca=None, host="localhost") -> bool:
    """Whether the real libpq connects."""
    dsn = (f"host={host} hostaddr=127.0.0.1 port={port} user=postgres dbname=postgres "
           f"sslmode={mode} sslrootcert={ca or '/nonexistent/root.crt'} connect_timeout=60")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    ended = subprocess.run([database.programs() / "psql", "-XAtc", "select 1", dsn],
                           capture_output=True, timeout=120, env=environment, check=False)
    return ended.returncode == 0


def string(port: int, host="localhost") -> str:
    return f"postgresql://app:needle21@{host}:{port}/orders"


def assert_agrees_with_libpq(cluster, ca=None) -> bytes:
    ended = probe(string(cluster.port), *(["--ca", ca] if ca else []))
    assert b"needle21" not in ended.stdout + ended.stderr
    assert table(ended.stdout) == {mode: psql(cluster.port, mode, ca) for mode in MODES}
    return ended.stdout


def test_tls_on(cluster, authority):
    database.issue(authority, "localhost", 7 * DAY, cluster.directory)
    with running(cluster):
        output = assert_agrees_with_libpq(cluster, authority.file).decode()
        assert_agrees_with_libpq(cluster)
    assert "subject: CN = database" in output
    assert "issuer: CN = the database's CA" in output
    assert "names: DNS:localhost" in output
    assert "not after: " in output and "TLSv1.3" in output
    assert all(table(output.encode()).values())


def test_tls_off(cluster):
    with running(cluster, tls=False):
        output = assert_agrees_with_libpq(cluster)
        assert probe(string(cluster.port)).returncode == 1
    assert b"TLS turned off" in output


def test_wrong_ca(cluster, authority, stranger):
    database.issue(authority, "localhost", 7 * DAY, cluster.directory)
    with running(cluster):
        output = assert_agrees_with_libpq(cluster, stranger.file)
    assert b"the chain is refused" in output
    assert not table(output)["require"]  # with a CA file it verifies


def test_expired_certificate(cluster, authority):
    database.issue(authority, "localhost", -1 * DAY, cluster.directory)
    with running(cluster):
        output = assert_agrees_with_libpq(cluster, authority.file)
    assert b"certificate has expired" in output


def test_wrong_name(cluster, authority):
    database.issue(authority, "elsewhere.test", 7 * DAY, cluster.directory)
    with running(cluster):
        output = assert_agrees_with_libpq(cluster, authority.file)
    assert b"for another name" in output
    assert table(output)["verify-ca"] and not table(output)["verify-full"]


def test_a_chain_without_its_intermediate(cluster, authority):
    """The server sends its own certificate only; then the whole chain."""
    below = database.intermediate(authority, cluster.directory / "below.crt", "an intermediate CA")
    database.issue(below, "localhost", 7 * DAY, cluster.directory)
    with running(cluster):
        output = assert_agrees_with_libpq(cluster, authority.file)
    assert b"the chain is refused" in output and b"issuer certificate" in output
    assert not table(output)["verify-ca"]
    served = cluster.directory / "server.crt"
    served.write_bytes(served.read_bytes() + below.file.read_bytes())
    with running(cluster):
        whole = assert_agrees_with_libpq(cluster, authority.file)
    assert table(whole)["verify-full"]
    assert b"certificate 2:" in whole


ADDRESS = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
ELSEWHERE = x509.IPAddress(ipaddress.ip_address("192.0.2.1"))


@pytest.mark.parametrize("subject, names, host", [
    ("database", [ADDRESS], "127.0.0.1"),
    ("database", [ELSEWHERE], "127.0.0.1"),
    ("database", [x509.DNSName("127.0.0.1")], "127.0.0.1"),  # an address as a host's name
    ("127.0.0.1", [], "127.0.0.1"),
    ("127.0.0.1", [ELSEWHERE], "127.0.0.1"),  # the subject no longer counts
    ("127.0.0.1", [x509.DNSName("elsewhere.test")], "127.0.0.1"),
    ("localhost", [], "localhost"),
    ("localhost", [ADDRESS], "localhost"),
    ("localhost", [x509.DNSName("elsewhere.test")], "localhost"),
    ("LOCALHOST", [], "localhost"),
])
def test_names_are_compared_as_libpq_does(cluster, authority, subject, names, host):
    database.issue(authority, "", 7 * DAY, cluster.directory, names, subject)
    with running(cluster):
        ended = probe(string(cluster.port, host), "--ca", authority.file)
        connects = psql(cluster.port, "verify-full", authority.file, host)
    assert table(ended.stdout)["verify-full"] == connects


@pytest.mark.parametrize("setting, sent", [("", "localhost"), ("?sslsni=1", "localhost"),
                                           ("?sslsni=0", None)])
def test_the_name_is_told_unless_sslsni_is_off(directory, authority, setting, sent):
    database.issue(authority, "localhost", 7 * DAY, directory)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.crt", directory / "server.key")
    seen = []
    context.sni_callback = lambda session, name, _: seen.append(name)

    def answer(connection):
        connection.recv(8)
        connection.sendall(b"S")
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    with serving(answer) as port:
        assert probe(string(port) + setting).returncode == 0
    assert seen == [sent]


def test_the_systems_trust_store(cluster, authority, monkeypatch):
    """OpenSSL takes it from SSL_CERT_FILE; an empty directory keeps the machine's own out."""
    database.issue(authority, "localhost", 7 * DAY, cluster.directory)
    with running(cluster):
        monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
        monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent/ca.pem")
        without = probe(string(cluster.port), "--ca", "system").stdout
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        trusting = probe(string(cluster.port), "--ca", "system").stdout
    assert not table(without)["verify-full"]
    assert table(trusting)["verify-full"] and table(trusting)["verify-ca"]


def test_every_host_is_tried(cluster, authority):
    """Two hosts that answer with one certificate, and one where nobody listens."""
    database.issue(authority, "localhost", 7 * DAY, cluster.directory)
    closed = postern.free_port()
    dsn = (f"postgresql://app:needle21@localhost:{cluster.port},127.0.0.1:{cluster.port},"
           f"127.0.0.1:{closed}/orders")
    with running(cluster):
        ended = probe(dsn, "--ca", authority.file)
    hosts = re.split(rb"(?m)^host \d: ", ended.stdout)[1:]
    assert ended.returncode == 1
    assert len(hosts) == 3
    assert table(hosts[0])["verify-full"]
    assert table(hosts[1])["verify-ca"] and not table(hosts[1])["verify-full"]
    assert b"refused" in hosts[2] and not table(hosts[2])


def probe_direct_tls(directory, authority, *alpn: str) -> subprocess.CompletedProcess:
    """Probes a server that answers with TLS at once and takes these protocols."""
    database.issue(authority, "localhost", 7 * DAY, directory)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.crt", directory / "server.key")
    if alpn:
        context.set_alpn_protocols(alpn)

    def answer(connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    with serving(answer) as port:
        return probe(f"postgresql://app:needle21@localhost:{port}/d?sslmode=verify-full&"
                     "sslnegotiation=direct", "--ca", authority.file)


def test_direct_tls_without_alpn_is_refused(directory, authority):
    """libpq 17 demands that the server chooses the protocol."""
    ended = probe_direct_tls(directory, authority)
    assert b"did not choose ALPN" in ended.stdout
    assert not any(table(ended.stdout).values())


@contextlib.contextmanager
def serving(answer):
    """A server on loopback that gives one connection to `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(60)
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join(120)


def test_direct_tls_offers_alpn(directory, authority):
    ended = probe_direct_tls(directory, authority, "postgresql")
    assert ended.returncode == 0
    assert b"ALPN: postgresql" in ended.stdout
    connects = table(ended.stdout)
    assert connects["verify-full"] and not connects["prefer"]


@pytest.mark.parametrize("answer, says", [
    (lambda connection: connection.sendall(b"HTTP/1.1 400"), b"not Postgres"),
    (lambda connection: connection.recv(8), b"closed the connection"),
    (lambda connection: (connection.recv(8), connection.sendall(b"Snonsense")), b"handshake failed"),
])
def test_a_server_that_is_no_postgres(answer, says):
    with serving(answer) as port:
        ended = probe(string(port))
    assert ended.returncode == 1
    assert says in ended.stdout


def test_a_silent_server_is_given_up():
    with serving(lambda connection: (connection.recv(8), connection.recv(8))) as port:
        ended = postern.run("dsn", "--probe", "--timeout", "1", stdin=string(port).encode())
    assert ended.returncode == 1
    assert b"no answer in time" in ended.stdout


def test_a_closed_port():
    ended = probe(string(postern.free_port()))
    assert ended.returncode == 1
    assert b"refused" in ended.stdout


@pytest.mark.parametrize("dsn", [
    "postgresql://app:nee/dle21@localhost/d",
    "postgresql://app:nee@dle21@localhost/d",
    "postgresql://app:needle21@localhost:x/d",
])
def test_nothing_is_sent_to_a_host_that_may_be_a_password(dsn):
    ended = probe(dsn)
    assert ended.returncode == 2
    assert b"nothing was sent" in ended.stderr
    assert b"dle21" not in ended.stderr + ended.stdout


def test_hosts_are_redacted_unless_asked_for():
    dsn = string(postern.free_port(), "127.0.0.1")
    assert b"127.0.0.1" not in probe(dsn).stdout
    assert b"127.0.0.1" in probe(dsn, "--show-hosts").stdout


def test_a_ca_file_that_cannot_be_read(tmp_path):
    ended = probe(string(1), "--ca", tmp_path / "absent")
    assert ended.returncode == 2


def test_flags_that_need_the_probe():
    assert postern.run("dsn", "--timeout", "5", stdin=b"x").returncode == 2
