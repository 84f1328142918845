"""A node that needs no container engine: it runs pods of postern's own image, exactly as their
specification says, and leaves all other pods waiting for an image that never comes."""

import pathlib
import threading

from harness.api import Api
from harness.image import Image
from harness.pod import Pod

NODE = "e2e-node"


class Kubelet(threading.Thread):
    def __init__(self, api: Api, image: Image, directory: pathlib.Path):
        super().__init__(name="kubelet", daemon=True)
        self.pods: dict[str, Pod] = {}
        self._api = api
        self._image = image
        self.directory = directory
        self._stopping = threading.Event()
        self._number = 0

    def start(self) -> None:
        # The endpoint slices leave out a pod whose node does not exist.
        self._api.post("/api/v1/nodes", {"apiVersion": "v1", "kind": "Node",
                                         "metadata": {"name": NODE}})
        super().start()

    def stop(self) -> None:
        self._stopping.set()
        self.join(30)
        for pod in self.pods.values():
            pod.stop()

    def running(self, namespace: str) -> list[Pod]:
        """The living pods of a namespace, oldest first; one that is being deleted is none."""
        return [pod for pod in self.pods.values()
                if pod.latest and pod.latest["metadata"]["namespace"] == namespace and
                "deletionTimestamp" not in pod.latest["metadata"]]

    def errors(self) -> list[str]:
        return [f"{pod.name}: {pod.error!r}" for pod in self.pods.values() if pod.error]

    def run(self) -> None:
        while not self._stopping.wait(0.1):
            answer = self._api.get("/api/v1/pods")
            if answer.ok:
                self._follow({pod["metadata"]["uid"]: pod for pod in answer.body["items"]
                              if _is_ours(pod)})

    def _follow(self, seen: dict[str, dict]) -> None:
        for uid, pod in self.pods.items():
            pod.latest = seen.get(uid)
        for uid, pod in seen.items():
            if uid not in self.pods:
                self._take(uid, pod)

    def _take(self, uid: str, pod: dict) -> None:
        metadata = pod["metadata"]
        if "nodeName" not in pod["spec"]:
            self._api.post(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
                           "/binding",
                           {"apiVersion": "v1", "kind": "Binding",
                            "metadata": {"name": metadata["name"]},
                            "target": {"apiVersion": "v1", "kind": "Node", "name": NODE}})
        # A pod may be called like one before it.
        directory = self.directory / f"{self._number:03}-{metadata['name']}"
        directory.mkdir(parents=True)
        self.pods[uid] = Pod(self._number, {"apiVersion": "v1", "kind": "Pod", **pod}, self._api,
                             self._image, directory)
        self._number += 1
        self.pods[uid].start()


def _is_ours(pod: dict) -> bool:
    image = pod["spec"]["containers"][0]["image"]
    return image.split("@")[0].split("/")[-1].split(":")[0] == "postern"
