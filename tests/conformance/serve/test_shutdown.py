"""How the server ends: nobody who was told to come here is turned away."""

import time

from blackbox import reviews, wire
from blackbox.deadline import deadline, eventually
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, secret_review
from blackbox.verdicts import assert_denied, verdict_of

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
DRAIN_SECONDS = 8  # of own_server


def bad() -> dict:
    return secret_review({"DATABASE_URL": NO_SSLMODE_DSN})


def assert_served(response: wire.Response, document: dict) -> None:
    assert_denied(verdict_of(response, document["request"]["uid"]), MISSING)


def test_case_32_sigterm_drains(own_server):
    server = own_server
    server.start()
    early, late, other = bad(), bad(), bad()
    request = wire.post(reviews.body(early))
    with server.connect() as in_flight, server.connect() as idle:
        assert idle.post(reviews.body(bad())).status == 200
        in_flight.send(request[:-10])
        server.terminate()
        stopped = time.monotonic()
        eventually(lambda: server.ops("/readyz").status == 503, "/readyz answers 503", 2)
        assert server.ops("/livez").status == 200

        in_flight.send(request[-10:])
        response = in_flight.receive()
        assert_served(response, early)
        assert response.closes and in_flight.is_closed(5)

        response = idle.post(reviews.body(late))
        assert_served(response, late)
        assert response.closes and idle.is_closed(5)

        with server.connect() as new:
            response = new.post(reviews.body(other))
        assert_served(response, other)
        assert response.closes
    assert time.monotonic() - stopped < DRAIN_SECONDS, "too slow a machine to judge this"
    assert server.wait(DRAIN_SECONDS + 60) == 0


def test_case_32_connections_that_stay_open_do_not_hold_it_up(own_server):
    server = own_server
    server.start()
    half = wire.post(reviews.body(bad()))[:-10]
    with server.connect() as idle, server.connect() as stuck, server.connect_plain():
        assert idle.post(reviews.body(secret_review({"A": GOOD_DSN}))).status == 200
        stuck.send(half)
        server.terminate()
        with deadline(DRAIN_SECONDS + 60, "the end of the process"):
            assert server.wait(DRAIN_SECONDS + 60) == 0


def test_case_32_a_second_sigterm_is_harmless(own_server):
    own_server.start()
    own_server.terminate()
    time.sleep(0.2)
    own_server.terminate()
    assert own_server.wait(DRAIN_SECONDS + 60) == 0
