"""A stand-in for kube-apiserver that holds a cluster: collections to list page by page, as the real
one lists them, objects to get, and PolicyReports to apply."""

import copy
import json
import pathlib
import re
import urllib.parse

from blackbox.api_server import TOKEN, ApiServer, status
from blackbox.reviews import WORKLOADS

COLLECTIONS = {
    "Secret": ("v1", "secrets"), "ConfigMap": ("v1", "configmaps"),
    **{kind: (version, resource) for kind, (version, resource, _) in WORKLOADS.items()}}
REPORTS = "/apis/wgpolicyk8s.io/v1alpha2"


def prefix_of(version: str) -> str:
    return f"/api/{version}" if version == "v1" else f"/apis/{version}"


def path_of(obj: dict) -> str:
    version, resource = COLLECTIONS[obj["kind"]]
    meta = obj["metadata"]
    return f"{prefix_of(version)}/namespaces/{meta['namespace']}/{resource}/{meta['name']}"


class Cluster(ApiServer):
    """Every list shows the objects as they were when it began."""

    def __init__(self, directory: pathlib.Path, *objects: dict, reports: bool = False):
        super().__init__(directory)
        self.absent: set[str] = set()  # kinds that the server does not have
        self.pages: list[tuple[str, int]] = []  # of each page its collection and number of items
        self.reports = reports
        self.terminating: set[str] = set()
        self.no_namespaces: set[str] = set()
        self._snapshots: dict[str, list[dict]] = {}
        self.add(*objects)

    def add(self, *objects: dict) -> None:
        for obj in objects:
            made = copy.deepcopy(obj)
            made["metadata"].setdefault("namespace", "shop")
            made["metadata"].setdefault("uid", f"uid-of-{made['kind']}-{made['metadata']['name']}")
            made["metadata"]["managedFields"] = [{"manager": "kubectl", "operation": "Update"}]
            self.put(path_of(made), made)

    def remove(self, obj: dict) -> None:
        with self._lock:
            del self.objects[path_of(obj)]

    def kubeconfig(self, token: str = TOKEN) -> pathlib.Path:
        (self.directory / "ca.pem").write_bytes(self.authority.pem)
        file = self.directory / "kubeconfig"
        file.write_text(json.dumps({
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": self.url,
                                                   "certificate-authority": "ca.pem"}}],
            "users": [{"name": "u", "user": {"token": token}}]}))
        return file

    def lists(self, resource: str) -> list[dict]:
        """The queries with which a collection was listed."""
        asked = []
        for method, target in self.requests:
            url = urllib.parse.urlsplit(target)
            if method == "GET" and url.path.rsplit("/", 1)[1] == resource:
                asked.append(dict(urllib.parse.parse_qsl(url.query)))
        return asked

    # What the API server answers.

    def get(self, target: str) -> tuple[int, dict]:
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        with self._lock:
            if url.path in self.objects:
                return 200, self.objects[url.path]
            if match := re.fullmatch("/api/v1/namespaces/([^/]+)", url.path):
                return self._namespace(match[1])
            if url.path == REPORTS:
                return (200, {"kind": "APIResourceList"}) if self.reports else (404, status(404))
            if url.path == f"{REPORTS}/policyreports":
                return self._list_reports(query)
            for kind, (version, resource) in COLLECTIONS.items():
                if kind not in self.absent and self._is_collection(url.path, version, resource):
                    return self._list(url.path, kind, version, resource, query)
        return 404, status(404)

    def _namespace(self, name: str) -> tuple[int, dict]:
        if name in self.no_namespaces:
            return 404, status(404)
        metadata = {"name": name}
        if name in self.terminating:
            metadata["deletionTimestamp"] = "2026-01-15T09:30:00Z"
        return 200, {"kind": "Namespace", "apiVersion": "v1", "metadata": metadata}

    @staticmethod
    def _is_collection(path: str, version: str, resource: str) -> bool:
        parts = path.removeprefix(prefix_of(version)).split("/")
        return path.startswith(prefix_of(version)) and parts[-1] == resource and (
            len(parts) == 2 or (len(parts) == 4 and parts[1] == "namespaces"))

    def _list(self, path: str, kind: str, version: str, resource: str,
              query: dict) -> tuple[int, dict]:
        if "resourceVersion" in query and "continue" in query:
            self.wrong.append("a continued list names a resourceVersion")  # a real one answers 400
            return 400, status(400)
        limit = int(query.get("limit", 0)) or 10 ** 9
        token = query.get("continue")
        if token is None:
            start, snapshot = 0, str(self._version)
            inside = path.removesuffix(resource)
            everywhere = "/namespaces/" not in path
            prefix = f"{prefix_of(version)}/namespaces/" if everywhere else inside
            self._snapshots[f"{path} {snapshot}"] = [
                copy.deepcopy(self.objects[at]) for at in sorted(self.objects)
                if at.startswith(prefix) and at.split("/")[-2] == resource]
        else:
            snapshot, _, offset = token.partition("/+")
            start = int(offset)
        items = self._snapshots[f"{path} {snapshot}"]
        page = [{key: value for key, value in item.items() if key not in ("kind", "apiVersion")}
                for item in items[start:start + limit]]
        self.pages.append((resource, len(page)))
        metadata = {"resourceVersion": snapshot}
        if start + limit < len(items):
            # Characters that a query must escape.
            metadata["continue"] = f"{snapshot}/+{start + limit}"
            metadata["remainingItemCount"] = len(items) - start - limit
        return 200, {"kind": f"{kind}List", "apiVersion": version, "metadata": metadata,
                     "items": page}

    # PolicyReports.

    def _list_reports(self, query: dict) -> tuple[int, dict]:
        if not self.reports:
            return 404, status(404)
        key, _, value = query.get("labelSelector", "").partition("=")
        found = [obj for path, obj in sorted(self.objects.items())
                 if "/policyreports/" in path
                 and (not key or obj["metadata"].get("labels", {}).get(key) == value)]
        return 200, {"kind": "PolicyReportList", "apiVersion": "wgpolicyk8s.io/v1alpha2",
                     "metadata": {"resourceVersion": str(self._version)}, "items": found}

    def report(self, namespace: str) -> dict | None:
        found = [obj for path, obj in self.objects.items()
                 if path.startswith(f"{REPORTS}/namespaces/{namespace}/policyreports/")]
        assert len(found) <= 1
        return found[0] if found else None

    def apply(self, path: str, wanted: dict) -> tuple[int, dict]:
        if "/policyreports/" not in path:
            return super().apply(path, wanted)
        if not self.reports:
            return 404, status(404)
        self.put(path, wanted)
        return 200, wanted
