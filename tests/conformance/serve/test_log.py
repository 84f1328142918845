"""The log: its fields, and that nobody waits for who reads it."""

import os

import pytest

from blackbox import reviews, wire
from blackbox.deadline import deadline, eventually
from blackbox.postern import Serve
from blackbox.reviews import GOOD_DSN, NO_SSLMODE_DSN, secret_review
from blackbox.verdicts import judge

LINES = 5000  # more than the server's buffer (1 MiB) and a pipe (64 KiB) hold


def bad() -> dict:
    return secret_review({"DATABASE_URL": NO_SSLMODE_DSN})


def test_the_decision_line_has_the_documented_fields(server):
    document = bad()
    judge(server, document)
    line = server.decision(document["request"]["uid"])
    assert list(line) == ["ts", "level", "msg", "uid", "kind", "namespace", "name", "operation",
                          "dryRun", "user", "allowed", "mode", "policy", "rules", "latency_us"]
    assert line["kind"] == "Secret" and line["operation"] == "CREATE"
    assert line["allowed"] is False and line["rules"] == ["dsn-sslmode-missing"]
    assert line["dryRun"] is False and isinstance(line["latency_us"], int)


def test_every_line_is_json_with_time_level_and_message(own_server):
    own_server.start()
    judge(own_server, secret_review({"DATABASE_URL": GOOD_DSN}))
    own_server.terminate()
    assert own_server.wait() == 0
    lines = [wire.strict_json(line) for line in own_server.output().splitlines()]
    assert all(list(line)[:3] == ["ts", "level", "msg"] for line in lines)
    assert [line["msg"] for line in lines][-1] == "stopped"


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


def test_a_log_that_nobody_reads_holds_up_no_request(tmp_path, pipe, slowness):
    """Nor the end of the process. What found no room is counted."""
    _, writing = pipe
    body = reviews.body(bad())
    with Serve(tmp_path, "--drain-seconds", "0", stdout=writing) as server:
        with deadline(60 * slowness, "answers while the log is full"), \
                server.connect() as connection:
            for _ in range(LINES):
                assert connection.post(body).status == 200
        assert server.metrics().total("postern_log_lines_lost_total") > 0
        server.terminate()
        assert server.wait() == 0


def test_what_could_not_be_logged_is_told_when_the_log_is_read_again(tmp_path, pipe):
    reading, writing = pipe
    body = reviews.body(bad())
    text = b""

    def told():
        nonlocal text
        text += os.read(reading, 65536)
        return b"log lines were lost" in text

    with Serve(tmp_path, stdout=writing) as server:
        with server.connect() as connection:
            while not server.metrics().total("postern_log_lines_lost_total"):
                for _ in range(500):
                    connection.post(body)
        eventually(told, "the line that says so", pause=0)
    lines = text[:text.rindex(b"\n")].splitlines()
    assert all(wire.strict_json(line)["msg"] for line in lines), "no line is cut"
