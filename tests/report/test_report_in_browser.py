"""The HTML report in headless Chromium: its script runs, its filter hides, nothing else happens."""

import re
import shutil
import subprocess

import pytest

from test_report_html import hash_source

CHROMIUM = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


def rendered(folder, page):
    """(the document after its script ran, what the console said)"""
    file = folder / "page.html"
    file.write_text(page)
    done = subprocess.run([CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri()],
                          capture_output=True, timeout=120, check=True)
    console = [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line]
    return done.stdout.decode(), console


def driven(page, driver):
    """The page with one more script at its end, which its policy admits."""
    page = page.replace("script-src ", f"script-src {hash_source(driver)} ", 1)
    return page.replace("</body>", f"<script>{driver}</script></body>")


def shown(document):
    """Opening tags of the findings that are not hidden."""
    return [tag for tag in re.findall(r'<article class="finding [^>]*>', document)
            if " hidden" not in tag]


def test_the_script_runs_under_the_policy(hostile, tmp_path):
    document, console = rendered(tmp_path, hostile.text["html"])
    assert console == []
    count = len(hostile.json()["findings"])
    assert f"{count} of {count} shown" in document
    assert re.search(r'<form [^>]*role="search">', document), "the filter appears"
    assert "<img" not in document
    problems = document[document.index('<section class="problems"'):]
    assert " hidden" not in problems[:problems.index("<article")]


def test_the_filter_takes_words(fixtures, tmp_path):
    driver = ('document.getElementById("words").value = "cron-job-inline-dsn DENY";'
              'document.getElementById("filter").dispatchEvent(new Event("input"));')
    document, _ = rendered(tmp_path, driven(fixtures.text["html"], driver))
    wanted = [f for f in fixtures.json()["findings"]
              if f["file"].endswith("cron-job-inline-dsn.yaml") and f["action"] == "deny"]
    assert 0 < len(shown(document)) == len(wanted)
    visible_files = re.findall(r'<section class="file">\s*<h2>([^<]*)</h2>', document)
    assert visible_files == ["manifests/cron-job-inline-dsn.yaml"]


def test_the_filter_takes_actions(fixtures, tmp_path):
    driver = ('document.querySelector("#filter input[value=deny]").click();')
    document, _ = rendered(tmp_path, driven(fixtures.text["html"], driver))
    assert len(shown(document)) == sum(f["action"] != "deny" for f in fixtures.json()["findings"])
    assert re.search(r'<p class="empty" id="nothing"( hidden="")?>', document)


def test_a_foreign_script_does_not_run(hostile, tmp_path):
    """The policy is in force: what its author did not hash is refused."""
    page = hostile.text["html"].replace(
        "</body>", '<script>document.title = "foreign";</script></body>')
    document, console = rendered(tmp_path, page)
    assert "<title>foreign" not in document
    assert console
