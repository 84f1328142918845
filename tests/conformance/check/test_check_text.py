"""The text that people read: where a finding stands, without any byte of the value."""

import json
import os
import pty
import subprocess

import pytest

from blackbox import postern
from blackbox.reviews import NO_SSLMODE_DSN as DSN

MASK = "********"
PASSWORD = "kq7Lw2Zr"
HEAD = "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n"
# manifest, line, column, the line that is shown
PLACES = {
    "plain": (f"{HEAD}stringData:\n  URL: {DSN}  # {DSN}\n", 5, 8, f"  URL: {MASK}"),
    "quoted": (f"{HEAD}stringData:\n  \"URL\":   \"{DSN}\"\n", 5, 12, f"  URL: {MASK}"),
    "literal": (f"{HEAD}stringData:\n  URL: |-\n    {DSN}\n", 6, 5, f"    {MASK}"),
    "folded": (f"{HEAD}stringData:\n  URL: >-\n      {DSN}\n", 6, 7, f"      {MASK}"),
    "flow": (f"{HEAD}stringData: {{other: '{PASSWORD}', URL: '{DSN}'}}\n", 4, 38, f"... URL: {MASK}"),
    "crlf": (f"{HEAD}stringData:\n  URL: {DSN}\n".replace("\n", "\r\n"), 5, 8, f"  URL: {MASK}"),
    "JSON": ('{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "b"},\n'
             f' "stringData": {{\n  "URL": "{DSN}"}}}}', 3, 10, f'  "URL": {MASK}'),
    "JSON in one line": ('{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", '
                         f'"namespace": "b"}}, "stringData": {{"URL": "{DSN}"}}}}', 1, 107,
                         f'... "URL": {MASK}'),
    "second document": (f"a: 1\n---\n{HEAD}stringData:\n  URL: {DSN}\n", 7, 8, f"  URL: {MASK}"),
    "in a list": (f"apiVersion: v1\nkind: List\nitems:\n- {HEAD.strip().replace(chr(10), chr(10) + '  ')}\n"
                  f"  stringData:\n    URL: {DSN}\n", 8, 10, f"    URL: {MASK}"),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_place_and_the_line_of_a_finding(name):
    manifest, line, column, shown = PLACES[name]
    done = postern.run("check", "--color", "never", "-", stdin=manifest.encode())
    assert done.returncode == 1, done.stderr
    first, excerpt, caret, *_ = done.stdout.decode().splitlines()
    assert first.startswith(f"<stdin>:{line}:{column}: deny: Secret b/a: stringData[URL]: ")
    assert first.endswith(" [dsn-sslmode-missing]")
    assert excerpt == f"{line:>5} | {shown}"
    assert caret == "      | " + " " * shown.index(MASK) + "^"
    assert PASSWORD not in done.stdout.decode()


def test_an_argument_in_a_list():
    pod = ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: app\n"
           f"    args:\n    - --verbose\n    - --url={DSN}\n")
    done = postern.run("check", "--color", "never", "-", stdin=pod.encode())
    assert f"    9 |     - {MASK}\n" in done.stdout.decode()
    assert "<stdin>:9:7: deny: Pod a: spec.containers[0].args[1]: " in done.stdout.decode()


def test_the_mask_has_one_length():
    lengths = set()
    for password in ("a", "a" * 200):
        manifest = f"{HEAD}stringData:\n  URL: postgres://u:{password}@db.acme.io/d\n"
        done = postern.run("check", "-", stdin=manifest.encode())
        lengths.add(len(done.stdout))
    assert len(lengths) == 1


def test_the_rules_can_be_explained():
    done = postern.run("check", "-", stdin=PLACES["plain"][0].encode())
    assert done.stdout.decode().splitlines()[-1] == "run: postern explain dsn-sslmode-missing"


def test_nothing_to_say_is_nothing_said():
    done = postern.run("check", "-", stdin=b"apiVersion: v1\nkind: Service\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(("flag", "coloured"), [("always", True), ("never", False),
                                                ("auto", False)])
def test_colour_of_a_pipe(flag, coloured):
    done = postern.run("check", "--color", flag, "-", stdin=PLACES["plain"][0].encode())
    assert (b"\x1b[" in done.stdout) == coloured


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False),
                                                     ({"NO_COLOR": ""}, True),
                                                     ({"TERM": "dumb"}, False)])
def test_colour_of_a_terminal(tmp_path, variables, coloured):
    (tmp_path / "a.yaml").write_text(PLACES["plain"][0])
    ours, theirs = pty.openpty()
    environment = postern.environment() | {"TERM": "xterm"} | variables
    if "NO_COLOR" not in variables:
        environment.pop("NO_COLOR", None)
    process = subprocess.run([postern.program(), "check", tmp_path / "a.yaml"], stdout=theirs,
                             stderr=subprocess.DEVNULL, env=environment, timeout=60, check=False)
    os.close(theirs)
    said = os.read(ours, 65536)
    os.close(ours)
    assert process.returncode == 1
    assert (b"\x1b[" in said) == coloured


@pytest.mark.parametrize(("flag", "code"), [("deny", 0), ("warn", 1), ("never", 0)])
def test_fail_on(flag, code):
    manifest = f"{HEAD}stringData:\n  URL: postgres://u:p@db.acme.io/d?sslmode=require\n"
    done = postern.run("check", "--fail-on", flag, "-", stdin=manifest.encode())
    assert b": warn: " in done.stdout
    assert done.returncode == code


def test_stats_count():
    done = postern.run("check", "--stats", "-",
                       stdin=f"{PLACES['plain'][0]}---\na: 1\n---\n# nothing\n".encode())
    assert done.stderr.decode() == (
        "1 inputs, 1 objects judged, 2 documents skipped, 1 findings, 0 errors\n")


def test_a_name_with_control_characters_is_shown_harmlessly(tmp_path):
    file = tmp_path / "a\x1b[31m\n.yaml"
    file.write_text(PLACES["plain"][0])
    done = postern.run("check", tmp_path)
    assert b"\x1b" not in done.stdout
    assert json.loads(postern.run("check", "--format", "json", tmp_path).stdout)["findings"]
