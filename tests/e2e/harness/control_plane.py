"""etcd and kube-apiserver on loopback: a cluster without nodes."""

import json
import pathlib
import secrets
import shutil
import ssl
import urllib.request

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


class ApiServer(Process):
    """kube-apiserver, and the kubeconfig of a cluster administrator."""

    def __init__(self, program: pathlib.Path, directory: pathlib.Path, etcd_url: str):
        self.kubeconfig = directory / "kubeconfig"
        self._token = secrets.token_hex(16)
        self._authority = Authority(directory / "apiserver-pki", "postern-e2e-apiserver")
        port = free_port()
        self.url = f"https://127.0.0.1:{port}"
        serving = self._authority.issue("apiserver", "IP:127.0.0.1", "DNS:localhost")
        account_key = rsa_key(directory / "service-account.key")
        tokens = directory / "tokens.csv"
        tokens.write_text(f'{self._token},admin,uid1,"system:masters"\n')
        super().__init__("kube-apiserver", [
            program,
            f"--etcd-servers={etcd_url}",
            f"--cert-dir={directory / 'apiserver-certs'}",
            f"--tls-cert-file={serving.certificate}",
            f"--tls-private-key-file={serving.key}",
            "--bind-address=127.0.0.1",
            # Nobody dials it, but loopback is refused, and without a default route none is found.
            "--advertise-address=192.168.77.1",
            f"--secure-port={port}",
            "--service-cluster-ip-range=10.0.0.0/24",
            f"--service-account-issuer={self.url}/",
            f"--service-account-key-file={account_key}",
            f"--service-account-signing-key-file={account_key}",
            # Pods would wait for a service account that only the controller manager makes.
            "--disable-admission-plugins=ServiceAccount",
            "--authorization-mode=RBAC",
            f"--token-auth-file={tokens}",
            "--allow-privileged=true",
        ], directory / "kube-apiserver.log")

    def start(self) -> None:
        super().start()
        self._write_kubeconfig()
        ready = urllib.request.Request(f"{self.url}/readyz",
                                       headers={"Authorization": f"Bearer {self._token}"})
        trust = ssl.create_default_context(cafile=str(self._authority.certificate))
        self.wait_until(lambda: answers(ready, trust), "/readyz answers", 90)

    def _write_kubeconfig(self) -> None:
        # kubectl reads YAML, and JSON is YAML.
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "e2e",
            "clusters": [{"name": "e2e", "cluster": {
                "server": self.url,
                "certificate-authority": str(self._authority.certificate)}}],
            "users": [{"name": "admin", "user": {"token": self._token}}],
            "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "admin"}}],
        }))
        self.kubeconfig.chmod(0o600)
