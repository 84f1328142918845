"""How `postern certs ensure` reaches an API server, and what it does when that one misbehaves."""

import base64
import json
import socket
import threading

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from blackbox import pki, postern
from blackbox.api_server import NEEDLE, TOKEN, ApiServer, raw, refuse
from ensuring import CONFIGURATION, NAMESPACE, SECRET, WHAT, configuration, ensured, refused

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MEBIBYTE = b"x" * (1 << 20)


@pytest.mark.parametrize("answer, reason", [
    (refuse(500), "cannot do this now (500)"),
    (refuse(429), "cannot do this now (429)"),
    (refuse(401), "not accepted (401)"),
    (refuse(422), "refuses this (422)"),
    (raw(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), "(302)"),
    (raw(b""), "broke off or is not HTTP"),
    (raw(b"220 mail.example.com ESMTP\r\n"), "broke off or is not HTTP"),
    (raw(b"HTTP/1.1 " + b"2" * 60_000 + b"\r\n\r\n"), "too long"),
    (raw(b"HTTP/1.1 200 OK\r\n" + b"X-Header: x\r\n" * 100_000), "too long"),
    (raw(HEAD + b"Content-Length: 90\r\n\r\n{}"), "broke off"),
    (raw(HEAD + b"Content-Length: nine\r\n\r\n{}"), ""),
    (raw(HEAD + b"Content-Length: 99999999\r\n\r\n", *[MEBIBYTE] * 8), "too long"),
    (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
         *[b"100000\r\n" + MEBIBYTE + b"\r\n"] * 8), "too long"),
    (raw(HEAD + b"\r\n", *[MEBIBYTE] * 8), "too long"),
    (raw(HEAD + b"Content-Length: 2\r\n\r\n[]"), "what was asked for"),
    (raw(HEAD + b"Content-Length: 2\r\n\r\n{}"), "what was asked for"),
    (raw(HEAD + b"Content-Length: 13\r\n\r\n" + NEEDLE.encode()), "what was asked for"),
    (raw(HEAD + b"Content-Length: 14\r\n\r\n" + b'{"metadata":5}'), "what was asked for"),
    (raw(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"), "what was asked for"),
])
def test_a_wrong_answer_is_one_sentence(api, answer, reason):
    api.on("GET", CONFIGURATION, answer)
    refused(api, reason)
    assert [path for _, path in api.requests] == [CONFIGURATION], "nothing else is asked"


@pytest.mark.parametrize("answer", [
    raw(silence=30), raw(HEAD, *[b"X-A: b\r\n"] * 60, pause=0.5),
    raw(HEAD + b"Content-Length: 900\r\n\r\n", *[b" "] * 60, pause=0.5)])
def test_one_deadline_holds_for_the_whole_answer(api, answer):
    api.on("GET", CONFIGURATION, answer)
    refused(api, "did not answer in time")


def test_a_server_that_does_not_shake_hands_is_given_up(api):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        api.port = silent.getsockname()[1]
        refused(api, "TLS handshake with the API server was not done in time")


def test_nobody_listens(api):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        api.port = closed.getsockname()[1]
    refused(api, "the connection is refused")


def test_plain_http_is_no_api_server(api):
    with socket.create_server(("127.0.0.1", 0)) as plain:
        api.port = plain.getsockname()[1]

        def answer():
            connection, _ = plain.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        refused(api, "TLS handshake with the API server failed")
        thread.join(20)


def test_a_server_of_another_ca_is_not_talked_to(api, tmp_path):
    (tmp_path / "serviceaccount/ca.crt").write_bytes(pki.Authority(tmp_path / "other").pem)
    refused(api, "certificate is refused")
    assert api.requests == []


def test_a_server_of_another_name_is_not_talked_to(tmp_path):
    with ApiServer(tmp_path, names=("10.9.8.7", "kubernetes.default.svc")) as api:
        api.service_account()
        refused(api, "certificate is refused")
        assert api.requests == []


def test_outside_a_pod_the_reason_is_told(api):
    done = postern.run("certs", "ensure", "--in-cluster", *WHAT)
    assert done.returncode == 2 and b"this is not a pod" in done.stderr


@pytest.mark.parametrize("file, content, reason", [
    ("token", None, "does the pod mount its service account's token"),
    ("ca.crt", None, "ca.crt: the file does not exist"),
    ("ca.crt", b"rubbish", "holds no PEM certificate"),
    ("token", b"two words\n", "no bearer token"),
    ("token", b"a\r\nX-Smuggled: b", "no bearer token"),
    ("namespace", b"", "--namespace"),
    ("namespace", b"../../x", "no name of a namespace")])
def test_a_bad_service_account_is_told(api, tmp_path, file, content, reason):
    path = tmp_path / "serviceaccount" / file
    path.unlink() if content is None else path.write_bytes(content)
    refused(api, reason)
    assert api.requests == []


@pytest.mark.parametrize("flags", [
    ["--secret", "a/b"], ["--secret", ""], ["--webhook", "A"], ["--service", "a.b"],
    ["--renew-before", "90"], ["--days", "0"], ["--kubeconfig", "x"]])
def test_flags_that_cannot_work_are_refused(api, flags):
    done = postern.run("certs", "ensure", "--in-cluster", *WHAT, *flags,
                       variables=api.pod_environment)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert api.requests == []


# kubeconfig

def kubeconfig(directory, server, user, **cluster):
    path = directory / "kubeconfig"
    path.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "main",
        "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [{"name": "main", "context": {"cluster": "c", "user": "u",
                                                  "namespace": NAMESPACE}},
                     {"name": "broken", "context": {"cluster": "c", "user": "nobody"}}]}))
    return path


def with_kubeconfig(path, *flags):
    return postern.run("certs", "ensure", "--kubeconfig", path, *WHAT, "--settle-seconds", "0",
                       *flags)


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_kubeconfig_with_a_token(api, tmp_path):
    path = kubeconfig(tmp_path, api.url, {"token": TOKEN},
                      **{"certificate-authority-data": in_base64(api.authority.pem)})
    done = with_kubeconfig(path)
    assert done.returncode == 0, done.stderr
    assert SECRET in api.objects


def test_a_kubeconfig_with_files_beside_it(api, tmp_path):
    (tmp_path / "ca.pem").write_bytes(api.authority.pem)
    (tmp_path / "my-token").write_text(TOKEN)
    path = kubeconfig(tmp_path, api.url + "/", {"tokenFile": "my-token"},
                      **{"certificate-authority": "ca.pem"})
    assert with_kubeconfig(path).returncode == 0


def test_a_kubeconfig_with_a_client_certificate(tmp_path):
    clients = pki.Authority(tmp_path / "clients", "client CA")
    pair = clients.issue("admin", usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    with ApiServer(tmp_path, client_authority=clients) as api:
        api.put(CONFIGURATION, configuration())
        trust = {"certificate-authority-data": in_base64(api.authority.pem)}
        user = {"client-certificate-data": in_base64(pair.certificate),
                "client-key-data": in_base64(pair.key)}
        done = with_kubeconfig(kubeconfig(tmp_path, api.url, user, **trust))
        assert done.returncode == 0, done.stderr
        user["client-key-data"] = in_base64(clients.issue("other").key)
        done = with_kubeconfig(kubeconfig(tmp_path, api.url, user, **trust))
        assert done.returncode == 2 and b"no PEM pair that belongs together" in done.stderr


def test_the_name_to_verify_may_differ_from_the_address(tmp_path):
    with ApiServer(tmp_path, names=("kubernetes.default.svc",)) as api:
        api.put(CONFIGURATION, configuration())
        path = kubeconfig(tmp_path, api.url, {"token": TOKEN},
                          **{"certificate-authority-data": in_base64(api.authority.pem),
                             "tls-server-name": "kubernetes.default.svc"})
        assert with_kubeconfig(path).returncode == 0


@pytest.mark.parametrize("user, cluster, reason", [
    ({"exec": {"command": "aws"}}, {}, "from a program (exec)"),
    ({"auth-provider": {"name": "gcp"}}, {}, "from a program (auth-provider)"),
    ({"token": "t"}, {"insecure-skip-tls-verify": True}, "insecure-skip-tls-verify"),
    ({"token": "t"}, {"proxy-url": "http://proxy"}, "proxy-url"),
    ({"token": "t"}, {"server": "http://127.0.0.1"}, "https://"),
    ({"token": "t"}, {"server": "https://a:b:c/"}, "https://HOST"),
    ({"token": "t"}, {"server": "https://user@host/"}, "https://HOST"),
    ({"token": "t"}, {"certificate-authority-data": "%"}, "not base64"),
    ({"token": ["t"]}, {}, "token is not a string"),
])
def test_a_kubeconfig_that_cannot_be_used_is_told(tmp_path, user, cluster, reason):
    path = kubeconfig(tmp_path, cluster.pop("server", "https://127.0.0.1:1"), user, **cluster)
    done = with_kubeconfig(path)
    assert done.returncode == 2 and reason in done.stderr.decode(), done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "a: b: c", "- x", "hello", "{}", "---\na: 1\n---\nb: 2\n"])
def test_what_is_no_kubeconfig_is_told(tmp_path, text):
    (tmp_path / "kubeconfig").write_text(text)
    done = with_kubeconfig(tmp_path / "kubeconfig")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1


def test_a_context_is_chosen_by_name(api, tmp_path):
    path = kubeconfig(tmp_path, api.url, {"token": TOKEN})
    assert b"no user 'nobody'" in with_kubeconfig(path, "--context", "broken").stderr
    assert b"no context 'absent'" in with_kubeconfig(path, "--context", "absent").stderr


def test_the_system_is_trusted_when_no_ca_is_named(api, tmp_path):
    done = with_kubeconfig(kubeconfig(tmp_path, api.url, {"token": TOKEN}))
    assert b"certificate is refused" in done.stderr


def test_everything_still_works_after_all_that(api):
    ensured(api)
