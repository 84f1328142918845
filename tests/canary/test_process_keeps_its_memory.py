"""What is in memory stays there: no core file, and no debugger of the same user gets in."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from blackbox import pki, postern
from blackbox.postern import Serve

NOBODY = 65534


@pytest.fixture
def directory():
    """A directory that the unprivileged user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


@pytest.fixture
def user() -> int | None:
    """Whom the server runs as: root can be told from an ordinary user only when it is another."""
    return NOBODY if os.geteuid() == 0 else None


@pytest.fixture
def running(directory, user):
    # Background jobs of a shell inherit it ignored (POSIX, 2.11), and so would the server.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    authority = pki.Authority(directory)
    files = authority.issue("localhost", "127.0.0.1").write(directory / "tls")
    binary = directory / "postern"
    shutil.copy(postern.program(), binary)  # the build may lie where only root can go
    binary.chmod(0o755)
    if user is not None:
        os.chown(files.key, user, -1)
    with Serve(directory / "log", files=files, authority=authority, user=user,
               binary=binary) as server:
        yield server


def limit(pid: int, name: str) -> list[str]:
    lines = pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line[26:].split() for line in lines if line.startswith(name))


def owner(pid: int) -> int:
    return pathlib.Path(f"/proc/{pid}/mem").stat().st_uid


def test_no_core_file(running):
    assert limit(running.pid, "Max core file size")[:2] == ["0", "0"]


@pytest.mark.skipif(postern.is_sanitized(), reason="the sanitizer handles the signal")
@pytest.mark.parametrize("signal_number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT])
def test_no_core_is_dumped(running, signal_number):
    running.process.send_signal(signal_number)
    _, status = os.waitpid(running.pid, 0)
    running.process.returncode = os.waitstatus_to_exitcode(status)
    assert os.WTERMSIG(status) == signal_number
    assert not os.WCOREDUMP(status)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
@pytest.mark.parametrize("file", ["environ", "maps", "mem", "auxv"])
def test_the_same_user_cannot_look_inside(running, file):
    with pytest.raises(PermissionError):
        pathlib.Path(f"/proc/{running.pid}/{file}").read_bytes()


@pytest.mark.skipif(postern.is_sanitized(), reason="LeakSanitizer attaches to its own process")
def test_not_dumpable(running, user):
    """The kernel gives /proc/PID of such a process to root (proc(5), PR_SET_DUMPABLE)."""
    assert owner(running.pid) == 0


def test_an_ordinary_process_is_dumpable(user):
    """The contrast without which the owner would say nothing."""
    with subprocess.Popen(["sleep", "30"], user=user) as process:
        try:
            assert owner(process.pid) == (os.getuid() if user is None else user) != 0
        finally:
            process.kill()
