"""A Service's ClusterIP for connections from pods; the API server needs none, it dials the pods."""

import contextlib
import random
import socket
import threading
from collections.abc import Iterator

from harness import network
from harness.api import Api


@contextlib.contextmanager
def answering(api: Api, namespace: str, name: str) -> Iterator[None]:
    """Within, what kube-proxy does: each connection goes to one of the Service's ready pods."""
    service = api.get(f"/api/v1/namespaces/{namespace}/services/{name}").body
    address, [port] = service["spec"]["clusterIP"], service["spec"]["ports"]
    network.ip("address", "add", f"{address}/32", "dev", "lo")
    with socket.create_server((address, port["port"])) as listener:
        def accept() -> None:
            with contextlib.suppress(OSError):  # the listener is closed: the end
                while True:
                    client, _ = listener.accept()
                    pod = socket.create_connection(_endpoint(api, namespace, name), timeout=5)
                    for source, target in ((client, pod), (pod, client)):
                        threading.Thread(target=_pump, args=(source, target), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield
    network.ip("address", "delete", f"{address}/32", "dev", "lo")


def _endpoint(api: Api, namespace: str, name: str) -> tuple[str, int]:
    slices = api.get(f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
                     f"?labelSelector=kubernetes.io/service-name={name}").body["items"]
    return random.choice([(endpoint["addresses"][0], part["ports"][0]["port"]) for part in slices
                          for endpoint in part["endpoints"] if endpoint["conditions"]["ready"]])


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)
