"""A network of the test run's own: a Linux network namespace that pytest itself moves into, and
the wires from it to the pods, which have namespaces of their own."""

import contextlib
import ctypes
import os
import pathlib
import subprocess
from collections.abc import Iterator

KUBERNETES_SERVICE = "10.0.0.1"  # the first address of the service range is the API server's
SERVICE_RANGES = "10.0.0.0/24,fd00:10::/112"
NODE = "10.244.0.1"

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def of_our_own() -> Iterator[None]:
    """Within, this process and those that it starts see nothing but their own network: no port is
    taken, and no packet can leave. It vanishes with the last process in it."""
    before = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    privileged = os.geteuid() == 0
    if privileged:
        unshare(CLONE_NEWNET)
    else:
        _unshare_as_user()
    ip("link", "set", "lo", "up")
    for address in (KUBERNETES_SERVICE, NODE):
        ip("address", "add", f"{address}/32", "dev", "lo")
    try:
        yield
    finally:
        if privileged:  # from a user namespace there is no way back, and nobody who needs one
            checked(_libc.setns(before, CLONE_NEWNET), "setns")
        os.close(before)


def connect(namespace: str, number: int) -> str:
    """A wire to a pod's namespace (a path under /proc); returns the pod's address."""
    address, wire = f"10.244.{number // 250}.{number % 250 + 2}", f"pod{number}"
    ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", namespace)
    ip("link", "set", wire, "up")
    ip("route", "add", f"{address}/32", "dev", wire, "src", NODE)
    for command in (["link", "set", "lo", "up"], ["link", "set", "eth0", "up"],
                    ["address", "add", f"{address}/32", "dev", "eth0"],
                    ["route", "add", "default", "dev", "eth0"]):
        ip(*command, within=namespace)
    return address


def ip(*arguments: str, within: str | None = None) -> None:
    enter = ["nsenter", f"--net={within}"] if within else []
    subprocess.run([*enter, "ip", *arguments], check=True, capture_output=True, text=True,
                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})


def unshare(flags: int) -> None:
    checked(_libc.unshare(flags), "unshare")


def checked(status: int, call: str) -> None:
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


def _unshare_as_user() -> None:
    """Who is not root becomes it in a user namespace, where networks may be made."""
    user, group = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER | CLONE_NEWNET)
    process = pathlib.Path("/proc/self")
    (process / "setgroups").write_text("deny")  # without this no group may be mapped
    (process / "uid_map").write_text(f"0 {user} 1")
    (process / "gid_map").write_text(f"0 {group} 1")


def can_change_user() -> bool:
    """In a user namespace with one user nobody else can be become."""
    return len(pathlib.Path("/proc/self/uid_map").read_text().split()) == 3 and \
        int(pathlib.Path("/proc/self/uid_map").read_text().split()[2]) > 1
