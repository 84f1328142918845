"""One container of a pod: its process, in the pod's network, with the pod's volumes mounted."""

import json
import pathlib
import shutil
import sys

from harness.image import Image
from harness.network import can_change_user
from harness.pod_environment import environment, expand
from harness.process import Process, answers
from harness.volumes import Objects

_INIT = pathlib.Path(__file__).with_name("container_init.py")


class Container(Process):
    """Started anew for each restart of the container; the log is continued."""

    def __init__(self, pod: dict, container: dict, image: Image, network: str,
                 mounts: dict[str, pathlib.Path], objects: Objects, services: list[dict],
                 directory: pathlib.Path):
        self.container = container
        directory.mkdir(parents=True, exist_ok=True)
        self._root = directory / "root"
        shutil.rmtree(self._root, ignore_errors=True)
        image.unpack(self._root)
        (self._root / "etc" / "hosts").write_text(_names(services))
        variables = environment(pod, container, objects, services)
        context = {**pod["spec"].get("securityContext", {}), **container.get("securityContext", {})}
        user = context.get("runAsUser")
        group = context.get("fsGroup")
        specification = directory / "specification.json"
        specification.write_text(json.dumps({
            "root": str(self._root), "network": network,
            "mounts": [{"source": str(_source(mounts, mount)), "path": mount["mountPath"],
                        "readOnly": mount.get("readOnly", False)}
                       for mount in container.get("volumeMounts", [])],
            "readOnlyRoot": context.get("readOnlyRootFilesystem", False),
            "directory": container.get("workingDir", "/"),
            "user": user if can_change_user() else None,
            "group": context.get("runAsGroup", 0),
            "groups": [] if group is None else [group],
            "command": [expand(word, variables) for word in _command(container, image)],
            "environment": variables,
        }))
        specification.chmod(0o600)
        name = f"{pod['metadata']['name']}-{container['name']}"
        super().__init__(name, [sys.executable, _INIT, specification],
                         directory.parent / f"{name}.log")

    def probe(self, kind: str, address: str) -> bool | None:
        """Whether a probe succeeds right now; None if the container has none of that kind."""
        probe = self.container.get(kind)
        if probe is None:
            return None
        request = probe["httpGet"]
        scheme = request.get("scheme", "HTTP").lower()
        url = f"{scheme}://{address}:{self._port(request['port'])}{request.get('path', '/')}"
        return answers(url)

    def _port(self, port: int | str) -> int:
        if isinstance(port, int):
            return port
        return next(entry["containerPort"] for entry in self.container["ports"]
                    if entry.get("name") == port)


def _source(mounts: dict[str, pathlib.Path], mount: dict) -> pathlib.Path:
    source = mounts[mount["name"]]
    return source / mount["subPath"] if "subPath" in mount else source


def _command(container: dict, image: Image) -> list[str]:
    """As Kubernetes has it: `command` replaces the image's entry point, `args` its arguments."""
    return container.get("command", image.entrypoint) + container.get("args", [])


def _names(services: list[dict]) -> str:
    """The Services of the pod's namespace, for want of a DNS server in the cluster."""
    lines = ["127.0.0.1 localhost"]
    for service in services:
        metadata, address = service["metadata"], service["spec"].get("clusterIP", "None")
        name = f"{metadata['name']}.{metadata['namespace']}.svc"
        if address != "None":
            lines.append(f"{address} {name} {name}.cluster.local")
    return "\n".join(lines) + "\n"
