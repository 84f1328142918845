"""manifests/: the plain install and its kustomize layers, rendered from the chart by HELM."""

import os
import pathlib
import re
import subprocess
import sys

import yaml

NAMESPACE = "postern-system"
# The oldest Kubernetes for which the manifests hold: the preStop sleep action.
KUBERNETES = "1.30.0"
# Mode: failurePolicy. Whoever only looks must not hold anything up.
OVERLAYS = {"audit": "Ignore", "warn": "Ignore", "enforce": "Fail"}
_HEADER = "# Generated from chart/postern by tools/generate-chart; change the chart instead.\n"
# Of Helm's own, or naming a version that changes with each release of the chart.
_HELM_LINE = re.compile(r"^ *(helm\.sh/chart|app\.kubernetes\.io/managed-by): .*\n|^# Source: .*\n",
                        re.MULTILINE)


def files(root: pathlib.Path) -> dict[pathlib.Path, str]:
    helm = os.environ.get("HELM")
    if not helm:
        print("generate-chart: HELM names no helm, so manifests/ is left out; see make chart",
              file=sys.stderr)
        return {}
    folder = root / "manifests"
    namespace = _HEADER + _namespace()
    base = _HEADER + _render(root, helm)
    made = {
        folder / "postern.yaml": namespace + "---\n" + base.removeprefix(_HEADER),
        folder / "base/namespace.yaml": namespace,
        folder / "base/postern.yaml": base,
        folder / "base/kustomization.yaml": _kustomization(resources=["namespace.yaml",
                                                                      "postern.yaml"]),
    }
    for mode, failure_policy in OVERLAYS.items():
        overlay = folder / "overlays" / mode
        made[overlay / "policy.yaml"] = _HEADER + _policy(_render(
            root, helm, "--set", f"policy.mode={mode}"))
        made[overlay / "kustomization.yaml"] = _kustomization(
            resources=["../../base"],
            patches=[{"path": "policy.yaml"}, {
                "target": {"kind": "ValidatingWebhookConfiguration", "name": "postern"},
                "patch": "- {op: replace, path: /webhooks/0/failurePolicy, "
                         f"value: {failure_policy}}}\n"}])
    return made


def _render(root: pathlib.Path, helm: str, *arguments: str) -> str:
    done = subprocess.run(
        [helm, "template", "postern", root / "chart/postern", "--namespace", NAMESPACE,
         "--kube-version", KUBERNETES, "--skip-tests", *arguments],
        capture_output=True, text=True, check=True)
    return _HELM_LINE.sub("", done.stdout).removeprefix("---\n")


def _policy(rendered: str) -> str:
    [found] = [document for document in re.split(r"^---\n", rendered, flags=re.MULTILINE)
               if yaml.safe_load(document)["metadata"]["name"] == "postern-policy"]
    return found


def _namespace() -> str:
    return ("apiVersion: v1\nkind: Namespace\nmetadata:\n"
            f"  name: {NAMESPACE}\n"
            "  labels:\n"
            "    pod-security.kubernetes.io/enforce: restricted\n"
            "    pod-security.kubernetes.io/warn: restricted\n")


def _kustomization(**fields: list) -> str:
    head = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    return _HEADER + yaml.safe_dump({**head, **fields}, sort_keys=False)
