"""A connection that does nothing for a while."""

import time

from blackbox.wire import Connection

IDLE_SECONDS = 60.0


class IdleConnection:
    def __init__(self, connection: Connection):
        self.connection = connection
        self._since = None

    def use(self, request: bytes):
        response = self.connection.exchange(request)
        self._since = time.monotonic()
        return response

    def wait(self) -> None:
        """Until it has been idle for IDLE_SECONDS."""
        time.sleep(max(self._since + IDLE_SECONDS - time.monotonic(), 0))
