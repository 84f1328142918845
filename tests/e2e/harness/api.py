"""The API server as a program sees it: JSON over connections that are kept. What a person does is
tested with kubectl; this is for the harness itself, and for load."""

import dataclasses
import http.client
import json
import pathlib
import ssl
import threading
import urllib.parse

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    body: dict

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        return self.body.get("message", "")


class Api:
    """Calls as one user; may be shared by threads, each of which has its own connection."""

    def __init__(self, url: str, token: str, authority: pathlib.Path):
        self._address = urllib.parse.urlsplit(url).netloc
        self._token = token
        self._trust = ssl.create_default_context(cafile=str(authority))
        self._local = threading.local()

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: dict) -> Answer:
        return self.call("POST", path, body)

    def patch(self, path: str, body: dict, kind: str = MERGE) -> Answer:
        return self.call("PATCH", path, body, kind)

    def delete(self, path: str, body: dict | None = None) -> Answer:
        return self.call("DELETE", path, body)

    def call(self, method: str, path: str, body: dict | None = None,
             kind: str = "application/json") -> Answer:
        """Raises OSError or http.client.HTTPException when there is no answer."""
        content = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if content is not None:
            headers["Content-Type"] = kind
        try:
            return self._send(method, path, content, headers)
        except http.client.RemoteDisconnected:
            # The API server had closed it, as it does with a connection that was idle for long.
            return self._send(method, path, content, headers)

    def _send(self, method: str, path: str, content: bytes | None, headers: dict) -> Answer:
        connection = self._connection()
        try:
            connection.request(method, path, content, headers)
            reply = connection.getresponse()
            return Answer(reply.status, json.loads(reply.read() or b"{}"))
        except (OSError, http.client.HTTPException):
            connection.close()  # the next call opens it anew
            raise

    def _connection(self) -> http.client.HTTPSConnection:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPSConnection(
                self._address, context=self._trust, timeout=30)
        return self._local.connection
