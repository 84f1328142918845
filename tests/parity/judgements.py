"""One judgement of a file, by either front end, in a form that can be compared."""

import dataclasses
import json
import pathlib
import re

import yaml

from blackbox import postern, reviews
from blackbox.verdicts import judge


@dataclasses.dataclass(frozen=True)
class Judgement:
    denied: bool
    denials: frozenset[tuple[str, str]]  # (rule, path)
    warnings: frozenset[tuple[str, str]]


def as_written(path: str) -> str:
    """A webhook sees stringData folded into data: the two name the same value."""
    return re.sub(r"^stringData\[", "data[", path)


def by_check(*inputs: pathlib.Path | str, stdin: bytes = b"") -> Judgement:
    done = postern.run("check", "--format", "json", *inputs, stdin=stdin)
    assert done.returncode in (0, 1), (done.returncode, done.stderr.decode())
    found: dict[str, set] = {"deny": set(), "warn": set(), "audit": set(), "excepted": set()}
    for finding in json.loads(done.stdout)["findings"]:
        found[finding["action"]].add((finding["rule"], finding["path"]))
    return Judgement(done.returncode == 1, frozenset(found["deny"]), frozenset(found["warn"]))


def by_check_alone(obj: dict) -> Judgement:
    """The object as the only one of its input: check then knows no more than the webhook."""
    return by_check("-", stdin=json.dumps(obj).encode())


def by_serve(server, documents: list[dict]) -> Judgement:
    """The API server asks for each object by itself; the file is denied when one of them is."""
    verdicts = [judge(server, document) for document in documents]
    return Judgement(not all(verdict.allowed for verdict in verdicts),
                     frozenset().union(*(verdict.denials for verdict in verdicts)),
                     frozenset().union(*(verdict.warnings for verdict in verdicts)))


def comparable(judgement: Judgement) -> Judgement:
    def folded(findings):
        return frozenset((rule, as_written(path)) for rule, path in findings)

    return Judgement(judgement.denied, folded(judgement.denials), folded(judgement.warnings))


def objects_of(file: pathlib.Path) -> list[dict]:
    """What kubectl would send to the API server, one by one. (PyYAML reads YAML 1.1, as
    Kubernetes does.)"""
    objects = []
    for document in yaml.safe_load_all(file.read_text()):
        if document is None:
            continue
        objects += document["items"] if document["kind"] == "List" else [document]
    return objects


def objects_in_cases(file: pathlib.Path) -> list[dict]:
    """The objects of a rule's case file that are written out."""
    document = yaml.safe_load(file.read_text())
    cases = [case for kind in ("fires", "silent") for case in (document.get(kind) or {}).values()]
    objects = [obj for case in cases if isinstance(case, dict)
               for obj in (case.get("object"), *(case.get("world") or [])) if obj]
    return [obj for obj in objects if obj.get("kind") in reviews.RESOURCES]


def reviews_of(file: pathlib.Path) -> list[dict]:
    return [reviews.review(obj) for obj in objects_of(file)]
