"""What a reply must look like, whatever was asked."""

import dataclasses
import re

from blackbox import reviews
from blackbox.wire import Response

LINE = re.compile(r"^(?P<path>\S+): (?P<wrong>.+?); (?P<hint>.+) \[(?P<rule>[a-z0-9-]+)\]$")
MORE = re.compile(r"^and \d+ more\b")
CAUSE = re.compile(r"^(?P<sentence>.+) \[(?P<rule>[a-z0-9-]+)\]$")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

MESSAGE_BYTES = 8 * 1024
MESSAGE_FINDINGS = 20
WARNING_BYTES = 256


@dataclasses.dataclass(frozen=True)
class Verdict:
    allowed: bool
    denials: set[tuple[str, str]]  # (rule, path)
    warnings: set[tuple[str, str]]
    response: dict


def verdict_of(response: Response, uid: str) -> Verdict:
    """Checks everything that holds for each verdict, and reads it."""
    assert response.status == 200, response.body
    assert (response.header("content-type") or "").split(";")[0] == "application/json"
    assert response.header("content-encoding") is None
    document = response.json()
    assert set(document) == {"apiVersion", "kind", "response"}
    assert document["apiVersion"] == "admission.k8s.io/v1"
    assert document["kind"] == "AdmissionReview"
    answer = document["response"]
    assert answer["uid"] == uid
    assert isinstance(answer["allowed"], bool)
    assert set(answer) <= {"uid", "allowed", "status", "warnings", "auditAnnotations"}
    warnings = _warnings(answer.get("warnings", []))
    for key, value in answer.get("auditAnnotations", {}).items():
        assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", key), key
        assert not CONTROL.search(value)
    denials = set() if answer["allowed"] else _denials(answer["status"])
    return Verdict(answer["allowed"], denials, warnings, answer)


def _warnings(texts: list[str]) -> set[tuple[str, str]]:
    """At most twenty findings, then how many more there are."""
    if texts and MORE.match(texts[-1]):
        texts = texts[:-1]
        assert len(texts) == MESSAGE_FINDINGS
    assert len(texts) <= MESSAGE_FINDINGS
    return {_warning(text) for text in texts}


def _warning(text: str) -> tuple[str, str]:
    assert len(text.encode()) <= WARNING_BYTES
    assert not CONTROL.search(text), "the API server drops a warning with a control character"
    rule = re.search(r"\[([a-z0-9-]+)\]$", text)
    path, colon, _ = text.partition(": ")
    assert colon and rule, f"a warning is <path>: <sentence> [<rule-id>]: {text}"
    return rule[1], path


def _denials(status: dict) -> set[tuple[str, str]]:
    assert status["code"] == 403
    assert status["reason"] == "Forbidden"
    causes = status["details"]["causes"]
    found = set()
    for cause in causes:
        assert cause["reason"] == "FieldValueInvalid"
        message = CAUSE.match(cause["message"])
        assert message, cause["message"]
        assert not CONTROL.search(cause["message"]) and not CONTROL.search(cause["field"])
        found.add((message["rule"], cause["field"]))
    assert found, "a denial names a cause"
    _check_message(status["message"], found)
    return found


def _check_message(message: str, found: set[tuple[str, str]]) -> None:
    assert len(message.encode()) <= MESSAGE_BYTES
    *lines, last = message.split("\n")
    assert not any(CONTROL.search(line) for line in (*lines, last))
    explained = re.search(r"postern explain ([a-z0-9-]+)", last)
    assert explained, f"the last line names `postern explain <rule-id>`: {last}"
    cut = bool(lines and MORE.match(lines[-1]))
    listed = set()
    for line in lines[:-1] if cut else lines:
        match = LINE.match(line)
        assert match, f"no line of the form <path>: <what>; <instead> [<rule-id>]: {line}"
        listed.add((match["rule"], match["path"]))
    assert explained[1] in {rule for rule, _ in listed}
    assert len(listed) <= MESSAGE_FINDINGS
    assert listed <= found if cut else listed == found, "message and causes agree"


def judge(server, document: dict) -> Verdict:
    """Posts a review and reads the verdict."""
    return verdict_of(server.post(reviews.body(document)), document["request"]["uid"])


def assert_allowed(verdict: Verdict, without_warnings: bool = True) -> None:
    assert verdict.allowed, verdict.response
    if without_warnings:
        assert not verdict.warnings, verdict.response


def assert_denied(verdict: Verdict, *findings: tuple[str, str]) -> None:
    """Denied, and exactly for these (rule, path)."""
    assert not verdict.allowed, verdict.response
    assert verdict.denials == set(findings)


def assert_refused(response: Response, status: int, *planted: bytes) -> None:
    """An error reply: defined status, JSON body, nothing of the input in it."""
    assert response.status == status, (response.status, response.body)
    error = response.json()
    assert set(error) == {"error"} and set(error["error"]) == {"code", "message"}
    assert error["error"]["code"] == status
    message = error["error"]["message"]
    assert isinstance(message, str) and message and len(message) <= 200
    assert not CONTROL.search(message)
    for value in planted:
        assert value not in response.raw
