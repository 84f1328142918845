"""Objects of one input are judged together: references are followed, namespaces kept apart."""

import json

import pytest

from blackbox import postern, reviews
from blackbox.reviews import GOOD_DSN, WEAK_DSN

REFERENCE = "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef"


def deployment(namespace: str | None = "shop", secret="orders-db", key="URL", **source) -> dict:
    reference = {"name": secret, "key": key, **source}
    spec = {"containers": [reviews.container(
        env=[{"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": reference}}])]}
    return placed(reviews.workload("Deployment", spec), namespace)


def placed(obj: dict, namespace: str | None) -> dict:
    obj["metadata"].pop("namespace", None)
    if namespace:
        obj["metadata"]["namespace"] = namespace
    return obj


def secret(dsn: str, namespace: str | None = "shop") -> dict:
    return placed(reviews.secret(stringData={"URL": dsn}), namespace)


def found(tmp_path, objects, *arguments, one_file=False) -> set[tuple[str, str, str, str]]:
    if one_file:
        (tmp_path / "all.yaml").write_text("\n---\n".join(json.dumps(obj) for obj in objects))
    else:
        for number, obj in enumerate(objects):
            (tmp_path / f"{number}.json").write_text(json.dumps(obj))
    done = postern.run("check", "--format", "json", *arguments, tmp_path)
    assert done.returncode in (0, 1), done.stderr
    return {(finding["rule"], finding["action"], finding["kind"], finding["path"])
            for finding in json.loads(done.stdout)["findings"] if finding["kind"] == "Deployment"}


VIOLATES = ("workload-secret-violates", "deny", "Deployment", REFERENCE)
MISSING = "workload-secret-missing"


@pytest.mark.parametrize("one_file", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("order", [1, -1], ids=["workload first", "secret first"])
def test_a_reference_is_followed(tmp_path, order, one_file):
    objects = [deployment(), secret(WEAK_DSN)][::order]
    assert VIOLATES in found(tmp_path, objects, one_file=one_file)


def test_a_good_secret_is_silent(tmp_path):
    assert found(tmp_path, [deployment(), secret(GOOD_DSN)]) & {VIOLATES} == set()


def test_the_same_name_in_another_namespace_is_another_secret(tmp_path):
    assert VIOLATES not in found(tmp_path, [deployment(), secret(WEAK_DSN, "billing")])


def test_the_namespace_of_objects_that_name_none(tmp_path):
    objects = [deployment(None), secret(WEAK_DSN, "shop")]
    assert VIOLATES not in found(tmp_path, objects)
    assert VIOLATES in found(tmp_path, objects, "--namespace", "shop")


def test_an_absent_secret_is_a_fault_only_where_everything_is_there(tmp_path):
    objects = [deployment()]
    assert MISSING not in {rule for rule, *_ in found(tmp_path, objects)}
    assert (MISSING, "deny") in {(rule, action)
                                 for rule, action, *_ in found(tmp_path, objects, "--complete")}


def test_a_key_that_a_secret_lacks_is_a_fault(tmp_path):
    objects = [deployment(key="OTHER"), secret(GOOD_DSN)]
    assert (MISSING, REFERENCE) in {(rule, path) for rule, _, _, path in found(tmp_path, objects)}


def test_an_optional_reference_may_be_absent(tmp_path):
    assert MISSING not in {rule for rule, *_ in found(tmp_path, [deployment(optional=True)],
                                                      "--complete")}


def test_the_mode_of_a_namespace_is_that_of_the_flag(tmp_path):
    (tmp_path / "policy").write_text("apiVersion: postern.dev/v1\nkind: Policy\n"
                                     "namespaces: [{match: ['dev-*'], mode: warn}]\n")
    (tmp_path / "a.json").write_text(json.dumps(secret(WEAK_DSN, None)))
    for namespace, code, action in (("shop", 1, "deny"), ("dev-shop", 0, "warn")):
        done = postern.run("check", "--config", tmp_path / "policy", "--namespace", namespace,
                           "--format", "json", tmp_path / "a.json")
        assert done.returncode == code
        assert {(finding["action"], finding["namespace"])
                for finding in json.loads(done.stdout)["findings"]} == {(action, namespace)}


def test_an_exception_is_shown_and_does_not_fail(tmp_path):
    (tmp_path / "policy").write_text(
        "apiVersion: postern.dev/v1\nkind: Policy\nexceptions:\n"
        "  - name: legacy\n    rules: ['dsn-*']\n"
        "    objects: [{kind: Secret, namespace: shop, name: '*'}]\n"
        "    reason: being moved\n    expires: 2099-01-31\n")
    (tmp_path / "a.json").write_text(json.dumps(secret(WEAK_DSN)))
    arguments = ["check", "--config", tmp_path / "policy", "--fail-on", "warn", tmp_path / "a.json"]
    done = postern.run(*arguments, "--format", "json")
    assert done.returncode == 0
    assert {(finding["rule"], finding["action"], finding["exception"])
            for finding in json.loads(done.stdout)["findings"]} == {
        ("dsn-sslmode-weak", "excepted", "legacy")}
    assert b": excepted: " in postern.run(*arguments).stdout


def test_a_review_is_judged_with_its_user(tmp_path):
    (tmp_path / "policy").write_text(
        "apiVersion: postern.dev/v1\nkind: Policy\nexceptions:\n"
        "  - name: operators\n    rules: ['dsn-*']\n    users: [jane]\n"
        "    objects: [{kind: Secret}]\n    reason: they know\n    expires: 2099-01-31\n")
    for user, code in (("jane", 0), ("joe", 1)):
        review = reviews.review(secret(WEAK_DSN), userInfo={"username": user, "groups": []})
        done = postern.run("check", "--config", tmp_path / "policy", "-",
                           stdin=json.dumps(review).encode())
        assert done.returncode == code, done.stdout


def test_a_bad_policy_ends_the_run(tmp_path):
    (tmp_path / "policy").write_text("apiVersion: postern.dev/v1\nkind: Policy\nmood: enforce\n")
    done = postern.run("check", "--config", tmp_path / "policy", "-", stdin=b"")
    assert done.returncode == 2
    assert f"{tmp_path}/policy:3:".encode() in done.stderr
