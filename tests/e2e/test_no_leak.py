"""Values made to end up in an error message. That no part of the planted password comes out is
asserted for every test, by the fixture nothing_leaks; these are the tests that try hardest."""

import base64

import pytest

from harness.manifests import literal, pod_spec, secret, workload

BROKEN = {
    "port": "postgres://app:{}:x@db.acme.io/orders",
    "escape": "postgres://app:%zz{}@db.acme.io/orders",
    "slash": "postgres://app:/{}@db.acme.io/orders",
    "second at": "postgres://app:p@{}@db.acme.io/orders",
    "bracket": "postgres://app:x@[{}/orders",
    "port range": "postgres://app:x@db.acme.io:{}/orders",
    "mode": "postgres://app@db.acme.io/orders?sslmode={}",
    "parameter": "postgres://app@db.acme.io/orders?{}=1",
    "quote": "host=db.acme.io user=app password='{}",
    "scheme": "postgres:/app:{}@db.acme.io/orders",
}


@pytest.fixture
def judged(kubectl, postern):
    """Applies an object and waits until postern's decision about it is in the log. apply also
    repeats the whole manifest in an annotation of the object."""
    def apply(manifest: dict) -> None:
        kubectl("apply", "-f", "-", manifest=manifest)
        expected = {"kind": manifest["kind"], "namespace": kubectl.namespace,
                    "name": manifest["metadata"]["name"]}
        postern.wait_for_decisions(
            lambda decisions: any(expected.items() <= decision.items() for decision in decisions),
            f"{expected} is in the log")
    return apply


def test_the_search_finds_what_it_looks_for(planted):
    dsn = f"postgres://a:{planted.password}@h/d"
    for prefix in ("", "x", "xx"):
        assert planted.found_in(base64.b64encode((prefix + dsn).encode()).decode())
    assert planted.found_in(dsn)
    assert planted.found_in(f"bad host {planted.password[-9:]}")
    assert not planted.found_in("postgres://a:@h/d")


@pytest.mark.parametrize("template", BROKEN.values(), ids=BROKEN.keys())
def test_broken_connection_string(judged, planted, template):
    dsn = template.format(planted.password)
    judged(secret("db", DATABASE_URL=dsn))
    judged(workload("Deployment", "orders", pod_spec(literal("DATABASE_URL", dsn))))


def test_accepted_secret(judged, good_dsn):
    judged(secret("db", DATABASE_URL=good_dsn))


def test_inline_password(judged, planted, good_dsn):
    judged(workload("Deployment", "orders", pod_spec(literal("DATABASE_URL", good_dsn),
                                                     literal("PGPASSWORD", planted.password))))
