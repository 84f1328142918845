"""`postern certs ensure` against the stand-in of an API server, and what must hold at any time."""

import base64
import pathlib
import re
import signal
import subprocess

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from blackbox import api_server, postern
from blackbox.deadline import eventually

NAMESPACE = "postern-system"
SECRETS = f"/api/v1/namespaces/{NAMESPACE}/secrets"
SECRET = f"{SECRETS}/postern-tls"
CONFIGURATION = ("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/postern")
NAME = f"postern.{NAMESPACE}.svc"
WHAT = ["--secret", "postern-tls", "--webhook", "postern", "--service", "postern"]


def configuration(ca_bundle: str | None = None, **metadata) -> dict:
    """Two webhooks that call our Service, and one that calls another's."""
    def webhook(name: str, service: str, bundle: str | None) -> dict:
        client = {"service": {"name": service, "namespace": NAMESPACE, "path": "/validate"}}
        if bundle is not None:
            client["caBundle"] = bundle
        return {"name": name, "clientConfig": client, "sideEffects": "None"}

    return {"apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingWebhookConfiguration",
            "metadata": {"name": "postern", **metadata},
            "webhooks": [webhook("secrets.postern.dev", "postern", ca_bundle),
                         webhook("foreign.example.com", "another", "Zm9yZWlnbg=="),
                         webhook("workloads.postern.dev", "postern", ca_bundle)]}


def arguments(api: api_server.ApiServer, *flags: str) -> list:
    settle = [] if "--settle-seconds" in flags else ["--settle-seconds", "0"]
    return ["certs", "ensure", "--in-cluster", "--service-account",
            api.directory / "serviceaccount", *WHAT, *settle, *flags]


def ensure(api: api_server.ApiServer, *flags: str) -> subprocess.CompletedProcess[bytes]:
    done = postern.run(*arguments(api, *flags), variables=api.pod_environment)
    said = done.stdout + done.stderr
    assert api_server.NEEDLE.encode() not in said and b"PRIVATE" not in said, said
    assert api_server.TOKEN.encode() not in said
    return done


def ensured(api: api_server.ApiServer, *flags: str) -> None:
    done = ensure(api, *flags)
    assert done.returncode == 0, done.stderr.decode()


def refused(api: api_server.ApiServer, reason: str, *flags: str) -> None:
    done = ensure(api, *flags)
    last = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, last.startswith("postern: "), reason in last) == (2, True, True), last


class Watching:
    """`postern certs ensure --watch` as a process."""

    def __init__(self, api: api_server.ApiServer, log: pathlib.Path, *flags: str):
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [postern.program(),
                 *arguments(api, "--watch", "--interval-seconds", "1", *flags)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env=postern.environment() | api.pod_environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)

    def says(self, text: str) -> None:
        eventually(lambda: text in self.log.read_text(), f"the log says {text!r}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


# What is stored.

def decoded(secret: dict, key: str) -> bytes:
    return base64.b64decode(secret["data"].get(key, ""))


def authorities(pem: bytes) -> list[x509.Certificate]:
    return [x509.load_pem_x509_certificate(one) for one in re.findall(
        b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", pem, re.DOTALL)]


def bundles(of: dict) -> dict[str, bytes]:
    return {webhook["name"]: base64.b64decode(webhook["clientConfig"].get("caBundle", ""))
            for webhook in of["webhooks"]}


def is_trusted(leaf: x509.Certificate, pem: bytes) -> bool:
    for authority in authorities(pem):
        try:
            authority.public_key().verify(leaf.signature, leaf.tbs_certificate_bytes,
                                          ec.ECDSA(leaf.signature_hash_algorithm))
        except InvalidSignature:
            continue
        return True
    return False


def assert_always_trusted(api: api_server.ApiServer) -> None:
    """In every state that was ever stored: once a certificate was trusted, every certificate that a
    server may show is. A server may show what the Secret holds now and what it held before."""
    shown: list[x509.Certificate] = []
    for state in api.history:
        secret, of = state.get(SECRET), state.get(CONFIGURATION)
        if not secret or not of:
            continue
        leaf = decoded(secret, "tls.crt")
        trust = bundles(of)["secrets.postern.dev"]
        current = x509.load_pem_x509_certificate(leaf)
        if not shown and not is_trusted(current, trust):
            continue  # the very first certificate comes before any trust
        if current not in shown:
            shown.append(current)
        for certificate in shown:
            assert is_trusted(certificate, trust), "a certificate in use is not trusted"
    assert shown
