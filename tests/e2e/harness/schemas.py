"""JSON Schemas of every kind that the API server knows, from its own OpenAPI documents: what
kubeconform checks manifests against."""

import json
import pathlib

from harness.api import Api

_PREFIX = "#/components/schemas/"


def write_schemas(api: Api, directory: pathlib.Path) -> str:
    """Returns the -schema-location for kubeconform."""
    directory.mkdir()
    for path, document in api.get("/openapi/v3").body["paths"].items():
        if path.startswith(("api/", "apis/")) and path.count("/") >= path.startswith("apis/") + 1:
            schemas = api.get(document["serverRelativeURL"]).body["components"]["schemas"]
            _write_kinds(schemas, directory)
    return f"{directory}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"


def _write_kinds(schemas: dict[str, dict], directory: pathlib.Path) -> None:
    for name, schema in schemas.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            group = kind["group"].split(".")[0]
            suffix = f"-{group}-{kind['version']}" if group else f"-{kind['version']}"
            definitions = {used: _strict(schemas[used]) for used in _closure(name, schemas)}
            (directory / f"{kind['kind'].lower()}{suffix}.json").write_text(json.dumps(
                {"$ref": f"#/definitions/{name}", "definitions": definitions}))


def _closure(name: str, schemas: dict[str, dict]) -> set[str]:
    """The schema and all that it refers to."""
    found, open_ends = set(), [name]
    while open_ends:
        current = open_ends.pop()
        if current not in found:
            found.add(current)
            open_ends += _references(schemas[current])
    return found


def _references(schema: object) -> list[str]:
    if isinstance(schema, list):
        return [name for entry in schema for name in _references(entry)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"].removeprefix(_PREFIX)] if isinstance(schema.get("$ref"), str) else []
    return own + [name for value in schema.values() for name in _references(value)]


def _strict(schema: object) -> object:
    """As JSON Schema, and with no field allowed that the API server would drop without a word."""
    if isinstance(schema, list):
        return [_strict(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: _strict(value) for key, value in schema.items() if not key.startswith("x-")}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = "#/definitions/" + out["$ref"].removeprefix(_PREFIX)
    closed = "properties" in schema and "additionalProperties" not in schema
    if closed and not schema.get("x-kubernetes-preserve-unknown-fields"):
        out["additionalProperties"] = False
    # Null is how a chart leaves a field out; the API server drops it.
    if out.get("type") in ("object", "array") or out.pop("nullable", False):
        out["type"] = [out["type"], "null"] if isinstance(out.get("type"), str) else out.get("type")
    return {key: value for key, value in out.items() if value is not None}
