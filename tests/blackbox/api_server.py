"""A stand-in for kube-apiserver: objects in memory with resource versions, over TLS on loopback, and
faults on request. It knows what `postern certs ensure` needs and no more."""

import contextlib
import copy
import dataclasses
import http.server
import json
import pathlib
import re
import ssl
import threading
import time
from collections.abc import Callable

from blackbox import pki

TOKEN = "kq7Lw2Zr.first.token"  # noqa: S105
Answer = Callable[["Handler"], None]


@dataclasses.dataclass
class Rule:
    method: str
    path: str  # a regular expression that is searched for
    answer: Answer
    times: int | None  # None: always


class ApiServer:
    """`objects` maps a path to an object. `history` has a copy of all objects after every write."""

    def __init__(self, directory: pathlib.Path, names: tuple[str, ...] = ("127.0.0.1",),
                 client_authority: pki.Authority | None = None):
        self.directory = directory
        self.authority = pki.Authority(directory / "apiserver-pki", "cluster CA")
        self.token = TOKEN
        self.objects: dict[str, dict] = {}
        self.history: list[dict[str, dict]] = []
        self.requests: list[tuple[str, str]] = []  # method and path with query
        self.wrong: list[str] = []  # what a real API server would have refused
        self.needs_token = client_authority is None
        self._rules: list[Rule] = []
        self._version = 100
        self._lock = threading.RLock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        files = self.authority.issue(*names).write(directory / "apiserver-serving")
        context.load_cert_chain(files.certificate, files.key)
        if client_authority:
            context.load_verify_locations(client_authority.file)
            context.verify_mode = ssl.CERT_REQUIRED
        handler = type("BoundHandler", (Handler,), {"api": self, "context": context})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    # Who may come, and how.

    def service_account(self, namespace="postern-system", token: str = TOKEN) -> pathlib.Path:
        """The files that a kubelet projects into a pod."""
        directory = self.directory / "serviceaccount"
        directory.mkdir(exist_ok=True)
        (directory / "token").write_text(token + "\n")
        (directory / "ca.crt").write_bytes(self.authority.pem)
        (directory / "namespace").write_text(namespace)
        return directory

    @property
    def pod_environment(self) -> dict[str, str]:
        return {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(self.port)}

    # Faults.

    def on(self, method: str, path: str, answer: Answer, times: int | None = None) -> None:
        with self._lock:
            self._rules.append(Rule(method, path, answer, times))

    def rule_for(self, method: str, path: str) -> Answer | None:
        with self._lock:
            self.requests.append((method, path))
            for rule in self._rules:
                if rule.times != 0 and method == rule.method and re.search(rule.path, path):
                    rule.times = rule.times and rule.times - 1
                    return rule.answer
        return None

    # Objects.

    def put(self, path: str, obj: dict) -> None:
        with self._lock:
            self._version += 1
            obj["metadata"]["resourceVersion"] = str(self._version)
            self.objects[path] = obj
            self.history.append(copy.deepcopy(self.objects))

    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path in self.requests if method != "GET"]

    def get(self, target: str) -> tuple[int, dict]:
        with self._lock:
            found = self.objects.get(target.split("?")[0])
        return (200, found) if found else (404, status(404))

    def delete(self, path: str) -> tuple[int, dict]:
        with self._lock:
            gone = self.objects.pop(path, None)
        return (200, gone) if gone else (404, status(404))

    def create(self, collection: str, obj: dict) -> tuple[int, dict]:
        with self._lock:
            path = f"{collection}/{obj['metadata']['name']}"
            if path in self.objects:
                return 409, status(409)
            self.put(path, obj)
            return 201, obj

    def merge(self, path: str, patch: dict) -> tuple[int, dict]:
        with self._lock:
            if path not in self.objects:
                return 404, status(404)
            if not self._is_current(path, patch):
                return 409, status(409)
            obj = _merged(copy.deepcopy(self.objects[path]), patch)
            self.put(path, obj)
            return 200, obj

    def apply(self, path: str, wanted: dict) -> tuple[int, dict]:
        """Server-side apply of lists keyed by name, one level deep."""
        with self._lock:
            if path not in self.objects:
                return 404, status(404)
            if not self._is_current(path, wanted):
                return 409, status(409)
            obj = copy.deepcopy(self.objects[path])
            by_name = {webhook["name"]: webhook for webhook in obj["webhooks"]}
            for webhook in wanted["webhooks"]:
                _merged(by_name[webhook["name"]], webhook)
            self.put(path, obj)
            return 200, obj

    def _is_current(self, path: str, patch: dict) -> bool:
        version = patch["metadata"].get("resourceVersion")
        if version is None:
            self.wrong.append(f"{path} was written without a resource version")
        return version == self.objects[path]["metadata"]["resourceVersion"]


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some tests are about


class Handler(http.server.BaseHTTPRequestHandler):
    api: ApiServer
    context: ssl.SSLContext
    protocol_version = "HTTP/1.1"

    def setup(self):
        # In the connection's own thread: one that does not shake hands holds up no other.
        self.request.settimeout(60)
        self.request = self.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def log_message(self, *_):
        pass

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        answer = self.api.rule_for(self.command, self.path)
        if answer:
            answer(self)
            return
        if self.api.needs_token and self.headers.get("Authorization") != f"Bearer {self.api.token}":
            self.say(401, status(401))
            return
        self.say(*self._handle(self.path, body))

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _handle(self, target: str, body: dict | None) -> tuple[int, dict]:
        kind = self.headers.get("Content-Type")
        if self.command == "GET":
            return self.api.get(target)
        path = target.split("?")[0]
        if self.command == "DELETE":
            return self.api.delete(path)
        if self.command == "POST" and kind == "application/json":
            return self.api.create(path, body)
        if self.command == "PATCH" and kind == "application/merge-patch+json":
            return self.api.merge(path, body)
        if self.command == "PATCH" and kind == "application/apply-patch+yaml":
            return self.api.apply(path, body)
        return 415, status(415)

    def say(self, code: int, obj: dict) -> None:
        body = json.dumps(obj).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


NEEDLE = "zXw9Needle7Qq"


def status(code: int) -> dict:
    """As the API server answers, with a text that nobody may repeat."""
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
            "message": f"{NEEDLE} of the answer"}


# Answers to give instead of the right one.

def refuse(code: int) -> Answer:
    return lambda handler: handler.say(code, status(code))


def raw(*pieces: bytes, pause: float = 0.0, silence: float = 0.0) -> Answer:
    """Bytes as they are; then the connection ends, after some silence."""
    def answer(handler: Handler) -> None:
        with contextlib.suppress(OSError):
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause)
            time.sleep(silence)
        handler.close_connection = True
    return answer


def _merged(into: dict, patch: dict) -> dict:
    """RFC 7386."""
    for key, value in patch.items():
        if value is None:
            into.pop(key, None)
        elif isinstance(value, dict):
            into[key] = _merged(into.get(key) or {}, value)
        else:
            into[key] = value
    return into
