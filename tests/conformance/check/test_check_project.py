"""The settings of a project: .postern.yaml, found upwards from the working directory."""

import json

import pytest

from blackbox import postern, reviews

WARNS = json.dumps(reviews.secret(
    stringData={"URL": "postgres://u:p@db.acme.io/d?sslmode=require"}))


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "charts/x/templates").mkdir(parents=True)
    (tmp_path / "charts/x/templates/a.yaml").write_text("name: {{ .Values.name }}\n")
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/secret.json").write_text(WARNS)
    return tmp_path


def run(directory, *arguments):
    return postern.run("check", *arguments, cwd=directory)


def test_it_sets_what_flags_do_not(project):
    (project / ".postern.yaml").write_text("fail-on: warn\nformat: json\nignore: [templates/]\n")
    for directory in (project, project / "deploy"):
        done = run(directory, project)
        assert done.returncode == 1, done.stderr
        assert [finding["action"] for finding in json.loads(done.stdout)["findings"]] == ["warn"]
    assert run(project, "--fail-on", "deny", ".").returncode == 0
    assert run(project, "--format", "text", ".").stdout.startswith(b"deploy/secret.json:1:")


def test_its_policy_is_relative_to_it(project):
    (project / "policy.yaml").write_text("apiVersion: postern.dev/v1\nkind: Policy\n"
                                         "rules: {dsn-sslmode-unverified: deny}\n")
    (project / ".postern.yaml").write_text("config: policy.yaml\n")
    assert run(project / "deploy", ".").returncode == 1
    (project / ".postern.yaml").write_text("config: other.yaml\n")
    done = run(project / "deploy", ".")
    assert done.returncode == 2
    assert str(project / "other.yaml").encode() in done.stderr


def test_an_unknown_key_is_named_with_its_place(project):
    (project / ".postern.yaml").write_text("# ours\nnamespcae: shop\n")
    done = run(project / "deploy", ".")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"{project}/.postern.yaml:2:12: namespcae is not known")


def test_stats_name_it(project):
    (project / ".postern.yaml").write_text("")
    assert f"settings of {project}/.postern.yaml" in run(
        project, "--stats", "deploy").stderr.decode()
