"""The real helm, 3 or 4, and what it says."""

import json
import os
import pathlib
import subprocess

from harness.kubectl import Result


class Helm:
    """Runs helm as cluster administrator in one namespace. `said` keeps every result."""

    def __init__(self, program: pathlib.Path, kubeconfig: pathlib.Path, namespace: str,
                 said: list[Result], driver: str = "secret"):
        self.namespace = namespace
        self.version = int(program.name.removeprefix("helm"))
        self._program = program
        self._kubeconfig = kubeconfig
        self._said = said
        self._driver = driver

    def within(self, namespace: str) -> "Helm":
        return Helm(self._program, self._kubeconfig, namespace, self._said, self._driver)

    def storing_in(self, driver: str) -> "Helm":
        """With another HELM_DRIVER."""
        return Helm(self._program, self._kubeconfig, self.namespace, self._said, driver)

    def __call__(self, *arguments: object, values: dict | None = None) -> Result:
        """Values go to stdin."""
        given = ["--values", "-"] if values is not None else []
        done = subprocess.run(
            [self._program, "--namespace", self.namespace, *map(str, arguments), *given],
            input=json.dumps(values) if values is not None else None,
            # A home of its own, as kubectl has it.
            env={"KUBECONFIG": str(self._kubeconfig), "HOME": str(self._kubeconfig.parent),
                 "HELM_DRIVER": self._driver, "PATH": os.defpath},
            capture_output=True, text=True, timeout=180, check=False)
        result = Result(f"helm{self.version} {' '.join(map(str, arguments))}", done.returncode,
                        done.stdout, done.stderr)
        self._said.append(result)
        return result

    def must(self, *arguments: object, values: dict | None = None) -> Result:
        result = self(*arguments, values=values)
        if not result.accepted:
            raise RuntimeError(str(result))
        return result

    def history(self, release: str) -> dict[int, str]:
        """The status of each revision; none if there is no such release."""
        result = self("history", release, "-o", "json")
        if not result.accepted:
            return {}
        return {entry["revision"]: entry["status"] for entry in json.loads(result.stdout)}
