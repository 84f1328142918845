"""The CronJob that judges what is in the cluster already: the rights of docs/audit.md and no more,
in an account that no other pod has."""

import re

import pytest
import yaml

from rendering import ROOT

NAME = "postern-audit"
ON = {"audit": {"enabled": True, "policyReports": True}, "networkPolicy": {"enabled": True}}


def job_of(rendered) -> dict:
    return rendered.one("CronJob")["spec"]["jobTemplate"]["spec"]


def test_it_is_off_by_default(chart):
    rendered = chart.render()
    assert rendered.all("CronJob") == [] and NAME not in rendered.text


def documented_rules() -> list[dict]:
    text = (ROOT / "docs/audit.md").read_text()
    [role] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return role["rules"]


def test_the_rights_are_those_of_the_documentation(chart):
    assert chart.render(ON).one("ClusterRole", NAME)["rules"] == documented_rules()


def test_without_reports_it_may_write_nothing(chart):
    rules = chart.render({"audit": {"enabled": True}}).one("ClusterRole", NAME)["rules"]
    assert {verb for rule in rules for verb in rule["verbs"]} == {"list", "get"}


def test_no_other_pod_has_its_account(chart):
    rendered = chart.render(ON)
    pod = job_of(rendered)["template"]["spec"]
    assert pod["serviceAccountName"] == NAME
    assert rendered.one("ServiceAccount", NAME)["automountServiceAccountToken"] is False
    assert rendered.server()["serviceAccountName"] != NAME
    [subject] = rendered.one("ClusterRoleBinding", NAME)["subjects"]
    assert subject["name"] == NAME


def test_its_pod_keeps_to_the_restricted_standard(chart):
    pod = job_of(chart.render(ON))["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    [container] = pod["containers"]
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert "memory" in container["resources"]["limits"]


def test_it_judges_by_the_policy_of_the_webhook(chart):
    rendered = chart.render(ON)
    pod = job_of(rendered)["template"]["spec"]
    assert {"audit", "--in-cluster", "--policy-reports", "--fail-on=never",
            "--config=/etc/postern/policy/policy.yaml"} <= set(pod["containers"][0]["args"])
    assert pod["volumes"][0]["configMap"]["name"] == "postern-policy"


def test_it_reaches_the_api_server_and_nothing_else(chart):
    spec = chart.render(ON).one("NetworkPolicy", NAME)["spec"]
    assert spec["ingress"] == []
    assert [port["port"] for port in spec["egress"][0]["ports"]] == [443, 6443]
    assert spec["podSelector"]["matchLabels"] == \
        job_of(chart.render(ON))["template"]["metadata"]["labels"]


@pytest.mark.parametrize("values", [{"schedule": "nightly"}, {"format": "gitlab"},
                                    {"failOn": "audit"}, {"enable": True}])
def test_values_that_make_no_sense_are_refused(chart, values):
    assert next(iter(values)) in chart.refusal({"audit": {"enabled": True, **values}})
