"""Many connections, long ones, slow ones and silent ones."""

import concurrent.futures
import contextlib
import statistics
import time

import pytest

from blackbox import reviews, wire
from blackbox.deadline import TooLate, deadline
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, container, secret_review, variable, workload
from blackbox.verdicts import assert_allowed, assert_denied, judge, verdict_of

MISSING = ("dsn-sslmode-missing", "data[DATABASE_URL]")
MIB = 1024 * 1024
SOURCES = [f"127.0.0.{number}" for number in range(2, 10)]


def good() -> dict:
    return secret_review({"DATABASE_URL": GOOD_DSN})


def bad() -> dict:
    return secret_review({"DATABASE_URL": NO_SSLMODE_DSN})


def big_update(password: str | None) -> dict:
    """An UPDATE of almost 17 MB: 1.4 MB of `<` twice, each sent as six bytes."""
    blob = variable("BANNER", "<" * 1_400_000)

    def deployment(extra):
        return workload("Deployment", {"containers": [container(env=[blob, *extra])]})

    extra = [variable("PGPASSWORD", password)] if password else []
    return reviews.review(deployment(extra), deployment([]), "UPDATE")


@pytest.mark.parametrize("password", [None, "kq7Lw2Zr"])
def test_case_19_a_review_of_17_mb_is_judged_in_time(server, slowness, password):
    document = big_update(password)
    body = reviews.body(document)
    assert len(body) > 16.8e6
    with deadline(10 * slowness, "a verdict before the API server gives up (10 s by default)"):
        response = server.post(body)
    verdict = verdict_of(response, document["request"]["uid"])
    if password is None:
        assert_allowed(verdict)
    else:
        assert_denied(verdict, ("workload-inline-password",
                                "spec.template.spec.containers[0].env[1].value"))


class Trickle:
    """A connection that sends one byte a second, and hopes to be waited for."""

    def __init__(self, connection: wire.Connection, start: bytes, rest: bytes):
        self.connection = connection
        self._rest = iter(rest)
        connection.send(start)

    def is_cut_off(self) -> bool:
        """Sends the next byte, unless the peer has closed (with or without a word)."""
        if self.connection.is_ended(0.01):
            return True
        try:
            self.connection.send(bytes([next(self._rest)]))
        except wire.Closed:
            return True
        except StopIteration:
            pass
        return False


def test_case_22_a_slow_sender_is_cut_off_and_others_are_served(server, slowness):
    request = wire.post(reviews.body(good()))
    head, separator, body = request.partition(b"\r\n\r\n")
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(505)
    with contextlib.ExitStack() as stack:
        slow = [Trickle(stack.enter_context(server.connect()), head + separator, body)
                for _ in range(8)]
        slow += [Trickle(stack.enter_context(server.connect()), head[:20], head[20:])
                 for _ in range(8)]
        slow += [Trickle(stack.enter_context(server.connect_plain()), hello[:5], hello[5:])
                 for _ in range(8)]
        end = time.monotonic() + 30  # the limits are 5 s for a handshake, 10 s for a request
        while slow and time.monotonic() < end:
            slow = [sender for sender in slow if not sender.is_cut_off()]
            with deadline(5 * slowness, "an honest request beside slow ones"):
                assert_denied(judge(server, bad()), MISSING)
            time.sleep(1)
        assert not slow, f"{len(slow)} slow senders are still connected after 30 s"


def test_case_25_a_connection_is_never_closed_for_its_number_of_requests(server, connection):
    for number in range(250):
        document = bad() if number % 2 else good()
        response = connection.post(reviews.body(document))
        assert not response.closes, f"closed after request {number}"
        verdict = verdict_of(response, document["request"]["uid"])
        assert verdict.allowed == (number % 2 == 0)


def test_case_25_a_denial_and_an_allowance_keep_the_connection(server, connection):
    for document in (bad(), good(), bad()):
        verdict_of(connection.post(reviews.body(document)), document["request"]["uid"])
    assert not connection.is_closed(0.2)


def test_case_26_a_connection_idle_for_60_s_is_still_there(idle):
    assert_allowed(verdict_of(idle.response(), "second"))


def new_connection_seconds(server) -> float:
    """How long a new connection takes from connect to verdict: the median of nine."""
    spent = []
    for _ in range(9):
        started = time.monotonic()
        judge(server, good())
        spent.append(time.monotonic() - started)
    return statistics.median(spent)


def assert_unhindered(server, alone: float, limit: float) -> None:
    """A machine on which the call takes long by itself is given five times that."""
    beside = new_connection_seconds(server)
    assert beside < max(limit, 5 * alone), f"{beside:.3f} s beside others, {alone:.3f} s alone"


def test_case_27_idle_connections_hold_up_nobody(server):
    alone = new_connection_seconds(server)
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(server.connect()) for _ in range(64)]
        for connection in idle[:32]:  # half of them after a request, half before their first
            assert connection.post(reviews.body(good())).status == 200
        assert_unhindered(server, alone, 0.1)
        for connection in idle:
            assert connection.post(reviews.body(good())).status == 200


def test_case_28_silent_connections_hold_up_nobody(server):
    alone = new_connection_seconds(server)
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(server.connect_plain())
        assert_unhindered(server, alone, 1.0)


def flood(connection: wire.Connection, size: int, until: float) -> wire.Response:
    """Sends a review that is padded to the size, and its last byte at the given time; stops when
    it is answered before that."""
    document = good()
    body = reviews.body(document)
    request = wire.post(body + b" " * (size - len(body)))
    for start in range(0, len(request) - 1, MIB):
        if connection.has_something(0):
            break
        connection.send(request[start:min(start + MIB, len(request) - 1)])
    if not connection.has_something(max(until - time.monotonic(), 0)):
        connection.send(request[-1:])
    response = connection.receive()
    if response.status == 200:
        assert_allowed(verdict_of(response, document["request"]["uid"]))
    return response


def test_case_33_overload_is_answered_with_503_and_retry_after(own_server):
    """More bytes in flight (24 of 20 MiB from eight addresses) than a server of bounded memory can
    hold: some are turned away, and told when to come back."""
    own_server.start()
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(own_server.connect(source=SOURCES[number % 8]))
                       for number in range(24)]
        until = time.monotonic() + 5
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(len(connections)))
        futures = [pool.submit(flood, connection, 20 * MIB, until) for connection in connections]
        responses = [future.result(timeout=60) for future in futures]
    assert {response.status for response in responses} <= {200, 503}
    turned_away = [response for response in responses if response.status == 503]
    assert turned_away, "480 MiB in flight and nobody was turned away"
    for response in turned_away:
        assert response.header("retry-after") == "1"
        assert response.json()["error"]["code"] == 503
    assert_denied(judge(own_server, bad()), MISSING)
    own_server.assert_alive()


def test_case_33_one_address_cannot_use_up_the_budget(own_server):
    """While one address holds all that it may, another one is served."""
    own_server.start()
    with contextlib.ExitStack() as stack:
        for _ in range(12):
            with contextlib.suppress(wire.Closed, TimeoutError):
                greedy = stack.enter_context(own_server.connect(source=SOURCES[0], patience=1))
                greedy.send(wire.post(b" " * (8 * MIB))[:-1])
        document = big_update("kq7Lw2Zr")
        with own_server.connect(source=SOURCES[1]) as connection:
            response = connection.post(reviews.body(document))
        assert not verdict_of(response, document["request"]["uid"]).allowed


def test_case_47_500_in_parallel_each_get_their_own_answer(server):
    documents = [bad() if number % 3 == 0 else good() for number in range(500)]
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(server.connect(source=SOURCES[number % 8]))
                       for number in range(len(documents))]
        for connection, document in zip(connections, documents, strict=True):
            connection.send(wire.post(reviews.body(document)))
        for number, connection in reversed(list(enumerate(connections))):
            verdict = verdict_of(connection.receive(), documents[number]["request"]["uid"])
            assert verdict.allowed == (number % 3 != 0)


def test_case_47_pipelined_requests_are_answered_in_order(server, connection):
    documents = [bad() if number % 2 else good() for number in range(10)]
    connection.send(b"".join(wire.post(reviews.body(document)) for document in documents))
    for number, document in enumerate(documents):
        verdict = verdict_of(connection.receive(), document["request"]["uid"])
        assert verdict.allowed == (number % 2 == 0)


def test_a_hang_is_noticed():
    """The bound that every test of this folder has does fire."""
    with pytest.raises(TooLate), deadline(0.2, "sleeping"):
        time.sleep(5)
