"""The search finds what is there. Without this, finding nothing would prove nothing."""

import base64
import json
import urllib.parse

import pytest

from blackbox.needles import MIDDLE, Canary, Haystack, shuffled

ENCODINGS = {
    "raw": lambda text: text.encode(),
    "upper case": lambda text: text.upper().encode(),
    "percent-encoded": lambda text: urllib.parse.quote(text, safe="").encode(),
    "percent-encoded, small hex": lambda text: urllib.parse.quote(text, safe="").lower().encode(),
    "form-encoded": lambda text: urllib.parse.quote_plus(text).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON, UTF-8": lambda text: json.dumps(text, ensure_ascii=False).encode(),
    "JSON in a JSON log line": lambda text: json.dumps({"msg": json.dumps({"v": text})}).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte before": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64, two bytes before": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
    "base64 of a DSN": lambda text: base64.b64encode(f"postgres://u:{text}@h/d".encode()),
    "base64url": lambda text: base64.urlsafe_b64encode(b"\xff\xfe\xfd" + text.encode()),
    "first half only": lambda text: text.partition(MIDDLE)[0].encode(),
    "second half only": lambda text: text.partition(MIDDLE)[2].encode(),
    "base64 of the second half": lambda text: base64.b64encode(text.partition(MIDDLE)[2].encode()),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_planted_value_is_found_in_each_spelling(encoding):
    canary = Canary("a place")
    haystack = Haystack()
    haystack.add("log", b'{"msg": "before ' + ENCODINGS[encoding](canary.text) + b' after"}')
    leaks = haystack.find([canary])
    assert leaks
    assert all(leak.startswith("a place -> log (") for leak in leaks)


def test_nothing_is_found_where_nothing_is():
    canary = Canary("a place")
    haystack = Haystack()
    haystack.add("log", shuffled(canary.text).encode() + Canary("another").text.encode())
    assert haystack.find([canary]) == []


def test_a_report_of_a_leak_does_not_repeat_the_value():
    canary = Canary("a place")
    haystack = Haystack()
    haystack.add("log", canary.text.encode())
    report = Haystack()
    report.add("report", "\n".join(haystack.find([canary])).encode())
    assert report.find([canary]) == []
