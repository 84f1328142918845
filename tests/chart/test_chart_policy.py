"""The policy that the chart renders is the one that was meant, and one that the program takes."""

import pytest
import yaml

from blackbox import postern
from rendering import SHAPES


def lint(policy: str, tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(policy)
    return postern.run("policy", "lint", file)


@pytest.mark.parametrize("values", SHAPES, ids=lambda path: path.stem)
def test_the_program_accepts_it(chart, values, tmp_path):
    done = lint(chart.render(values).policy(), tmp_path)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


@pytest.mark.parametrize("mode", ["enforce", "warn", "audit"])
def test_the_mode_arrives(chart, mode):
    assert yaml.safe_load(chart.render({"policy": {"mode": mode}}).policy())["mode"] == mode


def test_an_unquoted_off_and_an_unquoted_date_arrive(chart, tmp_path):
    values = tmp_path / "values.yaml"
    values.write_text("""
policy:
  rules: {dsn-superuser: off}
  exceptions:
    - {name: a, rules: [dsn-sslmode-weak], groups: [x], reason: because, expires: 2037-01-31}
""")
    policy = chart.render(values).policy()
    assert lint(policy, tmp_path).returncode == 0, policy
    assert "2037-01-31" in policy
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"},
              "stringData": {"URL": "postgres://postgres@pg-rw/orders"}}
    case = tmp_path / "cases/off.yaml"
    case.parent.mkdir()
    case.write_text(yaml.safe_dump({"name": "off", "object": secret, "expect": {"rules": []}}))
    done = postern.run("policy", "test", case.parent, "--config", tmp_path / "policy.yaml")
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_what_the_program_refuses_does_not_render(chart, tmp_path):
    """The schema is no looser than the program where it matters most: keys, modes, rules."""
    for policy in ({"mode": "dryrun"}, {"modus": "audit"}, {"rules": {"dsn-sslmode-week": "deny"}},
                   {"tls": {"minimum": "prefer"}}, {"namespaces": [{"match": ["[a]"]}]}):
        whole = {"apiVersion": "postern.dev/v1", "kind": "Policy", **policy}
        assert lint(yaml.safe_dump(whole), tmp_path).returncode != 0, policy
        assert chart.refusal({"policy": policy})
