"""What check reads, what it leaves out, and what it says of what it cannot read."""

import json
import os
import pathlib
import subprocess
import threading

import pytest

from blackbox import postern, reviews
from blackbox.reviews import NO_SSLMODE_DSN

BAD = json.dumps(reviews.secret(stringData={"URL": NO_SSLMODE_DSN}))
GOOD = json.dumps(reviews.secret(stringData={"URL": reviews.GOOD_DSN}))
PASSWORD = "kq7Lw2Zr"


def check(*arguments, stdin: bytes = b"", cwd=None):
    done = postern.run("check", *arguments, stdin=stdin, cwd=cwd)
    assert PASSWORD.encode() not in done.stdout + done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def files_with_findings(*arguments, cwd=None) -> set[str]:
    code, out, _ = check("--format", "json", *arguments, cwd=cwd)
    findings = json.loads(out)["findings"]
    assert code == (1 if findings else 0)
    return {finding["file"] for finding in findings}


@pytest.fixture
def repository(tmp_path) -> pathlib.Path:
    """A tree in which every file has the same finding."""
    for name in ("a.yaml", "b/c.yml", "b/d/e.json", "b/notes.txt", ".git/x.yaml", "..data/y.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BAD)
    return tmp_path


def test_a_directory_stands_for_its_manifests(repository):
    assert files_with_findings(".", cwd=repository) == {"a.yaml", "b/c.yml", "b/d/e.json"}


def test_several_inputs_are_one_run(repository):
    assert files_with_findings("b/d", "a.yaml", cwd=repository) == {"a.yaml", "b/d/e.json"}


def test_a_file_named_by_itself_needs_no_extension(repository):
    assert files_with_findings("b/notes.txt", cwd=repository) == {"b/notes.txt"}


def test_links_to_directories_are_not_followed(repository):
    (repository / "b/loop").symlink_to(repository)
    (repository / "self.yaml").symlink_to("self.yaml")
    (repository / "link.yaml").symlink_to("a.yaml")
    assert files_with_findings(".", cwd=repository) == {
        "a.yaml", "b/c.yml", "b/d/e.json", "link.yaml"}


def test_an_ignore_file_leaves_out(repository):
    (repository / ".posternignore").write_text("# not ours\nb/*\n!b/d/\n")
    assert files_with_findings(".", cwd=repository) == {"a.yaml", "b/d/e.json"}
    assert files_with_findings("b", cwd=repository) == {"b/d/e.json"}, "that of the directory above"
    (repository / "b/d/.posternignore").write_text("*.json\n")
    assert files_with_findings(".", cwd=repository) == {"a.yaml"}
    assert files_with_findings("b/c.yml", cwd=repository) == {"b/c.yml"}, "named by itself"


def test_a_directory_without_manifests_is_told(tmp_path):
    assert check(".", cwd=tmp_path) == (
        0, "", ".: note: there is no .yaml, .yml or .json file in it\n")


@pytest.mark.parametrize(("content", "line"), [
    (b"kind: Secret\nstringData:\n\tA: 1\n", 3),
    (b"a: 1\n---\nb: [\n", 4),
    (b"\x00\x01\x02ELF", 1),
    (b"a: 1\nb: \xff\xfe\n", 2),
    (b"{\"kind\": \"Secret\",\n \"stringData\": {", 3),
    (b"apiVersion: v1\nkind: Pod\nspec:\n  containers: 7\n", 1),
], ids=["tab", "open list", "binary", "not UTF-8", "half a JSON", "wrong type"])
def test_a_bad_document_is_named_with_its_line_and_hides_no_other(tmp_path, content, line):
    (tmp_path / "bad.yaml").write_bytes(content)
    (tmp_path / "zz.yaml").write_text(BAD)
    code, out, err = check("bad.yaml", "zz.yaml", cwd=tmp_path)
    assert code == 2
    assert err.startswith(f"bad.yaml:{line}:"), err
    assert len(err.splitlines()) == 1
    assert out.startswith("zz.yaml:1:")


def test_the_other_documents_of_a_file_are_judged(tmp_path):
    (tmp_path / "a.yaml").write_text(f"{BAD}\n---\na: [\n---\n{BAD}\n")
    code, out, err = check("--format", "json", "a.yaml", cwd=tmp_path)
    assert code == 2
    assert {finding["line"] for finding in json.loads(out)["findings"]} == {1, 5}
    assert err.startswith("a.yaml:4:")


def test_a_template_is_recognised(tmp_path):
    (tmp_path / "a.yaml").write_text("kind: Secret\nname: {{ .Release.Name }}\n")
    code, _, err = check("a.yaml", cwd=tmp_path)
    assert code == 2
    assert "helm template" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission(repository):
    (repository / "a.yaml").chmod(0)
    (repository / "b/d").chmod(0)
    code, out, err = check(".", cwd=repository)
    assert code == 2
    assert "a.yaml: there is no permission to read the file" in err
    assert "b/d: there is no permission to read the directory" in err
    assert "b/c.yml:1:" in out


def test_what_is_not_there(tmp_path):
    assert check("none.yaml", cwd=tmp_path) == (2, "", "none.yaml: the file does not exist\n")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n---\n", "null\n", "a: 1\n", "- 1\n",
                                  "kind: Kustomization\nresources: [a.yaml]\n"],
                         ids=["empty", "comment", "separators", "null", "values", "list",
                              "no version"])
def test_what_is_no_object_is_skipped(text):
    code, out, err = check("--stats", "-", stdin=text.encode())
    assert (code, out) == (0, "")
    assert " 0 objects judged" in err


def test_standard_input_in_every_spelling(tmp_path):
    for name in ("-", "/dev/stdin"):
        code, out, _ = check(name, stdin=BAD.encode())
        assert code == 1
        assert out.startswith(("<stdin>:1:", "/dev/stdin:1:"))


def test_a_fifo_is_read(tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    writer = threading.Thread(target=lambda: fifo.write_text(BAD))
    writer.start()
    code, out, _ = check(fifo)
    writer.join(timeout=30)
    assert code == 1
    assert "dsn-sslmode-missing" in out


def test_a_fifo_in_a_directory_is_no_manifest(repository):
    os.mkfifo(repository / "pipe.yaml")
    assert files_with_findings(".", cwd=repository) == {"a.yaml", "b/c.yml", "b/d/e.json"}


def test_a_device_without_end_ends():
    code, _, err = check("/dev/zero")
    assert code == 2
    assert err.startswith("/dev/zero:")


def test_line_ends_and_byte_order_marks(tmp_path):
    manifest = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData:\n  U: {NO_SSLMODE_DSN}\n"
    for name, content in {"crlf.yaml": manifest.replace("\n", "\r\n").encode(),
                          "bom.yaml": b"\xef\xbb\xbf" + manifest.encode(),
                          "bom.json": b"\xef\xbb\xbf" + BAD.encode()}.items():
        (tmp_path / name).write_bytes(content)
        code, out, err = check("--format", "json", name, cwd=tmp_path)
        assert (code, err) == (1, ""), name
        assert json.loads(out)["findings"][0]["line"] == (5 if name != "bom.json" else 1)


def test_a_large_input_keeps_its_line_numbers(tmp_path):
    """Many windows, from a file and from a pipe."""
    filler = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n# " + "x" * 3000 + "\n"
    text = "---\n".join([filler] * 100 + [BAD + "\n"] + [filler] * 100)
    line = 1 + 100 * 5
    (tmp_path / "large.yaml").write_text(text)
    for arguments, stdin in ((["large.yaml"], b""), (["-"], text.encode())):
        code, out, _ = check("--format", "json", *arguments, stdin=stdin, cwd=tmp_path)
        assert code == 1
        document = json.loads(out)
        assert [finding["line"] for finding in document["findings"]] == [line]
        assert document["summary"]["objects"] == 201


def test_lists_and_reviews(tmp_path):
    secret = json.loads(BAD)
    listed = {"apiVersion": "v1", "kind": "List", "items": [
        json.loads(GOOD), {"apiVersion": "v1", "kind": "SecretList", "items": [secret]}]}
    (tmp_path / "list.json").write_text(json.dumps(listed))
    (tmp_path / "review.json").write_text(json.dumps(reviews.review(secret)))
    assert files_with_findings(".", cwd=tmp_path) == {"list.json", "review.json"}


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    done = subprocess.run([postern.program(), "check", "-", "--output", tmp_path / "no/where"],
                          input=GOOD.encode(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
