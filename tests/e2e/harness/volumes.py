"""What kubelet puts into the volumes of a pod."""

import base64
import json
import pathlib
from collections.abc import Callable

from harness.api import Api
from harness.mounted import MountedDirectory
from harness.network import can_change_user


class Missing(Exception):
    """An object that the pod refers to does not exist (yet): kubelet waits for it."""


class Objects:
    """The Secrets and ConfigMaps of one namespace, as bytes by key."""

    def __init__(self, api: Api, namespace: str):
        self._api = api
        self._base = f"/api/v1/namespaces/{namespace}"

    def secret(self, name: str, optional: bool = False) -> dict[str, bytes] | None:
        found = self._read("secrets", name, optional)
        return found and {key: base64.b64decode(value)
                          for key, value in (found.get("data") or {}).items()}

    def config_map(self, name: str, optional: bool = False) -> dict[str, bytes] | None:
        found = self._read("configmaps", name, optional)
        return found and {
            **{key: value.encode() for key, value in (found.get("data") or {}).items()},
            **{key: base64.b64decode(value)
               for key, value in (found.get("binaryData") or {}).items()}}

    def token(self, account: str, source: dict) -> bytes:
        wanted = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {
            "audiences": [source["audience"]] if "audience" in source else [],
            "expirationSeconds": source.get("expirationSeconds", 3600)}}
        answer = self._api.post(f"{self._base}/serviceaccounts/{account}/token", wanted)
        if not answer.ok:
            raise Missing(f"token of {account}: {answer.message}")
        return answer.body["status"]["token"].encode()

    def _read(self, resource: str, name: str, optional: bool) -> dict | None:
        answer = self._api.get(f"{self._base}/{resource}/{name}")
        if answer.ok:
            return answer.body
        if optional and answer.status == 404:
            return None
        raise Missing(f"{resource} {name}: {answer.message}")


class Volumes:
    """The volumes of a pod as directories of this machine."""

    def __init__(self, pod: dict, objects: Objects, directory: pathlib.Path):
        self._pod = pod
        self._objects = objects
        self._tokens: dict[str, bytes] = {}
        # Without the right to change users the container runs as the one who may read all of it.
        group = pod["spec"].get("securityContext", {}).get("fsGroup")
        self._group = group if can_change_user() else None
        self._mounted: dict[str, MountedDirectory] = {}
        self.paths = {volume["name"]: directory / volume["name"]
                      for volume in pod["spec"].get("volumes", [])}

    def update(self) -> None:
        """Brings the content up to date; raises Missing."""
        for volume in self._pod["spec"].get("volumes", []):
            name = volume["name"]
            if "emptyDir" in volume:
                self.paths[name].mkdir(parents=True, exist_ok=True)
                self.paths[name].chmod(0o777)
                continue
            files = self._content(volume)
            if name not in self._mounted:
                self._mounted[name] = MountedDirectory(
                    self.paths[name], self._mode(volume), self._group)
            self._mounted[name].update(files)

    def _mode(self, volume: dict) -> int:
        source = next(value for key, value in volume.items() if key != "name")
        mode = source.get("defaultMode", 0o644)
        # What kubelet does for fsGroup: the group may read, and owns the files.
        return mode | 0o440 if self._group is not None else mode

    def _content(self, volume: dict) -> dict[str, bytes]:
        kinds: dict[str, Callable[[dict], dict[str, bytes]]] = {
            "secret": lambda source: self._keys(self._objects.secret, source["secretName"], source),
            "configMap": lambda source: self._keys(self._objects.config_map, source["name"],
                                                   source),
            "downwardAPI": self._downward,
            "serviceAccountToken": self._token,
        }
        sources = volume["projected"]["sources"] if "projected" in volume else [volume]
        files: dict[str, bytes] = {}
        for source in sources:
            kind = next(key for key in source if key != "name")
            body = source[kind]
            if kind == "secret" and "secretName" not in body:  # so it is called when projected
                body = {**body, "secretName": body["name"]}
            files |= kinds[kind](body)
        return files

    @staticmethod
    def _keys(read: Callable, name: str, source: dict) -> dict[str, bytes]:
        optional = source.get("optional", False)
        found = read(name, optional) or {}
        if "items" not in source:
            return found
        absent = [item["key"] for item in source["items"] if item["key"] not in found]
        if absent and not optional:
            raise Missing(f"{name} has no key {absent[0]}")
        return {item["path"]: found[item["key"]] for item in source["items"]
                if item["key"] in found}

    def _downward(self, source: dict) -> dict[str, bytes]:
        return {item["path"]: field(self._pod, item["fieldRef"]["fieldPath"]).encode()
                for item in source["items"]}

    def _token(self, source: dict) -> dict[str, bytes]:
        path = source["path"]
        if path not in self._tokens:
            account = self._pod["spec"].get("serviceAccountName", "default")
            self._tokens[path] = self._objects.token(account, source)
        return {path: self._tokens[path]}


def field(pod: dict, path: str) -> str:
    """A field of a pod as the downward API names it."""
    value: object = pod
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value if isinstance(value, str) else json.dumps(value)
