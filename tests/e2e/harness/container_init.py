"""Becomes the process of a container: `python3 container_init.py SPECIFICATION.json`. It enters the
pod's network, builds the container's view of the file system, gives up what the pod's security
context takes away, and executes the program in its own place."""

import ctypes
import json
import os
import pathlib
import signal
import sys

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38

_libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{arguments}: {os.strerror(number)}")


def bind(source: pathlib.Path, target: pathlib.Path, *, read_only: bool) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    call("mount", str(source).encode(), str(target).encode(), None, MS_BIND | MS_REC, None)
    if read_only:
        make_read_only(target)


def make_read_only(target: pathlib.Path) -> None:
    # In a user namespace, flags of the mount below (nosuid, nodev, noexec, ...) must be repeated.
    kept = os.statvfs(target).f_flag & ~MS_RDONLY & 0xf
    call("mount", None, str(target).encode(), None, MS_BIND | MS_REMOUNT | MS_RDONLY | kept, None)


def main() -> None:
    specification = json.loads(pathlib.Path(sys.argv[1]).read_text())
    root = pathlib.Path(specification["root"])
    with open(specification["network"], encoding="ascii") as network:
        call("setns", network.fileno(), CLONE_NEWNET)
    call("unshare", CLONE_NEWNS)
    call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    bind(root, root, read_only=False)
    for system in ("/proc", "/dev"):
        bind(pathlib.Path(system), root / system[1:], read_only=False)
    for mount in specification["mounts"]:
        bind(pathlib.Path(mount["source"]), root / mount["path"].lstrip("/"),
             read_only=mount["readOnly"])
    if specification["readOnlyRoot"]:
        make_read_only(root)
    os.chroot(root)
    os.chdir(specification["directory"])
    if specification["user"] is not None:
        os.setgroups(specification["groups"])
        os.setgid(specification["group"])
        os.setuid(specification["user"])
    # After setuid, which would take it back: the kernel ends the container with pytest.
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    command = specification["command"]
    os.execve(command[0], command, specification["environment"])


main()
