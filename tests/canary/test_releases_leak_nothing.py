"""No value of a Helm release comes out, wherever in the release it stands."""

import base64
import gzip
import json

import pytest

from blackbox import postern, reviews
from blackbox.needles import Haystack
from blackbox.postern import Serve
from planting import Garden


def release(garden: Garden) -> dict:
    """A release of the reference chart with something wrong at every place, and a value there."""
    manifest = "\n---\n".join(
        "# Source: eden/templates/all.yaml\n" + json.dumps(obj) for obj in (
            garden.secret("manifest, Secret"), garden.config_map("manifest, ConfigMap"),
            garden.workload("Deployment"), garden.workload("CronJob")))
    values = {
        "mode": garden.text("mode"),
        "user": "", "modee": garden.text("unknown key"),
        "storage": {"size": garden.text("size")},
        "external": {"connectionString": garden.dsn("connection string", "&sslmode=allow"),
                     "existingSecret": ""},
        "tls": {"enabled": garden.text("a text for a boolean"), "mode": garden.text("TLS mode")},
    }
    return {
        "name": "eden", "namespace": "shop", "version": 2,
        "info": {"status": "pending-upgrade", "notes": garden.text("notes"),
                 "description": garden.text("description")},
        "config": {"postgres": values, "secrets": {"adminToken": garden.text("admin token")},
                   "urls": [garden.dsn("list"), *garden.broken_dsns("values").values()]},
        "chart": {"metadata": {"name": "eden", "version": "1.0.0"},
                  "values": {"postgres": {"user": garden.text("default")}},
                  "schema": base64.b64encode(json.dumps({
                      "type": "object", "additionalProperties": False,
                      "properties": {"postgres": {"properties": {
                          "user": {"const": garden.text("schema")}}}}}).encode()).decode(),
                  "templates": [{"name": "a", "data": garden.text("template")}]},
        "manifest": manifest,
        "hooks": [{"path": "eden/templates/hook.yaml",
                   "manifest": json.dumps(garden.workload("Job"))}],
    }


def records(garden: Garden) -> list[dict]:
    """As Helm stores it in every way, and what only looks like it."""
    made = release(garden)
    external = release(garden)
    external["config"]["postgres"]["mode"] = "external"
    text, whole = json.dumps(external).encode(), json.dumps(made).encode()
    payloads = [gzip.compress(whole), gzip.compress(text), whole, gzip.compress(text)[:-200],
                gzip.compress(gzip.compress(text)), text[:-20],
                garden.text("no payload at all").encode()]
    encoded = [base64.b64encode(payload).decode() for payload in payloads]
    encoded.append(garden.text("no base64") + "%")
    meta = {"name": "sh.helm.release.v1.eden.v2", "namespace": "shop", "labels": {"owner": "helm"}}
    return [obj for payload in encoded for obj in (
        {"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "metadata": meta,
         "data": {"release": reviews.encoded(payload)}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"release": payload}})]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_check(tmp_path, form):
    garden, haystack = Garden(), Haystack()
    for number, obj in enumerate([release(garden), *records(garden)]):
        (tmp_path / f"{number}.json").write_text(json.dumps(obj))
    done = postern.run("check", "--format", form, tmp_path)
    haystack.add("stdout", done.stdout)
    haystack.add("stderr", done.stderr)
    assert done.returncode in (1, 2)
    assert b"release-mode-unknown" in done.stdout
    assert haystack.find(garden.canaries) == []


def test_serve(tmp_path):
    garden, haystack = Garden(), Haystack()
    with Serve(tmp_path, log_level="trace") as server:
        for obj in records(garden):
            for operation in ("CREATE", "UPDATE"):
                old = obj if operation == "UPDATE" else None
                response = server.post(reviews.body(reviews.review(obj, old, operation)))
                assert response.status == 200
                haystack.add("reply", response.raw)
        haystack.add("metrics", server.ops("/metrics").raw)
        haystack.add("log", server.output())
        assert haystack.find(garden.canaries) == []
        server.assert_alive()
