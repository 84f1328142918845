"""What is answered to a body that is no review, or a hostile one."""

import json

import pytest

from blackbox import postern, reviews, wire
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, secret_review, workload_review
from blackbox.verdicts import assert_allowed, assert_denied, assert_refused, judge, verdict_of

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
PASSWORD = b"kq7Lw2Zr"  # stands in the reviews' connection strings
DEPTH = 100_000


def compact(document) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def good() -> dict:
    return secret_review({"DATABASE_URL": GOOD_DSN})


def refuse(server, body: bytes, *planted: bytes) -> None:
    assert_refused(server.post(body), 400, PASSWORD, *planted)
    assert_allowed(judge(server, good()))


@pytest.mark.parametrize("version", ["v1beta1", "v1alpha1", "v2", "", None, 1])
def test_case_04_another_version_of_the_review_is_refused(server, version):
    group = "admission.k8s.io/"
    document = good() | {"apiVersion": group + version if isinstance(version, str) else version}
    refuse(server, compact(document))


@pytest.mark.parametrize("changed", [
    {"kind": "ConversionReview"}, {"kind": "admissionreview"}, {"kind": None}, {"kind": ["AdmissionReview"]},
    {"apiVersion": "v1"}, {"apiVersion": "admission.k8s.io/v1/"}, {"apiVersion": "admission.k8s.io"},
    {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview"}])
def test_case_05_another_kind_of_document_is_refused(server, changed):
    refuse(server, compact(good() | changed))


@pytest.mark.parametrize("absent", ["kind", "apiVersion"])
def test_case_05_a_document_without_kind_or_version_is_refused(server, absent):
    document = good()
    del document[absent]
    refuse(server, compact(document))


@pytest.mark.parametrize("uid", ["", None, 5, 5.5, True, [], {}, ["705ab4f5"]])
def test_case_07_an_unusable_uid_is_refused(server, uid):
    document = good()
    document["request"]["uid"] = uid
    refuse(server, compact(document))


def test_case_07_a_missing_uid_is_refused(server):
    document = good()
    del document["request"]["uid"]
    refuse(server, compact(document))


@pytest.mark.parametrize("body", [
    b"", b" ", b"\n", b"null", b"[]", b"{}", b"true", b"0", b'""', b"\x00", b"{", b'"', b"\xef\xbb\xbf",
    b"%PDF-1.4", b"kq7Lw2Zr", b'{"kind"', b"'kind'", b"{'kind': 1}", b"NaN", b"[[[]]", b"apiVersion: v1"])
def test_case_08_a_body_that_is_no_review_is_refused(server, body):
    refuse(server, body)


@pytest.mark.parametrize("request_field", ["absent", None, [], "kq7Lw2Zr", 5, {}, [{}]])
def test_case_08_a_review_without_a_request_is_refused(server, request_field):
    document = good()
    del document["request"]
    if request_field != "absent":
        document["request"] = request_field
    refuse(server, compact(document))


@pytest.mark.parametrize("changed", [
    {"kind": None}, {"kind": "Secret"}, {"kind": []}, {"operation": 5}, {"operation": None},
    {"operation": "PATCH"}, {"object": "kq7Lw2Zr"}, {"object": []}, {"object": 5},
    {"oldObject": "kq7Lw2Zr", "operation": "UPDATE"}, {"dryRun": "yes"}, {"namespace": 5}, {"name": []},
    {"userInfo": "kq7Lw2Zr"}])
def test_case_08_a_request_with_a_wrong_type_is_refused_or_denied(server, changed):
    """Never allowed by mistake: the object here violates a rule."""
    document = secret_review({"DATABASE_URL": NO_SSLMODE_DSN})
    document["request"] |= changed
    response = server.post(compact(document))
    if response.status == 200:
        assert response.json()["response"]["allowed"] is False
    else:
        assert_refused(response, 400, PASSWORD)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"  \t\n\n"])
def test_case_14_white_space_after_the_review_is_accepted(server, end):
    document = good()
    response = server.post(compact(document) + end)
    assert_allowed(verdict_of(response, document["request"]["uid"]))


@pytest.mark.parametrize("end", [b"x", b"\n{}", b"]", b"}", b"\x00", b",", b"\nkq7Lw2Zr", b"null", b"//"])
def test_case_14_anything_else_after_it_is_refused(server, end):
    refuse(server, compact(good()) + end)


def test_case_15_unknown_fields_are_ignored(server):
    unknown = {"text": "kq7Lw2Zr", "list": [{"deep": [1, 2.5e300, None]}], "number": 12345678901234567890}
    for data, expected in (({"DATABASE_URL": GOOD_DSN}, ()),
                           ({"DATABASE_URL": NO_SSLMODE_DSN}, (MISSING,))):
        document = secret_review(data)
        document["unknown"] = unknown
        document["request"]["unknown"] = unknown
        document["request"]["kind"]["unknown"] = unknown
        document["request"]["object"]["unknown"] = unknown
        document["request"]["object"]["metadata"]["unknown"] = unknown
        verdict = judge(server, document)
        assert_denied(verdict, *expected) if expected else assert_allowed(verdict)


def with_duplicate(text: bytes, member: bytes) -> bytes:
    """The JSON text with the member once more, with another value, before the first one."""
    assert text.count(b'"' + member + b'":') == 1
    return text.replace(b'"' + member + b'":', b'"' + member + b'":"kq7Lw2Zr","' + member + b'":')


@pytest.mark.parametrize("member", ["kind_of_review", "uid", "operation", "data", "DATABASE_URL", "type"])
def test_case_16_a_duplicate_key_is_refused(server, member):
    document = good()
    del document["request"]["requestKind"], document["request"]["kind"]["kind"]
    del document["request"]["object"]["metadata"]["uid"]
    document["request"]["kind"] = {"group": "", "version": "v1"}
    text = compact(document)
    if member == "kind_of_review":
        text = text.replace(b'{"kind":"AdmissionReview"', b'{"kind":"X","kind":"AdmissionReview"', 1)
        assert text.startswith(b'{"kind":"X"')
    else:
        text = with_duplicate(text, member.encode())
    refuse(server, text)


def test_case_16_an_escaped_spelling_of_a_key_is_the_same_key(server):
    text = compact(good())
    twice = text.replace(b'"DATABASE_URL":', b'"DATABASE\\u005fURL":"kq7L","DATABASE_URL":')
    assert twice != text
    refuse(server, twice)


def test_case_16_check_refuses_a_duplicate_key_as_well(tmp_path):
    obj = reviews.secret({"DATABASE_URL": GOOD_DSN})
    files = {
        "twice.json": with_duplicate(compact(obj), b"DATABASE_URL"),
        "twice.yaml": b"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n"
                      b"stringData:\n  A: kq7Lw2Zr\n  A: kq7Lw2Zr\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(text)
        done = postern.run("check", tmp_path / name)
        assert done.returncode == 2, (name, done.stdout, done.stderr)
        assert name.encode() in done.stderr
        assert PASSWORD not in done.stdout + done.stderr


def nested(kind: str, depth: int, closed: bool = True) -> bytes:
    start, end = {"list": (b"[", b"]"), "object": (b'{"a":', b"}")}[kind]
    return start * depth + b"1" + (end * depth if closed else b"")


@pytest.mark.parametrize("kind", ["list", "object"])
@pytest.mark.parametrize("closed", [True, False])
def test_case_17_extreme_depth_is_refused(server, kind, closed):
    refuse(server, nested(kind, DEPTH, closed))
    document = good()
    document["request"]["object"]["spec"] = "HERE"
    refuse(server, compact(document).replace(b'"HERE"', nested(kind, DEPTH, closed)))


@pytest.mark.parametrize("kind", ["list", "object"])
def test_case_17_depth_as_real_objects_have_it_is_accepted(server, kind):
    document = good()
    document["request"]["object"]["metadata"]["managedFields"] = "HERE"
    text = compact(document).replace(b'"HERE"', nested(kind, 40))
    assert_allowed(verdict_of(server.post(text), document["request"]["uid"]))


@pytest.mark.parametrize("text", [b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80",
                                  b"\\ud800", b"\\udc00", b"\\ud800x", b"\\ud800\\u0041"])
@pytest.mark.parametrize("place", ["uid", "value", "key", "username"])
def test_case_18_text_that_is_no_unicode_is_refused(server, text, place):
    document = good()
    request = document["request"]
    if place == "uid":
        request["uid"] = "HERE"
    elif place == "value":
        request["object"]["metadata"]["annotations"] = {"a": "HERE"}
    elif place == "key":
        request["object"]["data"]["HERE"] = ""
    else:
        request["userInfo"]["username"] = "HERE"
    refuse(server, compact(document).replace(b"HERE", b"x" + text + b"y"))


def test_case_18_bytes_inside_a_secret_may_be_anything(server):
    data = {"BLOB": bytes(range(256)), "DATABASE_URL": NO_SSLMODE_DSN, "CUT": b"postgres://\xff\xfe:\x00@"}
    verdict = judge(server, secret_review(data))
    assert not verdict.allowed
    assert MISSING in verdict.denials


@pytest.mark.parametrize("name", ["DATABASE_URL\u00fc", "A\x00B", "\ufffd", "\U0001f600", "\u202e\u2066"])
def test_case_18_valid_unicode_in_a_name_gives_valid_json(server, name):
    document = workload_review("Pod", {"containers": [
        reviews.container(env=[reviews.variable(name, GOOD_DSN)])]})
    assert_denied(judge(server, document), ("workload-inline-dsn", "spec.containers[0].env[0].value"))
