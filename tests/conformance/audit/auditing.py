"""`postern audit` against the stand-in of a cluster."""

import dataclasses
import json

from blackbox import postern
from blackbox.api_server import NEEDLE, TOKEN
from blackbox.cluster import Cluster


@dataclasses.dataclass(frozen=True)
class Audit:
    code: int
    report: dict
    said: list[str]  # on standard error, line by line

    @property
    def findings(self) -> list[dict]:
        return self.report["findings"]

    def places(self, action: str | None = None) -> set[tuple[str, str, str]]:
        """(rule, "Kind namespace/name", path) of the findings that came to `action`."""
        return {(found["rule"], f"{found['kind']} {found['namespace']}/{found['name']}",
                 found["path"])
                for found in self.findings if action in (None, found["action"])}

    def rules_of(self, name: str) -> set[str]:
        return {found["rule"] for found in self.findings if found["name"] == name}

    @property
    def faults(self) -> list[str]:
        return [fault["message"] for fault in self.report["faults"]]


def run(cluster: Cluster, *flags, variables=None):
    done = postern.run("audit", "--kubeconfig", cluster.kubeconfig(), *flags, variables=variables)
    for needle in (NEEDLE, TOKEN, "kq7Lw2Zr"):
        assert needle.encode() not in done.stdout + done.stderr
    assert not cluster.wrong
    return done


def audit(cluster: Cluster, *flags, variables=None) -> Audit:
    done = run(cluster, "--format", "json", *flags, variables=variables)
    assert done.returncode in (0, 1, 2), done.stderr.decode()
    return Audit(done.returncode, json.loads(done.stdout), done.stderr.decode().splitlines())
