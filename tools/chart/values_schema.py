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
    text = json.dumps(_closed(schema), indent=1) + "\n"
    return {root / "chart/postern/values.schema.json": text}


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
