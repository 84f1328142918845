"""The chart's condition on Secrets, evaluated by the real API server: what it sends to the webhook
and what not. Nobody answers at the address, so that what is sent is refused, failurePolicy Fail."""

import base64
import subprocess
import sys

import pytest
import yaml

from harness import programs
from harness.kubectl import Kubectl, Result
from harness.process import free_port, wait_until

sys.path.insert(0, str(programs.REPOSITORY / "tests/chart"))

import secret_corpus  # noqa: E402
from prefilter_model import Prefilter, as_stored  # noqa: E402

CONFIGURATION = "prefilter.postern.dev"


@pytest.fixture(scope="module")
def configuration() -> dict:
    """As the chart renders it, but for the address and the namespaces."""
    helm = programs.build("helm4")["helm4"]
    done = subprocess.run([helm, "template", "postern", programs.REPOSITORY / "chart/postern",
                           "--namespace", "postern-system", "--set", "webhook.prefilter=true"],
                          capture_output=True, text=True, check=True)
    [found] = [document for document in yaml.safe_load_all(done.stdout)
               if document and document["kind"] == "ValidatingWebhookConfiguration"]
    [webhook] = found["webhooks"]
    webhook["name"] = CONFIGURATION
    webhook["clientConfig"] = {"url": f"https://127.0.0.1:{free_port()}/validate"}
    found["metadata"] = {"name": CONFIGURATION}
    return found


@pytest.fixture
def filtered(webhook, kubectl, configuration):
    """kubectl in a namespace whose Secrets are filtered and judged by nobody."""
    [rule] = [entry for entry in configuration["webhooks"][0]["namespaceSelector"]["matchExpressions"]]
    rule.update({"operator": "In", "values": [kubectl.namespace]})
    with webhook.unregistered():
        kubectl.must("apply", "-f", "-", manifest=configuration)
        try:
            sent = secret_corpus.as_secret({"URL": "postgres://app@db.acme.io/orders"})
            wait_until(lambda: not accepted(kubectl, [sent]), "the configuration acts", 20)
            yield kubectl
        finally:
            kubectl.must("delete", "validatingwebhookconfiguration", CONFIGURATION)


def try_all(kubectl: Kubectl, secrets: list[dict]) -> Result:
    items = [{**secret, "metadata": {**secret["metadata"], "namespace": kubectl.namespace}}
             for secret in secrets]
    return kubectl("create", "--dry-run=server", "-f", "-", "-o", "name",
                   manifest={"apiVersion": "v1", "kind": "List", "items": items})


def accepted(kubectl: Kubectl, secrets: list[dict]) -> set[str]:
    """Names of those that were not sent."""
    return {line.removeprefix("secret/").split()[0]
            for line in try_all(kubectl, secrets).stdout.splitlines()}


def test_the_api_server_sends_what_the_model_says(filtered, configuration):
    model = Prefilter(configuration["webhooks"][0])
    texts = secret_corpus.connection_strings()
    secrets = [secret_corpus.as_secret({"value": text}) for text in texts]
    secrets += list(secret_corpus.unrelated().values())
    secrets += [as_stored(secret) for _, secret, _ in secret_corpus.rule_cases()
                if not secret.get("type", "").startswith("kubernetes.io/") and is_sound(secret)]
    for at, secret in enumerate(secrets):
        secret["metadata"] = {**secret["metadata"], "name": f"s-{at}"}
    kept_back = {secret["metadata"]["name"] for secret in secrets if not model.sends(secret)}
    assert len(kept_back) >= len(secret_corpus.unrelated()), "else nothing is compared"
    assert accepted(filtered, secrets) == kept_back


def is_sound(secret: dict) -> bool:
    """Validation comes before webhooks: what it refuses says nothing about the condition."""
    try:
        for value in (secret.get("data") or {}).values():
            base64.b64decode(value, validate=True)
    except ValueError:
        return False
    return bool(secret["metadata"].get("name"))


@pytest.mark.parametrize("data", [
    {f"key-{n:03}": "{" + "x" * 9000 for n in range(100)},
    {"one": "{" + "x" * 1_000_000},
    {"k" * 200 + f"-{n:03}": "{" for n in range(100)},
], ids=["many values", "one large value", "long keys"])
def test_the_largest_secrets_stay_below_the_cost_limit(filtered, data):
    """An expression that costs too much is an error, and the request is refused."""
    secret = secret_corpus.as_secret(data)
    secret["metadata"]["annotations"] = {f"note-{n}": "z" * 2000 for n in range(100)}
    result = try_all(filtered, [secret])
    assert result.accepted, result


def test_what_is_sent_is_refused_when_nobody_answers(filtered):
    secret = secret_corpus.as_secret({"URL": "postgres://app@db.acme.io/orders"})
    assert "failed calling webhook" in try_all(filtered, [secret]).stderr


def test_api_servers_count_failed_calls_as_the_alert_reads_them(filtered):
    """PosternCallsFail of the chart: metric names and labels are the API server's."""
    secret = secret_corpus.as_secret({"URL": "postgres://app@db.acme.io/orders"})
    assert not accepted(filtered, [secret])
    rejected = counted(filtered, "apiserver_admission_webhook_rejection_count")
    assert any('error_type="calling_webhook_error"' in labels for labels in rejected), rejected

    filtered.must("patch", "validatingwebhookconfiguration", CONFIGURATION, "--type=json", "--patch",
                  '[{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]')
    wait_until(lambda: accepted(filtered, [secret]), "it fails open", 20)
    assert counted(filtered, "apiserver_admission_webhook_fail_open_count")


def counted(kubectl: Kubectl, metric: str) -> list[str]:
    """The label sets under which the API server has counted something for this webhook."""
    lines = kubectl.must("get", "--raw", "/metrics").stdout.splitlines()
    return [line for line in lines
            if line.startswith(metric + "{") and f'name="{CONFIGURATION}"' in line]
