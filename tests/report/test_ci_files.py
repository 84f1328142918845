"""What other repositories use of this one: the action, the GitLab template, the pre-commit hooks."""

import json
import os
import re
import stat
import subprocess

import pytest
import yaml

from blackbox import postern
from reported import weak_secret

ROOT = postern.SOURCE
VERSION = re.search(r"project\(postern VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
IMAGE = f"postern:{VERSION}"
SCRIPT = ROOT / "tools/ci/check-with-image"
DOCS = (ROOT / "docs/ci.md").read_text()


def load_all(path):
    return list(yaml.safe_load_all((ROOT / path).read_text()))


@pytest.mark.parametrize("path", ["action.yml", ".pre-commit-hooks.yaml", "tools/ci/gitlab.yml",
                                  "tools/ci/check-with-image", "docs/ci.md"])
def test_the_image_is_that_of_this_version(path):
    found = set(re.findall(r"postern:[0-9][0-9.]*[0-9]", (ROOT / path).read_text()))
    assert found == {IMAGE}


def flags_of_check():
    return set(re.findall(r"--[a-z-]+", postern.run("check", "--help").stdout.decode()))


def test_flags_exist():
    used = set()
    for text in (SCRIPT.read_text().split("\n\n", 1)[1], DOCS):
        for call in re.findall(r"check [^\n`]*|arguments\+?=\([^)]*\)", text):
            used.update(re.findall(r"(?<![\w-])--[a-z-]+", call))
    assert used - flags_of_check() == set()


def test_the_hooks_are_hooks():
    (hooks,) = load_all(".pre-commit-hooks.yaml")
    known = {"id", "name", "description", "language", "entry", "types_or", "exclude",
             "require_serial"}
    for hook in hooks:
        assert set(hook) == known
        assert hook["entry"].endswith(" check")
    assert {hook["id"]: hook["language"] for hook in hooks} == {
        "postern-check": "docker_image", "postern-check-system": "system"}
    assert re.search(hooks[0]["exclude"], "charts/shop/templates/secret.yaml")
    assert not re.search(hooks[0]["exclude"], "deploy/secret.yaml")


def test_the_action_hands_inputs_over_as_variables():
    (action,) = load_all("action.yml")
    assert action["runs"]["using"] == "composite"
    (step,) = action["runs"]["steps"]
    assert "${{" not in step["run"]
    used = set(re.findall(r"inputs\.([a-z-]+)", json.dumps(step["env"])))
    assert used == set(action["inputs"])
    read = set(re.findall(r"POSTERN_[A-Z_]+", SCRIPT.read_text()))
    assert set(step["env"]) <= read
    for name, output in action["outputs"].items():
        assert output["value"] == "${{ steps.check.outputs.%s }}" % name
        assert f"'{name}=%" in SCRIPT.read_text()


def test_the_gitlab_template_declares_its_inputs():
    spec, jobs = load_all("tools/ci/gitlab.yml")
    (job,) = jobs.values()
    used = set(re.findall(r"\$\[\[ inputs\.([a-z-]+) \]\]", json.dumps(jobs)))
    assert used == set(spec["spec"]["inputs"])
    written = set(re.findall(r"--output (?:[a-z]+)=(\S+)", " ".join(job["script"])))
    assert set(job["artifacts"]["reports"].values()) <= written


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL))
def test_examples_in_the_docs_are_yaml(block):
    assert all(isinstance(part, (dict, list)) for part in yaml.safe_load_all(block))


@pytest.fixture
def engine(tmp_path):
    """A container engine that keeps what it was asked, and runs the program on this machine."""
    folder = tmp_path / "bin"
    folder.mkdir()
    fake = folder / "docker"
    fake.write_text(f"""#!/usr/bin/env bash
set -euo pipefail
printf '%s\\n' "$@" >"{tmp_path}/asked"
while [[ $1 != {IMAGE} ]]; do
  if [[ $1 == --volume && $2 == *:/reports ]]; then reports=${{2%:/reports}}; fi
  shift
done
shift
exec "{postern.program()}" "${{@//=\\/reports/=$reports}}"
""")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    return folder


def run_script(engine, folder, **settings):
    environment = postern.environment() | settings | {"PATH": f"{engine}:{os.environ['PATH']}"}
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        environment[name] = str(folder.parent / name)
    return subprocess.run([SCRIPT], cwd=folder, env=environment, capture_output=True, timeout=60,
                          check=False)


def test_the_script_reports_and_fails(engine, tmp_path):
    sources = tmp_path / "sources"
    (sources / "de ploy").mkdir(parents=True)
    (sources / "de ploy/db.json").write_text(json.dumps(weak_secret("db", "shop", "URL")))
    done = run_script(engine, sources, POSTERN_PATHS="de ploy\n",
                      POSTERN_REPORTS=str(tmp_path / "out"))
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(b"::error file=de ploy/db.json,")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.sarif", "report.html", "report.json", "report.xml", "report.md"}
    outputs = dict(line.split("=", 1) for line in (tmp_path / "GITHUB_OUTPUT").read_text().splitlines())
    assert outputs["status"] == "1"
    assert json.loads((tmp_path / "out/report.sarif").read_text())["version"] == "2.1.0"
    assert outputs["sarif"] == str(tmp_path / "out/report.sarif")
    assert "dsn-sslmode-weak" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    asked = (tmp_path / "asked").read_text().splitlines()
    assert ["--network", "none"] == asked[asked.index("--network"):][:2]
    assert f"{sources}:/work:ro" in asked


def test_the_script_reads_no_setting_as_a_command(engine, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    done = run_script(engine, sources, POSTERN_PATHS="$(touch pwned);`touch pwned`\n--help",
                      POSTERN_NAMESPACE="; touch pwned")
    assert done.returncode == 2
    assert not (sources / "pwned").exists()
    assert b"--help" in done.stderr, "a path that looks like a flag is a path"
