"""`postern certs ensure` on the real API server: with the rights of docs/certificates.md and no
more, in a race, and beside those who apply the configuration from elsewhere."""

import base64
import concurrent.futures
import json
import re
import shutil
import subprocess
import urllib.parse
import uuid

import pytest
import yaml

from harness import programs

RENEW = ("--days", "90", "--renew-before", "45")  # what was made for 40 days is due


@pytest.fixture
def home(cluster):
    """A namespace with a service account that has the documented rights, and a configuration that
    calls a Service there and judges nothing."""
    return Home(cluster, f"certs-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def ensure(home, api_server, tmp_path):
    server = urllib.parse.urlsplit(api_server.url)
    to_admin = json.loads(api_server.kubeconfig.read_text())["clusters"][0]["cluster"]
    (tmp_path / "token").write_text(home.token())
    (tmp_path / "namespace").write_text(home.name)
    shutil.copy(to_admin["certificate-authority"], tmp_path / "ca.crt")

    def run(*flags: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [programs.postern(), "certs", "ensure", "--in-cluster", "--service-account", tmp_path,
             "--secret", "postern-tls", "--webhook", home.name, "--service", "postern",
             "--settle-seconds", "0", *flags],
            env={"KUBERNETES_SERVICE_HOST": server.hostname,
                 "KUBERNETES_SERVICE_PORT": str(server.port)},
            capture_output=True, text=True, timeout=120, check=False)
    return run


class Home:
    def __init__(self, cluster, name: str):
        self.name = name
        cluster.must("create", "namespace", name)
        self.kubectl = cluster.within(name)
        self.kubectl.must("create", "serviceaccount", "postern-certs")
        for obj in documented_rights():
            self.grant(obj)
        self.apply(self.configuration("secrets"), "--server-side", "--field-manager=helm")

    def grant(self, role: dict) -> None:
        """The role with the names of this test, bound to the service account."""
        kind = role["kind"]
        role["metadata"] = {"name": self.name}
        for rule in role["rules"]:
            rule["resourceNames"] = [self.name if name == "postern" else name
                                     for name in rule.get("resourceNames", [])]
        self.apply(role)
        self.apply({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": f"{kind}Binding",
                    "metadata": {"name": self.name},
                    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind,
                                "name": self.name},
                    "subjects": [{"kind": "ServiceAccount", "name": "postern-certs",
                                  "namespace": self.name}]})

    def apply(self, obj: dict, *flags: str):
        return self.kubectl.must("apply", *flags, "-f", "-", manifest=obj)

    def token(self) -> str:
        return self.kubectl.must("create", "token", "postern-certs").stdout.strip()

    def configuration(self, *webhooks: str) -> dict:
        return {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingWebhookConfiguration",
            "metadata": {"name": self.name},
            "webhooks": [{
                "name": f"{webhook}.{self.name}.postern.dev",
                "clientConfig": {"service": {"name": "postern", "namespace": self.name,
                                             "path": "/validate"}},
                "rules": [{"apiGroups": ["nothing.postern.dev"], "apiVersions": ["v1"],
                           "resources": ["nothings"], "operations": ["CREATE"]}],
                "sideEffects": "None", "admissionReviewVersions": ["v1"],
            } for webhook in webhooks]}

    def stored(self) -> dict:
        return self.kubectl.get("validatingwebhookconfiguration", self.name)

    def bundles(self) -> set[str]:
        return {webhook["clientConfig"].get("caBundle", "") for webhook in self.stored()["webhooks"]}

    def secret(self) -> dict:
        return self.kubectl.get("secret", "postern-tls")


def documented_rights() -> list[dict]:
    text = (programs.REPOSITORY / "docs" / "certificates.md").read_text()
    return list(yaml.safe_load_all(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]))


def assert_published(home) -> None:
    assert home.bundles() == {home.secret()["data"]["ca.crt"]}


def authorities(secret: dict) -> int:
    return base64.b64decode(secret["data"]["ca.crt"]).count(b"BEGIN CERTIFICATE")


def test_the_documented_rights_are_enough_and_the_certificate_is_good(home, ensure, tmp_path):
    done = ensure()
    assert done.returncode == 0, done.stderr
    assert_published(home)
    for key, file in (("tls.crt", "leaf.pem"), ("ca.crt", "authorities.pem")):
        (tmp_path / file).write_bytes(base64.b64decode(home.secret()["data"][key]))
    subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", "sslserver",
                    "-verify_hostname", f"postern.{home.name}.svc",
                    "-CAfile", tmp_path / "authorities.pem", tmp_path / "leaf.pem"],
                   check=True, capture_output=True, timeout=30)
    version = home.stored()["metadata"]["resourceVersion"]
    assert ensure().returncode == 0
    assert home.stored()["metadata"]["resourceVersion"] == version


def test_without_the_right_to_create_an_empty_secret_is_filled(home, ensure):
    role = documented_rights()[0]
    role["rules"] = role["rules"][:1]
    home.grant(role)
    done = ensure()
    assert done.returncode == 2 and "POST the Secret" in done.stderr and "(403)" in done.stderr
    home.apply({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "postern-tls"},
                "type": "Opaque"})
    done = ensure()
    assert done.returncode == 0, done.stderr
    assert_published(home)


@pytest.mark.parametrize("renewal", [False, True])
def test_replicas_that_race_agree(home, ensure, renewal):
    if renewal:
        assert ensure("--days", "40", "--renew-before", "10").returncode == 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: ensure(*RENEW), range(4)))
    assert [one.returncode for one in done] == [0] * 4, [one.stderr for one in done]
    assert_published(home)
    assert "next.crt" not in home.secret()["data"]
    assert authorities(home.secret()) == (2 if renewal else 1)


@pytest.mark.parametrize("flags", [("--server-side", "--field-manager=helm"), ()])
def test_who_applies_the_configuration_again_leaves_the_bundle(home, ensure, flags):
    home.apply(home.configuration("secrets"), *flags)
    assert ensure().returncode == 0
    bundle = home.bundles()
    changed = home.configuration("secrets", "workloads")
    changed["webhooks"][0]["timeoutSeconds"] = 7
    home.apply(changed, *flags)
    assert home.stored()["webhooks"][0]["timeoutSeconds"] == 7
    assert home.bundles() == bundle | {""}
    assert ensure().returncode == 0
    assert_published(home)


def test_a_bundle_that_somebody_replaced_is_published_again(home, ensure):
    assert ensure().returncode == 0
    home.kubectl.must("replace", "-f", "-", manifest=home.configuration("secrets"))
    assert home.bundles() == {""}
    assert ensure().returncode == 0
    assert_published(home)


def test_its_fields_are_its_own(home, ensure):
    assert ensure().returncode == 0
    fields = json.loads(home.kubectl.must(
        "get", "validatingwebhookconfiguration", home.name, "-o", "json",
        "--show-managed-fields").stdout)["metadata"]["managedFields"]
    own = next(entry for entry in fields if entry["manager"] == "postern-certs")
    webhook = own["fieldsV1"]["f:webhooks"][f'k:{{"name":"secrets.{home.name}.postern.dev"}}']
    assert set(webhook) <= {".", "f:name", "f:clientConfig"}
    assert set(webhook["f:clientConfig"]) == {"f:caBundle"}


def test_a_webhook_can_be_dropped_once_its_bundle_is_released(home, ensure):
    """As docs/certificates.md says it: who applies without an entry whose caBundle another manager
    owns would leave half of it, which the API server refuses."""
    by_helm = ("--server-side", "--field-manager=helm")
    home.apply(home.configuration("secrets", "workloads"), *by_helm)
    assert ensure().returncode == 0
    refused = home.kubectl("apply", *by_helm, "-f", "-", manifest=home.configuration("secrets"))
    assert "Required value" in refused.stderr
    home.apply({**home.configuration(), "webhooks": []}, "--server-side",
               "--field-manager=postern-certs")
    home.apply(home.configuration("secrets"), *by_helm)
    assert ensure().returncode == 0
    assert [webhook["name"] for webhook in home.stored()["webhooks"]] == [
        f"secrets.{home.name}.postern.dev"]
    assert_published(home)
