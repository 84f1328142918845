"""A pod that runs: what kubelet does for it from its start to its end."""

import os
import pathlib
import threading
import time

from harness import network
from harness.api import Api
from harness.container import Container
from harness.image import Image
from harness.pod_status import PodStatus
from harness.probes import Probes
from harness.process import Process, wait_until
from harness.volumes import Missing, Objects, Volumes

_STEP = 0.25  # between two looks at processes, probes and volumes; a kubelet takes its time more


class Pod(threading.Thread):
    """Follows one pod object. `latest` is the object as the kubelet has seen it last; None: gone."""

    def __init__(self, number: int, pod: dict, api: Api, image: Image, directory: pathlib.Path):
        metadata = pod["metadata"]
        super().__init__(name=metadata["name"], daemon=True)
        self.latest: dict | None = pod
        self.namespace = metadata["namespace"]
        self.containers: list[Container] = []
        self.address = ""
        self.error: Exception | None = None
        self._uid = metadata["uid"]
        self._spec = pod["spec"]
        self._api = api
        self._image = image
        self._number = number
        self._directory = directory
        self._stopping = threading.Event()
        self._restarts: dict[str, int] = {}
        self._path = f"/api/v1/namespaces/{self.namespace}/pods/{self.name}"
        self._objects = Objects(api, self.namespace)
        self._volumes = Volumes(pod, self._objects, directory / "volumes")
        self._status = PodStatus(api, self._path)

    @property
    def wanted(self) -> bool:
        return not self._stopping.is_set() and self.latest is not None and \
            "deletionTimestamp" not in self.latest["metadata"]

    def stop(self) -> None:
        """Ends the processes at once; the object stays."""
        self._stopping.set()
        self.join(30)

    def run(self) -> None:
        # Holds the network of the pod while its containers come and go.
        sandbox = Process(f"{self.name} sandbox", ["unshare", "--net", "sleep", "infinity"],
                          self._directory / "sandbox.log")
        try:
            sandbox.start()
            self._live(f"/proc/{sandbox.identifier}/ns/net")
            self._leave()
        except Exception as error:  # the tests ask the kubelet for it
            self.error = error
            raise
        finally:
            for container in self.containers:
                container.kill()
            sandbox.kill()

    def _live(self, sandbox: str) -> None:
        # Until it has left our network, its path leads to ours.
        wait_until(lambda: os.readlink(sandbox) != os.readlink("/proc/self/ns/net"),
                   f"{self.name} has a network", 10)
        self.address = network.connect(sandbox, self._number)
        for container in self._spec.get("initContainers", []):
            while self.wanted and not self._succeeds(container, sandbox):
                time.sleep(1)  # a small back-off
        for container in self._spec["containers"]:
            started = self._start(container, sandbox)
            if started is None:
                return
            self.containers.append(started)
        if self._spec["restartPolicy"] == "Always":
            self._serve(sandbox)
        else:
            self._run_to_the_end()

    def _start(self, container: dict, sandbox: str) -> Container | None:
        """The container, as soon as all that it needs exists; None when the pod ends before."""
        while self.wanted:
            try:
                self._volumes.update()
                pod = {**self.latest, "status": {"podIP": self.address, "hostIP": network.NODE}}
                number = self._restarts.get(container["name"], 0)
                made = Container(pod, container, self._image, sandbox, self._volumes.paths,
                                 self._objects, self._services(),
                                 self._directory / f"{container['name']}-{number}")
                made.start()
                return made
            except Missing as missing:
                self._status.waiting(str(missing))
                time.sleep(_STEP)
        return None

    def _succeeds(self, container: dict, sandbox: str) -> bool:
        """Runs an init container to its end."""
        started = self._start(container, sandbox)
        if started is None:
            return False
        self.containers.append(started)
        while started.running and self.wanted:
            time.sleep(0.05)
        self.containers.remove(started)
        self._count_restart(container["name"])
        return started.stop(5) == 0

    def _serve(self, sandbox: str) -> None:
        probes = Probes(self.address)
        while self.wanted:
            self._refresh_volumes()
            for at, container in enumerate(self.containers):
                if not container.running or not probes.alive(container):
                    self._report({container.container["name"]: False})
                    probes.restarted(container)
                    again = self._start_again(container, sandbox)
                    if again is None:
                        return
                    self.containers[at] = again
            self._report({container.container["name"]: probes.ready(container)
                          for container in self.containers})
            time.sleep(_STEP)

    def _run_to_the_end(self) -> None:
        self._report({})
        while self.wanted and any(container.running for container in self.containers):
            time.sleep(_STEP)
        if self.wanted:
            self._status.ended(self.address, self.containers)
        while self.wanted:
            time.sleep(_STEP)

    def _start_again(self, container: Container, sandbox: str) -> Container | None:
        container.kill()
        self._count_restart(container.container["name"])
        time.sleep(1)  # a small back-off
        return self._start(container.container, sandbox)

    def _count_restart(self, name: str) -> None:
        self._restarts[name] = self._restarts.get(name, 0) + 1

    def _refresh_volumes(self) -> None:
        try:
            self._volumes.update()
        except Missing:
            pass  # what is mounted stays

    def _services(self) -> list[dict]:
        return self._api.get(f"/api/v1/namespaces/{self.namespace}/services").body["items"]

    def _report(self, ready: dict[str, bool]) -> None:
        self._status.running(self.address, self.containers, ready, self._restarts)

    def _leave(self) -> None:
        if self._stopping.is_set() or self.latest is None:
            return
        self._end_in_order(self.latest["metadata"].get("deletionGracePeriodSeconds", 30))
        self._api.delete(self._path, {"apiVersion": "v1", "kind": "DeleteOptions",
                                      "gracePeriodSeconds": 0, "preconditions": {"uid": self._uid}})

    def _end_in_order(self, grace: float) -> None:
        """preStop, then SIGTERM, then SIGKILL when the grace period is over."""
        deadline = time.monotonic() + grace
        for container in self.containers:
            hook = container.container.get("lifecycle", {}).get("preStop")
            if hook and container.running:
                self._stopping.wait(min(hook["sleep"]["seconds"], grace))
        for container in self.containers:
            container.stop(max(deadline - time.monotonic(), 0.1))
