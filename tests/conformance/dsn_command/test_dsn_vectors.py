"""`postern dsn --batch` agrees with what was recorded from the real libpq."""

import json
import pathlib

import pytest

from blackbox import postern

RECORDED = pathlib.Path(__file__).resolve().parents[1] / "dsn" / "vectors.json"
VECTORS = json.loads(RECORDED.read_text())["vectors"]
KEYS = ["valid", "form", "error", "hosts", "ports", "target", "targets", "sslmode", "sslrootcert",
        "provider", "has_password", "findings"]


def batch(lines: list[str], *flags: str) -> list[dict]:
    """One answer per line, in order."""
    ended = postern.run("dsn", "--batch", *flags, stdin="".join(f"{line}\n" for line in lines).encode())
    assert ended.returncode == 0, ended.stderr
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers


@pytest.fixture(scope="module")
def answers() -> dict[int, dict]:
    found = batch([json.dumps(vector["dsn"]) for vector in VECTORS], "--show-hosts")
    return {vector["id"]: answer for vector, answer in zip(VECTORS, found)}


def libpq18(vector: dict) -> dict:
    return vector.get("libpq18", vector["libpq15"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_agrees_with_libpq(vector, answers):
    answer = answers[vector["id"]]
    recorded = libpq18(vector)
    assert list(answer) == KEYS
    parsed = recorded["parse"] == "ok"
    assert answer["valid"] == (parsed and recorded["connect_check"] == "ok")
    assert (answer["error"] is None) == answer["valid"]
    if not parsed:
        assert (answer["hosts"], answer["target"], answer["provider"]) == ([], "none", None)
        return
    hosts = ["<default-socket>" if host == "" else host for host in answer["hosts"]]
    assert hosts == recorded["hosts"]
    if len(recorded["ports"]) == len(recorded["hosts"]):  # else libpq pairs nothing
        assert answer["ports"] == recorded["ports"]
    assert answer["target"] == vector["target"].split("+")[0]
    assert answer["provider"] == vector["provider"]
    assert answer["has_password"] == bool(recorded["options"].get("password"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_effective_sslmode_agrees(vector, answers):
    answer = answers[vector["id"]]
    if not answer["valid"]:
        assert answer["sslmode"]["effective"] is None
        return
    expected = libpq18(vector)["effective_sslmode"]
    assert answer["sslmode"]["effective"] == expected.replace("ignored (unix socket)", "ignored")


def test_hosts_are_redacted_unless_asked_for():
    shown, = batch([json.dumps("postgresql://app:pw@db.corp.test/orders")], "--show-hosts")
    hidden, = batch([json.dumps("postgresql://app:pw@db.corp.test/orders")])
    assert (shown["hosts"], hidden["hosts"]) == (["db.corp.test"], ["<redacted>"])
    assert hidden["ports"] == ["5432"]


@pytest.mark.parametrize("dsn", [
    "postgresql://app:87/21@db.corp.test/orders",       # the port is half of the password
    "postgresql://app:87@21@db.corp.test/orders",       # the host is
    "postgresql://app:need/le21@db.corp.test/orders",   # the port, and it is no number
    "host=db port=needle21 user=app",
    "postgresql://app:pw@db.corp.test/orders?sslmode=needle21",
    "postgresql://app:pw@db.corp.test/orders?needle21=1",
    "postgresql://app:pw@db.corp.test/orders?sslrootcert=/ca?postgresql://a:needle21@h",
    "postgresql+psycopg://app:needle21@db.corp.test/orders",
    "jdbc:postgresql://db.corp.test/orders?user=app&password=needle21",
])
@pytest.mark.parametrize("form", [("--batch",), ("--json",), ()])
def test_no_piece_of_a_password_is_shown(dsn, form):
    stdin = json.dumps(dsn) if "--batch" in form else dsn
    ended = postern.run("dsn", *form, stdin=stdin.encode())
    assert ended.returncode == 0
    for piece in (b"needle21", b"21@", b"87", b"need", b"le21"):
        assert piece not in ended.stdout + ended.stderr


@pytest.mark.parametrize("line", [
    "", "x", "1", "null", '"', '"a', '"\\x"', '["a"]', '{"a":"b"}', '"a" "b"', "[" * 100_000,
    '"' + "a" * 1_000_000 + '"', '"\\ud800"',
], ids=lambda line: line[:12])
def test_a_bad_line_has_its_own_answer(line):
    good = json.dumps("postgresql://app:pw@db.corp.test/orders")
    before, bad, after = batch([good, line, good])
    assert before["valid"] and after["valid"]
    assert (bad["valid"], bad["form"], bad["hosts"]) == (False, "other", [])
    assert bad["error"]["component"] == "string" and bad["error"]["message"]


def test_bytes_that_are_no_utf8_have_an_answer():
    ended = postern.run("dsn", "--batch", stdin=b'"\xff\xfe"\n"postgresql://h/d"')
    first, second = [json.loads(line) for line in ended.stdout.splitlines()]
    assert not first["valid"] and second["valid"]


def test_escapes_are_decoded():
    plain, escaped = batch(['"postgresql://db.corp.test/d"',
                            '"postgresql:\\/\\/db.corp\\u002etest\\/d"'], "--show-hosts")
    assert plain == escaped


def test_batch_answers_before_its_input_ends():
    """A program that writes one line and waits for the answer gets it."""
    import subprocess
    with subprocess.Popen([postern.program(), "dsn", "--batch"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, env=postern.environment()) as process:
        process.stdin.write(b'"postgresql://h/d"\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["valid"]
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize("dsn, same", [
    (b"postgresql://db.corp.test/d", True),
    (b"postgresql://db.corp.test/d\n", True),   # the shell's
    (b"\npostgresql://db.corp.test/d\n", False),  # a part of the string
])
def test_one_newline_is_dropped(dsn, same):
    ended = postern.run("dsn", "--json", "--show-hosts", stdin=dsn)
    answer = json.loads(ended.stdout)
    assert (answer["valid"] and answer["hosts"] == ["db.corp.test"]) == same


@pytest.mark.parametrize("dsn, rule", [
    ("postgresql://app:pw@db.corp.test/d?sslmode=prefer&sslrootcert=/ca", "dsn-sslmode-weak"),
    ("postgresql://app:pw@db.corp.test/d", "dsn-sslmode-missing"),
    ("postgresql://app:10%@db.corp.test/d", "dsn-malformed"),
])
def test_findings_are_those_of_the_rules(dsn, rule):
    answer, = batch([json.dumps(dsn)])
    found = {finding["rule"]: finding for finding in answer["findings"]}
    assert set(found[rule]) == {"rule", "action", "message", "hint"}
    assert found[rule]["action"] == "deny"


def test_the_policy_decides(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("apiVersion: postern.dev/v1\nkind: Policy\n"
                      "rules: {dsn-sslmode-missing: off}\n")
    line = json.dumps("postgresql://app:pw@db.corp.test/d")
    answer, = batch([line], "--config", str(policy))
    assert "dsn-sslmode-missing" not in [finding["rule"] for finding in answer["findings"]]
    policy.write_text("nonsense: 1\n")
    assert postern.run("dsn", "--config", policy, stdin=b"x").returncode == 2


@pytest.mark.parametrize("dsn, says", [
    ("postgresql://app:pw@db.corp.test/d?sslmode=require", "always encrypts"),
    ("postgresql://app:pw@db.corp.test/d", "(the default)"),
    ("postgresql:///d", "sslmode is ignored"),
    ("postgresql://h1,h2/d", "tried in turn"),
    ("postgresql://app:pw@db.corp.test/d?sslmode=verify-full", "root.crt"),
    ("postgresql://app:pw@db.corp.test:x/d", "refuses it when it connects"),
    ("jdbc:postgresql://db.corp.test/d", "JDBC"),
    ("nothing at all", "neither a URI"),
])
def test_the_text_explains(dsn, says):
    ended = postern.run("dsn", stdin=dsn.encode())
    assert ended.returncode == 0
    assert says in ended.stdout.decode()


def test_a_string_on_the_command_line_is_refused_and_not_repeated():
    ended = postern.run("dsn", "postgresql://app:needle21@h/d")
    assert ended.returncode == 2
    assert b"needle21" not in ended.stderr + ended.stdout
