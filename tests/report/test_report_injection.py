"""Whatever the format: no control character comes out, and no value."""

import pytest

from reported import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_comes_out(hostile, name):
    text = hostile.text[name].replace("\n", "")
    assert text.isprintable() or {c for c in text if not c.isprintable()} == set()


@pytest.mark.parametrize("name", FORMATS)
def test_no_name_starts_a_line(hostile, name):
    """Names held "\\n::error::n": were the break kept, a runner would take it for a command."""
    for line in hostile.text[name].splitlines():
        assert not line.lstrip().startswith(("::error::", "::warning::"))


@pytest.mark.parametrize("name", FORMATS)
def test_no_value_comes_out(hostile, name):
    for piece in ("Qx7hW3nL2c", "acme-billing"):
        assert piece not in hostile.text[name]
