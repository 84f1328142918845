"""The real kubectl, and what it says about an admission webhook's answer."""

import dataclasses
import json
import pathlib
import re
import subprocess

_DENIED = re.compile(r'admission webhook "(?P<webhook>[^"]+)" denied the request: (?P<message>.*)',
                     re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Result:
    command: str
    status: int
    stdout: str
    stderr: str

    @property
    def accepted(self) -> bool:
        return self.status == 0

    @property
    def denial(self) -> str | None:
        """The webhook's message, without what kubectl puts before it; None if it did not deny."""
        denied = _DENIED.search(self.stderr)
        return denied["message"] if denied else None

    @property
    def warnings(self) -> list[str]:
        return [line.removeprefix("Warning: ") for line in self.stderr.splitlines()
                if line.startswith("Warning: ")]

    def __str__(self) -> str:
        return f"{self.command}\nexit {self.status}\n{self.stdout}{self.stderr}"


class Kubectl:
    """Runs kubectl as cluster administrator in one namespace. `said` keeps every result."""

    def __init__(self, program: pathlib.Path, kubeconfig: pathlib.Path,
                 namespace: str = "default", said: list[Result] | None = None):
        self.namespace = namespace
        self.said = said if said is not None else []
        self._program = program
        self._kubeconfig = kubeconfig

    def within(self, namespace: str) -> "Kubectl":
        return Kubectl(self._program, self._kubeconfig, namespace, self.said)

    def __call__(self, *arguments: str, manifest: dict | None = None) -> Result:
        """A manifest goes to stdin; name it with `-f -`."""
        done = subprocess.run(
            [self._program, "--namespace", self.namespace, "--request-timeout=30s", *arguments],
            input=json.dumps(manifest) if manifest else None,
            # A home of its own: neither the developer's settings nor a cache of other clusters.
            env={"KUBECONFIG": str(self._kubeconfig), "HOME": str(self._kubeconfig.parent),
                 "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, timeout=90, check=False)
        result = Result(f"kubectl {' '.join(arguments)}", done.returncode, done.stdout, done.stderr)
        self.said.append(result)
        return result

    def must(self, *arguments: str, manifest: dict | None = None) -> Result:
        """For the steps that lead to what a test is about."""
        result = self(*arguments, manifest=manifest)
        if not result.accepted:
            raise RuntimeError(str(result))
        return result

    def get(self, kind: str, name: str) -> dict:
        return json.loads(self.must("get", kind, name, "-o", "json").stdout)

    def exists(self, kind: str, name: str) -> bool:
        return bool(self.must("get", kind, name, "--ignore-not-found", "-o", "name").stdout)
