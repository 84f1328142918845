"""What helm prints after an install: the next three commands, for these values."""

import json
import re

from rendering import CHART, NAMESPACE


def notes(helm, values: dict) -> str:
    done = helm("install", "postern", CHART, "--namespace", NAMESPACE, "--dry-run=client", "--values", "-",
                stdin=json.dumps(values))
    assert done.returncode == 0, done.stderr
    return done.stdout.split("NOTES:", 1)[1]


def test_there_are_three_commands(helm):
    text = notes(helm, {})
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3"]
    assert len(re.findall(r"^   kubectl ", text, re.MULTILINE)) == 3
    assert f"-n {NAMESPACE} deployment/postern " in text


def test_they_say_what_holds(helm):
    text = notes(helm, {"policy": {"mode": "audit"}, "webhook": {"failurePolicy": "Ignore"}})
    assert "mode: audit" in text
    assert "failurePolicy: Ignore" in text
    assert "See it record a Secret" in text
    assert "WARNING" not in text


def test_they_warn_of_what_will_hurt(helm):
    assert "set replicas to 2" in notes(helm, {"replicas": 1})
    selector = {"matchLabels": {"judge": "me"}}
    assert "objectSelector" in notes(helm, {"webhook": {"objectSelector": selector}})
