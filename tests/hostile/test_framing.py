"""Requests that are malformed, ambiguous or too large: a defined status, closed, nobody harmed."""
import gzip
import json
import random
import time

import pytest

from client import post

MIB = 1024 * 1024
HEAD = "POST /validate HTTP/1.1\r\nHost: webhook\r\n"
SMUGGLED = post("/smuggled")

REFUSED = {
    "chunked": (HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411),
    "chunked and length": (HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    "no length": (HEAD + "\r\n", 411),
    "two lengths": (HEAD + "Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}", 400),
    "list of lengths": (HEAD + "Content-Length: 2, 2\r\n\r\n{}", 400),
    "signed length": (HEAD + "Content-Length: +2\r\n\r\n{}", 400),
    "folded header": (HEAD + "X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}", 400),
    "NUL in a header": (HEAD + "X: a\0b\r\nContent-Length: 2\r\n\r\n{}", 400),
    "lone CR": (HEAD + "X: a\rContent-Length: 2\r\n\r\n{}", 400),
    "lone LF": ("POST /validate HTTP/1.1\nHost: a\nContent-Length: 2\n\n{}", 400),
    "space before colon": (HEAD + "Content-Length : 2\r\n\r\n{}", 400),
    "range": (HEAD + "Range: bytes=0-0\r\nContent-Length: 2\r\n\r\n{}", 400),
    "no host": ("POST /validate HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 400),
    "HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "not HTTP": ("\x16\x03\x01 hello hello\r\n\r\n", 400),
    "announced as too large": (HEAD + "Content-Length: 99999999999999999999\r\n\r\n", 413),
    "65 header lines": ("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n" * 64 + "\r\n", 431),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_and_closed(server, name):
    data, status = REFUSED[name]
    with server.connect() as peer:
        # What follows on the same connection must not be answered: its start is uncertain.
        reply = peer.request(data.encode("latin-1") + SMUGGLED)
        assert reply.status == status
        assert reply.error_code() == status
        assert reply.headers["connection"] == "close"
        assert reply.headers["content-type"] == "application/json"
        assert peer.buffer == b"" and peer.is_closed()
    server.assert_serving()


def test_gzip_body_is_not_inflated(server):
    body = gzip.compress(bytes(20 * MIB))
    with server.connect() as peer:
        assert peer.request(post(body=body, headers=["Content-Encoding: gzip"])).status == 415
    server.assert_serving()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_body_of_another_method_is_not_the_next_request(server, method):
    head = f"{method} /validate HTTP/1.1\r\nHost: a\r\nContent-Length: {len(SMUGGLED)}\r\n\r\n"
    with server.connect() as peer:
        reply = peer.request(head.encode() + SMUGGLED)
        assert reply.status == 405 and reply.headers["allow"] == "POST"
        if reply.headers.get("connection") != "close":
            # `/smuggled` would be a 404.
            assert peer.request(post()).status in (200, 400)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_405(server, method):
    with server.connect() as peer:
        peer.send(f"{method} /validate HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        reply = peer.sock.recv(65536)
        assert reply.startswith(b"HTTP/1.1 405 ")
        assert b"accept-ranges" not in reply.lower()


def test_unknown_path_is_404_and_the_connection_goes_on(server):
    with server.connect() as peer:
        for path in ("/", "/validate/", "/validate/x", "/Validate", "/../validate", "//validate"):
            assert peer.request(post(path)).status == 404, path
        assert peer.request(post()).status in (200, 400)


def test_expect_100_continue(server):
    head, body = post(body=b"{}", headers=["Expect: 100-continue"]).split(b"\r\n\r\n")
    with server.connect() as peer:
        assert peer.request(head + b"\r\n\r\n").status == 100
        assert peer.request(body).status in (200, 400)
        # With the body at hand nothing is announced.
        assert peer.request(head + b"\r\n\r\n" + body).status in (200, 400)


def test_expect_is_answered_with_413_before_the_body(server):
    with server.connect() as peer:
        head = HEAD + f"Expect: 100-continue\r\nContent-Length: {33 * MIB}\r\n\r\n"
        assert peer.request(head.encode()).status == 413


def test_413_reaches_a_client_that_sends_everything_first(server):
    with server.connect() as peer:
        peer.send(post(body=bytes(40 * MIB)))
        assert peer.read_reply().status == 413
    server.assert_serving()


def test_largest_body_is_read(server):
    with server.connect() as peer:
        assert peer.request(post(body=bytes(32 * MIB))).status in (200, 400)


@pytest.mark.parametrize("line", [b"X: " + b"x" * 64 * MIB, b"X: 1\r\n" * (32 * MIB // 6)],
                         ids=["one line of 64 MB", "32 MB of lines"])
def test_header_flood(server, line):
    with server.connect() as peer:
        peer.send_regardless(HEAD.encode() + line)
        # The server may have given up reading before all was sent; then the reply may be lost.
        try:
            assert peer.read_reply().status == 431
        except OSError:
            pass
    assert server.rss_kib() < 128 * 1024
    server.assert_serving()


def test_pipelined_requests_are_answered_in_order(server):
    with server.connect() as peer:
        peer.send(post() + post("/nope") + post() + post("/nope"))
        statuses = [peer.read_reply().status for _ in range(4)]
        assert statuses[1] == statuses[3] == 404
        assert statuses[0] == statuses[2] != 404


@pytest.mark.echo_only
def test_a_pipeline_without_room_gets_the_first_reply_and_a_close(start):
    """The second request has to be put aside, and this address may buffer nothing."""
    server = start(source_bytes=100)
    with server.connect() as peer:
        reply = peer.request(post() + SMUGGLED)
        assert reply.status == 200 and reply.headers["connection"] == "close"
        assert peer.buffer == b"" and peer.is_closed()
        peer.close()
    server.assert_serving()


@pytest.mark.echo_only
def test_a_request_without_room_is_told_to_come_back(start):
    server = start(source_bytes=100)
    with server.connect() as peer:
        peer.send(post(body=bytes(1000))[:-1])
        reply = peer.read_reply()
        assert reply.status == 503 and reply.headers["retry-after"] == "1"
    server.assert_serving()


@pytest.mark.parametrize("target, status", [
    ("http://webhook/validate", None), ("https://webhook:8443/validate?timeout=5s", None),
    ("HTTPS://webhook/validate", None), ("http://webhook", 404), ("http://webhook?/validate", 404),
    ("ftp://webhook/validate", 404), ("webhook/validate", 404), ("*", 404), ("?/validate", 404),
    ("/http://a/validate", 404)])
def test_absolute_form(server, target, status):
    """RFC 9112 section 3.2.2: a server must accept it."""
    with server.connect() as peer:
        assert peer.request(post(target)).status in ((status,) if status else (200, 400))
    server.assert_serving()


def test_tls_on_the_plain_port_is_answered_at_once(server):
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 505  # no line end in it
    with server.connect_ops() as peer:
        assert peer.request(hello).status == 400
        assert peer.is_closed()


def test_100_requests_and_a_pause_on_one_connection(server):
    with server.connect() as peer:
        for _ in range(100):
            reply = peer.request(post())
            assert reply.status in (200, 400) and "connection" not in reply.headers
        time.sleep(2)
        assert peer.request(post()).status in (200, 400)


def test_request_byte_by_byte(server):
    with server.connect() as peer:
        for byte in post(body=b'{"a": 1}'):
            peer.send(bytes([byte]))
        assert peer.read_reply().status in (200, 400)


def test_headers_cannot_name_the_peer_or_ask_for_compression(server):
    with server.connect() as peer:
        reply = peer.request(post(headers=["Accept-Encoding: gzip, br", "REMOTE_ADDR: 6.6.6.6"]))
        assert "content-encoding" not in reply.headers
        assert b"6.6.6.6" not in reply.body


@pytest.mark.echo_only
def test_peer_address_is_the_sockets(server):
    with server.connect() as peer:
        reply = peer.request(post("/length", headers=["REMOTE_ADDR: 6.6.6.6"]))
        assert json.loads(reply.body)["peer"] == "127.0.0.1"


def polynomial(body):
    total = 0
    for byte in body:
        total = (total * 31 + byte) % 2**32
    return total


@pytest.mark.echo_only
@pytest.mark.parametrize("size", [0, 1, 4096, 65000, 65536, 70000, 131072, 300001])
def test_a_body_in_pieces_arrives_whole(server, size):
    """Across every buffer the server uses, with pauses in which it has to put the pieces aside."""
    body = random.Random(size).randbytes(size)
    with server.connect() as peer:
        for pieces in (1, 2, 5):
            data = post("/length", body=body) + post("/nope")
            step = len(data) // pieces + 1
            for start in range(0, len(data), step):
                peer.send(data[start:start + step])
                time.sleep(0.02)
            reply = json.loads(peer.read_reply().body)
            assert (reply["length"], reply["sum"]) == (size, polynomial(body))
            assert peer.read_reply().status == 404


@pytest.mark.echo_only
@pytest.mark.parametrize("first", [60000, 100000, 150000])
def test_a_body_that_fills_the_workers_buffer_is_put_aside_once(start, first):
    """The only worker is busy while the first part arrives, so that it reads it in one go."""
    server = start(workers=1)
    body = random.Random(first).randbytes(200000)
    with server.connect() as busy, server.connect() as peer:
        data = post("/length", body=body) + post("/nope")
        busy.send(post("/slow"))
        time.sleep(0.1)
        peer.send(data[:first])
        busy.read_reply()
        time.sleep(0.1)
        peer.send(data[first:])
        reply = json.loads(peer.read_reply().body)
        assert (reply["length"], reply["sum"]) == (len(body), polynomial(body))
        assert peer.read_reply().status == 404


@pytest.mark.echo_only
def test_an_exception_tells_nothing(server):
    with server.connect() as peer:
        reply = peer.request(post("/throw"))
        assert reply.status == 500 and reply.error_code() == 500
        assert "hunter2" not in str(reply.headers) and b"hunter2" not in reply.body
        assert peer.request(post()).status == 200


@pytest.mark.echo_only
def test_a_reply_larger_than_the_socket_buffers(server):
    with server.connect() as peer:
        for _ in range(2):
            reply = peer.request(post("/large"))
            assert len(reply.body) == 4 * MIB
