"""The ValidatingWebhookConfiguration that leads the API server to postern by url."""

import contextlib
from collections.abc import Iterator

from harness import manifests
from harness.kubectl import Kubectl, Result
from harness.postern import Postern
from harness.process import wait_until

NAME = "validate.postern.dev"

# Every pod-bearing kind, and what may hold a connection string beside them.
_RESOURCES = {
    ("", "v1"): ["secrets", "configmaps", "pods", "pods/ephemeralcontainers",
                 "replicationcontrollers", "podtemplates"],
    ("apps", "v1"): ["deployments", "deployments/scale", "replicasets", "statefulsets",
                     "daemonsets"],
    ("batch", "v1"): ["jobs", "cronjobs"],
}


class Webhook:
    def __init__(self, kubectl: Kubectl, postern: Postern):
        self._kubectl = kubectl.within("default")
        self._postern = postern

    def register(self) -> None:
        self._kubectl.must("apply", "-f", "-", manifest=self._configuration())
        self.wait_until_acting()

    def wait_until_acting(self) -> None:
        # The API server needs up to a second to notice a configuration.
        self._wait_until("the webhook denies", lambda probe: probe.denial is not None)

    @contextlib.contextmanager
    def unregistered(self) -> Iterator[None]:
        """A window in which objects can be made that postern would refuse."""
        self._kubectl.must("delete", "validatingwebhookconfiguration", NAME)
        self._wait_until("the webhook is gone", lambda probe: probe.accepted)
        try:
            yield
        finally:
            self.register()

    def _wait_until(self, what: str, holds) -> None:
        said: list[Result] = []

        def shown() -> bool:
            said.append(self._probe())
            return holds(said[-1])

        wait_until(shown, what, 20, lambda: f"{said[-1]}\n{self._postern.tail()}")

    def _probe(self) -> Result:
        secret = manifests.secret("webhook-probe", DATABASE_URL="postgres://app@db.acme.io/orders")
        return self._kubectl("create", "--dry-run=server", "-f", "-", manifest=secret)

    def _configuration(self) -> dict:
        rules = [{"apiGroups": [group], "apiVersions": [version], "resources": resources,
                  "operations": ["CREATE", "UPDATE"], "scope": "Namespaced"}
                 for (group, version), resources in _RESOURCES.items()]
        return {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingWebhookConfiguration",
            "metadata": {"name": NAME},
            "webhooks": [{
                "name": NAME,
                "clientConfig": {"url": self._postern.url,
                                 "caBundle": self._postern.authority.bundle},
                "rules": rules,
                # kube-system holds ConfigMaps of the API server itself.
                "namespaceSelector": {"matchExpressions": [{
                    "key": "kubernetes.io/metadata.name", "operator": "NotIn",
                    "values": ["kube-system"]}]},
                "failurePolicy": "Fail",
                "matchPolicy": "Equivalent",
                "sideEffects": "None",
                "timeoutSeconds": 5,
                "admissionReviewVersions": ["v1"],
            }],
        }
