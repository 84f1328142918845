"""A newcomer's day: install the chart, see it act, change its policy, take it away again. Both
versions of helm; the API server calls postern through the chart's own Service, certificate and
caBundle."""

import pytest
import yaml

from harness import service_address
from harness.installation import NAMESPACE, RELEASE
from harness.manifests import secret
from harness.process import wait_until

APPLICATION = {
    "Chart.yaml": "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
    "values.yaml": "dsn: ''\n",
    "templates/secret.yaml": """
apiVersion: v1
kind: Secret
metadata: {name: orders}
stringData: {DATABASE_URL: {{ .Values.dsn | quote }}}
""",
}


@pytest.fixture(scope="module", params=["helm4", "helm3"])
def installed(request, installation_of, tools):
    with installation_of(tools[request.param]).installed() as installed:
        yield installed


@pytest.fixture
def application(tmp_path):
    """A small chart of somebody's application."""
    for name, text in APPLICATION.items():
        path = tmp_path / "orders" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "orders"


@pytest.fixture
def within(cluster, namespace):
    return cluster.within(namespace)


def test_the_release_is_deployed(installed, cluster):
    assert installed.helm.history(RELEASE)[1] == "deployed"
    configuration = cluster.get("validatingwebhookconfiguration", RELEASE)
    [webhook] = configuration["webhooks"]
    assert webhook["clientConfig"]["service"]["namespace"] == NAMESPACE
    assert "url" not in webhook["clientConfig"]
    assert webhook["failurePolicy"] == "Fail"


@pytest.mark.parametrize("way", [["apply"], ["apply", "--dry-run=server"],
                                 ["apply", "--server-side"]], ids=" ".join)
def test_kubectl(installed, within, way, good_dsn, leaky_dsn):
    good = within(*way, "-f", "-", manifest=secret("good", DATABASE_URL=good_dsn))
    assert good.accepted, good
    bad = within(*way, "-f", "-", manifest=secret("bad", DATABASE_URL=leaky_dsn))
    assert "[dsn-sslmode-missing]" in (bad.denial or ""), bad
    assert not within.exists("secret", "bad")


def test_the_pods_keep_to_what_the_chart_takes_from_them(installed):
    for pod in installed.servers():
        status = pod.containers[0].proc_status()
        assert int(status["Uid"].split()[0]) != 0
        assert int(status["CapEff"], 16) == 0
        assert status["NoNewPrivs"] == "1"


def test_application_chart(installed, within, namespace, application, good_dsn, leaky_dsn):
    helm = installed.helm.within(namespace)
    refused = helm("install", "orders", application, values={"dsn": leaky_dsn})
    assert "[dsn-sslmode-missing]" in (refused.denial or ""), refused
    assert not within.exists("secret", "orders")
    helm("uninstall", "orders")

    accepted = helm("install", "orders", application, values={"dsn": good_dsn})
    assert accepted.accepted, accepted
    assert within.exists("secret", "orders")
    refused = helm("upgrade", "orders", application, values={"dsn": leaky_dsn})
    assert "[dsn-sslmode-missing]" in (refused.denial or ""), refused


def test_application_chart_before_it_is_installed(installed, within, namespace, application, good_dsn,
                                                   leaky_dsn):
    """What CI runs. helm's own --dry-run=server renders with the cluster's answers but sends no object
    to it, so that no webhook is asked (helm 3.22 and 4.3); kubectl does what it does not."""
    helm = installed.helm.within(namespace)
    upgrade = ("upgrade", "--install", "orders", application)
    assert helm(*upgrade, "--dry-run=server", values={"dsn": leaky_dsn}).accepted
    for dsn, refused in ((good_dsn, False), (leaky_dsn, True)):
        rendered = helm.must("template", "orders", application, values={"dsn": dsn}).stdout
        result = within("apply", "--dry-run=server", "-f", "-", manifest=yaml.safe_load(rendered))
        assert ("[dsn-sslmode-missing]" in (result.denial or "")) == refused, result
        assert result.accepted != refused, result
    assert not within.exists("secret", "orders")


def test_policy_change_through_helm_upgrade(installed, leaky_dsn):
    """The pods that run take it up: none is replaced."""
    before = {pod.name for pod in installed.servers()}
    installed.upgrade({"policy": {"apiVersion": "postern.dev/v1", "kind": "Policy",
                                  "mode": "audit"}})
    wait_until(lambda: all(installed.try_secret(leaky_dsn).ok for _ in range(5)),
               "the new policy is in force", 60)
    installed.helm.must("rollback", RELEASE, "1")
    wait_until(lambda: not any(installed.try_secret(leaky_dsn).ok for _ in range(5)),
               "the old policy is back", 60)
    assert {pod.name for pod in installed.servers()} == before


def test_helm_test(installed, api):
    with service_address.answering(api, NAMESPACE, RELEASE):
        result = installed.helm("test", RELEASE, "--timeout=60s")
    assert result.accepted, f"{result}\n{installed.logs()[-2000:]}"


def test_nothing_of_it_leaks(installed, within, planted, leaky_dsn):
    within("apply", "-f", "-", manifest=secret("bad", DATABASE_URL=leaky_dsn))
    assert not planted.found_in(installed.logs())


def test_uninstall_leaves_nothing_that_blocks(installed, cluster, within, leaky_dsn):
    """Last of its module: the fixture copes with a release that is gone."""
    gone = installed.uninstall()
    assert gone.accepted, gone
    for kind in ("validatingwebhookconfigurations", "clusterroles", "clusterrolebindings"):
        names = cluster.must("get", kind, "-l", f"app.kubernetes.io/instance={RELEASE}",
                             "-o", "name").stdout
        assert names == "", kind
    leaky = secret("db", DATABASE_URL=leaky_dsn)
    wait_until(lambda: within("create", "--dry-run=server", "-f", "-", manifest=leaky).accepted,
               "nobody is asked any more", 20)
    cluster.must("delete", "namespace", NAMESPACE, "--timeout=60s")
