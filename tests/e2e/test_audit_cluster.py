"""`postern audit` of a real API server, with the rights of docs/audit.md and without any."""

import json
import os
import re
import subprocess

import pytest
import yaml

from harness import definitions, programs
from harness.manifests import POD_KINDS, config_map, from_secret, literal, pod_spec, secret, workload
from harness.process import wait_until

KINDS = programs.E2E / "kinds/policyreports.yaml"
REPORTS = "/apis/wgpolicyk8s.io/v1alpha2"


@pytest.fixture
def audit(api_server, kubectl, planted):
    """Runs an audit of the test's namespace, or with other flags of something else."""
    def run(*flags: str, kubeconfig=api_server.kubeconfig, codes=(0, 1)):
        done = subprocess.run(
            [programs.postern(), "audit", "--kubeconfig", kubeconfig, "--format", "json",
             *(flags or ["--namespace", kubectl.namespace])],
            capture_output=True, text=True, timeout=120, check=False,
            env={key: value for key, value in os.environ.items() if "POSTERN" not in key})
        assert not planted.found_in(done.stdout + done.stderr)
        assert done.returncode in codes, done.stderr
        return json.loads(done.stdout) | {"said": done.stderr.splitlines(),
                                          "status": done.returncode}
    return run


def places(report: dict, namespace: str) -> set[tuple[str, str, str]]:
    return {(found["rule"], f"{found['kind']}/{found['name']}", found["path"])
            for found in report["findings"] if found["namespace"] == namespace}


@pytest.fixture
def legacy(kubectl, webhook, leaky_dsn, good_dsn) -> None:
    """What came before the webhook: an object of every kind with something wrong."""
    inline = pod_spec(literal("DATABASE_URL", leaky_dsn))
    with webhook.unregistered():
        kubectl.must("create", "-f", "-", manifest=secret("leaky", DATABASE_URL=leaky_dsn))
        kubectl.must("create", "-f", "-", manifest=secret("good", DATABASE_URL=good_dsn))
        kubectl.must("create", "-f", "-", manifest=config_map("settings", URL=leaky_dsn))
        for kind in POD_KINDS:
            kubectl.must("create", "-f", "-", manifest=workload(kind, f"o-{kind.lower()}", inline))


@pytest.mark.parametrize("size", ["2", "500"])
def test_what_came_before_the_webhook_is_found(kubectl, audit, legacy, size):
    report = audit("--namespace", kubectl.namespace, "--page-size", size)
    assert report["status"] == 1 and report["said"] == []
    found = places(report, kubectl.namespace)
    assert ("dsn-sslmode-missing", "Secret/leaky", "data[DATABASE_URL]") in found
    assert ("configmap-dsn-password", "ConfigMap/settings", "data[URL]") in found
    for kind, (_, path) in POD_KINDS.items():
        assert ("workload-inline-dsn", f"{kind}/o-{kind.lower()}",
                f"{path}.containers[0].env[0].value") in found
    assert not any(name == "Secret/good" for _, name, _ in found)


def test_all_namespaces_are_the_default(kubectl, audit, legacy):
    report = audit("--all-namespaces", "--page-size", "7")
    assert places(report, kubectl.namespace) == places(audit(), kubectl.namespace)


def test_pods_of_a_controller_repeat_nothing(kubectl, webhook, audit, leaky_dsn):
    deployment = workload("Deployment", "orders", pod_spec(literal("DATABASE_URL", leaky_dsn)))
    deployment["spec"]["replicas"] = 3
    with webhook.unregistered():
        kubectl.must("create", "-f", "-", manifest=deployment)
        wait_until(lambda: len(kubectl.must("get", "pods", "-o", "name").stdout.split()) == 3,
                   "three pods", 60)
    found = places(audit(), kubectl.namespace)
    assert {name for _, name, _ in found} == {"Deployment/orders"}


def test_references_are_followed_and_absent_is_known(kubectl, webhook, audit, leaky_dsn):
    spec = pod_spec(from_secret("DATABASE_URL", "leaky"), from_secret("OTHER_URL", "nowhere"))
    with webhook.unregistered():
        kubectl.must("create", "-f", "-", manifest=secret("leaky", DATABASE_URL=leaky_dsn))
        kubectl.must("create", "-f", "-", manifest=workload("Deployment", "orders", spec))
    env = "spec.template.spec.containers[0].env"
    found = places(audit(), kubectl.namespace)
    assert ("workload-secret-violates", "Deployment/orders",
            f"{env}[0].valueFrom.secretKeyRef") in found
    assert ("workload-secret-missing", "Deployment/orders",
            f"{env}[1].valueFrom.secretKeyRef") in found


# Rights.

@pytest.fixture
def account(kubectl, api_server, tmp_path):
    """The kubeconfig of a service account without rights."""
    kubectl.must("create", "serviceaccount", "auditor")
    token = kubectl.must("create", "token", "auditor").stdout.strip()
    kubeconfig = json.loads(api_server.kubeconfig.read_text())
    kubeconfig["users"][0]["user"] = {"token": token}
    file = tmp_path / "auditor"
    file.write_text(json.dumps(kubeconfig))
    return file


def documented_role() -> dict:
    text = (programs.REPOSITORY / "docs" / "audit.md").read_text()
    found = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return next(obj for obj in found if obj.get("kind") == "ClusterRole")


def test_without_rights_every_kind_is_named(audit, account):
    report = audit("--all-namespaces", kubeconfig=account, codes=(2,))
    assert len(report["said"]) == len(POD_KINDS) + 2 and report["findings"] == []
    assert all(re.fullmatch(r"postern: GET \w+: .* no right to do this \(403\)", line)
               for line in report["said"])


def test_the_documented_rights_are_enough(kubectl, cluster, api, audit, account, legacy, reports):
    name = f"audit-{kubectl.namespace}"
    cluster.must("apply", "-f", "-", manifest={**documented_role(), "metadata": {"name": name}})
    cluster.must("create", "clusterrolebinding", name, f"--clusterrole={name}",
                 f"--serviceaccount={kubectl.namespace}:auditor")
    allowed = ["auth", "can-i", "list", "cronjobs.batch", "--all-namespaces", "--as",
               f"system:serviceaccount:{kubectl.namespace}:auditor"]
    wait_until(lambda: cluster(*allowed).accepted, "the rights act", 20)
    report = audit("--all-namespaces", "--policy-reports", kubeconfig=account)
    assert report["said"] == []
    assert places(report, kubectl.namespace) == places(audit(), kubectl.namespace)
    assert report_in(api, kubectl.namespace)


# PolicyReports.

@pytest.fixture(scope="module")
def reports(api):
    made = definitions.define(api, KINDS)
    definitions.wait_until_served(api, [made])
    yield
    api.delete("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/policyreports.wgpolicyk8s.io")


def report_in(api, namespace: str) -> dict | None:
    answer = api.get(f"{REPORTS}/namespaces/{namespace}/policyreports/postern")
    return answer.body if answer.ok else None


def test_a_report_is_applied_and_stays_as_it_is(kubectl, api, audit, legacy, reports):
    flags = ("--namespace", kubectl.namespace, "--policy-reports")
    found = audit(*flags)
    report = report_in(api, kubectl.namespace)
    failed = [row for row in report["results"] if row["result"] == "fail"]
    denied = [one for one in found["findings"] if one["action"] == "deny"]
    assert len(failed) == len(denied) == report["summary"]["fail"] > 0
    assert {row["resources"][0]["namespace"] for row in report["results"]} == {kubectl.namespace}
    assert any(row["result"] == "pass" and row["resources"][0]["name"] == "good"
               for row in report["results"])
    version = report["metadata"]["resourceVersion"]
    audit(*flags)
    assert report_in(api, kubectl.namespace)["metadata"]["resourceVersion"] == version


def test_a_report_goes_when_nothing_is_left(kubectl, api, audit, reports):
    stale = {"apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
             "metadata": {"name": "postern", "namespace": kubectl.namespace,
                          "labels": {"app.kubernetes.io/managed-by": "postern"}}}
    theirs = {**stale, "metadata": {"name": "theirs", "namespace": kubectl.namespace}}
    collection = f"{REPORTS}/namespaces/{kubectl.namespace}/policyreports"
    assert api.post(collection, stale).ok and api.post(collection, theirs).ok
    # Kubernetes keeps a ConfigMap in every namespace; one that is being deleted does not count.
    held = f"/api/v1/namespaces/{kubectl.namespace}/configmaps/kube-root-ca.crt"
    wait_until(lambda: api.get(held).ok, "the namespace's own ConfigMap is there", 20)
    assert api.patch(held, {"metadata": {"finalizers": ["postern.dev/test"]}}).ok
    kubectl.must("delete", "configmap", "kube-root-ca.crt", "--wait=false")
    try:
        audit("--namespace", kubectl.namespace, "--policy-reports")
        assert report_in(api, kubectl.namespace) is None
        assert api.get(f"{collection}/theirs").ok
    finally:
        api.patch(held, {"metadata": {"finalizers": []}})
