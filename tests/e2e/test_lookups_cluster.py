"""`postern serve --lookup cluster` on the real API server, with the rights of docs/lookups.md and
without any."""

import json
import re
import ssl
import urllib.request
import uuid

import pytest
import yaml

from harness import programs
from harness.postern import Postern
from harness.process import fetch

PATH = "spec.containers[0].env[0].valueFrom.secretKeyRef"


class Looking(Postern):
    """Asks the API server with a kubeconfig of its own."""

    def __init__(self, directory, kubeconfig: dict):
        super().__init__(programs.postern(), directory)
        file = directory / "kubeconfig"
        file.write_text(json.dumps(kubeconfig))
        self._command += ["--lookup", "cluster", "--kubeconfig", str(file)]
        self._write_policy({"lookup": {"enabled": True, "timeoutMs": 1900, "cacheSeconds": 0}})

    def warnings(self, namespace: str, secret: str) -> list[str]:
        pod = {"apiVersion": "v1", "kind": "Pod",
               "metadata": {"name": "orders", "namespace": namespace},
               "spec": {"containers": [{"name": "app", "image": "orders:1", "env": [
                   {"name": "URL", "valueFrom": {"secretKeyRef": {"name": secret, "key": "url"}}}]}]}}
        kind = {"group": "", "version": "v1", "kind": "Pod"}
        review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
            "uid": str(uuid.uuid4()), "kind": kind, "operation": "CREATE", "namespace": namespace,
            "name": "orders", "userInfo": {"username": "jane"}, "object": pod}}
        request = urllib.request.Request(
            self.url + "?timeout=5s", json.dumps(review).encode(),
            {"Content-Type": "application/json"})
        trust = ssl.create_default_context(cafile=str(self.authority.certificate))
        with fetch(request, trust) as reply:
            return json.load(reply)["response"].get("warnings", [])

    def looked_up(self) -> set[str]:
        return set(re.findall(r'postern_lookup_total\{result="(\w+)"\} [1-9]', self.metrics()))


@pytest.fixture
def account(kubectl, api_server):
    """A service account without rights, and the kubeconfig of its token."""
    kubectl.must("create", "serviceaccount", "looking")
    token = kubectl.must("create", "token", "looking").stdout.strip()
    kubeconfig = json.loads(api_server.kubeconfig.read_text())
    kubeconfig["users"][0]["user"] = {"token": token}
    return kubeconfig


@pytest.fixture
def looking(account, tmp_path):
    process = Looking(tmp_path, account)
    process.start()
    yield process
    process.stop()


def documented_role() -> dict:
    text = (programs.REPOSITORY / "docs" / "lookups.md").read_text()
    found = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return next(obj for obj in found if obj.get("kind") == "ClusterRole")


def test_the_documented_rights_are_enough_and_none_is_told(kubectl, looking, good_dsn):
    space = kubectl.namespace
    [warning] = looking.warnings(space, "orders-db")
    assert warning.startswith(PATH) and warning.endswith("[lookup-unanswered]")
    assert looking.looked_up() == {"forbidden"}

    role = {**documented_role(), "metadata": {"name": f"lookup-{space}"}}
    kubectl.must("apply", "-f", "-", manifest=role)
    kubectl.must("create", "clusterrolebinding", f"lookup-{space}", f"--clusterrole=lookup-{space}",
                 f"--serviceaccount={space}:looking")
    looking.wait_until(lambda: "[lookup-unanswered]" not in looking.warnings(space, "orders-db")[0],
                       "the rights act", 20)
    [warning] = looking.warnings(space, "orders-db")
    assert warning.startswith(PATH) and warning.endswith("[workload-secret-missing]")

    # The Secret that is there names a CA file, which the pod does not mount.
    kubectl.must("create", "secret", "generic", "orders-db", f"--from-literal=url={good_dsn}")
    [warning] = looking.warnings(space, "orders-db")
    assert warning.startswith(PATH) and warning.endswith("[workload-ca-not-mounted]")
    assert looking.looked_up() == {"forbidden", "absent", "found"}
