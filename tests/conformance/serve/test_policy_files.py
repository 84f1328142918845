"""A policy file as it should not be: at the start, and while the server runs."""

import os
import pathlib
import subprocess
import threading

import pytest

from blackbox import postern, reviews
from blackbox.deadline import deadline, eventually
from blackbox.postern import Serve
from blackbox.reviews import NO_SSLMODE_DSN, secret_review
from blackbox.verdicts import judge, verdict_of

MIB = 1024 * 1024
HEAD = b"apiVersion: postern.dev/v1\nkind: Policy\n"
RELOAD = "postern_config_reload_success"


def policy(mode: str) -> bytes:
    return HEAD + f"mode: {mode}\n".encode()


def exceptions(count: int) -> bytes:
    entry = b"- {name: a%d, rules: [dsn-*], objects: [{kind: Secret}], reason: x}\n"
    return HEAD + b"exceptions:\n" + b"".join(entry % number for number in range(count))


def bomb(levels: int) -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    lines += [b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9))
              for i in range(1, levels)]
    return HEAD + b"".join(lines)


BAD = {
    "5 MB": HEAD + b"# " + b"x" * (5 * MIB),
    "100,000 exceptions": exceptions(100_000),
    "more exceptions than may be": exceptions(14_000),
    "alias bomb": bomb(9),
    "wide alias bomb": HEAD + b"exceptions:\n- &a {name: a, rules: [" + b"x, " * 1000 + b"x]}\n"
                       + b"- *a\n" * 9000,
    "cyclic anchor": HEAD + b"exceptions: &a\n- *a\n",
    "cyclic merge": HEAD + b"tls: &a\n  <<: *a\n",
    "deep": HEAD + b"tls: " + b"[" * 100_000,
    "no UTF-8": HEAD + b"mode: \xff\xfe\n",
    "NUL": HEAD + b"mode: warn\0\n",
    "UTF-16": policy("warn").decode().encode("utf-16"),
    "empty": b"",
    "a ConfigMap, not its contents": b"apiVersion: v1\nkind: ConfigMap\ndata: {policy.yaml: x}\n",
    "two documents": policy("warn") + b"---\n" + policy("audit"),
    "key twice": policy("warn") + b"mode: audit\n",
    "binary": bytes(range(256)) * 100,
}


def reason(output: bytes) -> str:
    """What stands behind `FILE:LINE:COLUMN: error: ` in the first line, or behind the file."""
    first = output.decode().splitlines()[0]
    return first.rsplit("error: ", 1)[-1].split("policy.yaml: ")[-1]


def refused_by_serve(file: pathlib.Path) -> bytes:
    done = postern.run("serve", "--dev", "--config", file, "--listen", "127.0.0.1:0",
                       "--ops-listen", "127.0.0.1:0", seconds=60)
    assert done.returncode == 2, (done.returncode, done.stderr[-500:])
    return done.stderr


@pytest.mark.parametrize("name", BAD)
def test_serve_and_lint_refuse_it_with_the_same_words(tmp_path, name, slowness):
    file = tmp_path / "policy.yaml"
    file.write_bytes(BAD[name])
    with deadline(20 * slowness, "both say no"):
        lint = postern.run("policy", "lint", file)
        served = refused_by_serve(file)
    assert lint.returncode in (1, 2)
    assert reason(lint.stdout + lint.stderr) == reason(served)
    assert len(served) < 64 * 1024


@pytest.mark.parametrize("name", ["directory", "FIFO", "device", "absent", "below a file",
                                  "dangling link", "link to itself"])
def test_what_is_no_file_is_refused_at_once(tmp_path, name):
    file = tmp_path / "policy.yaml"
    if name == "directory":
        file.mkdir()
    elif name == "FIFO":
        os.mkfifo(file)
    elif name == "device":
        file.symlink_to("/dev/zero")
    elif name == "below a file":
        (tmp_path / "file").touch()
        file = tmp_path / "file" / "policy.yaml"
    elif name == "dangling link":
        file.symlink_to("nowhere")
    elif name == "link to itself":
        file.symlink_to(file)
    with deadline(20, "both say no"):
        lint = postern.run("policy", "lint", file)
        served = refused_by_serve(file)
    assert lint.returncode in (1, 2)
    assert reason(lint.stdout + lint.stderr) == reason(served)


@pytest.mark.skipif(postern.is_sanitized(), reason="sanitizers reserve more than there is")
@pytest.mark.parametrize("name", ["5 MB", "alias bomb", "wide alias bomb", "deep", "100,000 exceptions",
                                  "more exceptions than may be"])
def test_memory_is_bounded_whatever_the_file_holds(tmp_path, name):
    file = tmp_path / "policy.yaml"
    file.write_bytes(BAD[name])
    limited = 'ulimit -v 393216 && exec "$@"'  # KiB of address space
    done = subprocess.run(["bash", "-c", limited, "-", postern.program(), "policy", "lint", file],
                          capture_output=True, check=False, timeout=60)
    assert done.returncode in (1, 2), done.stderr
    assert reason(done.stdout + done.stderr) == reason(postern.run("policy", "lint", file).stdout
                                                       or done.stderr)


class Mounted:
    """A policy file as kubelet mounts it."""

    def __init__(self, directory: pathlib.Path, first: bytes):
        self.directory = directory
        self._versions = 0
        self.replace(first)
        self.file = directory / "policy.yaml"
        self.file.symlink_to("..data/policy.yaml")

    def new_version(self) -> pathlib.Path:
        self._versions += 1
        version = self.directory / f"..version_{self._versions}"
        version.mkdir(parents=True)
        return version

    def swap_to(self, version: pathlib.Path) -> None:
        link = self.directory / "..data_tmp"
        link.symlink_to(version.name)
        link.rename(self.directory / "..data")

    def replace(self, text: bytes) -> None:
        version = self.new_version()
        (version / "policy.yaml").write_bytes(text)
        self.swap_to(version)


@pytest.fixture
def mounted(tmp_path):
    return Mounted(tmp_path / "mounted", policy("enforce"))


@pytest.fixture
def reloading(tmp_path, mounted):
    with Serve(tmp_path / "serve", "--config", str(mounted.file)) as server:
        yield server


def reloaded(server) -> float:
    return min(sample.value for sample in server.metrics().named(RELOAD))


def is_denied(server) -> bool:
    return not judge(server, secret_review({"DATABASE_URL": NO_SSLMODE_DSN})).allowed


def test_a_new_policy_takes_effect_within_two_seconds(reloading, mounted, slowness):
    for mode in ("warn", "enforce") * 2:
        mounted.replace(policy(mode))
        eventually(lambda: is_denied(reloading) == (mode == "enforce"), f"the mode is {mode}",
                   seconds=2 * slowness)


@pytest.mark.parametrize("name", ["alias bomb", "cyclic anchor", "no UTF-8", "5 MB", "empty", "key twice"])
def test_a_bad_new_file_keeps_the_old_policy_and_says_why(reloading, mounted, name):
    ready = reloading.ops("/readyz")
    mounted.replace(BAD[name])
    eventually(lambda: reloaded(reloading) == 0, f"{RELOAD} 0")
    assert is_denied(reloading)
    answer = reloading.ops("/readyz")
    assert answer.status == 200 and b"failed policy reload: " in answer.body
    eventually(lambda: b"stays in force" in reloading.output(), "the log says so")
    mounted.replace(policy("audit"))
    eventually(lambda: not is_denied(reloading), "the mended policy is in force")
    assert reloaded(reloading) == 1
    assert reloading.ops("/readyz").body == ready.body


@pytest.mark.parametrize("what", ["directory", "FIFO", "nothing", "the whole mount"])
def test_a_file_that_becomes_something_else_keeps_the_old_policy(reloading, mounted, what):
    if what == "the whole mount":
        aside = mounted.directory.with_name("aside")
        mounted.directory.rename(aside)
    else:
        version = mounted.new_version()
        if what == "directory":
            (version / "policy.yaml").mkdir()
        elif what == "FIFO":
            os.mkfifo(version / "policy.yaml")
        mounted.swap_to(version)
    eventually(lambda: reloaded(reloading) == 0, f"{RELOAD} 0")
    assert is_denied(reloading)
    if what == "the whole mount":
        aside.rename(mounted.directory)
        eventually(lambda: reloaded(reloading) == 1, f"{RELOAD} 1")
        assert is_denied(reloading)
    mounted.replace(policy("warn"))
    eventually(lambda: not is_denied(reloading), "the new policy is in force")
    assert reloaded(reloading) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be another user")
def test_a_file_that_may_no_longer_be_read_keeps_the_old_policy(reloading, mounted):
    """Root reads everything; without CAP_DAC_OVERRIDE the lint of an ordinary user does not."""
    (mounted.directory / "..data" / "policy.yaml").chmod(0o000)
    for directory in (mounted.directory, *mounted.directory.parents):
        if directory.stat().st_uid == 0 and directory != pathlib.Path("/tmp"):
            directory.chmod(directory.stat().st_mode | 0o055)
    done = subprocess.run([postern.program(), "policy", "lint", mounted.file], capture_output=True,
                          user=65534, check=False, timeout=60)
    if done.returncode == 126:
        pytest.skip("the build lies where only root can go")
    assert done.returncode == 2
    assert b"there is no permission to read" in done.stderr
    assert is_denied(reloading)


def test_switching_the_policy_drops_no_request(reloading, mounted):
    """Requests without a pause on kept and on new connections; each gets the verdict of one whole
    policy."""
    stop, errors, done = threading.Event(), [], [0, 0]

    def ask(number):
        body = reviews.body(secret_review({"DATABASE_URL": NO_SSLMODE_DSN}, uid=f"load-{number}"))
        try:
            connection = reloading.connect()
            while not stop.is_set():
                if number:
                    connection.close()
                    connection = reloading.connect()
                verdict_of(connection.post(body), f"load-{number}")
                done[number] += 1
            connection.close()
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for mode in ("audit", "enforce", "warn", "enforce"):
        mounted.replace(policy(mode))
        eventually(lambda mode=mode: is_denied(reloading) == (mode == "enforce"), f"mode {mode}")
    for number in range(100):  # a file that is replaced all the time
        mounted.replace(policy("enforce" if number % 2 else "audit"))
    eventually(lambda: is_denied(reloading), "the last one is in force")
    stop.set()
    for thread in threads:
        thread.join(30)
    assert errors == [] and min(done) > 0
