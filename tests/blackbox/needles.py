"""Planted secrets, and the search for them in everything that comes out.

A planted value is two random words with reserved characters between them, because a value that
is taken apart at such a character leaks by halves. Each half is looked for by itself.
"""

import base64
import json
import random
import secrets
import string
import urllib.parse

ALPHABET = string.ascii_lowercase + string.digits
WORD = 12  # 36^12: none of them comes up by chance
MIDDLE = '7/"9@%:\u00e9'


class Canary:
    """One planted value; `place` says where, so that a leak tells its way."""

    def __init__(self, place: str, middle: str = MIDDLE):
        self.place = place
        # The first letter keeps a word a legal host label.
        self.words = ["q" + "".join(secrets.choice(ALPHABET) for _ in range(WORD - 1))
                      for _ in range(2)]
        self.text = middle.join(self.words)

    @classmethod
    def label(cls, place: str) -> "Canary":
        """A value that may be a piece of a host name: its words are joined by a hyphen."""
        return cls(place, "-")

    @property
    def percent_encoded(self) -> str:
        return urllib.parse.quote(self.text, safe="")

    def needles(self) -> list[tuple[str, bytes]]:
        """(encoding, bytes to look for), lower-case where case is no part of the encoding."""
        found = []
        for text in (self.text, *self.words):
            found += _spellings(text)
        return found


def _spellings(text: str) -> list[tuple[str, bytes]]:
    raw = text.encode()
    spelt = [("raw", raw), ("hexadecimal", raw.hex().encode()),
             ("percent-encoded", urllib.parse.quote(text, safe="").encode()),
             ("percent-encoded but for /", urllib.parse.quote(text).encode()),
             ("JSON", json.dumps(text)[1:-1].encode()),
             ("JSON in UTF-8", json.dumps(text, ensure_ascii=False)[1:-1].encode()),
             ("JSON in JSON", json.dumps(json.dumps(text)[1:-1])[1:-1].encode())]
    for offset in range(3):
        spelt.append((f"base64 at offset {offset}", base64_at(raw, offset)))
    return spelt


def base64_at(raw: bytes, offset: int) -> bytes:
    """The characters that stand in any base64 text in which `raw` begins `offset` bytes after a
    multiple of three: those that depend on no neighbour."""
    text = base64.b64encode(bytes(offset) + raw)
    bits = 8 * (offset + len(raw))
    return text[-(-8 * offset // 6):bits // 6]


class Haystack:
    """What came out, under the name of the way it came."""

    def __init__(self):
        self._parts: list[tuple[str, bytes]] = []

    def add(self, name: str, content: bytes) -> None:
        self._parts.append((name, content))

    def part(self, name: str) -> bytes:
        return b"\n".join(content for part, content in self._parts if part == name)

    def find(self, canaries: list[Canary]) -> list[str]:
        """One line for each leak: where it was planted, where it came out, in which spelling. The
        value itself is not repeated, so that a failing test leaks nothing either."""
        leaks = []
        for name in dict.fromkeys(part for part, _ in self._parts):
            text = _Searchable(self.part(name))
            for canary in canaries:
                leaks += [f"{canary.place} -> {name} ({spelling})"
                          for spelling, needle in canary.needles() if text.has(spelling, needle)]
        return leaks


class _Searchable:
    """A text in which thousands of needles are looked for: their beginnings are looked up among all
    of the text's windows of that length first."""

    WINDOW = 8

    def __init__(self, text: bytes):
        url_safe = text.replace(b"-", b"+").replace(b"_", b"/")
        self._exact = [(form, self._windows(form)) for form in (text, url_safe)]
        self._folded = [(text.lower(), self._windows(text.lower()))]

    @classmethod
    def _windows(cls, text: bytes) -> set[bytes]:
        return {text[start:start + cls.WINDOW] for start in range(len(text) - cls.WINDOW + 1)}

    def has(self, spelling: str, needle: bytes) -> bool:
        forms = self._exact
        if not spelling.startswith("base64"):
            forms, needle = self._folded, needle.lower()
        assert len(needle) >= self.WINDOW
        return any(needle[:self.WINDOW] in windows and needle in form for form, windows in forms)


def shuffled(text: str) -> str:
    """The same characters in another order: what must not be found."""
    characters = list(text)
    random.shuffle(characters)
    return "".join(characters)
