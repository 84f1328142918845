"""Workflow commands, read back as the Actions runner reads them."""

import re

import pytest

from reported import GOLDEN, HOSTILE

# ::name key=value,key=value::data (actions/runner, ActionCommand.TryParseV2)
COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")
IN_DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
IN_PROPERTY = IN_DATA | {"%3A": ":", "%2C": ","}


def unescaped(text, escapes):
    return re.sub("|".join(escapes), lambda match: escapes[match[0]], text)


def commands(text):
    """(command, properties, text) for each line; a line that is no command is a fault."""
    read = []
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        assert "\r" not in line
        match = COMMAND.match(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        read.append((match[1], {key: unescaped(value, IN_PROPERTY) for key, value in properties.items()},
                     unescaped(match[3], IN_DATA)))
    return read


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_each_line_is_one_command(request, name):
    text = ((GOLDEN / "sample.github.txt").read_text() if name == "golden"
            else request.getfixturevalue(name).text["github"])
    for _, properties, message in commands(text):
        assert set(properties) <= {"file", "line", "col", "title"}
        assert properties["title"] and message


def test_commands_are_those_of_the_json_report(fixtures):
    levels = {"deny": "error", "warn": "warning", "audit": "notice", "excepted": "notice"}
    expected = [(levels[f["action"]], f["file"], str(f["line"]), str(f["column"]), f["rule"])
                for f in fixtures.json()["findings"]]
    assert expected == [(command, p["file"], p["line"], p["col"], p["title"])
                        for command, p, _ in commands(fixtures.text["github"])]


def test_hostile_names_stay_in_their_line(hostile):
    report = hostile.json()
    read = commands(hostile.text["github"])
    assert len(read) == len(report["findings"]) + len(report["faults"])
    assert any(HOSTILE in message for _, _, message in read)
    assert any(properties["file"].startswith("deploy/" + HOSTILE[:2]) for _, properties, _ in read)
