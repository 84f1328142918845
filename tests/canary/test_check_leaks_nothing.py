"""check names what is wrong in a manifest without quoting it, nor the text it cannot read."""

import base64
import json
import pathlib

import pytest
import yaml

from blackbox import postern, reviews
from blackbox.needles import Haystack
from blackbox.reviews import WORKLOADS
from planting import Garden


def searched(garden: Garden, *arguments, stdin: bytes = b"") -> bytes:
    """Runs check and searches both of its streams; returns what it printed."""
    done = postern.run("check", *arguments, stdin=stdin)
    assert done.returncode in (0, 1, 2), done.returncode
    haystack = Haystack()
    haystack.add("stdout", done.stdout)
    haystack.add("stderr", done.stderr)
    assert haystack.find(garden.canaries) == []
    assert done.returncode == 0 or done.stdout + done.stderr, "a fault without a word"
    return done.stdout + done.stderr


@pytest.fixture
def garden() -> Garden:
    return Garden()


def manifest(obj: dict) -> dict:
    """As a person writes it: the values that are text stand in stringData."""
    if obj["kind"] != "Secret":
        return obj
    encoded = {key: value for key, value in obj["data"].items()
               if key in ("binary", "NO_BASE64", "CUT_BASE64")}
    plain = {key: base64.b64decode(value).decode() for key, value in obj["data"].items()
             if key not in encoded}
    return obj | {"data": encoded, "stringData": plain}


def objects(garden: Garden) -> list[dict]:
    return [garden.secret("Secret"), garden.config_map("ConfigMap"),
            *(garden.workload(kind) for kind in WORKLOADS)]


@pytest.mark.parametrize("form", ["json", "yaml", "yaml, one document each", "stdin"])
def test_manifests(garden, tmp_path, form):
    made = [manifest(obj) for obj in objects(garden)] + objects(garden)
    if form == "json":
        for number, obj in enumerate(made):
            (tmp_path / f"{number}.json").write_text(json.dumps(obj))
        said = searched(garden, tmp_path)
    elif form == "yaml":
        for number, obj in enumerate(made):
            (tmp_path / f"{number}.yaml").write_text(yaml.safe_dump(obj, allow_unicode=True))
        said = searched(garden, tmp_path)
    elif form == "stdin":
        said = searched(garden, "-", stdin=yaml.safe_dump_all(made).encode())
    else:
        file = tmp_path / "all.yaml"
        file.write_text(yaml.safe_dump_all(made, default_flow_style=False, width=20))
        said = searched(garden, file)
    for rule in (b"dsn-sslmode-missing", b"dsn-sslmode-weak", b"dsn-malformed",
                 b"workload-inline-dsn", b"workload-inline-password"):
        assert rule in said, "a rule that did not fire may still leak"


def test_a_review_in_a_file(garden, tmp_path):
    document = reviews.review(garden.secret("object"), garden.secret("oldObject"), "UPDATE")
    (tmp_path / "review.json").write_text(json.dumps(document))
    searched(garden, tmp_path / "review.json")


def unreadable(garden: Garden) -> dict[str, bytes]:
    """Files that no loader accepts, each with a value beside its fault."""
    def value(place):
        return garden.plant_label(place).text

    head = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n"
    texts = {
        "tab.yaml": f"{head}\tA: {value('tab')}\n",
        "indent.yaml": f"{head}    A: {value('indent 1')}\n  B: {value('indent 2')}\n",
        "quote.yaml": f"{head}  A: \"{value('open quote')}\n",
        "escape.yaml": f"{head}  A: \"{value('bad escape')}\\q\"\n",
        "alias.yaml": f"{head}  A: *{value('unknown alias')}\n",
        "twice.yaml": f"{head}  A: {value('first')}\n  A: {value('second')}\n",
        "key.yaml": f"{head}  {value('key')}: 1\n  {value('key without value')}\n",
        "flow.yaml": f"{head}  A: [{value('open list')}\n",
        "tag.yaml": f"{head}  A: !!int {value('wrong tag')}\n",
        "merge.yaml": f"{head}  <<: {value('merge of a scalar')}\n",
        "text.yaml": f"{value('only text')}\n",
        "wrong.yaml": f"{head}  A: {{b: {value('value of a wrong type')}}}\n",
        "kind.yaml": f"apiVersion: v1\nkind: [{value('kind of a wrong type')}]\n",
        "env.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: "
                    f"[{{name: a, env: [{value('env of a wrong type')}]}}]}}\n",
        "directive.yaml": f"%{value('directive')}\n---\nkind: Secret\n",
        "cut.json": f'{{"kind": "Secret", "stringData": {{"A": "{value("cut JSON")}',
        "bare.json": f'{{"kind": {value("bare word")}}}',
        "comma.json": f'{{"a": "{value("trailing comma")}",}}',
        "after.json": f'{{}} {value("after the document")}',
        "twice.json": f'{{"a": "{value("JSON first")}", "a": "{value("JSON second")}"}}',
    }
    files = {name: text.encode() for name, text in texts.items()}
    files["bytes.yaml"] = f"{head}  A: {value('beside bad UTF-8')}".encode() + b"\xff\n"
    files["bytes.json"] = f'{{"a": "{value("JSON beside bad UTF-8")}'.encode() + b'\xff"}'
    files["wide.yaml"] = f"{head}  A: {value('UTF-16')}\n".encode("utf-16")
    files["nul.yaml"] = f"{head}  A: {value('beside NUL')}\x00\n".encode()
    return files


def test_files_that_cannot_be_read(garden, tmp_path):
    files = unreadable(garden)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        searched(garden, tmp_path / name)
        searched(garden, "-", stdin=content)
    said = searched(garden, tmp_path)
    assert b"escape.yaml" in said and b"cut.json" in said, "the faults are reported"


def test_serve_with_a_broken_key_file(garden, tmp_path):
    """The one line that says which file is bad does not quote it."""
    key: pathlib.Path = tmp_path / "tls.key"
    key.write_text("-----BEGIN PRIVATE KEY-----\n" + garden.text("broken private key"))
    certificate = tmp_path / "tls.crt"
    certificate.write_text(garden.text("broken certificate"))
    done = postern.run("serve", "--listen", f"127.0.0.1:{postern.free_port()}",
                       "--ops-listen", f"127.0.0.1:{postern.free_port()}",
                       "--tls-cert", certificate, "--tls-key", key, "--log-level", "trace",
                       seconds=10)
    assert done.returncode == 2
    assert str(tmp_path).encode() in done.stderr
    haystack = Haystack()
    haystack.add("streams", done.stdout + done.stderr)
    assert haystack.find(garden.canaries) == []
