"""postern serve, reached by the API server over TLS on loopback."""

import json
import os
import pathlib
from collections.abc import Callable

from harness.pki import Authority
from harness.process import Process, answers, fetch, free_port


class Postern(Process):
    def __init__(self, program: pathlib.Path, directory: pathlib.Path):
        self.authority = Authority(directory / "postern-pki", "postern-e2e")
        port = free_port()
        self.url = f"https://127.0.0.1:{port}/validate"
        ops_port = free_port()
        self.ops_url = f"http://127.0.0.1:{ops_port}"
        serving = self.authority.issue("postern", "IP:127.0.0.1", "DNS:localhost")
        # Every flag has a POSTERN_ twin; the developer's own settings must not reach the tests.
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("POSTERN_")}
        super().__init__("postern", [
            program, "serve",
            "--listen", f"127.0.0.1:{port}",
            "--ops-listen", f"127.0.0.1:{ops_port}",
            "--tls-cert", serving.certificate,
            "--tls-key", serving.key,
            "--log-format", "json",
            # The most talkative level: what leaks nothing here leaks nothing at all.
            "--log-level", "trace",
        ], directory / "postern.log", environment)

    def start(self) -> None:
        super().start()
        self.wait_until(lambda: answers(f"{self.ops_url}/readyz"), "/readyz answers", 20)

    def decisions(self) -> list[dict]:
        """The decision lines of the log, oldest first."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line.get("msg") == "decision"]

    def wait_for_decisions(self, wanted: Callable[[list[dict]], bool], what: str) -> None:
        """A decision may be written just after its answer was sent."""
        self.wait_until(lambda: wanted(self.decisions()), what, 10)

    def metrics(self) -> str:
        with fetch(f"{self.ops_url}/metrics") as reply:
            return reply.read().decode()
