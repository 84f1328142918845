"""Starts the server under test: the echo server of this folder, or with POSTERN_BIN the real one.

ECHO_SERVER names the echo server's binary. Tests marked `echo_only` need its extra routes or its
deadlines in milliseconds and are skipped for the real server; tests marked `unsanitized` are
skipped for a server built with a sanitizer, which holds freed memory and needs descriptors.
"""
import os
import pathlib
import socket
import subprocess
import time

import pytest

import client

ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTERN = os.environ.get("POSTERN_BIN")
ECHO = os.environ.get("ECHO_SERVER", str(ROOT / "build" / "dev" / "bin" / "echo_server"))


def pytest_configure(config):
    config.addinivalue_line("markers", "echo_only: needs the echo server's own routes and flags")
    config.addinivalue_line("markers", "unsanitized: measures memory, or takes away descriptors")
    client.raise_file_limit()


def pytest_collection_modifyitems(items):
    sanitized = b"__asan_init" in binary() or b"__tsan_init" in binary()
    for item in items:
        if sanitized and item.get_closest_marker("unsanitized"):
            item.add_marker(pytest.mark.skip(reason="measures what sanitizers change"))
        if POSTERN and item.get_closest_marker("echo_only"):
            item.add_marker(pytest.mark.skip(reason="needs the echo server"))


def binary():
    return pathlib.Path(POSTERN or ECHO).read_bytes()


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def listens(port):
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def start_postern(log, ca, certificate, drain):
    tls_port, ops_port = free_port(), free_port()
    command = [POSTERN, "serve", "--listen", f"127.0.0.1:{tls_port}",
               "--ops-listen", f"127.0.0.1:{ops_port}", "--drain-seconds", str(drain)]
    if certificate:
        # The echo server waits for its certificate; here a flag says so.
        command += ["--tls-cert", certificate[0], "--tls-key", certificate[1], "--tls-wait"]
    else:
        command += ["--dev", "--dev-ca-out", ca]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    client.wait_until(lambda: listens(tls_port) and listens(ops_port), "postern listens")
    return client.Server(process, tls_port, ops_port, ca)


def start_echo(log, ca, certificate, drain, flags):
    command = [ECHO, "--drain-ms", str(drain * 1000)]
    if certificate:
        command += ["--tls-cert", certificate[0], "--tls-key", certificate[1]]
    else:
        command += ["--dev-ca-out", ca]
    for name, value in flags.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    word, tls_port, ops_port = process.stdout.readline().split()
    assert word == "listening"
    return client.Server(process, int(tls_port), int(ops_port), ca)


@pytest.fixture(name="start")
def _start(tmp_path):
    """A function that starts a server; all of them are stopped afterwards."""
    servers = []

    def start(certificate=None, drain=0, **flags):
        ca = str(certificate[2] if certificate else tmp_path / f"ca{len(servers)}.pem")
        with open(tmp_path / "server.log", "ab") as log:
            if POSTERN:
                server = start_postern(log, ca, certificate, drain)
            else:
                server = start_echo(log, ca, certificate, drain, flags)
        servers.append(server)
        return server

    yield start
    for server in servers:
        if server.process.poll() is None:
            assert server.stop() == 0


@pytest.fixture(name="server")
def _server(start):
    return start()


@pytest.fixture(autouse=True)
def _no_hang():
    """Every case is bounded: a server that hangs fails the case, not the run."""
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < 240
