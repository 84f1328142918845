"""Objects made of very many parts: refused by size, quickly told, and the server lives on."""

import pytest

from blackbox.reviews import body, container, review, secret, secret_review, workload_review
from blackbox.verdicts import assert_allowed, judge

DSN = "postgresql://app:kq7Lw2Zr@db.shop.acme.io/orders?sslmode=disable"


def pod(**spec) -> dict:
    return workload_review("Pod", {"containers": [container()], **spec})


OBJECTS = {
    "containers": pod(containers=[{}] * 200_000),
    "environment": pod(containers=[container(env=[{"name": "A", "value": "b"}] * 60_000)]),
    "nulls": pod(containers=[container(env=[None] * 200_000 + [{}])]),
    "arguments": pod(containers=[container(args=["a"] * 110_000)]),
    "mounts": pod(containers=[container(volumeMounts=[{"name": "a", "mountPath": "/a"}] * 20_000)]),
    "volumes": pod(volumes=[{"name": "a"}] * 20_000),
    "connection strings": pod(containers=[container(args=[DSN] * 5_000)]),
    "connection strings of many containers": pod(containers=[container(args=[DSN] * 50)] * 100),
    "keys": secret_review(stringData={f"k{number}": "x" for number in range(110_000)}),
    "connection strings in keys": secret_review(
        stringData={f"k{number}": DSN for number in range(5_000)}),
    "labels": review(secret({"a": "b"}, metadata={"name": "a", "namespace": "shop", "labels": {
        f"k{number}": "x" for number in range(110_000)}})),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_with_too_many_parts_is_refused(server, name):
    answer = server.post(body(OBJECTS[name])).json()["response"]
    assert not answer["allowed"] and answer["status"]["code"] == 403
    causes = answer["status"]["details"]["causes"]
    assert [cause["message"].endswith(" [object-unreadable]") for cause in causes] == [True]
    assert_allowed(judge(server, secret_review({"a": "b"})))


def test_a_large_object_is_judged(server):
    data = {f"k{number}": "x" for number in range(20_000)}
    assert_allowed(judge(server, secret_review(stringData=data)))
    verdict = judge(server, secret_review(stringData={**data, "URL": DSN}))
    assert {rule for rule, _ in verdict.denials} == {"dsn-sslmode-weak"}
