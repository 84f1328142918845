"""AdmissionReviews as kube-apiserver sends them, and objects to put into them."""

import base64
import copy
import json
import uuid

WORKLOADS = {
    # kind: apiVersion, resource, where the pod template (or the pod) stands
    "Pod": ("v1", "pods", ()),
    "PodTemplate": ("v1", "podtemplates", ("template",)),
    "ReplicationController": ("v1", "replicationcontrollers", ("spec", "template")),
    "Deployment": ("apps/v1", "deployments", ("spec", "template")),
    "ReplicaSet": ("apps/v1", "replicasets", ("spec", "template")),
    "StatefulSet": ("apps/v1", "statefulsets", ("spec", "template")),
    "DaemonSet": ("apps/v1", "daemonsets", ("spec", "template")),
    "Job": ("batch/v1", "jobs", ("spec", "template")),
    "CronJob": ("batch/v1", "cronjobs", ("spec", "jobTemplate", "spec", "template")),
}
RESOURCES = {"Secret": "secrets", "ConfigMap": "configmaps",
             **{kind: resource for kind, (_, resource, _) in WORKLOADS.items()}}

HOST = "orders.cluster-c9x2.eu-central-1.rds.amazonaws.com"
GOOD_DSN = f"postgres://app:kq7Lw2Zr@{HOST}/orders?sslmode=verify-full&sslrootcert=/etc/pg/ca.crt"
NO_SSLMODE_DSN = f"postgres://app:kq7Lw2Zr@{HOST}:5432/orders"
WEAK_DSN = f"postgres://app:kq7Lw2Zr@{HOST}/orders?sslmode=disable"


def encoded(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def secret(data=None, stringData=None, name="orders-db", **fields) -> dict:  # noqa: N803
    """A Secret; `data` is given decoded. A webhook sees data only, a manifest may hold both."""
    made = {"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": name, "namespace": "shop"}, "type": "Opaque"}
    if data is not None:
        made["data"] = {key: encoded(value) for key, value in data.items()}
    if stringData is not None:
        made["stringData"] = stringData
    return {**made, **fields}


def config_map(data: dict[str, str], name="orders-config") -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": "shop"}, "data": data}


def container(name="app", **fields) -> dict:
    return {"name": name, "image": "registry.internal/orders:1.4.2", **fields}


def variable(name: str, value: str) -> dict:
    return {"name": name, "value": value}


def workload(kind: str, spec: dict | None = None, name="orders-api", **env: str) -> dict:
    """An object of one of the nine kinds. Its pod has the given spec, or one container with the
    given variables."""
    api_version, _, way = WORKLOADS[kind]
    labels = {"app.kubernetes.io/name": "orders"}
    pod = {"metadata": {"labels": labels},
           "spec": spec if spec is not None else
           {"containers": [container(env=[variable(*pair) for pair in env.items()])]}}
    made: dict = pod
    for field in reversed(way):
        made = {field: made}
    made = {"apiVersion": api_version, "kind": kind, **made}
    made["metadata"] = {**made.get("metadata", {}), "name": name, "namespace": "shop"}
    if kind in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"):
        made["spec"]["selector"] = {"matchLabels": labels}
    if kind == "CronJob":
        made["spec"]["schedule"] = "17 3 * * *"
    return made


def pod_spec_path(kind: str) -> str:
    """Where the pod's spec stands: "spec", "spec.template.spec", ..."""
    return ".".join((*WORKLOADS[kind][2], "spec"))


def review(obj: dict | None, old: dict | None = None, operation="CREATE", uid: str | None = None,
           **fields) -> dict:
    """A review of an object; `fields` replace fields of the request."""
    subject = obj or old
    group, _, version = subject["apiVersion"].rpartition("/")
    kind = {"group": group, "version": version, "kind": subject["kind"]}
    resource = {"group": group, "version": version,
                "resource": RESOURCES.get(subject["kind"], subject["kind"].lower() + "s")}
    meta = subject.get("metadata", {})
    request = {
        "uid": uid or str(uuid.uuid4()),
        "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource,
        "operation": operation,
        "userInfo": {"username": "jane", "groups": ["developers", "system:authenticated"]},
        "object": stored(obj), "oldObject": stored(old),
        "dryRun": False,
        "options": {"kind": "CreateOptions" if operation == "CREATE" else "UpdateOptions",
                    "apiVersion": "meta.k8s.io/v1", "fieldManager": "kubectl-client-side-apply"},
    }
    request |= {key: meta[key] for key in ("name", "namespace") if key in meta}
    request |= fields
    return {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}


def stored(obj: dict | None) -> dict | None:
    """The object as a webhook sees it: stringData folded into data, metadata of the server."""
    if obj is None:
        return None
    made = copy.deepcopy(obj)
    if made.get("kind") == "Secret" and "stringData" in made:
        plain = made.pop("stringData") or {}
        made["data"] = {**(made.get("data") or {}),
                        **{key: encoded(value) for key, value in plain.items()}}
    if isinstance(made.get("metadata"), dict):
        made["metadata"] = {"uid": "0d1a6f3e-6c0b-4c53-9c55-0f0d7f6f2c11",
                            "creationTimestamp": "2026-01-15T09:30:00Z", **made["metadata"]}
    return made


def secret_review(data=None, stringData=None, operation="CREATE", old=None,  # noqa: N803
                  **fields) -> dict:
    """A review of a Secret; `old` is the data (decoded) of the object before an update."""
    return review(secret(data, stringData), secret(old) if old is not None else None,
                  operation, **fields)


def workload_review(kind: str, spec: dict | None = None, operation="CREATE", old=None,
                    request: dict | None = None, **env: str) -> dict:
    return review(workload(kind, spec, **env), old, operation, **(request or {}))


def body(document: dict) -> bytes:
    """Compact JSON and a newline, as Go's encoder writes it (`<` escaped too)."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode() + b"\n"
