"""The environment variables of a container, as kubelet puts them together."""

import re

from harness.network import KUBERNETES_SERVICE
from harness.volumes import Missing, Objects, field

_REFERENCE = re.compile(r"\$\$|\$\(([A-Za-z_.\-][\w.\-]*)\)")


def environment(pod: dict, container: dict, objects: Objects, services: list[dict]
                ) -> dict[str, str]:
    """Raises Missing when an object that must be there is not."""
    variables = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                 "HOSTNAME": pod["metadata"]["name"],
                 "KUBERNETES_SERVICE_HOST": KUBERNETES_SERVICE, "KUBERNETES_SERVICE_PORT": "443"}
    if pod["spec"].get("enableServiceLinks", True):
        for service in services:
            variables |= _links(service)
    for source in container.get("envFrom", []):
        variables |= {source.get("prefix", "") + key: value.decode()
                      for key, value in _imported(source, objects).items()}
    for entry in container.get("env", []):
        value = _value(pod, entry, variables, objects)
        if value is not None:
            variables[entry["name"]] = value
    return variables


def expand(text: str, variables: dict[str, str]) -> str:
    """$(NAME) becomes the variable's value, $$ a dollar sign; an unknown name stays as it is."""
    def replacement(match: re.Match) -> str:
        return "$" if match[1] is None else variables.get(match[1], match[0])

    return _REFERENCE.sub(replacement, text)


def _links(service: dict) -> dict[str, str]:
    """The variables that announce a service of the namespace, in the style of Docker's links. One
    that happens to be named like a setting of the program would change what it does."""
    name = re.sub("[^A-Z0-9]", "_", service["metadata"]["name"].upper())
    address, ports = service["spec"].get("clusterIP"), service["spec"].get("ports", [])
    if address in (None, "", "None") or not ports:
        return {}
    links = {f"{name}_SERVICE_HOST": address, f"{name}_SERVICE_PORT": str(ports[0]["port"]),
             f"{name}_PORT": f"tcp://{address}:{ports[0]['port']}"}
    for port in ports:
        if "name" in port:
            spelled = port["name"].upper().replace("-", "_")
            links[f"{name}_SERVICE_PORT_{spelled}"] = str(port["port"])
        stem = f"{name}_PORT_{port['port']}_TCP"
        links |= {stem: f"tcp://{address}:{port['port']}", f"{stem}_PROTO": "tcp",
                  f"{stem}_PORT": str(port["port"]), f"{stem}_ADDR": address}
    return links


def _imported(source: dict, objects: Objects) -> dict[str, bytes]:
    read, reference = ((objects.secret, source["secretRef"]) if "secretRef" in source
                       else (objects.config_map, source["configMapRef"]))
    return read(reference["name"], reference.get("optional", False)) or {}


def _value(pod: dict, entry: dict, variables: dict[str, str], objects: Objects) -> str | None:
    source = entry.get("valueFrom")
    if source is None:
        return expand(entry.get("value", ""), variables)
    if "fieldRef" in source:
        return field(pod, source["fieldRef"]["fieldPath"])
    if "secretKeyRef" in source or "configMapKeyRef" in source:
        read, reference = ((objects.secret, source["secretKeyRef"]) if "secretKeyRef" in source
                           else (objects.config_map, source["configMapKeyRef"]))
        optional = reference.get("optional", False)
        found = (read(reference["name"], optional) or {}).get(reference["key"])
        if found is None and not optional:
            raise Missing(f"{reference['name']} has no key {reference['key']}")
        return None if found is None else found.decode()
    raise NotImplementedError(f"the tests' kubelet knows no {source}")
