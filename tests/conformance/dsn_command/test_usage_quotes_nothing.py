"""A connection string that somebody puts on the command line is not repeated on the screen."""

import pytest

from blackbox import postern


@pytest.mark.parametrize("arguments", [
    ["dsn", "{}"],
    ["dsn", "--json={}"],
    ["dsn", "--batch={}"],
    ["dsn", "--probe", "--timeout", "{}"],
    ["dsn", "--probe", "--timeout={}"],
    ["dsn", "--{}"],
    ["check", "--format", "{}"],
    ["rules", "--{}"],
    ["serve", "--threads", "{}"],
    ["serve", "{}"],
    ["{}"],
], ids=" ".join)
def test_nothing_of_an_argument_is_quoted(arguments):
    dsn = "postgresql://app:needle21@db.acme.io/orders"
    ended = postern.run(*(argument.replace("{}", dsn) for argument in arguments))
    assert ended.returncode == 2
    assert b"needle21" not in ended.stderr + ended.stdout
    assert ended.stderr.count(b"\n") == 1
