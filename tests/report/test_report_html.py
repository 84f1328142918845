"""The HTML report is one page that asks for nothing and runs nothing but its own script."""

import base64
import hashlib
import html.parser
import re

import pytest

from blackbox import postern
from reported import HOSTILE

STYLE = (postern.SOURCE / "webhook/report/page.css").read_text()
SCRIPT = (postern.SOURCE / "webhook/report/page.js").read_text()

VOID = {"meta", "input", "path"}
ATTRIBUTES = {
    "html": {"lang"}, "meta": {"charset", "http-equiv", "content", "name"},
    "ul": {"class"}, "li": {"class"}, "p": {"class", "id", "hidden"}, "a": {"href"},
    "span": {"class"}, "header": {"class"}, "section": {"class"}, "div": {"class"},
    "article": {"class", "data-action"}, "details": {"id"}, "label": {"class"},
    "form": {"class", "id", "role", "hidden"}, "output": {"id", "aria-live"},
    "input": {"type", "id", "value", "checked", "placeholder", "aria-label", "autocomplete",
              "spellcheck"},
    "svg": {"viewbox", "aria-hidden"}, "path": {"d"},
    **dict.fromkeys(("head", "title", "style", "script", "body", "main", "footer", "h1", "h2", "h3",
                     "h4", "b", "code", "pre", "summary"), set()),
}


class Page(html.parser.HTMLParser):
    """Text by element; an element, attribute or end that is not ours is a fault."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text = [], [], {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in ATTRIBUTES, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES[tag], (tag, attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        inside = self.open[-1] if self.open else ""
        self.text[inside] = self.text.get(inside, "") + data


def hash_source(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


pages = pytest.mark.parametrize("name", ["hostile", "fixtures"])


@pages
def test_only_our_elements_are_there(request, name):
    page = Page(request.getfixturevalue(name).text["html"])
    assert page.text["style"] == STYLE
    assert page.text["script"] == SCRIPT


@pages
def test_the_policy_admits_nothing_but_the_page_itself(request, name):
    page = Page(request.getfixturevalue(name).text["html"])
    policy = next(attrs["content"] for tag, attrs in page.elements
                  if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == (f"default-src 'none'; style-src {hash_source(STYLE)}; "
                      f"script-src {hash_source(SCRIPT)}; base-uri 'none'; form-action 'none'")


def test_nothing_is_fetched():
    assert not re.search(r"url\(|@import|@font-face", STYLE)
    assert not re.search(r"fetch|XMLHttpRequest|import|innerHTML|eval|document\.write", SCRIPT)


@pages
def test_links_stay_in_the_page(request, name):
    page = Page(request.getfixturevalue(name).text["html"])
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    links = {attrs["href"] for tag, attrs in page.elements if tag == "a"}
    assert links and links <= {f"#{name}" for name in ids}


def test_hostile_names_stay_text(hostile):
    page = Page(hostile.text["html"])
    assert HOSTILE in page.text["h3"]
    assert HOSTILE in page.text["p"]
    assert HOSTILE.replace("/", "_") in page.text["h2"]


def test_every_finding_is_there_once(fixtures):
    page = Page(fixtures.text["html"])
    actions = [attrs["data-action"] for tag, attrs in page.elements if "data-action" in attrs]
    assert sorted(actions) == sorted(finding["action"] for finding in fixtures.json()["findings"])
