"""SIGTERM: late and running requests are served, replies say close, exit 0."""
import contextlib
import signal
import time

import pytest

from client import PATIENCE, post


def test_sigterm_serves_on_for_the_drain_period(start):
    server = start(drain=3)
    with server.connect() as old, server.connect() as idle:
        assert "connection" not in old.request(post()).headers
        server.process.send_signal(signal.SIGTERM)
        # The server hears of it a little later: ask on new connections until it says so.
        end = time.monotonic() + PATIENCE
        closing = False
        while not closing and time.monotonic() < end:
            with server.connect() as late:
                reply = late.request(post())
                assert reply.status in (200, 400)
                closing = reply.headers.get("connection") == "close"
        assert closing
        reply = old.request(post())
        assert reply.status in (200, 400) and reply.headers["connection"] == "close"
        assert old.is_closed()
        assert idle.is_closed()
    assert server.process.wait(PATIENCE) == 0


@pytest.mark.echo_only
def test_a_running_request_is_finished(start):
    server = start(drain=0)
    with server.connect() as peer:
        peer.send(post("/slow"))
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        reply = peer.read_reply()
        assert reply.status == 200 and reply.headers["connection"] == "close"
    assert server.process.wait(PATIENCE) == 0


@pytest.mark.echo_only
def test_idle_and_silent_connections_do_not_delay_the_end(start):
    server = start(drain=0)
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(server.connect())
            stack.enter_context(server.tcp())
        begin = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        # Less than the 5 s which requests under way are given.
        assert time.monotonic() - begin < 4
