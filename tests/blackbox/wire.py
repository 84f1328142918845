"""HTTP/1.1 over a socket of our own, with or without TLS: the bytes sent are the bytes written.

No HTTP library: many cases need what a library would refuse to send or repair on arrival.
"""

import contextlib
import dataclasses
import json
import pathlib
import select
import socket
import ssl

PATIENCE = 30.0  # seconds for one read or write; longer than any limit of the server under test


class Closed(Exception):
    """The peer closed, or reset, before a whole response had come."""


@dataclasses.dataclass(frozen=True)
class Response:
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    raw: bytes

    def header(self, name: str) -> str | None:
        """The value of a header that stands at most once."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} stands {len(values)} times"
        return values[0] if values else None

    def json(self):
        return strict_json(self.body)

    @property
    def closes(self) -> bool:
        return (self.header("connection") or "").lower() == "close"


def strict_json(text: bytes):
    """JSON as a strict reader takes it: UTF-8, no duplicate key, no NaN."""

    def unique(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"duplicate keys in the reply: {names}"
        return dict(pairs)

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)


def trusting(authority: pathlib.Path) -> ssl.SSLContext:
    """A client that trusts one CA, verifies names, and offers what the server may choose from."""
    context = ssl.create_default_context(cafile=str(authority))
    context.set_alpn_protocols(["http/1.1"])
    return context


class Connection:
    """One connection. `source` is the loopback address to come from (127.0.0.0/8): the server
    limits what one address may hold, so a test that needs more comes from several."""

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None = None,
                 name: str = "localhost", source: str = "127.0.0.1", patience: float = PATIENCE):
        self.socket = socket.create_connection(address, timeout=patience, source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            try:
                self.socket = tls.wrap_socket(self.socket, server_hostname=name)
            except BaseException:
                self.socket.close()
                raise
        self._patience = patience
        self._pending = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.settimeout(self._patience)
        try:
            self.socket.sendall(data)
        except (ConnectionError, ssl.SSLError) as error:
            raise Closed(str(error)) from error

    def _more(self) -> bool:
        try:
            chunk = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError) as error:
            raise Closed(str(error)) from error
        self._pending += chunk
        return bool(chunk)

    def _head(self) -> bytes:
        while b"\r\n\r\n" not in self._pending:
            if not self._more():
                raise Closed(f"closed after {len(self._pending)} bytes of a response head")
        head, _, self._pending = self._pending.partition(b"\r\n\r\n")
        return head

    def receive(self) -> Response:
        """The next response, a 100 (Continue) included."""
        head = self._head()
        lines = head.decode("latin-1").split("\r\n")
        version, status, *reason = lines[0].split(" ", 2)
        assert version == "HTTP/1.1", lines[0]
        headers = tuple((name.strip(), value.strip()) for name, _, value in
                        (line.partition(":") for line in lines[1:]))
        response = Response(int(status), "".join(reason), headers, b"", head)
        if response.status < 200 or response.status == 204:
            return response
        assert response.header("transfer-encoding") is None, "a reply has one Content-Length"
        length = int(response.header("content-length") or 0)
        while len(self._pending) < length:
            if not self._more():
                raise Closed(f"closed after {len(self._pending)} of {length} bytes of a body")
        body, self._pending = self._pending[:length], self._pending[length:]
        return dataclasses.replace(response, body=body, raw=head + b"\r\n\r\n" + body)

    def exchange(self, data: bytes) -> Response:
        """Sends and receives. A server may answer and close before it has read everything."""
        try:
            self.send(data)
        except Closed:
            pass
        return self.receive()

    def post(self, body: bytes, target: str = "/validate?timeout=10s", **headers: str) -> Response:
        return self.exchange(post(body, target, **headers))

    def is_closed(self, seconds: float) -> bool:
        """Whether the peer closes (or resets) within the time, without sending anything more."""
        self.socket.settimeout(seconds)
        try:
            chunk = self.socket.recv(1)
        except TimeoutError:
            return False
        except (ConnectionError, ssl.SSLError):
            return True
        assert chunk == b"", "unexpected bytes after the response"
        return True

    def is_ended(self, seconds: float) -> bool:
        """As is_closed, but the peer may say something (a 408, a TLS alert) before it closes."""
        self.socket.settimeout(seconds)
        try:
            while self._more():
                pass
        except TimeoutError:
            return False
        except Closed:
            return True
        return True

    def has_something(self, seconds: float) -> bool:
        """Whether the peer says something (or closes) within the time."""
        return bool(select.select([self.socket], [], [], seconds)[0])

    def all_until_closed(self, silence: float = PATIENCE) -> bytes:
        """Everything that comes until the peer closes, or says nothing for that long (seconds)."""
        self.socket.settimeout(silence)
        with contextlib.suppress(Closed, TimeoutError):
            while self._more():
                pass
        return self._pending


def post(body: bytes, target: str = "/validate?timeout=10s", method: str = "POST",
         **headers: str | None) -> bytes:
    """A request as kube-apiserver writes it. A keyword replaces a header (content_type="..."), None
    leaves it out."""
    fields = {
        "Host": "localhost",
        "User-Agent": "kube-apiserver-admission",
        "Content-Length": str(len(body)),
        "Accept": "application/json, */*",
        "Content-Type": "application/json",
        "Accept-Encoding": "gzip",
    }
    for name, value in headers.items():
        fields["-".join(part.capitalize() for part in name.split("_"))] = value
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1")
