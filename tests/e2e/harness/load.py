"""Admissions without a pause, half of them right and half wrong, while something else happens."""

import http.client
import threading
from collections import Counter

from harness import manifests
from harness.api import Answer, Api
from harness.process import wait_until


class Load:
    """A context: callers run inside it. Every Secret is a dry run, so nothing is stored."""

    _CALLERS = 4

    def __init__(self, api: Api, namespace: str, good: str, bad: str):
        self._api = api
        self._path = f"/api/v1/namespaces/{namespace}/secrets?dryRun=All"
        self._secrets = {"good": manifests.secret("load", DATABASE_URL=good),
                         "bad": manifests.secret("load", DATABASE_URL=bad)}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._callers: list[threading.Thread] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.failures: list[str] = []

    def __enter__(self) -> "Load":
        self._callers = [threading.Thread(target=self._call, daemon=True)
                         for _ in range(self._CALLERS)]
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, *_exception) -> None:
        self._stop.set()
        for caller in self._callers:
            caller.join(60)

    @property
    def judged(self) -> int:
        """How many calls got the verdict that they deserve."""
        return self.outcomes["good", "allowed"] + self.outcomes["bad", "denied"]

    @property
    def wrong(self) -> int:
        """How many got the opposite one: nothing excuses that."""
        return self.outcomes["good", "denied"] + self.outcomes["bad", "allowed"]

    def wait_for_calls(self, more: int = 40) -> None:
        """Goes on until so many more calls have got their verdict."""
        enough = self.judged + more
        wait_until(lambda: self.judged >= enough, f"{more} calls are judged", 60, self.summary)

    def summary(self) -> str:
        return f"{dict(self.outcomes)}, the first failures: {self.failures[:3]}"

    def assert_no_call_failed(self) -> None:
        assert self.judged and not self.wrong and not self.failures, self.summary()

    def _call(self) -> None:
        while not self._stop.is_set():
            for kind, manifest in self._secrets.items():
                try:
                    answer = self._api.post(self._path, manifest)
                except (OSError, http.client.HTTPException) as error:
                    self._note(kind, "failed", repr(error))
                    continue
                outcome = _outcome(answer)
                self._note(kind, outcome, answer.message if outcome == "failed" else "")

    def _note(self, kind: str, outcome: str, failure: str) -> None:
        with self._lock:
            self.outcomes[kind, outcome] += 1
            if failure:
                self.failures.append(failure)


def _outcome(answer: Answer) -> str:
    if answer.ok:
        return "allowed"
    return "denied" if answer.status == 403 and "denied the request" in answer.message else "failed"
