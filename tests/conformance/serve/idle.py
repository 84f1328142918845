"""A connection that does nothing for a while, beside the tests that run meanwhile."""

import threading
import time

from blackbox.wire import Connection, Response

IDLE_SECONDS = 60.0


class IdleConnection:
    """Used once when it is made, and once more when it has been idle for IDLE_SECONDS: not later,
    because the server may close it after 120 s."""

    def __init__(self, connection: Connection, first: bytes, second: bytes):
        self._connection = connection
        assert connection.exchange(first).status == 200
        self._outcome: Response | Exception | None = None
        self._thread = threading.Thread(target=self._use_again, args=(second,), daemon=True)
        self._thread.start()

    def _use_again(self, request: bytes) -> None:
        time.sleep(IDLE_SECONDS)
        try:
            self._outcome = self._connection.exchange(request)
        except Exception as error:  # the test's to judge
            self._outcome = error

    def response(self) -> Response:
        """What came the second time."""
        self._thread.join(IDLE_SECONDS + 40)
        assert self._outcome is not None, "no answer"
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome
