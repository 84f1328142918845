"""Each of the 49 acceptance cases is tested here, or says in the README what it waits for."""

import pathlib
import re

FOLDER = pathlib.Path(__file__).parent
CASES = set(range(1, 50))


def covered() -> set[int]:
    text = "\n".join(path.read_text() for path in FOLDER.glob("test_*.py"))
    live = re.sub(r"@pytest\.mark\.skip\(.*?\)\ndef test_case_\d\d_\w+", "", text, flags=re.DOTALL)
    return {int(number) for number in re.findall(r"^def test_case_(\d\d)_", live, re.MULTILINE)}


def explained() -> set[int]:
    """The cases of the README's table of what is not tested here."""
    return {int(number) for number in
            re.findall(r"^\| (\d\d) \|", (FOLDER / "README.md").read_text(), re.MULTILINE)}


def test_every_case_is_tested_or_explained():
    assert covered() | explained() == CASES
    assert not covered() & explained()
