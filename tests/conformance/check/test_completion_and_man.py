"""Completion scripts and the manual page, written from the command line's own description."""

import os
import re
import subprocess

import pytest

from blackbox import postern


def script(shell: str) -> str:
    done = postern.run("completion", shell)
    assert done.returncode == 0
    return done.stdout.decode()


def bash(line: str, cwd) -> set[str]:
    """What bash offers behind `line`, of which the last word is under the cursor."""
    words = line.split(" ")
    split = [part for word in words for part in re.split("(=)", word) if part or word == ""]
    program = script("bash") + f"""
COMP_WORDS=({' '.join("'" + word + "'" for word in split)})
COMP_CWORD={len(split) - 1}
_postern
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "-euc", program], capture_output=True, text=True,
                          cwd=cwd, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


def test_bash_offers_commands_flags_and_choices(tmp_path):
    assert {"check", "serve", "policy", "completion", "man"} <= bash("postern ", tmp_path)
    assert bash("postern che", tmp_path) == {"check"}
    assert {"lint", "show", "test"} <= bash("postern policy ", tmp_path)
    assert {"--namespace", "--complete", "--format"} <= bash("postern check --", tmp_path)
    assert bash("postern check --fail-on ", tmp_path) == {"deny", "warn", "never"}
    assert bash("postern check --fail-on=n", tmp_path) == {"never"}
    assert bash("postern check --co", tmp_path) == {"--complete", "--color", "--config"}
    assert bash("postern check fi", tmp_path) == set(), "files, which readline knows itself"
    assert "--namespace" not in bash("postern serve --", tmp_path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_can_read_its_script(tmp_path, shell):
    file = tmp_path / "script"
    file.write_text(script(shell))
    done = subprocess.run([shell, "-n", file], capture_output=True, text=True, timeout=60,
                          check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_offers_commands_flags_and_choices(tmp_path):
    file = tmp_path / "postern.fish"
    file.write_text(script("fish"))

    def offered(line: str) -> set[str]:
        done = subprocess.run(["fish", "--no-config", "-c", f"source {file}; complete -C '{line}'"],
                              capture_output=True, text=True, timeout=60, check=False,
                              env=os.environ | {"HOME": str(tmp_path)}, cwd=tmp_path)
        return {line.split("\t")[0] for line in done.stdout.splitlines()}

    assert {"check", "policy"} <= offered("postern ")
    assert {"lint", "show"} <= offered("postern policy ")
    assert offered("postern check --fail-on ") == {"deny", "warn", "never"}
    assert "--complete" in offered("postern check --c")


def test_an_unknown_shell_is_bad_usage():
    assert postern.run("completion", "tcsh").returncode == 2


def page() -> str:
    done = postern.run("man")
    assert done.returncode == 0
    return done.stdout.decode()


def test_the_manual_page_names_every_flag_of_every_command():
    text = page().replace("\\-", "-")
    for command in ("check", "serve", "policy lint", "explain", "completion"):
        assert f".SS {command}\n" in text
        said = postern.run(*command.split(), "--help").stdout.decode()
        for flag in re.findall(r"^\s+(?:-\w,)?(--[a-z-]+)", said, re.MULTILINE):
            assert flag == "--help" or flag in text, (command, flag)


def test_the_manual_page_renders_without_a_warning():
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page(), text=True,
                          capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
