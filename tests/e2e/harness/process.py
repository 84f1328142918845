"""A child process with a log file, and the two things every server in these tests needs:
a free port, and waiting for an effect instead of sleeping."""

import pathlib
import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence


class Process:
    """One server. Subclasses build the command line; start() and stop() may be called in turns."""

    def __init__(self, name: str, command: Sequence[object], log: pathlib.Path,
                 environment: Mapping[str, str] | None = None):
        self.name = name
        self.log = log
        # The kernel ends the child when pytest dies without running its teardown.
        self._command = ["setpriv", "--pdeathsig", "KILL", *map(str, command)]
        self._environment = environment
        self._child: subprocess.Popen | None = None

    def start(self) -> None:
        # Appended to: a restarted server must not hide what the first one wrote. A session of its
        # own: Ctrl-C reaches pytest alone, whose teardown ends the servers in the right order.
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env=self._environment, start_new_session=True)

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def identifier(self) -> int:
        return self._child.pid

    def proc_status(self) -> dict[str, str]:
        """What the kernel says of it: /proc/PID/status."""
        text = pathlib.Path(f"/proc/{self.identifier}/status").read_text()
        return {key: value.strip() for key, _, value in
                (line.partition(":") for line in text.splitlines())}

    @property
    def status(self) -> int | None:
        """The exit status; None while it runs."""
        return self._child.poll() if self._child else None

    def stop(self, grace_seconds: float = 20) -> int | None:
        """SIGTERM, then SIGKILL after the grace; returns the exit status, None if never started."""
        return self._end(signal.SIGTERM, grace_seconds)

    def kill(self) -> int | None:
        """SIGKILL: the process gets no chance to say goodbye."""
        return self._end(signal.SIGKILL, 20)

    def _end(self, number: signal.Signals, grace_seconds: float) -> int | None:
        if self._child is None:
            return None
        if self.running:
            self._child.send_signal(number)
            try:
                self._child.wait(grace_seconds)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait(20)
        return self._child.returncode

    def wait_until(self, effect: Callable[[], object], what: str, seconds: float) -> None:
        """Waits for the effect, and fails at once when the process ends before it shows."""
        def shown() -> bool:
            if not self.running:
                raise RuntimeError(f"{self.name} ended before {what}\n{self.tail()}")
            return bool(effect())

        wait_until(shown, f"{self.name}: {what}", seconds, self.tail)

    def tail(self, lines: int = 20) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        last = (line[:400] for line in text.splitlines()[-lines:])
        return "\n".join([f"--- last lines of {self.log}", *last])


def wait_until(effect: Callable[[], object], what: str, seconds: float,
               explain: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not effect():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}\n{explain()}")
        time.sleep(0.1)


def answers(request: urllib.request.Request | str, trust: ssl.SSLContext | None = None) -> bool:
    """Whether the URL answers with 200 right now."""
    try:
        with fetch(request, trust) as reply:
            return reply.status == 200
    except OSError:
        return False


def fetch(request: urllib.request.Request | str, trust: ssl.SSLContext | None = None):
    """Opens the URL; raises OSError. A proxy of the environment has no business on loopback."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                         urllib.request.HTTPSHandler(context=trust))
    return opener.open(request, timeout=2)


def free_port() -> int:
    # Not port 0: the kernel would pick from its ephemeral range, where any outgoing connection of
    # the machine may take the port again before the server binds it.
    for _ in range(200):
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port on loopback between 20000 and 32000")
