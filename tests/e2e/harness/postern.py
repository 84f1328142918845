"""postern serve, reached by the API server over TLS on loopback."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import urllib.error
from collections.abc import Callable, Iterator

from harness.mounted import MountedDirectory
from harness.pki import Authority
from harness.process import Process, answers, fetch, free_port

_HASH = re.compile(r"policy ([0-9a-z:]+)")

class Postern(Process):
    def __init__(self, program: pathlib.Path, directory: pathlib.Path):
        self.authority = Authority(directory / "postern-pki", "postern-e2e")
        port = free_port()
        self.url = f"https://127.0.0.1:{port}/validate"
        ops_port = free_port()
        self.ops_url = f"http://127.0.0.1:{ops_port}"
        serving = self.authority.issue("postern", "IP:127.0.0.1", "DNS:localhost")
        self._program = program
        self._mounted = MountedDirectory(directory / "policy")
        self._write_policy({})
        super().__init__("postern", [
            program, "serve",
            "--config", self._policy_file,
            "--listen", f"127.0.0.1:{port}",
            "--ops-listen", f"127.0.0.1:{ops_port}",
            "--tls-cert", serving.certificate,
            "--tls-key", serving.key,
            # No load balancer has to notice that it ends.
            "--drain-seconds", "1",
            "--log-format", "json",
            # The most talkative level: what leaks nothing here leaks nothing at all.
            "--log-level", "trace",
        ], directory / "postern.log", clean_environment())

    def start(self) -> None:
        super().start()
        self.wait_until(lambda: answers(f"{self.ops_url}/readyz"), "/readyz answers", 20)

    def decisions(self) -> list[dict]:
        """The decision lines of the log, oldest first."""
        # The last line may be in the middle of being written.
        whole = self.log.read_text().rpartition("\n")[0]
        lines = [json.loads(line) for line in whole.splitlines()]
        return [line for line in lines if line.get("msg") == "decision"]

    def wait_for_decisions(self, wanted: Callable[[list[dict]], bool], what: str) -> None:
        """A decision may be written just after its answer was sent."""
        self.wait_until(lambda: wanted(self.decisions()), what, 10)

    def metrics(self) -> str:
        return self._get("/metrics")

    def readiness(self) -> str:
        return self._get("/readyz")

    def replace_policy(self, keys: dict) -> str:
        """Another policy, which replaces the mounted file as kubelet does; keys that are left out
        have the built-in policy's values. Returns its hash, once it is in force."""
        self._write_policy(keys)
        wanted = self._hash_of_policy()
        self.wait_until(lambda: f'postern_policy_info{{hash="{wanted}"}} 1' in self.metrics(),
                        f"the policy {wanted} is in force", 10)
        return wanted

    @contextlib.contextmanager
    def broken_policy(self, text: str) -> Iterator[None]:
        """While the mounted file holds a text that is no policy."""
        before = self._policy_file.read_bytes()
        self._mounted.update({"policy.yaml": text.encode()})
        try:
            yield
        finally:
            self._mounted.update({"policy.yaml": before})
            self.wait_until(lambda: "\npostern_config_reload_success 1\n" in self.metrics(),
                            "the policy is read again", 10)

    @contextlib.contextmanager
    def with_its_own_clock(self, file: pathlib.Path) -> Iterator["Clock"]:
        """Restarted with a clock that the test can set forward, and at the end without it."""
        clock = Clock(file)
        with self._restarted(clean_environment() | clock.environment()):
            yield clock

    @contextlib.contextmanager
    def _restarted(self, environment: dict[str, str]) -> Iterator[None]:
        usual = self._environment
        self.stop()
        self._environment = environment
        self.start()
        try:
            yield
        finally:
            self.stop()
            self._environment = usual
            self.start()

    @property
    def _policy_file(self) -> pathlib.Path:
        return self._mounted.path / "policy.yaml"

    def _write_policy(self, keys: dict) -> None:
        # JSON is YAML.
        policy = {"apiVersion": "postern.dev/v1", "kind": "Policy", **keys}
        self._mounted.update({"policy.yaml": json.dumps(policy).encode()})

    def _hash_of_policy(self) -> str:
        done = subprocess.run([self._program, "policy", "show", "--config", self._policy_file],
                              capture_output=True, text=True, check=True, env=clean_environment())
        return _HASH.match(done.stdout)[1]

    def _get(self, path: str) -> str:
        try:
            with fetch(self.ops_url + path) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.read().decode()


class Clock:
    """The time of day that a process sees, by libfaketime; what it waits for passes as always."""

    def __init__(self, file: pathlib.Path):
        self._file = file
        self.forward(days=0)

    def forward(self, days: int) -> None:
        # Written beside and renamed: every reading of the clock reads this file.
        part = self._file.with_suffix(".part")
        part.write_text(f"+{days}d\n")
        part.replace(self._file)

    def environment(self) -> dict[str, str]:
        [library] = pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        return {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self._file),
                "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}


def clean_environment() -> dict[str, str]:
    """Every flag has a POSTERN_ twin; the developer's own settings must not reach the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("POSTERN_")}
