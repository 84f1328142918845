"""The Markdown report keeps names in their cells."""

import re

import pytest

from reported import GOLDEN, HOSTILE


def text_of(request, name):
    return ((GOLDEN / "sample.md").read_text() if name == "golden"
            else request.getfixturevalue(name).text["markdown"])


@pytest.mark.parametrize("name", ["golden", "hostile", "fixtures"])
def test_every_row_has_the_cells_of_its_table(request, name):
    wanted = None
    for line in text_of(request, name).splitlines():
        if not line.startswith("|"):
            wanted = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert wanted in (None, cells), line
        wanted = cells


def test_hostile_names_are_escaped(request):
    text = text_of(request, "hostile")
    without_escapes = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    assert not re.search(r"[<>\[\]]", without_escapes)
    assert "http:" not in without_escapes
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).count(HOSTILE) > 0
