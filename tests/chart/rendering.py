"""helm as a command, and the chart's objects as it renders them."""

import json
import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "chart/postern"
SHAPES = sorted((CHART / "ci").glob("*-values.yaml"))
NAMESPACE = "postern-system"


class Helm:
    def __init__(self, program: pathlib.Path, home: pathlib.Path):
        self.program = program
        # Neither the developer's plugins and repositories nor a cluster of theirs.
        self._environment = {**os.environ, "HOME": str(home), "KUBECONFIG": "/dev/null",
                             "HELM_CACHE_HOME": str(home / "cache"),
                             "HELM_CONFIG_HOME": str(home / "config"),
                             "HELM_DATA_HOME": str(home / "data")}

    def __call__(self, *arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.program, *map(str, arguments)], input=stdin, text=True,
                              capture_output=True, timeout=120, env=self._environment, check=False)


class Rendered:
    """The objects of one rendering."""

    def __init__(self, text: str):
        self.text = text
        self.objects = [document for document in yaml.safe_load_all(text) if document]

    def all(self, kind: str) -> list[dict]:
        return [found for found in self.objects if found["kind"] == kind]

    def one(self, kind: str, name: str | None = None) -> dict:
        found = [candidate for candidate in self.all(kind)
                 if name in (None, candidate["metadata"]["name"])]
        assert len(found) == 1, f"{len(found)} objects {kind} {name or ''}"
        return found[0]

    def webhook(self) -> dict:
        return self.one("ValidatingWebhookConfiguration")["webhooks"][0]

    def server(self) -> dict:
        """The pod spec of the Deployment that serves."""
        component = "app.kubernetes.io/component"
        [found] = [deployment for deployment in self.all("Deployment")
                   if deployment["metadata"]["labels"][component] == "webhook"]
        return found["spec"]["template"]["spec"]

    def policy(self) -> str:
        [found] = [config for config in self.all("ConfigMap") if "policy.yaml" in config["data"]]
        return found["data"]["policy.yaml"]


class Chart:
    def __init__(self, helm: Helm):
        self._helm = helm

    def attempt(self, values: dict | pathlib.Path | None = None, *arguments: object,
                release: str = "postern") -> subprocess.CompletedProcess[str]:
        source, stdin = [], ""
        if isinstance(values, pathlib.Path):
            source = ["--values", values]
        elif values is not None:
            source, stdin = ["--values", "-"], json.dumps(values)
        return self._helm("template", release, CHART, "--namespace", NAMESPACE, *source, *arguments,
                          stdin=stdin)

    def render(self, values: dict | pathlib.Path | None = None, *arguments: object,
               release: str = "postern") -> Rendered:
        done = self.attempt(values, *arguments, release=release)
        assert done.returncode == 0, done.stderr
        return Rendered(done.stdout)

    def refusal(self, values: dict | None, *arguments: object) -> str:
        """What helm says when it refuses to render."""
        done = self.attempt(values, *arguments)
        assert done.returncode != 0, "rendered all the same"
        return done.stderr
