"""`postern audit` says what is wrong in a cluster without a value of it, in every format, in
PolicyReports and of answers that it cannot read."""

import json

import pytest

from blackbox import postern
from blackbox.api_server import raw
from blackbox.cluster import Cluster
from blackbox.needles import Haystack
from blackbox.reviews import WORKLOADS
from planting import Garden

FORMATS = ["text", "json", "sarif", "junit", "github", "html", "markdown"]


@pytest.fixture
def garden():
    return Garden()


def planted(garden: Garden) -> list[dict]:
    return [garden.secret("Secret"), garden.config_map("ConfigMap"),
            *(garden.workload(kind) for kind in WORKLOADS)]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(tmp_path, garden, form):
    objects = planted(garden)
    haystack = Haystack()
    with Cluster(tmp_path, *objects, reports=True) as cluster:
        done = postern.run("audit", "--kubeconfig", cluster.kubeconfig(), "--format", form,
                           "--policy-reports", "--stats", "--progress", "always")
        haystack.add("stdout", done.stdout)
        haystack.add("stderr", done.stderr)
        haystack.add("PolicyReport", json.dumps(cluster.report("shop")).encode())
        haystack.add("requests", json.dumps(cluster.requests).encode())
    for rule in (b"dsn-sslmode-missing", b"dsn-sslmode-weak", b"dsn-malformed",
                 b"workload-inline-dsn", b"workload-inline-password"):
        assert rule in done.stdout, "a rule that did not fire may still leak"
        assert rule in haystack.part("PolicyReport")
    assert haystack.find(garden.canaries) == []


def answers(garden: Garden) -> dict[str, bytes]:
    """Lists that are none, each with a value beside its fault."""
    def value(place):
        return garden.text(place)

    def item(place, **fields):
        return {"kind": "SecretList", "metadata": {"continue": ""}, "items": [
            {"metadata": {"name": "odd", "namespace": "shop"}, "type": value(f"{place}, type"),
             **fields}]}

    key = json.dumps(value("key that stands twice"))
    return {
        "text": value("text").encode(),
        "cut": json.dumps(item("cut", data={"a": value("cut")})).encode()[:-20],
        "twice": f'{{"kind":"SecretList","items":[{{{key}:1,{key}:2}}]}}'.encode(),
        "wrong type": json.dumps(item("wrong type", data={"a": {"b": value("map")}})).encode(),
        "no list": json.dumps({"kind": "Status", "message": value("message")}).encode(),
        "token": json.dumps({"kind": "SecretList", "metadata": {"continue": 7},
                             "items": [value("item")]}).encode(),
    }


@pytest.mark.parametrize("case", answers(Garden()))
def test_answers_that_cannot_be_read(tmp_path, garden, case):
    body = answers(garden)[case]
    haystack = Haystack()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with Cluster(tmp_path) as cluster:
        cluster.on("GET", r"/secrets\?", raw(head + body))
        done = postern.run("audit", "--kubeconfig", cluster.kubeconfig())
    haystack.add("stdout", done.stdout)
    haystack.add("stderr", done.stderr)
    assert done.returncode == 2
    assert haystack.find(garden.canaries) == []
