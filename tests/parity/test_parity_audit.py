"""The same objects give the same findings in a cluster (audit) as in a whole input (check) and, for
those that need no other object, as in an admission review (serve)."""

import json

import pytest

from blackbox import postern, reviews
from blackbox.cluster import Cluster, path_of
from blackbox.postern import SOURCE
from judgements import as_written, by_serve, objects_in_cases, objects_of
from test_parity import EVERY_FILE
from test_parity_releases import CASES, RELEASES, stored

Findings = set[tuple[str, str, str, str]]  # rule, action, object, path


def reported(done) -> Findings:
    assert done.returncode in (0, 1), done.stderr.decode()
    return {(found["rule"], found["action"],
             f"{found['kind']} {found['namespace']}/{found['name']}", as_written(found["path"]))
            for found in json.loads(done.stdout)["findings"]}


def by_audit(directory, objects: list[dict]) -> Findings:
    with Cluster(directory, *objects) as cluster:
        return reported(postern.run("audit", "--kubeconfig", cluster.kubeconfig(),
                                    "--format", "json", "--page-size", "3"))


def by_check(objects: list[dict]) -> Findings:
    return reported(postern.run("check", "--format", "json", "--complete", "--namespace", "shop",
                                stdin=b"\n---\n".join(json.dumps(obj).encode() for obj in objects)))


def as_stored(obj: dict) -> dict:
    made = reviews.stored(obj)
    made["metadata"].setdefault("namespace", "shop")
    return made


def storable(objects: list[dict]) -> list[dict]:
    """What an API server would take, each name once, as it keeps it."""
    made: dict[str, dict] = {}
    for obj in objects:
        meta = obj.get("metadata")
        if obj.get("kind") in reviews.RESOURCES and isinstance(meta, dict) and meta.get("name"):
            made.setdefault(path_of(as_stored(obj)), as_stored(obj))
    return list(made.values())


@pytest.mark.parametrize("file", EVERY_FILE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_audit_and_check_agree_on_every_file(tmp_path, file):
    objects = storable(objects_in_cases(file) if file.parent.name == "rules" else objects_of(file))
    if objects:
        assert by_audit(tmp_path, objects) == by_check(objects)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("driver", ["Secret", "ConfigMap"])
def test_audit_and_check_agree_on_a_release(tmp_path, case, driver):
    release = json.loads((RELEASES / f"{case}.json").read_text())
    release["namespace"] = "shop"
    objects = [stored(release, driver)]
    assert by_audit(tmp_path, objects) == by_check(objects)


def test_audit_and_check_agree_on_revisions(tmp_path):
    """A revision is compared with the one before it, of which an audit keeps only the name."""
    release = json.loads((RELEASES / "accept-embedded.json").read_text())
    later = json.loads((RELEASES / "accept-external-inline.json").read_text())
    for revision, one in enumerate((release, later), 1):
        one |= {"namespace": "shop", "version": revision, "name": "eden"}
    objects = [stored(release), stored(later)]
    found = by_audit(tmp_path, objects)
    assert found == by_check(objects)
    assert "release-mode-switch-undrained" in {rule for rule, *_ in found}


@pytest.mark.parametrize("file", [path for path in EVERY_FILE if path.parent.name != "rules"],
                         ids=lambda path: str(path.relative_to(SOURCE)))
def test_audit_and_serve_agree_on_what_needs_no_other_object(tmp_path, server, file):
    objects = [obj for obj in storable(objects_of(file)) if obj["kind"] in ("Secret", "ConfigMap")]
    if not objects:
        return
    judged = by_serve(server, [reviews.review(obj) for obj in objects])
    found = {(rule, action, path) for rule, action, _, path in by_audit(tmp_path, objects)}
    assert {(rule, path) for rule, action, path in found if action == "deny"} == judged.denials
    assert {(rule, path) for rule, action, path in found if action == "warn"} == judged.warnings
