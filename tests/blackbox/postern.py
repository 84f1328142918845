"""The program under test: `postern serve` as a process, and the other subcommands as calls."""

import functools
import os
import pathlib
import signal
import socket
import subprocess

from blackbox import pki, wire
from blackbox.deadline import eventually
from blackbox.metrics import Metrics

SOURCE = pathlib.Path(__file__).resolve().parents[2]
READY_SECONDS = 20
STOP_SECONDS = 40


def program() -> pathlib.Path:
    """POSTERN_BIN, or the dev build. Its absence fails a run: nothing would be tested."""
    path = pathlib.Path(os.environ.get("POSTERN_BIN", SOURCE / "build/dev/bin/postern")).absolute()
    assert path.is_file(), f"{path} is not built (cmake --preset dev && cmake --build --preset dev)"
    return path


@functools.cache
def is_sanitized() -> bool:
    """Whether a sanitizer is built in: then memory and time say nothing about the product."""
    content = program().read_bytes()
    return b"__asan_init" in content or b"__tsan_init" in content


def environment() -> dict[str, str]:
    """Ours without POSTERN_*: every flag has such a twin, and a developer's own settings must not
    reach a test."""
    return {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}


def run(*arguments: str | pathlib.Path, stdin: bytes = b"", seconds: float = 60,
        cwd: pathlib.Path | None = None,
        variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """A subcommand that ends by itself."""
    return subprocess.run([program(), *arguments], input=stdin, capture_output=True, cwd=cwd,
                          timeout=seconds, env=environment() | (variables or {}), check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serve:
    """A running `postern serve`. Its two streams go to one log file, which outlives it; `stdout` is
    another file for the first of them."""

    def __init__(self, directory: pathlib.Path, *flags: str, files: pki.PairFiles | None = None,
                 authority: pki.Authority | None = None, log_level: str = "debug",
                 user: int | None = None, binary: pathlib.Path | None = None,
                 stdout: int | None = None):
        directory.mkdir(parents=True, exist_ok=True)
        self.authority = authority or pki.Authority(directory)
        self.files = files or self.authority.issue("localhost", "127.0.0.1").write(directory)
        self.log = directory / "postern.log"
        self.address = ("127.0.0.1", free_port())
        self.ops_address = ("127.0.0.1", free_port())
        self.client = wire.trusting(self.authority.file)
        self._command = [
            str(binary or program()), "serve",
            "--listen", f"127.0.0.1:{self.address[1]}",
            "--ops-listen", f"127.0.0.1:{self.ops_address[1]}",
            "--tls-cert", str(self.files.certificate),
            "--tls-key", str(self.files.key),
            "--log-format", "json",
            "--log-level", log_level,
            *flags,
        ]
        self._user = user
        self._stdout = stdout
        self.process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL,
                                            stdout=log if self._stdout is None else self._stdout,
                                            stderr=log, env=environment(), user=self._user)
        try:
            eventually(self._is_ready, "/readyz answers 200", READY_SECONDS)
        except BaseException:
            self.stop()
            raise

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, \
            f"postern ended with {self.process.returncode}:\n{self.tail()}"
        try:
            return self.ops("/readyz").status == 200
        except (OSError, wire.Closed):
            return False

    @property
    def pid(self) -> int:
        return self.process.pid

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        return self.process.wait(seconds)

    def stop(self) -> None:
        """Ends the process at once; how it drains is a test of its own."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def assert_alive(self) -> None:
        assert self.process.poll() is None, \
            f"postern ended with {self.process.returncode}:\n{self.tail()}"

    def connect(self, **options) -> wire.Connection:
        """A TLS connection that has shaken hands."""
        return wire.Connection(self.address, options.pop("tls", self.client), **options)

    def connect_plain(self, **options) -> wire.Connection:
        """A TCP connection to the TLS port, on which nothing was sent."""
        return wire.Connection(self.address, None, **options)

    def post(self, body: bytes, target: str = "/validate?timeout=10s", **headers) -> wire.Response:
        with self.connect() as connection:
            return connection.post(body, target, **headers)

    def exchange(self, request: bytes) -> wire.Response:
        with self.connect() as connection:
            return connection.exchange(request)

    def ops(self, target: str) -> wire.Response:
        with wire.Connection(self.ops_address) as connection:
            return connection.exchange(wire.get(target))

    def metrics(self) -> Metrics:
        response = self.ops("/metrics")
        assert response.status == 200
        return Metrics(response.body.decode())

    def resident_bytes(self) -> int:
        """The largest resident set so far (VmHWM)."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def output(self) -> bytes:
        return self.log.read_bytes()

    def decisions(self) -> list[dict]:
        """The decision lines of the log, oldest first."""
        lines = [wire.strict_json(line) for line in self.output().splitlines()]
        return [line for line in lines if line.get("msg") == "decision"]

    def decision(self, uid: str) -> dict:
        """The decision line of one request; it may be written just after the reply."""
        return eventually(
            lambda: next((line for line in self.decisions() if line["uid"] == uid), None),
            f"a decision line for {uid}")

    def tail(self, size: int = 4000) -> str:
        return self.output()[-size:].decode(errors="replace")
