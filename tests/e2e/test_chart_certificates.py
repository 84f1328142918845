"""Certificates come, go and are renewed while the API server keeps calling."""

import base64
import ssl

import pytest

from harness.installation import NAMESPACE, RELEASE
from harness.load import Load
from harness.pki import Authority, Pair
from harness.process import fetch, wait_until

SECRET = "webhook-tls"
NAMES = [f"DNS:{RELEASE}.{NAMESPACE}.svc", f"DNS:{RELEASE}.{NAMESPACE}.svc.cluster.local"]


@pytest.fixture
def installation(installation_of, tools):
    return installation_of(tools["helm4"])


@pytest.fixture
def authorities(tmp_path):
    return [Authority(tmp_path / name, f"authority-{name}") for name in ("old", "new")]


def provided(*authorities: Authority) -> dict:
    """Values of the chart: a certificate of our own, and whom the API server trusts."""
    return {"certificates": {"mode": "provided", "provided": {
        "secretName": SECRET,
        "caBundle": "".join(authority.certificate.read_text() for authority in authorities)}}}


def tls_secret(pair: Pair) -> dict:
    data = {"tls.crt": pair.certificate, "tls.key": pair.key}
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
            "metadata": {"name": SECRET, "namespace": NAMESPACE},
            "data": {key: base64.b64encode(path.read_bytes()).decode()
                     for key, path in data.items()}}


def make_namespace(api) -> None:
    made = api.post("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace",
                                           "metadata": {"name": NAMESPACE}})
    assert made.ok, made.message


def served(pod) -> str:
    """The certificate that a pod shows whoever connects now."""
    return ssl.get_server_certificate((pod.address, 8443), timeout=5)


def test_a_provided_certificate_is_replaced_under_load(
        installation, api, namespace, authorities, good_dsn, leaky_dsn):
    """Publish both authorities, change the pair, withdraw the old authority: no call fails."""
    old, new = authorities
    make_namespace(api)
    secrets = f"/api/v1/namespaces/{NAMESPACE}/secrets"
    assert api.post(secrets, tls_secret(old.issue("old", *NAMES))).ok
    with installation.installed(values=provided(old)), \
            Load(api, namespace, good_dsn, leaky_dsn) as load:
        before = {served(pod) for pod in installation.servers()}
        load.wait_for_calls()
        installation.upgrade(provided(old, new))
        load.wait_for_calls()
        replaced = api.call("PUT", f"{secrets}/{SECRET}", tls_secret(new.issue("new", *NAMES)))
        assert replaced.ok, replaced.message
        wait_until(lambda: not before & {served(pod) for pod in installation.servers()},
                   "every replica serves the new certificate", 60)
        load.wait_for_calls()
        installation.upgrade(provided(new))
        load.wait_for_calls(200)
        load.assert_no_call_failed()


def test_without_its_certificate_a_pod_says_so_and_recovers(
        installation, api, namespace, authorities, good_dsn):
    authority = authorities[0]
    with installation.installed(values=provided(authority), complete=False):
        wait_until(lambda: installation.servers() and
                   all("failed certificate" in readiness(pod) for pod in installation.servers()),
                   "each pod tells why it is not ready", 60)
        assert not installation.ready_servers()
        # Closed, not open.
        refused = installation.try_secret(good_dsn, namespace)
        assert "failed calling webhook" in refused.message, refused

        pair = authority.issue("late", *NAMES)
        assert api.post(f"/api/v1/namespaces/{NAMESPACE}/secrets", tls_secret(pair)).ok
        installation.wait_until_acting()
        assert len(installation.servers()) == 2


def readiness(pod) -> str:
    try:
        with fetch(f"http://{pod.address}:8080/readyz") as reply:
            return reply.read().decode()
    except OSError as refused:
        body = getattr(refused, "read", bytes)()
        return body.decode()


def test_a_self_signed_certificate_is_renewed_under_load(
        installation, cluster, api, namespace, good_dsn, leaky_dsn):
    """The renewal that comes after two months is made to come now."""
    with installation.installed(), Load(api, namespace, good_dsn, leaky_dsn) as load:
        before = {served(pod) for pod in installation.servers()}
        load.wait_for_calls()
        cluster.within(NAMESPACE).must("create", "-f", "-", manifest=renewal(installation))
        wait_until(lambda: not before & {served(pod) for pod in installation.servers()},
                   "every replica serves the new certificate", 120,
                   lambda: installation.logs()[-3000:])
        load.wait_for_calls(200)
        load.assert_no_call_failed()


def renewal(installation) -> dict:
    """A pod like the chart's own that keeps certificates, but one that finds them too old, once."""
    [keeper] = [pod for pod in installation.kubelet.running(NAMESPACE)
                if pod not in installation.servers()]
    spec = {key: value for key, value in keeper.latest["spec"].items()
            if key in ("serviceAccountName", "securityContext", "containers")}
    [container] = spec["containers"]
    arguments = [argument for argument in container["args"]
                 if not argument.startswith(("--watch", "--interval"))]
    once = {**container, "args": [*arguments, "--days=91", "--renew-before=90"],
            "volumeMounts": [mount for mount in container.get("volumeMounts", [])
                             if not mount["name"].startswith("kube-api-access")]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "renewal"},
            "spec": {**spec, "restartPolicy": "Never", "automountServiceAccountToken": True,
                     "containers": [once]}}
