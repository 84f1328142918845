"""Reports to validate: the golden ones, and what the program writes about hostile manifests."""

import dataclasses
import json
import pathlib

from blackbox import postern

GOLDEN = postern.SOURCE / "tests/golden/report"

# What ends an element, a line, a property or a link somewhere.
HOSTILE = "x</script><img src=x onerror=alert(1)>\"'&%0A::error::y,z:](http://localhost/)|`]]>"


@dataclasses.dataclass(frozen=True)
class Reports:
    """One run in every format."""

    text: dict[str, str]
    status: int

    def json(self) -> dict:
        return json.loads(self.text["json"])

    def sarif(self) -> dict:
        return json.loads(self.text["sarif"])


FORMATS = ("json", "sarif", "junit", "github", "gitlab", "html", "markdown")


def report_all(folder: pathlib.Path, *inputs: str | pathlib.Path) -> Reports:
    """Checks the inputs from inside `folder`, once, in every format."""
    outputs = [f"--output={name}={folder / f'report.{name}.out'}" for name in FORMATS]
    done = postern.run("check", *outputs, *inputs, cwd=folder)
    assert done.returncode in (0, 1, 2), done.stderr
    text = {name: (folder / f"report.{name}.out").read_bytes().decode() for name in FORMATS}
    return Reports(text, done.returncode)


def weak_secret(name: str, namespace: str, key: str) -> dict:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace},
            "stringData": {key: "postgres://app:Qx7hW3nL2c@db.acme-billing.net/orders?sslmode=prefer"}}
