"""A raw TLS client and process helpers for the hostile-network tests: standard library only."""
import contextlib
import json
import os
import re
import resource
import socket
import ssl
import subprocess
import time

PATIENCE = 30.0  # seconds after which something counts as hung; never a measure of speed


def raise_file_limit():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def post(path="/validate?timeout=10s", body=b"{}", headers=()):
    lines = [f"POST {path} HTTP/1.1", "Host: webhook", f"Content-Length: {len(body)}",
             "Content-Type: application/json", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def error_code(self):
        return json.loads(self.body)["error"]["code"]


class Peer:
    """One connection, with or without TLS; reads replies as strictly as they should be written."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""
        sock.settimeout(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def send_regardless(self, data):
        """Sends what the server is willing to take; a refusal in the middle is no error here."""
        with contextlib.suppress(OSError):
            self.sock.sendall(data)

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise EOFError("the server closed the connection")
        self.buffer += data

    def read_reply(self):
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("ascii").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", first)
        assert match, first
        status = int(match[1])
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        length = int(headers.get("content-length", 0)) if status >= 200 else 0
        while len(self.buffer) < length:
            self._more()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Reply(status, headers, body)

    def request(self, data):
        self.send(data)
        return self.read_reply()

    def is_closed(self):
        """Waits until the server closes; False when it goes on to hold the connection open."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if not self.sock.recv(65536):
                    return True
            except (ConnectionError, ssl.SSLError):
                return True
            except TimeoutError:
                return False
        return False


class Server:
    """A running server under test."""

    def __init__(self, process, tls_port, ops_port, ca):
        self.process, self.tls_port, self.ops_port, self.ca = process, tls_port, ops_port, ca
        self.pid = process.pid

    def tcp(self, port=None):
        return socket.create_connection(("127.0.0.1", port or self.tls_port), timeout=PATIENCE)

    def context(self, maximum=None, minimum=None):
        context = ssl.create_default_context(cafile=self.ca)
        if minimum:
            context.minimum_version = minimum
        if maximum:
            context.maximum_version = maximum
        return context

    def connect(self, context=None):
        sock = self.tcp()
        try:
            return Peer((context or self.context()).wrap_socket(sock, server_hostname="localhost"))
        except BaseException:
            sock.close()
            raise

    def connect_ops(self):
        return Peer(self.tcp(self.ops_port))

    def assert_serving(self):
        """An honest caller is served, well before it would call this a hang."""
        with self.connect() as peer:
            reply = peer.request(post())
            assert reply.status in (200, 400), reply.status  # `{}` is no review to the real server

    def get_ops(self, path):
        with self.connect_ops() as peer:
            return peer.request(f"GET {path} HTTP/1.1\r\nHost: ops\r\n\r\n".encode())

    def rss_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def make_pair(directory, name, days=2):
    """A self-signed ECDSA P-256 pair for localhost; returns (certificate file, key file)."""
    crt, key = directory / f"{name}.crt", directory / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", crt, "-days", str(days), "-subj", f"/CN={name}",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True, timeout=PATIENCE)
    return crt, key


def mount_pair(directory, crt, key):
    """Puts a pair where a kubelet would: behind `..data`, which a rename replaces."""
    version = directory / f"..{time.monotonic_ns()}"
    version.mkdir()
    (version / "tls.crt").write_bytes(crt.read_bytes())
    (version / "tls.key").write_bytes(key.read_bytes())
    link = directory / "..data_tmp"
    link.symlink_to(version.name)
    link.rename(directory / "..data")
    for name in ("tls.crt", "tls.key"):
        if not (directory / name).is_symlink():
            (directory / name).symlink_to(f"..data/{name}")


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"still waiting: {what}"
        time.sleep(0.05)
