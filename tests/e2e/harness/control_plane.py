"""etcd, kube-apiserver and kube-controller-manager: a cluster as far as its objects go."""

import json
import pathlib
import secrets
import shutil
import ssl
import urllib.request

from harness import network
from harness.api import Api
from harness.pki import Authority, rsa_key
from harness.process import Process, answers, free_port


class Etcd(Process):
    def __init__(self, program: pathlib.Path, directory: pathlib.Path):
        self.url = f"http://127.0.0.1:{free_port()}"
        self._data = directory / "etcd"
        super().__init__("etcd", [
            program,
            "--data-dir", self._data,
            "--listen-client-urls", self.url,
            "--advertise-client-urls", self.url,
            "--listen-peer-urls", f"http://127.0.0.1:{free_port()}",
            # The data lives as long as the test run: nothing is lost when it is never flushed.
            "--unsafe-no-fsync",
        ], directory / "etcd.log")

    def start(self) -> None:
        super().start()
        self.wait_until(lambda: answers(f"{self.url}/health"), "/health answers", 30)

    def stop(self, grace_seconds: float = 20) -> int | None:
        status = super().stop(grace_seconds)
        # pytest keeps the folders of the last runs; the logs are worth that, 130 MB of data not.
        shutil.rmtree(self._data, ignore_errors=True)
        return status


# Who did what to which object, with the annotations of webhooks; no body of any request.
_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
    "rules": [{"level": "Metadata", "verbs": ["create", "update", "patch"],
               "resources": [{"group": group} for group in ("", "apps", "batch")]}],
}


class ApiServer(Process):
    """kube-apiserver, and the kubeconfig of a cluster administrator."""

    def __init__(self, program: pathlib.Path, directory: pathlib.Path, etcd_url: str):
        self.kubeconfig = directory / "kubeconfig"
        self.audit_log = directory / "audit.log"
        self._token = secrets.token_hex(16)
        self._authority = Authority(directory / "apiserver-pki", "postern-e2e-apiserver")
        # At its own ClusterIP: pods find it with no proxy.
        self.url = f"https://{network.KUBERNETES_SERVICE}:443"
        serving = self._authority.issue(
            "apiserver", f"IP:{network.KUBERNETES_SERVICE}",
            *(f"DNS:kubernetes.default{suffix}" for suffix in ("", ".svc", ".svc.cluster.local")))
        self.account_key = rsa_key(directory / "service-account.key")
        tokens = directory / "tokens.csv"
        tokens.write_text(f'{self._token},admin,uid1,"system:masters"\n')
        audit_policy = directory / "audit-policy.json"
        audit_policy.write_text(json.dumps(_AUDIT_POLICY))
        super().__init__("kube-apiserver", [
            program,
            f"--etcd-servers={etcd_url}",
            f"--cert-dir={directory / 'apiserver-certs'}",
            f"--tls-cert-file={serving.certificate}",
            f"--tls-private-key-file={serving.key}",
            f"--bind-address={network.KUBERNETES_SERVICE}",
            f"--advertise-address={network.NODE}",
            "--secure-port=443",
            f"--service-cluster-ip-range={network.SERVICE_RANGES}",
            # What kube-proxy does for a ClusterIP: the API server itself reads the EndpointSlices
            # of a webhook's Service and dials one of its ready pods.
            "--enable-aggregator-routing=true",
            f"--service-account-issuer={self.url}/",
            f"--service-account-key-file={self.account_key}",
            f"--service-account-signing-key-file={self.account_key}",
            "--authorization-mode=RBAC",
            f"--token-auth-file={tokens}",
            "--allow-privileged=true",
            f"--audit-policy-file={audit_policy}",
            f"--audit-log-path={self.audit_log}",
        ], directory / "kube-apiserver.log")

    @property
    def authority(self) -> pathlib.Path:
        return self._authority.certificate

    def api(self, token: str | None = None) -> Api:
        """As the administrator, or as whoever has the token."""
        return Api(self.url, token or self._token, self.authority)

    def start(self) -> None:
        super().start()
        self._write_kubeconfig()
        ready = urllib.request.Request(f"{self.url}/readyz",
                                       headers={"Authorization": f"Bearer {self._token}"})
        trust = ssl.create_default_context(cafile=str(self.authority))
        self.wait_until(lambda: answers(ready, trust), "/readyz answers", 90)

    def audit_annotations(self, namespace: str, verb: str = "create") -> list[dict[str, str]]:
        """What the audit log holds of webhooks about each request with that verb, oldest first."""
        # The last line may be in the middle of being written.
        lines = self.audit_log.read_text().rpartition("\n")[0].splitlines()
        events = [json.loads(line) for line in lines if namespace in line]
        return [event.get("annotations", {}) for event in events
                if event["verb"] == verb and event["objectRef"].get("namespace") == namespace]

    def _write_kubeconfig(self) -> None:
        # kubectl reads YAML, and JSON is YAML.
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "e2e",
            "clusters": [{"name": "e2e", "cluster": {
                "server": self.url,
                "certificate-authority": str(self.authority)}}],
            "users": [{"name": "admin", "user": {"token": self._token}}],
            "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "admin"}}],
        }))
        self.kubeconfig.chmod(0o600)


class ControllerManager(Process):
    """Turns Deployments into pods and Services into EndpointSlices, and empties namespaces."""

    def __init__(self, program: pathlib.Path, directory: pathlib.Path, api_server: ApiServer):
        controllers = ["deployment-controller", "replicaset-controller", "job-controller",
                       "endpointslice-controller", "namespace-controller",
                       "serviceaccount-controller", "serviceaccount-token-controller",
                       "root-ca-certificate-publisher-controller", "disruption-controller",
                       "garbage-collector-controller", "clusterrole-aggregation-controller"]
        self._address = f"127.0.0.1:{free_port()}"
        super().__init__("kube-controller-manager", [
            program,
            f"--kubeconfig={api_server.kubeconfig}",
            f"--controllers={','.join(controllers)}",
            f"--service-account-private-key-file={api_server.account_key}",
            f"--root-ca-file={api_server.authority}",
            "--leader-elect=false",
            f"--cert-dir={directory / 'controller-manager-certs'}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self._address.split(':')[1]}",
            # The defaults spare a cluster of thousands; here they would only make tests slower.
            "--kube-api-qps=200", "--kube-api-burst=400",
        ], directory / "kube-controller-manager.log")
