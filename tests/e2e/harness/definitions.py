"""Kinds that a cluster has only if somebody defines them."""

import pathlib

import yaml

from harness.api import Api
from harness.process import wait_until


def define(api: Api, file: pathlib.Path) -> str:
    """Makes the CustomResourceDefinition of a file; returns its group and version."""
    definition = yaml.safe_load(file.read_text())
    # cert-manager's files are templates as far as labels and annotations go.
    definition["metadata"] = {"name": definition["metadata"]["name"]}
    made = api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
    assert made.ok, made.message
    spec = definition["spec"]
    return f"apis/{spec['group']}/{spec['versions'][-1]['name']}"


def wait_until_served(api: Api, groups: list[str]) -> None:
    def all_there() -> bool:
        published = api.get("/openapi/v3").body["paths"]
        return all(group in published and api.get(f"/{group}").ok for group in groups)

    wait_until(all_there, f"{groups} are published", 60)
