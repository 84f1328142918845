"""The walls of the house: which folder may include which, and who may look into a Sealed value."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEBHOOK = ROOT / "webhook"
EXPOSE_ALLOWED = ROOT / "tests" / "arch" / "expose_allowed.txt"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z0-9_]+)/([a-z0-9_]+)\.h"', re.MULTILINE)


def sources(folder=WEBHOOK):
    return sorted(path for path in folder.rglob("*") if path.suffix in (".h", ".cpp", ".in"))


def folder_of(path):
    return path.relative_to(WEBHOOK).parts[0]


def layers():
    """The folders of webhook/CMakeLists.txt in order, front ends apart."""
    text = (WEBHOOK / "CMakeLists.txt").read_text()
    inner, front_ends = text.split("# The front ends", 1)
    find = re.compile(r"add_subdirectory\((\w+)\)")
    return find.findall(inner), find.findall(front_ends)


def test_every_folder_is_listed():
    inner, front_ends = layers()
    folders = sorted(path.name for path in WEBHOOK.iterdir() if path.is_dir())
    assert folders == sorted(inner + front_ends)


def test_a_folder_includes_only_folders_above_it():
    inner, front_ends = layers()
    wrong = []
    for path in sources():
        folder = folder_of(path)
        if folder not in inner + front_ends:
            continue  # main.cpp sees every front end
        allowed = set(inner if folder in front_ends else inner[: inner.index(folder)])
        allowed.add(folder)
        for included, header in INCLUDE.findall(path.read_text()):
            if included not in allowed:
                wrong.append(f"{path.relative_to(ROOT)} includes {included}/{header}.h")
    assert wrong == []


def test_an_include_names_a_header_that_exists():
    wrong = []
    for path in sources():
        for folder, header in INCLUDE.findall(path.read_text()):
            if not (WEBHOOK / folder / f"{header}.h").exists():
                wrong.append(f"{path.relative_to(ROOT)} includes {folder}/{header}.h")
    assert wrong == []


def test_sealed_values_are_opened_only_in_listed_files():
    allowed = {
        line.split("#")[0].strip()
        for line in EXPOSE_ALLOWED.read_text().splitlines()
        if line.split("#")[0].strip()
    }
    using = {
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"(\.|->)expose\(\)", path.read_text())
    }
    assert using - allowed == set(), "not in tests/arch/expose_allowed.txt"
    assert allowed - using == set(), "listed, and no longer opening anything"


@pytest.mark.parametrize("folder", ["serve", "report", "guide"])
def test_what_speaks_never_opens_a_sealed_value(folder):
    opening = [
        str(path.relative_to(ROOT)) for path in sources(WEBHOOK / folder) if ".expose()" in path.read_text()
    ]
    assert opening == []


def test_headers_say_what_they_are():
    wrong = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.suffix == ".h" and not path.read_text().startswith("// ")
    ]
    assert wrong == []


def test_sources_are_ascii():
    wrong = [str(path.relative_to(ROOT)) for path in sources() if not path.read_bytes().isascii()]
    assert wrong == []


def test_rules_have_no_self_registration_and_are_listed_once():
    catalog = (WEBHOOK / "rules" / "catalog.cpp").read_text()
    defined = set()
    for path in (WEBHOOK / "rules").glob("*.cpp"):
        defined.update(re.findall(r"^constexpr Rule (\w+)\{", path.read_text(), re.MULTILINE))
    listed = re.findall(r"&(\w+),", catalog)
    assert sorted(listed) == sorted(defined)
