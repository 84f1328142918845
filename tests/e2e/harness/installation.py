"""Postern as a release of its own chart, in the cluster that the tests run."""

import contextlib
import json
import pathlib
from collections.abc import Iterator

from blackbox.metrics import Metrics
from harness import manifests
from harness.api import Answer, Api
from harness.helm import Helm
from harness.kubectl import Result
from harness.kubelet import Kubelet
from harness.pod import Pod
from harness.process import fetch, wait_until
from harness.programs import REPOSITORY

CHART = REPOSITORY / "chart" / "postern"
RELEASE = "postern"
NAMESPACE = "postern-system"

# Short pauses, as there is but one API server to notice that a pod leaves; and the log level at
# which a leak would show.
VALUES = {"server": {"drainSeconds": 2, "preStopSleepSeconds": 1, "logLevel": "trace"},
          "certificates": {"selfSigned": {"intervalSeconds": 10}}}


class Installation:
    def __init__(self, helm: Helm, api: Api, kubelet: Kubelet):
        self.helm = helm.within(NAMESPACE)
        self.api = api
        self.kubelet = kubelet

    def install(self, chart: pathlib.Path = CHART, values: dict | None = None) -> None:
        self.helm.must("install", RELEASE, chart, "--create-namespace", "--wait", "--timeout=90s",
                       values=VALUES | (values or {}))
        self.wait_until_acting()

    def upgrade(self, values: dict | None = None) -> None:
        self.helm.must("upgrade", RELEASE, CHART, "--wait", "--timeout=90s",
                       values=VALUES | (values or {}))

    def uninstall(self) -> Result:
        return self.helm("uninstall", RELEASE, "--wait", "--timeout=60s")

    @contextlib.contextmanager
    def installed(self, chart: pathlib.Path = CHART, values: dict | None = None,
                  complete: bool = True) -> Iterator["Installation"]:
        """With `complete` it acts; without, the test brings what is still missing."""
        try:
            if complete:
                self.install(chart, values)
            else:
                self.helm.must("install", RELEASE, chart, "--create-namespace",
                               values=VALUES | (values or {}))
            yield self
        finally:
            if self.helm.history(RELEASE):
                self.uninstall()
            self.api.delete(f"/api/v1/namespaces/{NAMESPACE}")
            wait_until(lambda: self.api.get(f"/api/v1/namespaces/{NAMESPACE}").status == 404,
                       f"{NAMESPACE} is gone", 60)

    def servers(self) -> list[Pod]:
        """The pods that answer the API server, oldest first."""
        return [pod for pod in self.kubelet.running(NAMESPACE)
                if pod.latest["spec"]["containers"][0]["name"] == "postern"]

    def ready_servers(self) -> list[Pod]:
        return [pod for pod in self.servers()
                if {"type": "Ready", "status": "True"}.items() <= _ready(pod).items()]

    def metrics(self) -> list[Metrics]:
        """Of each serving pod."""
        read = []
        for pod in self.servers():
            with fetch(f"http://{pod.address}:8080/metrics") as reply:
                read.append(Metrics(reply.read().decode()))
        return read

    def logs(self) -> str:
        """Everything that any of the pods has written, the dead ones', too."""
        return "\n".join(path.read_text(errors="replace")
                         for path in self.kubelet.directory.rglob("*.log"))

    def try_secret(self, dsn: str, namespace: str = "default") -> Answer:
        """What the API server says to a Secret with that connection string, as a dry run."""
        return self.api.post(f"/api/v1/namespaces/{namespace}/secrets?dryRun=All",
                             manifests.secret("probe", DATABASE_URL=dsn))

    def wait_until_acting(self) -> None:
        said: list[Answer] = []

        def denied() -> bool:
            said.append(self.try_secret("postgres://app@db.acme.io/orders"))
            return said[-1].status == 403 and "[dsn-sslmode-missing]" in said[-1].message

        wait_until(denied, "the installed webhook denies", 60,
                   lambda: f"{json.dumps(said[-1].body)[:600]}\n{self.logs()[-3000:]}")


def _ready(pod: Pod) -> dict:
    conditions = (pod.latest or {}).get("status", {}).get("conditions", [])
    return next((entry for entry in conditions if entry["type"] == "Ready"), {})
