"""What is sent to the servers: a review of 5 KB, load by wrk, single calls, floods."""

import concurrent.futures
import contextlib
import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import time

from servers import HERE, Server

MIB = 1024 * 1024


def review() -> dict:
    """A Deployment of 5 KB as an API server sends it; every rule looks at it, none fires."""
    env = [{"name": f"SETTING_{i}", "value": f"value-{i}"} for i in range(24)]
    env.append({"name": "DATABASE_URL",
                "valueFrom": {"secretKeyRef": {"name": "orders-db", "key": "DATABASE_URL"}}})
    labels = {"app.kubernetes.io/name": "orders", "app.kubernetes.io/instance": "orders"}
    container = {"name": "app", "image": "registry.example.org/orders:1.4.2", "env": env,
                 "args": ["--port=8080", "--log-format=json"],
                 "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
                 "volumeMounts": [{"name": "ca", "mountPath": "/etc/pg", "readOnly": True}]}
    template = {"metadata": {"labels": labels},
                "spec": {"containers": [container],
                         "volumes": [{"name": "ca", "secret": {"secretName": "orders-db-ca"}}]}}
    managed = [{"manager": "kubectl", "operation": "Apply", "fieldsV1": {
        f"f:field{i}": {"f:nested": {}} for i in range(105)}}]
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment",
                  "metadata": {"name": "orders", "namespace": "shop", "labels": labels,
                               "managedFields": managed},
                  "spec": {"replicas": 3, "selector": {"matchLabels": labels},
                           "template": template}}
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
        "resource": {"group": "apps", "version": "v1", "resource": "deployments"},
        "name": "orders", "namespace": "shop", "operation": "CREATE",
        "userInfo": {"username": "jane", "groups": ["dev", "system:authenticated"]},
        "object": deployment, "oldObject": None, "dryRun": False}}


def load(server: Server, connections: int, seconds: int, body: pathlib.Path) -> dict:
    """One round of wrk: rate, latencies (ms), server CPU per request (us), errors."""
    before = server.cpu_seconds()
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s", "-s",
         str(HERE / "post.lua"), f"https://127.0.0.1:{server.port}/validate?timeout=5s"],
        env={**os.environ, "REVIEW": str(body)}, capture_output=True, text=True, check=True,
        timeout=seconds + 60)
    result = done.stdout.split("RESULT", 1)[1]
    found = {key: float(value) for key, value in re.findall(r"(\w+)=([\d.]+)", result)}
    return {"rate": found["requests"] / found["seconds"], "p50": found["p50_us"] / 1000,
            "p99": found["p99_us"] / 1000, "errors": found["errors"],
            "cpu": (server.cpu_seconds() - before) / max(found["requests"], 1) * 1e6}


def single_calls(server: Server, body: bytes, count: int) -> list[float]:
    """Latencies (ms) of one client that calls again and again on one connection."""
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=20)
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        connection.request("POST", "/validate", body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200, reply.status
        taken.append((time.perf_counter() - began) * 1000)
    connection.close()
    return taken


@contextlib.contextmanager
def idle_connections(server: Server, count: int):
    """Idle TLS connections, 200 from each of several loopback addresses (256 are allowed)."""
    context = ssl._create_unverified_context()
    with contextlib.ExitStack() as stack:
        for index in range(count):
            raw = socket.create_connection(("127.0.0.1", server.port), timeout=20,
                                           source_address=(f"127.0.1.{index // 200 + 1}", 0))
            stack.enter_context(context.wrap_socket(raw))
        yield


def _flood_one(port: int, mebibytes: int) -> int | None:
    context = ssl._create_unverified_context()
    block = b" " * MIB
    try:
        with context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20)) as peer:
            with contextlib.suppress(OSError):
                peer.sendall(b"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json"
                             b"\r\nContent-Length: %d\r\n\r\n" % (mebibytes * MIB))
                for _ in range(mebibytes):
                    peer.sendall(block)
            return int(peer.recv(65536).split()[1])
    except (OSError, IndexError):
        return None


def flood(server: Server, peers: int, mebibytes: int) -> list[int | None]:
    """So many peers send a body of that size at once; returns the statuses they got."""
    with concurrent.futures.ThreadPoolExecutor(peers) as pool:
        return list(pool.map(_flood_one, [server.port] * peers, [mebibytes] * peers))
