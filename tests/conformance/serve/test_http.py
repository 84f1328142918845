"""HTTP as kube-apiserver speaks it, and as it must not be spoken."""

import pytest

from blackbox import postern, reviews, wire
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, secret_review
from blackbox.verdicts import assert_allowed, assert_denied, assert_refused, judge, verdict_of

MIB = 1024 * 1024
LIMIT = 32 * MIB
MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")


def good() -> dict:
    return secret_review({"DATABASE_URL": GOOD_DSN})


def bad() -> dict:
    return secret_review({"DATABASE_URL": NO_SSLMODE_DSN})


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8",
                                        "application/json;charset=UTF-8", "Application/JSON",
                                        "application/json ; charset=\"utf-8\""])
def test_case_11_json_is_accepted_with_its_parameters(server, media_type):
    document = bad()
    response = server.post(reviews.body(document), content_type=media_type)
    assert_denied(verdict_of(response, document["request"]["uid"]), MISSING)


@pytest.mark.parametrize("media_type", [
    "text/plain", "application/yaml", "application/x-www-form-urlencoded", "text/json", "application/jsonx",
    "application/vnd.kubernetes.protobuf", "multipart/form-data; boundary=x", "json", ""])
def test_case_12_any_other_media_type_is_refused(server, media_type):
    assert_refused(server.post(reviews.body(good()), content_type=media_type), 415)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_case_12_a_compressed_body_is_refused(server, coding):
    assert_refused(server.post(reviews.body(good()), content_encoding=coding), 415)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_case_13_another_method_is_refused(server, method):
    with server.connect() as connection:
        connection.send(wire.post(b"", method=method))
        if method == "HEAD":  # has headers only
            text = connection.all_until_closed(silence=2)
            assert text.startswith(b"HTTP/1.1 405 ")
            assert b"\r\nallow: post\r\n" in text.lower()
            return
        response = connection.receive()
    assert_refused(response, 405)
    assert response.header("allow") == "POST"


@pytest.mark.parametrize("target", ["/", "/validate/", "/validates", "/Validate", "/validate/../validate",
                                    "/metrics", "/readyz", "/livez", "//validate", "/%76alidat", "/mutate"])
def test_case_13_an_unknown_path_is_refused(server, target):
    assert_refused(server.post(reviews.body(good()), target), 404)


def test_case_13_the_ops_port_does_not_judge(server):
    with wire.Connection(server.ops_address) as connection:
        response = connection.exchange(wire.post(reviews.body(good())))
    assert response.status in (404, 405, 413)  # unknown there, and it takes no body at all


def test_case_20_a_body_over_the_limit_is_refused_before_it_comes(server):
    with server.connect() as connection:
        connection.send(wire.post(b"", content_length=str(LIMIT + 1)))
        assert_refused(connection.receive(), 413)


@pytest.mark.parametrize("length", [LIMIT + 1, 2**31, 2**32 + 5, 2**63 - 1, 2**63, 2**64, 10**30])
def test_case_20_any_length_over_the_limit_is_refused(server, length):
    with server.connect() as connection:
        connection.send(wire.post(b"", content_length=str(length)))
        response = connection.receive()
    # A length that fits no integer may also be called what it is.
    assert_refused(response, 413 if length < 2**63 else response.status)
    assert response.status in (400, 413)


def test_case_20_the_reply_reaches_a_client_that_sends_it_all(server):
    """And memory stays bounded: eight bodies of 40 MiB leave no trace of 320 MiB."""
    before = server.resident_bytes()
    block = b" " * MIB
    for _ in range(8):
        with server.connect() as connection:
            try:
                connection.send(wire.post(b"", content_length=str(40 * MIB)))
                for _ in range(40):
                    connection.send(block)
            except wire.Closed:
                pass
            assert_refused(connection.receive(), 413)
    if not postern.is_sanitized():
        assert server.resident_bytes() - before < 64 * MIB


def test_case_20_a_body_of_just_the_limit_is_judged(server):
    document = bad()
    body = reviews.body(document)
    response = server.post(body + b" " * (LIMIT - len(body)))
    assert_denied(verdict_of(response, document["request"]["uid"]), MISSING)


def test_case_21_a_chunked_body_is_refused(server):
    body = reviews.body(good())
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    for length in (None, str(len(chunked))):
        request = wire.post(chunked, content_length=length, transfer_encoding="chunked")
        response = server.exchange(request)
        assert_refused(response, 411)


def test_case_21_a_body_without_a_length_is_refused(server):
    assert_refused(server.exchange(wire.post(reviews.body(good()), content_length=None)), 411)


@pytest.mark.parametrize("length", ["-1", "+5", "5x", "0x10", "", "1 2", "5, 5", "5.0", "\u00b2"])
def test_case_21_a_length_that_is_no_number_is_refused(server, length):
    response = server.exchange(wire.post(reviews.body(good()), content_length=length))
    assert_refused(response, 400)


def test_case_23_a_client_that_waits_for_100_continue_gets_it(server, connection):
    document = bad()
    body = reviews.body(document)
    connection.send(wire.post(b"", content_length=str(len(body)), expect="100-continue"))
    assert connection.receive().status == 100
    connection.send(body)
    assert_denied(verdict_of(connection.receive(), document["request"]["uid"]), MISSING)
    again = good()
    response = connection.post(reviews.body(again))
    assert_allowed(verdict_of(response, again["request"]["uid"]))


def test_case_23_a_client_that_does_not_wait_is_served_too(server, connection):
    document = bad()
    response = connection.post(reviews.body(document), expect="100-continue")
    if response.status == 100:
        response = connection.receive()
    assert_denied(verdict_of(response, document["request"]["uid"]), MISSING)


def test_case_23_what_would_be_refused_is_not_continued(server, connection):
    connection.send(wire.post(b"", content_length=str(LIMIT + 1), expect="100-continue"))
    assert_refused(connection.receive(), 413)


def test_a_refused_request_leaves_the_server_as_it_was(server):
    assert_denied(judge(server, bad()), MISSING)
    assert_allowed(judge(server, good()))
