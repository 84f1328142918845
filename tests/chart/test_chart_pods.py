"""The pods: restricted, spread, rolled out without a lost call, and started by the real program."""

import subprocess

import pytest

from blackbox import pki, postern
from blackbox.deadline import eventually
from rendering import SHAPES

shapes = pytest.mark.parametrize("values", SHAPES, ids=lambda path: path.stem)


def pod_specs(rendered) -> list[dict]:
    return [found["spec"]["template"]["spec"] for found in rendered.all("Deployment")] + \
        [found["spec"] for found in rendered.all("Pod")]


@shapes
def test_pods_keep_to_the_restricted_standard(chart, values):
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/; a pod on the node's
    network cannot."""
    for spec in pod_specs(chart.render(values)):
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] > 0
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert all("secret" in volume or "configMap" in volume
                   for volume in spec.get("volumes", []))
        for container in spec["containers"]:
            security = container["securityContext"]
            assert security["allowPrivilegeEscalation"] is False
            assert security["readOnlyRootFilesystem"] is True
            assert security["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]


WITHOUT_LOOKUPS = [path for path in SHAPES if path.stem != "lookup-values"]


@pytest.mark.parametrize("values", WITHOUT_LOOKUPS, ids=lambda path: path.stem)
def test_the_serving_pod_has_no_token_and_no_rights(chart, values):
    rendered = chart.render(values)
    spec = rendered.server()
    assert spec["automountServiceAccountToken"] is False
    for binding in rendered.all("RoleBinding") + rendered.all("ClusterRoleBinding"):
        for subject in binding["subjects"]:
            assert subject["name"] != spec["serviceAccountName"], binding["metadata"]["name"]


def test_lookups_bring_the_one_right_they_need_and_a_way_to_the_api_server(chart):
    rendered = chart.render({"policy": {"lookup": {"enabled": True}},
                             "certificates": {"mode": "certManager"},
                             "networkPolicy": {"enabled": True}})
    spec = rendered.server()
    assert spec["automountServiceAccountToken"] is True
    assert "--lookup=cluster" in spec["containers"][0]["args"]
    assert rendered.one("ClusterRole")["rules"] == [
        {"apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["get"]}]
    [subject] = rendered.one("ClusterRoleBinding")["subjects"]
    assert subject["name"] == spec["serviceAccountName"]
    assert rendered.one("NetworkPolicy")["spec"]["egress"][0]["ports"]


def test_rights_exist_only_for_self_signed_certificates(chart):
    for mode in ({"mode": "certManager"},
                 {"mode": "provided", "provided": {"secretName": "pair", "caInjected": True}}):
        rendered = chart.render({"certificates": mode})
        for kind in ("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"):
            assert rendered.all(kind) == [], f"{kind} in mode {mode['mode']}"


def test_the_rights_are_limited_to_one_secret_and_one_configuration(chart):
    rendered = chart.render()
    [create, keep] = rendered.one("Role")["rules"]
    assert (create["resources"], create["verbs"]) == (["secrets"], ["create"])
    assert keep["resourceNames"] == ["postern-tls"]
    [configuration] = rendered.one("ClusterRole")["rules"]
    assert configuration["resourceNames"] == \
        [rendered.one("ValidatingWebhookConfiguration")["metadata"]["name"]]
    assert "delete" not in keep["verbs"] + configuration["verbs"]


def test_a_roll_out_starts_before_it_stops(chart):
    spec = chart.render().one("Deployment", "postern")["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}


def test_the_grace_period_covers_preStop_and_drain(chart):
    values = {"server": {"drainSeconds": 40, "preStopSleepSeconds": 7}}
    spec = chart.render(values, "--kube-version", "1.33.0").server()
    assert spec["containers"][0]["lifecycle"] == {"preStop": {"sleep": {"seconds": 7}}}
    assert spec["terminationGracePeriodSeconds"] > 47
    assert "--drain-seconds=40" in spec["containers"][0]["args"]


def test_kubernetes_without_the_sleep_action_gets_none(chart):
    spec = chart.render(None, "--kube-version", "1.29.4").server()
    assert "lifecycle" not in spec["containers"][0]


def test_a_change_of_policy_restarts_nothing(chart):
    one, other = (chart.render({"policy": {"mode": mode}}) for mode in ("audit", "enforce"))
    assert one.policy() != other.policy()
    assert one.server() == other.server()


def test_replicas_are_spread_softly(chart):
    spec = chart.render().server()
    assert {constraint["topologyKey"]: constraint["whenUnsatisfiable"]
            for constraint in spec["topologySpreadConstraints"]} == {
                "topology.kubernetes.io/zone": "ScheduleAnyway",
                "kubernetes.io/hostname": "ScheduleAnyway"}
    assert "requiredDuringSchedulingIgnoredDuringExecution" not in \
        spec["affinity"]["podAntiAffinity"]


def test_secrets_are_mounted_as_directories(chart):
    """A subPath mount never shows a new file."""
    spec = chart.render().server()
    for mount in spec["containers"][0]["volumeMounts"]:
        assert "subPath" not in mount


@pytest.mark.parametrize("values", WITHOUT_LOOKUPS, ids=lambda path: path.stem)
def test_the_program_takes_the_arguments_and_serves(chart, values, tmp_path):
    """The paths and ports are this machine's; every other argument is the chart's."""
    rendered = chart.render(values)
    [container] = rendered.server()["containers"]
    policy = tmp_path / "policy.yaml"
    policy.write_text(rendered.policy())
    pair = pki.Authority(tmp_path).issue("localhost", "127.0.0.1").write(tmp_path)
    here = {"--config": policy, "--tls-cert": pair.certificate, "--tls-key": pair.key,
            "--client-ca": pair.certificate,
            "--listen": f"127.0.0.1:{postern.free_port()}",
            "--ops-listen": f"127.0.0.1:{postern.free_port()}"}
    command = [postern.program(), *(_moved(argument, here) for argument in container["args"])]
    log = tmp_path / "postern.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   env=postern.environment())
    try:
        def serves() -> bool:
            assert process.poll() is None, log.read_text()
            return b"serving the webhook" in log.read_bytes()
        eventually(serves, "it serves")
    finally:
        process.kill()
        process.wait(20)


def _moved(argument: str, here: dict) -> str:
    flag, _, _ = argument.partition("=")
    return f"{flag}={here[flag]}" if flag in here else argument


@pytest.mark.parametrize("kind,command", [("Deployment", "certs ensure"), ("Pod", "ping")])
def test_other_pods_call_commands_that_exist(chart, kind, command):
    words = command.split()
    rendered = chart.render()
    specs = rendered.all("Pod")[0]["spec"] if kind == "Pod" else \
        rendered.one("Deployment", "postern-certs")["spec"]["template"]["spec"]
    arguments = specs["containers"][0]["args"]
    assert arguments[:len(words)] == words
    help_text = postern.run(*words, "--help").stdout.decode()
    for argument in arguments[len(words):]:
        assert f"{argument.partition('=')[0]} " in help_text, argument


def test_the_test_pod_gets_the_authority_and_never_the_key(chart):
    provided = {"mode": "provided", "provided": {
        "secretName": "pair", "caBundle": "-----BEGIN CERTIFICATE-----\nMIIB\n"}}
    for certificates in ({"mode": "selfSigned"}, {"mode": "certManager"}, provided):
        rendered = chart.render({"certificates": certificates})
        [volume] = rendered.one("Pod")["spec"]["volumes"]
        if "secret" in volume:
            assert [item["key"] for item in volume["secret"]["items"]] == ["ca.crt"]
        else:
            config = rendered.one("ConfigMap", volume["configMap"]["name"])
            assert "BEGIN CERTIFICATE" in config["data"]["ca.crt"]
