"""What Postern says of a string, and what libpq and a real PostgreSQL make of it.

The table of docs/ground-truth.md is what this test sees; WRITE_GROUND_TRUTH=1 writes it anew.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess

import pytest

import database
from blackbox import postern

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs/ground-truth.md"
MARK = "<!-- seen by tests/conformance/dsn_command/test_ground_truth.py -->\n"
NAME = "db.acme.io"
CA = "/etc/pg/ca.crt"

PARAMETERS = [
    "",
    "sslmode=disable",
    "sslmode=allow",
    "sslmode=prefer",
    f"sslmode=prefer&sslrootcert={CA}",
    "sslmode=require",
    f"sslmode=require&sslrootcert={CA}",
    "sslmode=verify-ca",
    f"sslmode=verify-ca&sslrootcert={CA}",
    "sslmode=verify-full",
    f"sslmode=verify-full&sslrootcert={CA}",
    "sslmode=verify-full&ssl=true",
    f"sslmode=verify-full&sslrootcert={CA}&ssl=true",
    f"sslmode=verify-full&sslrootcert={CA}&requiressl=0",
]
MAY_BE_PLAINTEXT = {"dsn-sslmode-missing", "dsn-sslmode-weak"}
NOT_AUTHENTICATED = MAY_BE_PLAINTEXT | {"dsn-sslmode-unverified", "dsn-tls-contradiction"}
CANNOT_CONNECT = {"dsn-sslrootcert-missing"}


@dataclasses.dataclass(frozen=True)
class Server:
    """What the client meets: a certificate and what signed it, as the client's CA file sees it."""
    title: str
    tls: bool = True
    name: str = NAME
    trusted: bool = True
    ends: int = 20


SERVERS = [
    Server("TLS, right CA and name"),
    Server("another name", name="elsewhere.acme.io"),
    Server("another CA", trusted=False),
    Server("expired", ends=-1),
    Server("TLS off", tls=False),
]


@pytest.fixture(scope="module")
def seen(directory) -> dict[tuple[str, str], str]:
    """How each string ends at each server: encrypted, plaintext or refused."""
    place = directory / "cluster"
    place.mkdir()
    cluster = database.Database(place)
    trusted = database.authority(directory / "ca.crt", "the database's CA")
    stranger = database.authority(directory / "stranger.crt", "another CA")
    ends = {}
    for server in SERVERS:
        database.issue(trusted if server.trusted else stranger, server.name,
                       server.ends * database.DAY, cluster.directory)
        with running(cluster, server.tls):
            for parameters in PARAMETERS:
                ends[parameters, server.title] = connect(cluster.port, parameters, trusted.file)
    return ends


@contextlib.contextmanager
def running(cluster, tls):
    cluster.start(tls)
    try:
        yield
    finally:
        cluster.stop()


def connect(port: int, parameters: str, ca: pathlib.Path) -> str:
    """psql's end of the string, which dials loopback; libpq finds no CA but the named one."""
    dsn = f"postgresql://postgres@{NAME}/postgres?{parameters}".replace(CA, str(ca))
    dsn += f"{'&' if parameters else ''}hostaddr=127.0.0.1&port={port}&connect_timeout=60"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # libpq asks the user database for the home directory, so HOME moves no default CA file.
    environment |= {"PGSSLROOTCERT": "/nonexistent/root.crt"}
    ended = subprocess.run(
        [database.programs() / "psql", "-XAtc",
         "select ssl from pg_stat_ssl where pid = pg_backend_pid()", dsn],
        capture_output=True, timeout=120, env=environment, check=False)
    if ended.returncode != 0:
        return "refused"
    return {b"t": "encrypted", b"f": "plaintext"}[ended.stdout.strip()]


def rules_on(parameters: str) -> list[str]:
    dsn = f"postgresql://app:needle21@{NAME}/orders" + (f"?{parameters}" if parameters else "")
    ended = postern.run("dsn", "--json", stdin=dsn.encode(), seconds=60)
    return [finding["rule"] for finding in json.loads(ended.stdout)["findings"]]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_what_may_be_plaintext_ends_in_plaintext_and_nothing_else_does(seen, parameters):
    ends = {seen[parameters, server.title] for server in SERVERS}
    assert ("plaintext" in ends) == bool(MAY_BE_PLAINTEXT & set(rules_on(parameters)))


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_what_is_verified_is_refused_by_another_ca_and_after_expiry(seen, parameters):
    if NOT_AUTHENTICATED & set(rules_on(parameters)):
        return
    assert seen[parameters, "another CA"] == "refused"
    assert seen[parameters, "expired"] == "refused"


def test_only_verify_full_refuses_another_name(seen):
    connecting = [p for p in PARAMETERS if seen[p, SERVERS[0].title] != "refused"]
    refusing = [p for p in connecting if seen[p, "another name"] == "refused"]
    assert refusing == [f"sslmode=verify-full&sslrootcert={CA}"]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_what_lacks_a_ca_connects_nowhere(seen, parameters):
    ends = {seen[parameters, server.title] for server in SERVERS}
    assert (ends == {"refused"}) == bool(CANNOT_CONNECT & set(rules_on(parameters)))


def test_the_page_shows_what_was_seen(seen):
    rows = [["parameters", "Postern says", *(server.title for server in SERVERS)]]
    rows.append(["---"] * len(rows[0]))
    for parameters in PARAMETERS:
        said = ", ".join(f"`{rule}`" for rule in rules_on(parameters)) or "nothing"
        ends = [seen[parameters, server.title] for server in SERVERS]
        rows.append([f"`{parameters}`" if parameters else "none", said,
                     *(f"**{end}**" if end == "plaintext" else end for end in ends)])
    table = "".join("| " + " | ".join(row) + " |\n" for row in rows)
    head, mark, written = PAGE.read_text().partition(MARK)
    assert mark, f"{PAGE} lacks the mark before its table"
    if os.environ.get("WRITE_GROUND_TRUTH"):
        PAGE.write_text(head + MARK + table)
    else:
        assert written == table, "WRITE_GROUND_TRUTH=1 writes the table anew"
