"""chart/postern/values.schema.json: the schema of the values with that of the policy inside."""

import json
import pathlib
import re

import yaml


def files(root: pathlib.Path) -> dict[pathlib.Path, str]:
    schema = yaml.safe_load((root / "tools/chart/values.schema.yaml").read_text())
    policy = json.loads((root / "docs/policy.schema.json").read_text())
    policy.pop("$schema")
    schema["properties"]["policy"] = _for_re2(policy)
    values = yaml.safe_load((root / "chart/postern/values.yaml").read_text())
    text = json.dumps(_closed(_complete(schema, values)), indent=1) + "\n"
    return {root / "chart/postern/values.schema.json": text}


def _complete(schema: dict, values: dict) -> dict:
    """What has a default is required: helm drops a key that is set to null, and the templates would
    stumble over its absence without a word that helps."""
    made = dict(schema)
    made["required"] = sorted(name for name in values if name not in ("global", "enabled"))
    made["properties"] = {
        name: _complete(inner, values[name])
        if name != "policy" and "properties" in inner and values.get(name) else inner
        for name, inner in schema["properties"].items()}
    return made


def _closed(schema):
    """An object that lists its properties has no others: a misspelt key fails."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    # "properties" may be the name of a property, too: then it holds no schema of an object.
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed


# Helm reads patterns with RE2, which repeats nothing more than a thousand times.
_LONG_REPEAT = re.compile(r"\{(\d+),(\d{4,})\}")


def _for_re2(schema):
    if isinstance(schema, list):
        return [_for_re2(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _for_re2(value) for key, value in schema.items()}
    found = isinstance(made.get("pattern"), str) and _LONG_REPEAT.search(made["pattern"])
    if found:
        made["pattern"] = _LONG_REPEAT.sub(r"{\1,}", made["pattern"])
        made["maxLength"] = int(found[2])
    return made
