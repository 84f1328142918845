"""What kubelet writes into the status of a pod."""

import datetime

from harness import network
from harness.api import Api, STRATEGIC
from harness.container import Container


class PodStatus:
    def __init__(self, api: Api, path: str):
        self._api = api
        self._path = f"{path}/status"
        self._told: dict | None = None

    def waiting(self, reason: str) -> None:
        self._tell({"phase": "Pending", "message": reason, "conditions": _conditions(False)})

    def running(self, address: str, containers: list[Container], ready: dict[str, bool],
                restarts: dict[str, int]) -> None:
        self._tell(_addresses(address) | {
            "phase": "Running", "conditions": _conditions(all(ready.values())),
            "containerStatuses": [_state(container, ready, restarts) for container in containers]})

    def ended(self, address: str, containers: list[Container]) -> None:
        failed = any(container.status for container in containers)
        self._tell(_addresses(address) | {
            "phase": "Failed" if failed else "Succeeded", "conditions": _conditions(False),
            "containerStatuses": [_state(container, {}, {}) for container in containers]})

    def _tell(self, status: dict) -> None:
        if status == self._told:
            return
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        dated = [{**condition, "lastTransitionTime": now} for condition in status["conditions"]]
        self._api.patch(self._path, {"status": {**status, "conditions": dated, "startTime": now}},
                        STRATEGIC)
        self._told = status


def _addresses(address: str) -> dict:
    return {"podIP": address, "podIPs": [{"ip": address}],
            "hostIP": network.NODE, "hostIPs": [{"ip": network.NODE}]}


def _state(container: Container, ready: dict[str, bool], restarts: dict[str, int]) -> dict:
    name = container.container["name"]
    running = {"running": {}} if container.running else \
        {"terminated": {"exitCode": container.status or 0}}
    return {"name": name, "ready": ready.get(name, False), "started": True, "state": running,
            "image": container.container["image"], "imageID": "",
            "restartCount": restarts.get(name, 0)}


def _conditions(ready: bool) -> list[dict]:
    text = "True" if ready else "False"
    return [{"type": "PodScheduled", "status": "True"}, {"type": "Initialized", "status": "True"},
            {"type": "ContainersReady", "status": text}, {"type": "Ready", "status": text}]
