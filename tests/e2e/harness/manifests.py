"""Kubernetes objects as kubectl reads them, reduced to what the tests are about."""

POD_KINDS = {
    # kind: (apiVersion, where the pod spec stands)
    "Pod": ("v1", "spec"),
    "PodTemplate": ("v1", "template.spec"),
    "ReplicationController": ("v1", "spec.template.spec"),
    "Deployment": ("apps/v1", "spec.template.spec"),
    "ReplicaSet": ("apps/v1", "spec.template.spec"),
    "StatefulSet": ("apps/v1", "spec.template.spec"),
    "DaemonSet": ("apps/v1", "spec.template.spec"),
    "Job": ("batch/v1", "spec.template.spec"),
    "CronJob": ("batch/v1", "spec.jobTemplate.spec.template.spec"),
}


def secret(name: str, /, *, finalizers: tuple[str, ...] = (), **values: str) -> dict:
    return {"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": name, "finalizers": list(finalizers)}, "stringData": values}


def config_map(name: str, /, **values: str) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": values}


def literal(name: str, value: str) -> dict:
    return {"name": name, "value": value}


def from_secret(name: str, secret_name: str) -> dict:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret_name, "key": name}}}


def pod_spec(*env: dict) -> dict:
    """One container that reads its database's CA where the compliant DSN says it is."""
    return {
        "containers": [{
            "name": "app", "image": "registry.acme.io/orders:1.4", "env": list(env),
            "volumeMounts": [{"name": "pg-ca", "mountPath": "/etc/pg", "readOnly": True}],
        }],
        "volumes": [{"name": "pg-ca", "configMap": {"name": "pg-ca"}}],
    }


def workload(kind: str, name: str, spec: dict) -> dict:
    """An object of any pod-bearing kind around a pod spec."""
    version, _ = POD_KINDS[kind]
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": spec}
    body: dict
    match kind:
        case "Pod":
            body = {"spec": spec}
        case "PodTemplate":
            body = {"template": template}
        case "ReplicationController":
            body = {"spec": {"selector": labels, "template": template}}
        case "Job":
            body = {"spec": {"template": _finite(template)}}
        case "CronJob":
            body = {"spec": {"schedule": "0 3 * * *",
                             "jobTemplate": {"spec": {"template": _finite(template)}}}}
        case _:
            body = {"spec": {"selector": {"matchLabels": labels}, "template": template}}
    return {"apiVersion": version, "kind": kind,
            "metadata": {"name": name, "labels": labels}, **body}


def _finite(template: dict) -> dict:
    """Jobs refuse the default restartPolicy, Always."""
    return {**template, "spec": {**template["spec"], "restartPolicy": "Never"}}
