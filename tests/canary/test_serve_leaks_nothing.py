"""serve at its most talkative level: no planted value comes out of the running program."""

import contextlib
import copy
import pathlib
import ssl

import pytest

from blackbox import reviews, wire
from blackbox.deadline import eventually
from blackbox.needles import Canary, Haystack
from blackbox.postern import Serve
from blackbox.reviews import WORKLOADS, review
from planting import Garden


class Run:
    """A server that is told secrets, and everything that it says."""

    def __init__(self, server: Serve):
        self.server = server
        self.garden = Garden()
        self.haystack = Haystack()
        self.judged: list[str] = []

    def tell(self, document: dict, **headers) -> None:
        response = self.server.post(reviews.body(document), **headers)
        assert response.status == 200, "only a judged review shows what judging it leaks"
        self.judged.append(document["request"]["uid"])
        self.haystack.add("reply", response.raw)

    def send(self, data: bytes) -> None:
        """Any bytes, answered or not."""
        with self.server.connect() as connection:
            with contextlib.suppress(wire.Closed):
                connection.send(data)
            # Garbage may be waiting for its end: nothing more comes then.
            self.haystack.add("reply", connection.all_until_closed(silence=0.3))

    def collect(self) -> None:
        for uid in self.judged:
            self.server.decision(uid)
        for target in ("/metrics", "/readyz", "/livez"):
            self.haystack.add(target, self.server.ops(target).raw)
        self.haystack.add("log and stderr", self.server.output())
        for file in ("cmdline", "comm", "environ"):
            content = pathlib.Path(f"/proc/{self.server.pid}/{file}").read_bytes()
            self.haystack.add(f"/proc/PID/{file}", content)

    def assert_nothing_leaked(self) -> None:
        self.tell(reviews.secret_review({"A": "b"}))  # still serving, and writing its log
        self.collect()
        assert len(self.haystack.part("log and stderr")) > 100, "a silent log proves nothing"
        assert self.haystack.find(self.garden.canaries) == []
        self.server.assert_alive()


@pytest.fixture
def running(tmp_path):
    with Serve(tmp_path, log_level="trace") as server:
        yield Run(server)


def test_secrets_and_config_maps(running):
    for operation in ("CREATE", "UPDATE"):
        for obj in (running.garden.secret(f"Secret, {operation}"),
                    running.garden.config_map(f"ConfigMap, {operation}")):
            old = copy.deepcopy(obj) if operation == "UPDATE" else None
            running.tell(review(obj, old, operation))
    running.tell(review(None, running.garden.secret("oldObject of a DELETE"), "DELETE"))
    running.assert_nothing_leaked()


@pytest.mark.parametrize("kind", WORKLOADS)
def test_workloads(running, kind):
    obj = running.garden.workload(kind)
    running.tell(review(obj))
    running.tell(review(obj, copy.deepcopy(obj), "UPDATE", dryRun=True))
    running.assert_nothing_leaked()


POLICY = """\
apiVersion: postern.dev/v1
kind: Policy
mode: {mode}
existingViolations: deny
exceptions:
- {{name: allowed, rules: ["*"], objects: [{{kind: Secret}}], reason: a reason}}
- {{name: expired, rules: ["*"], objects: [{{kind: Deployment}}], reason: old, expires: 2020-01-31}}
annotationExemptions:
- {{namespaces: ["*"], rules: ["*"]}}
"""


@pytest.mark.parametrize("mode", ["enforce", "warn", "audit"])
def test_modes_exceptions_and_audit_annotations(tmp_path, mode):
    """What lets a finding pass is told, the finding's value is not."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY.format(mode=mode))
    with Serve(tmp_path, "--config", str(policy), log_level="trace") as server:
        running = Run(server)
        secret = running.garden.secret("excepted Secret")
        config_map = running.garden.config_map("exempt ConfigMap")
        config_map["metadata"]["annotations"] = {
            "postern.dev/exempt": f"configmap-*,{running.garden.plant_label('exempt').text}",
            "postern.dev/exempt-reason": running.garden.text("reason of the exemption")}
        for obj in (secret, config_map, running.garden.workload("Deployment")):
            running.tell(review(obj))
            running.tell(review(obj, copy.deepcopy(obj), "UPDATE"))
        running.assert_nothing_leaked()
        replies = running.haystack.part("reply")
        log = running.haystack.part("log and stderr")
        assert b'"auditAnnotations"' in replies and b'"excepted"' in replies
        assert b'"exceptions":["allowed"' in log and b'"expired":["expired"]' in log


def test_fields_that_no_rule_looks_at(running):
    text = running.garden.text
    running.tell(review({
        "apiVersion": "gizmo.test/v1", "kind": "Gizmo", "metadata": {"name": "g"},
        "spec": {"password": text("unregistered kind"), text("unregistered field name"): 1}}))
    document = reviews.secret_review({"A": "b"})
    document["request"]["options"]["x"] = text("request.options")
    document["request"]["userInfo"]["extra"] = {"token": [text("userInfo.extra")]}
    document["request"]["userInfo"]["groups"] = [text("userInfo.groups")]
    document["request"]["object"]["metadata"]["managedFields"] = [{"x": text("managedFields")}]
    document["request"][text("unknown field name")] = text("unknown field")
    running.tell(document)
    running.assert_nothing_leaked()


def test_bodies_that_are_no_review(running):
    garden = running.garden
    reviewed = reviews.body(reviews.secret_review({"URL": garden.dsn("cut review")}))
    named = reviews.secret_review({"A": "b"})
    named["kind"] = garden.text("kind of the review")
    versioned = reviews.secret_review({"A": "b"})
    versioned["apiVersion"] = garden.text("apiVersion of the review")
    typed = reviews.secret_review({"A": "b"})
    typed["request"]["uid"] = [garden.text("uid of a wrong type")]
    wrong = reviews.secret_review({"A": "b"})
    wrong["request"]["object"]["data"] = garden.text("data of a wrong type")
    twice = reviews.body(reviews.secret_review({"A": "b"})).replace(
        b'"A":', b'"A":"' + garden.plant_label("duplicate key's value").text.encode() + b'","A":')
    # A uid is echoed and logged; this one is in a review that is refused, so it is not.
    bodies = [
        garden.text("plain text").encode(),
        b'{"kind": "' + garden.text("open string").encode(),
        b'{"a": ' + garden.plant_label("bare word").text.encode() + b"}",
        b'{"' + garden.plant_label("key").text.encode() + b'": }',
        b'["' + garden.plant_label("bad escape").text.encode() + b'\\q"]',
        b'["' + garden.plant_label("beside bad UTF-8").text.encode() + b'\xff"]',
        garden.dsn("bare DSN").encode(),
        reviewed[:-20], reviewed + garden.text("after the review").encode(),
        reviewed.replace(b"AdmissionReview", b"TokenReview"),
        reviews.body(named), reviews.body(versioned), reviews.body(typed), reviews.body(wrong),
        twice,
    ]
    for body in bodies:
        response = running.server.post(body)
        running.haystack.add("reply", response.raw)
    running.assert_nothing_leaked()


def test_http_that_carries_secrets_outside_the_body(running):
    garden = running.garden

    def value(place):
        return garden.plant_label(place).text

    document = reviews.secret_review({"A": "b"})
    running.judged.append(document["request"]["uid"])
    body = reviews.body(document)
    running.send(wire.post(
        body, f"/validate?timeout=5s&token={value('query')}&{value('query name')}={value('timeout')}",
        authorization=f"Bearer {value('Authorization')}", cookie=f"session={value('Cookie')}",
        x_forwarded_for=value("X-Forwarded-For"), user_agent=value("User-Agent"),
        referer=f"https://{value('Referer')}/", remote_addr=value("REMOTE_ADDR"),
        host=value("Host")))
    for request in (
            wire.post(body, f"/{value('path')}"),
            wire.post(body, f"/validate/{value('longer path')}"),
            wire.post(body, "/validate", method=value("method").upper()),
            wire.get(f"/validate?{value('query of a GET')}"),
            wire.post(body, content_type=f"text/{value('Content-Type')}"),
            wire.post(body, content_length=value("Content-Length")),
            wire.post(body, content_encoding=value("Content-Encoding")),
            wire.post(body, transfer_encoding=value("Transfer-Encoding")),
            wire.post(body, expect=value("Expect")),
            wire.post(body, connection=value("Connection")),
            wire.post(body, **{value("header name"): "x"}),
            wire.post(body, f"http://user:{value('absolute target')}@h/validate"),
            wire.post(body, "/validate", x=f"a\r\n {value('folded header')}"),
            wire.post(body, "/validate", x=f"a\x00{value('header with NUL')}")):
        running.send(request)
    running.assert_nothing_leaked()


def test_bytes_that_are_no_http(running):
    garden = running.garden

    def value(place):
        return garden.plant_label(place).text.encode()

    for data in (value("first line") + b"\r\n\r\n",
                 b"POST " + value("target without version") + b"\r\n\r\n",
                 b"POST /validate HTTP/" + value("version") + b"\r\n\r\n",
                 b"POST /validate HTTP/1.1\r\n" + value("header without colon") + b"\r\n\r\n",
                 b"POST /validate HTTP/1.1\nHost: " + value("bare LF") + b"\n\n",
                 b"\x00\x01" + value("binary") + b"\xff\xfe\r\n\r\n",
                 b"POST /validate HTTP/1.1\r\nX: " + b"a" * 70_000 + value("endless header"),
                 b"*3\r\n$4\r\nAUTH\r\n$25\r\n" + value("another protocol") + b"\r\n"):
        running.send(data)
    with running.server.connect_plain() as connection:  # no TLS at all
        with contextlib.suppress(wire.Closed):
            connection.send(b"GET /" + value("HTTP without TLS") + b" HTTP/1.1\r\n\r\n")
        running.haystack.add("reply", connection.all_until_closed(silence=1))
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    name = f"{garden.plant_label('server name of the handshake').text}.svc"
    with contextlib.suppress(ssl.SSLError, wire.Closed):
        running.server.connect(tls=careless, name=name).close()
    for target in (f"/{garden.plant_label('path of the ops port').text}",
                   f"/metrics?{garden.plant_label('query of the ops port').text}"):
        running.haystack.add("reply", running.server.ops(target).raw)
    running.assert_nothing_leaked()


def test_the_search_would_find_a_leak_in_what_was_collected(running):
    """A value that is meant to be seen (a uid, a user's name) is found in the log: the search
    does look at what the server wrote, and trace level does write."""
    uid, user = Canary.label("uid"), Canary.label("user name")
    document = reviews.secret_review({"A": "b"}, uid=uid.text)
    document["request"]["userInfo"]["username"] = user.text
    running.tell(document)
    running.collect()
    leaks = running.haystack.find([uid, user])
    assert "uid -> reply (raw)" in leaks
    assert "uid -> log and stderr (raw)" in leaks
    assert "user name -> log and stderr (raw)" in leaks
    eventually(lambda: running.server.decisions(), "a decision line")
