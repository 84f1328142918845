"""The probes of a pod's containers, judged as kubelet judges them."""

import time

from harness.container import Container


class Probes:
    def __init__(self, address: str):
        self._address = address
        self._started: set[str] = set()
        self._failing_since: dict[str, float] = {}

    def restarted(self, container: Container) -> None:
        self._started.discard(container.name)
        self._failing_since.pop(container.name, None)

    def ready(self, container: Container) -> bool:
        return container.running and self._has_started(container) and \
            container.probe("readinessProbe", self._address) is not False

    def alive(self, container: Container) -> bool:
        """False once the liveness probe has failed as long as its numbers allow."""
        if not self._has_started(container) or \
                container.probe("livenessProbe", self._address) is not False:
            self._failing_since.pop(container.name, None)
            return True
        since = self._failing_since.setdefault(container.name, time.monotonic())
        probe = container.container["livenessProbe"]
        patience = probe.get("failureThreshold", 3) * probe.get("periodSeconds", 10)
        return time.monotonic() - since < patience

    def _has_started(self, container: Container) -> bool:
        if container.name not in self._started and \
                container.probe("startupProbe", self._address) is not False:
            self._started.add(container.name)
        return container.name in self._started
