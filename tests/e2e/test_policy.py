"""A policy that changes while postern serves: what is refused, told or only recorded, and for whom
not. The file is replaced the way kubelet replaces a mounted ConfigMap."""

import datetime

import pytest

from blackbox.metrics import Metrics
from harness.manifests import config_map, secret
from harness.webhook import NAME

RULE = "dsn-sslmode-missing"
PLACE = f"{RULE} data[DATABASE_URL]"


@pytest.fixture
def policy(postern, kubectl):
    """Puts a policy in force, given by its keys, and returns its hash; afterwards the built-in
    policy is back."""
    yield lambda **keys: postern.replace_policy(keys)
    postern.replace_policy({})


@pytest.fixture
def create(kubectl, leaky_dsn):
    """Creates a Secret without sslmode."""
    def create(name: str = "db", *flags: str, **metadata):
        manifest = secret(name, DATABASE_URL=leaky_dsn)
        manifest["metadata"] |= metadata
        return kubectl("create", *flags, "-f", "-", manifest=manifest)
    return create


@pytest.fixture
def audited(api_server, kubectl):
    """The annotations with which the API server's audit log keeps the last request, without the
    webhook's name."""
    def last(verb: str = "create") -> dict[str, str]:
        events = api_server.audit_annotations(kubectl.namespace, verb)
        own = {key.removeprefix(f"{NAME}/"): value for key, value in events[-1].items()
               if key.startswith(f"{NAME}/")}
        return own
    return last


@pytest.fixture
def decided(postern, kubectl):
    """The decision that the log has about an object of the test's namespace."""
    def last(name: str = "db") -> dict:
        def about(decisions):
            return [decision for decision in decisions if decision["name"] == name and
                    decision["namespace"] == kubectl.namespace]
        postern.wait_for_decisions(about, f"{name} is in the log")
        return about(postern.decisions())[-1]
    return last


@pytest.fixture
def counted(postern):
    """How much a metric has grown since the test began."""
    before = Metrics(postern.metrics())

    def growth(name: str, **labels: str) -> float:
        return Metrics(postern.metrics()).total(name, **labels) - before.total(name, **labels)
    return growth


def assert_warned(result, rule: str = RULE) -> None:
    assert result.accepted, result
    assert any(warning.startswith("data[DATABASE_URL]: ") and warning.endswith(f"[{rule}]")
               for warning in result.warnings), result


def assert_refused(result, rule: str = RULE) -> None:
    assert not result.accepted, result
    assert any(line.startswith("data[DATABASE_URL]: ") and line.endswith(f"[{rule}]")
               for line in (result.denial or "").splitlines()), result


def days_from_today(days: int) -> str:
    return str(datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days))


def test_audit_records_what_passes(policy, kubectl, create, audited, decided, counted):
    in_force = policy(namespaces=[{"match": [kubectl.namespace], "mode": "audit"}])
    result = create()

    assert result.accepted and result.stderr == "", result
    assert kubectl.exists("secret", "db")
    assert audited() == {"mode": "audit", "policy": in_force, "recorded": PLACE,
                         "would-deny": RULE}
    decision = decided()
    assert decision["allowed"] and decision["mode"] == "audit", decision
    assert decision["policy"] == in_force and decision["wouldDeny"] == [RULE], decision
    assert counted("postern_rule_would_deny_total", rule=RULE, mode="audit") == 1
    assert counted("postern_rule_findings_total", rule=RULE, action="audit") == 1


def test_warn_tells_whoever_runs_kubectl(policy, kubectl, create, audited, counted):
    in_force = policy(namespaces=[{"match": [kubectl.namespace], "mode": "warn"}])

    assert_warned(create())
    assert kubectl.exists("secret", "db")
    assert audited() == {"mode": "warn", "policy": in_force, "warned": PLACE, "would-deny": RULE}
    assert counted("postern_admission_requests_total", kind="Secret", mode="warn",
                   verdict="warned") == 1


def test_enforce_refuses(policy, kubectl, create, audited, decided, counted):
    in_force = policy(mode="audit", namespaces=[{"match": [kubectl.namespace], "mode": "enforce"}])

    assert_refused(create())
    assert not kubectl.exists("secret", "db")
    assert audited() == {"mode": "enforce", "policy": in_force, "denied": PLACE}
    assert decided()["policy"] == in_force
    assert counted("postern_rule_findings_total", rule=RULE, action="deny") == 1


def test_a_live_switch_between_the_modes(policy, create):
    """No restart: the same process answers, and from the switch on by the new policy."""
    for mode in ("audit", "warn", "enforce", "audit", "enforce", "warn"):
        policy(mode=mode)
        result = create("db", "--dry-run=server")
        match mode:
            case "audit":
                assert result.accepted and result.stderr == "", result
            case "warn":
                assert_warned(result)
            case "enforce":
                assert_refused(result)


def test_one_rule_can_have_an_action_of_its_own(policy, create):
    policy(rules={RULE: "warn"})
    assert_warned(create())

    policy(rules={RULE: "off"})
    result = create("other")
    assert result.accepted and result.stderr == "", result


def exception(namespace: str, expires: str) -> dict:
    return {"name": "legacy", "rules": ["dsn-sslmode-*"],
            "objects": [{"kind": "Secret", "namespace": namespace, "name": "legacy-*"}],
            "reason": "moves to the new cluster, OPS-812", "expires": expires}


def test_an_exception_is_used_and_recorded(policy, kubectl, create, audited, decided, counted):
    policy(exceptions=[exception(kubectl.namespace, days_from_today(30))])

    result = create("legacy-db")
    assert result.accepted and result.stderr == "", result
    assert audited()["excepted"] == f"legacy: {PLACE}"
    assert decided("legacy-db")["exceptions"] == ["legacy"]
    assert counted("postern_exceptions_used_total", exception="legacy") == 1

    assert_refused(create("modern-db"))


def test_an_exception_of_yesterday_no_longer_helps(policy, kubectl, create, decided, counted):
    policy(exceptions=[exception(kubectl.namespace, days_from_today(-1))])

    assert_refused(create("legacy-db"))
    assert decided("legacy-db")["expired"] == ["legacy"]
    assert counted("postern_exceptions_expired_total", exception="legacy") == 1


def test_break_glass_passes_and_is_recorded(policy, kubectl, create, audited, decided, counted):
    policy(breakGlass={"groups": ["on-call"]})
    as_admin = ("--as=robin", "--as-group=system:masters")

    assert_refused(create("db", *as_admin))
    result = create("db", *as_admin, "--as-group=on-call")
    assert result.accepted and result.stderr == "", result
    assert audited()["excepted"] == f"break-glass: {PLACE}"
    decision = decided()
    assert decision["exceptions"] == ["break-glass"] and decision["user"] == "robin", decision
    assert counted("postern_exceptions_used_total", exception="break-glass") == 1


EXEMPT = {"postern.dev/exempt": RULE, "postern.dev/exempt-reason": "a public data set, RES-12"}


def test_an_annotation_exempts_where_the_policy_allows_it(policy, kubectl, create, audited):
    policy(annotationExemptions=[{"namespaces": [kubectl.namespace], "rules": ["dsn-*"]}])

    result = create(annotations=EXEMPT)
    assert result.accepted and result.stderr == "", result
    assert audited()["excepted"] == f"annotation: {PLACE}"
    # Whoever exempts must say why.
    assert_refused(create("unexplained", annotations={"postern.dev/exempt": RULE}))


def test_an_annotation_exempts_nowhere_else(policy, kubectl, create):
    policy(annotationExemptions=[{"namespaces": ["another"], "rules": ["dsn-*"]}])

    result = create(annotations=EXEMPT)
    assert_refused(result)
    assert any("postern.dev/exempt" in warning for warning in result.warnings), result


def test_an_old_violation_blocks_only_what_makes_it_worse(policy, kubectl, leaky_dsn):
    weak = "dsn-sslmode-weak"
    policy(mode="audit")
    kubectl.must("create", "-f", "-",
                 manifest=secret("db", DATABASE_URL=f"{leaky_dsn}?sslmode=prefer"))
    policy(mode="enforce")

    assert_warned(kubectl("label", "secret", "db", "team=orders"), weak)
    assert kubectl.get("secret", "db")["metadata"]["labels"] == {"team": "orders"}

    def set_mode(mode: str):
        patch = f'{{"stringData": {{"DATABASE_URL": "{leaky_dsn}?sslmode={mode}"}}}}'
        return kubectl("patch", "secret", "db", "--patch", patch)

    stored = kubectl.get("secret", "db")
    assert_refused(set_mode("disable"), weak)
    assert kubectl.get("secret", "db") == stored
    assert_warned(set_mode("require"), "dsn-sslmode-unverified")


def test_existing_violations_can_be_refused_too(policy, kubectl, create):
    policy(mode="audit")
    assert create().accepted
    policy(existingViolations="deny")

    assert_refused(kubectl("label", "secret", "db", "team=orders"))


def test_a_bad_policy_changes_nothing_and_is_told(policy, postern, kubectl, create, decided):
    in_force = policy(mode="warn")
    log = postern.log.stat().st_size
    with postern.broken_policy("apiVersion: postern.dev/v1\nkind: Policy\nmoode: audit\n"):
        postern.wait_until(lambda: "\npostern_config_reload_success 0\n" in postern.metrics(),
                           "the bad policy is noticed", 10)
        assert f'postern_policy_info{{hash="{in_force}"}} 1' in postern.metrics()
        # Ready all the same: the policy before is in force.
        assert "failed policy reload: line 3, column 1: moode" in postern.readiness()
        postern.wait_until(lambda: "moode" in postern.log.read_text()[log:], "it is logged", 10)
        assert_warned(create())
        assert decided()["policy"] == in_force

    assert "failed" not in postern.readiness()


def test_a_config_map_counts_the_same(policy, kubectl, planted):
    """Nothing of the policy is about Secrets alone."""
    dsn = f"postgres://app:{planted.password}@db.example.internal.acme.io/orders?sslmode=require"
    policy(namespaces=[{"match": [kubectl.namespace], "mode": "warn"}])
    result = kubectl("create", "-f", "-", manifest=config_map("app", DATABASE_URL=dsn))
    assert_warned(result, "configmap-dsn-password")
