"""The ValidatingWebhookConfiguration: what is sent, what never is, and what the API server trusts."""

import base64

from rendering import NAMESPACE

ALL = {
    "": {"secrets", "configmaps", "pods", "pods/ephemeralcontainers", "replicationcontrollers",
         "podtemplates", "replicationcontrollers/scale"},
    "apps": {"deployments", "replicasets", "statefulsets", "daemonsets", "deployments/scale",
             "replicasets/scale", "statefulsets/scale"},
    "batch": {"jobs", "cronjobs"},
}


def sent(webhook: dict) -> dict[str, set[str]]:
    return {rule["apiGroups"][0]: set(rule["resources"]) for rule in webhook["rules"]}


def test_every_kind_that_is_judged_is_sent(chart):
    webhook = chart.render().webhook()
    assert sent(webhook) == ALL
    for rule in webhook["rules"]:
        assert rule["operations"] == ["CREATE", "UPDATE"], "DELETE would hold up namespaces"
        assert rule["scope"] == "Namespaced"


def test_kinds_can_be_left_out(chart):
    values = {"webhook": {"resources": {"configMaps": False, "workloads": False, "scale": False}}}
    assert sent(chart.render(values).webhook()) == {"": {"secrets"}}


def test_what_the_api_server_demands(chart):
    webhook = chart.render().webhook()
    assert webhook["sideEffects"] == "None"
    assert webhook["admissionReviewVersions"] == ["v1"]
    assert webhook["matchPolicy"] == "Equivalent"
    assert webhook["failurePolicy"] == "Fail"
    assert webhook["timeoutSeconds"] == 5
    assert webhook["clientConfig"]["service"] == {
        "name": "postern", "namespace": NAMESPACE, "path": "/validate", "port": 443}


def excluded(webhook: dict) -> list[str]:
    [first, *_] = webhook["namespaceSelector"]["matchExpressions"]
    assert (first["key"], first["operator"]) == ("kubernetes.io/metadata.name", "NotIn")
    return first["values"]


def test_its_own_namespace_is_never_asked_about(chart):
    assert excluded(chart.render().webhook()) == [NAMESPACE, "kube-system"]
    for names in ([], [NAMESPACE], ["cert-manager"]):
        webhook = chart.render({"webhook": {"excludedNamespaces": names}}).webhook()
        assert NAMESPACE in excluded(webhook)


def test_further_selectors_are_added(chart):
    one = {"key": "tier", "operator": "In", "values": ["prod"]}
    webhook = chart.render({"webhook": {"namespaceSelector": {"matchExpressions": [one]}}}).webhook()
    assert webhook["namespaceSelector"]["matchExpressions"][1:] == [one]
    assert "objectSelector" not in webhook


def test_conditions_are_added_to_the_chart_s_own(chart):
    one = {"name": "not-from-nodes", "expression": '!("system:nodes" in request.userInfo.groups)'}
    webhook = chart.render({"webhook": {"matchConditions": [one]}}).webhook()
    assert [condition["name"] for condition in webhook["matchConditions"]] == \
        ["not-terminating", "not-from-nodes"]
    assert webhook["matchConditions"][-1] == one


def test_the_ca_bundle_is_left_to_whoever_writes_it(chart):
    """A field that the chart renders would be taken back at each upgrade."""
    injected = {"mode": "provided", "provided": {"secretName": "pair", "caInjected": True}}
    for certificates in ({"mode": "selfSigned"}, {"mode": "certManager"}, injected):
        webhook = chart.render({"certificates": certificates}).webhook()
        assert "caBundle" not in webhook["clientConfig"], certificates["mode"]


def test_a_provided_ca_bundle_is_rendered(chart):
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    webhook = chart.render({"certificates": {
        "mode": "provided", "provided": {"secretName": "pair", "caBundle": pem}}}).webhook()
    assert base64.b64decode(webhook["clientConfig"]["caBundle"]).decode() == pem.strip()


def test_cert_manager_is_told_what_to_inject(chart):
    rendered = chart.render({"certificates": {"mode": "certManager"}})
    configuration = rendered.one("ValidatingWebhookConfiguration")
    certificate = rendered.one("Certificate", "postern")
    assert configuration["metadata"]["annotations"]["cert-manager.io/inject-ca-from"] == \
        f"{NAMESPACE}/{certificate['metadata']['name']}"
    assert f"postern.{NAMESPACE}.svc" in certificate["spec"]["dnsNames"]
    volumes = {volume["name"]: volume for volume in rendered.server()["volumes"]}
    assert volumes["tls"]["secret"]["secretName"] == certificate["spec"]["secretName"]


def test_a_missing_certificate_does_not_keep_the_pod_from_starting(chart):
    for mode in ("selfSigned", "certManager"):
        spec = chart.render({"certificates": {"mode": mode}}).server()
        [tls] = [volume for volume in spec["volumes"] if volume["name"] == "tls"]
        assert tls["secret"]["optional"] is True
        assert "--tls-wait" in spec["containers"][0]["args"]


def test_the_network_policy_lets_nothing_out_of_the_serving_pods(chart):
    rendered = chart.render({"networkPolicy": {"enabled": True}})
    serving = rendered.one("NetworkPolicy", "postern")["spec"]
    assert "Egress" in serving["policyTypes"] and serving["egress"] == []
    assert [rule["ports"][0]["port"] for rule in serving["ingress"]] == ["https", "ops"]
    certs = rendered.one("NetworkPolicy", "postern-certs")["spec"]
    assert certs["ingress"] == []
    assert [port["port"] for port in certs["egress"][0]["ports"]] == [443, 6443]


def test_the_service_leads_to_the_serving_pods(chart):
    rendered = chart.render({"server": {"port": 10250}})
    service = rendered.one("Service", "postern")["spec"]
    assert service["ports"][0]["targetPort"] == "https"
    assert {"name": "https", "containerPort": 10250, "protocol": "TCP"} in \
        rendered.server()["containers"][0]["ports"]
    metrics = rendered.one("Service", "postern-metrics")["spec"]
    assert metrics["publishNotReadyAddresses"] is True, "an unready replica is the one to look at"
