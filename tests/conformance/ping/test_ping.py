"""postern ping: what a running webhook answers, and why one does not."""

import http.server
import json
import socket
import ssl
import threading

import pytest

from blackbox import pki, postern

SOUND = "a Secret whose connection is verified"
VIOLATING = "a Secret whose connection may be plaintext"


def ping(server: str, authority, *arguments: str):
    return postern.run("ping", "--server", server, "--ca", authority, *arguments)


def said(done) -> tuple[int, str, str]:
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("mode,verdict", [("enforce", "denied"), ("warn", "allowed"),
                                          ("audit", "allowed")])
def test_it_tells_both_verdicts_and_the_mode(tmp_path, mode, verdict):
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"apiVersion: postern.dev/v1\nkind: Policy\nmode: {mode}\n")
    with postern.Serve(tmp_path / "server", "--config", str(policy)) as server:
        status, out, err = said(ping(f"https://localhost:{server.address[1]}",
                                     server.authority.file))
        assert (status, err) == (0, "")
        first, second = out.splitlines()
        assert first.startswith(f"{SOUND}: allowed")
        assert second == f"{VIOLATING}: {verdict}, mode {mode}"
        assert all(line["dryRun"] for line in server.decisions())


class Impostor:
    """Speaks TLS and HTTP, and answers every review with what it was told to."""

    def __init__(self, directory, reply: str):
        self.authority = pki.Authority(directory)
        files = self.authority.issue("localhost").write(directory)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = reply.replace("UID", review["request"]["uid"]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.certificate, files.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def test_a_webhook_that_refuses_what_is_sound_is_a_failure(tmp_path):
    reply = '{"response": {"uid": "UID", "allowed": false, "status": {"message": "hunter2"}}}'
    with Impostor(tmp_path, reply) as impostor:
        status, out, err = said(ping(impostor.url, impostor.authority.file))
    assert status == 1
    assert f"{SOUND}: denied" in out
    assert "hunter2" not in out + err


@pytest.mark.parametrize("reply", [
    "", "hunter2", "[]", "{}", '{"response": null}', '{"response": {"uid": "UID"}}',
    '{"response": {"uid": "hunter2", "allowed": true}}',
    '{"response": {"uid": "UID", "allowed": "true"}}',
])
def test_what_is_no_answer_is_told_and_not_shown(tmp_path, reply):
    with Impostor(tmp_path, reply) as impostor:
        status, out, err = said(ping(impostor.url, impostor.authority.file))
    assert (status, out) == (2, "")
    assert err.startswith("postern: the reply is no ")
    assert "hunter2" not in err


def test_another_authority_is_not_trusted(tmp_path):
    other = pki.Authority(tmp_path)
    with postern.Serve(tmp_path / "server") as server:
        status, out, err = said(ping(f"https://localhost:{server.address[1]}", other.file))
    assert (status, out) == (2, "")
    assert "not one of that authority" in err


def test_another_name_is_not_trusted(tmp_path):
    authority = pki.Authority(tmp_path)
    files = authority.issue("postern.postern-system.svc").write(tmp_path)
    with postern.Serve(tmp_path / "server", files=files, authority=authority) as server:
        status, _, err = said(ping(f"https://localhost:{server.address[1]}", authority.file))
    assert status == 2
    assert "for that name" in err


def test_the_name_may_be_given_apart(tmp_path):
    """An API server dials the address of a Service and verifies its name."""
    authority = pki.Authority(tmp_path)
    files = authority.issue("postern.postern-system.svc").write(tmp_path)
    with postern.Serve(tmp_path / "server", files=files, authority=authority) as server:
        status, _, err = said(ping(f"https://127.0.0.1:{server.address[1]}", authority.file,
                                   "--server-name", "postern.postern-system.svc"))
    assert (status, err) == (0, "")


def test_nobody_there(tmp_path):
    authority = pki.Authority(tmp_path)
    status, _, err = said(ping(f"https://localhost:{postern.free_port()}", authority.file))
    assert status == 2
    assert err.startswith("postern: no connection")


def test_somebody_who_says_nothing(tmp_path):
    authority = pki.Authority(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kept: list[socket.socket] = []
        threading.Thread(target=lambda: kept.append(silent.accept()[0]), daemon=True).start()
        status, _, err = said(ping(f"https://127.0.0.1:{silent.getsockname()[1]}", authority.file,
                                   "--seconds", "1"))
    assert status == 2
    assert "no answer in time" in err


@pytest.mark.parametrize("server", ["http://localhost:1", "localhost", "https://"])
def test_a_bad_address_is_bad_usage(tmp_path, server):
    authority = pki.Authority(tmp_path)
    status, _, err = said(ping(server, authority.file))
    assert status == 2
    assert len(err.splitlines()) == 1


def test_a_missing_authority_is_named_as_the_reason(tmp_path):
    status, _, err = said(ping("https://localhost:1", tmp_path / "nowhere.crt"))
    assert status == 2
    assert "authority" in err
