"""What a policy says about releases: another application's contract, and unreadable records."""

import base64
import json

from blackbox import postern
from test_parity_releases import stored

POLICY = """apiVersion: postern.dev/v1
kind: Policy
releases: {undecodable: deny, maximumMib: 1}
applications:
  - name: shop
    selector: {app.kubernetes.io/name: shop}
    caDirectory: /etc/shop/ca
    release:
      charts: ["shop-*"]
      mode: database.kind
      embeddedMode: builtin
      externalMode: managed
      connectionString: database.url
      existingSecret: database.secret.name
      existingSecretKey: database.secret.key
      tlsEnabled: database.tls.on
      tlsMode: database.tls.mode
      caSecret: database.tls.ca
      acknowledgements: [database.tls.confirmed]
      sizes: [database.disk]
"""


def found(tmp_path, document: dict) -> set[tuple[str, str, str]]:
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "release.json").write_text(json.dumps(document))
    done = postern.run("check", "--format", "json", "--config", tmp_path / "policy.yaml",
                       tmp_path / "release.json")
    assert done.returncode in (0, 1), done.stderr
    return {(finding["action"], finding["rule"], finding["path"])
            for finding in json.loads(done.stdout)["findings"]}


def release(database: dict) -> dict:
    return {"name": "shop", "namespace": "shop", "version": 1, "info": {"status": "pending-install"},
            "config": {"database": database}, "manifest": "",
            "chart": {"metadata": {"name": "shop-backend"},
                      "values": {"database": {"kind": "builtin", "disk": "1Gi"}}}}


def test_another_contract_is_read_by_its_own_paths(tmp_path):
    assert found(tmp_path, release({})) == set()
    assert ("deny", "release-mode-unknown", "values.database.kind") in found(
        tmp_path, release({"kind": "external"}))
    assert ("deny", "release-dsn-missing", "values.database.url") in found(
        tmp_path, release({"kind": "managed"}))
    tls = {"kind": "managed", "secret": {"name": "db", "key": "url"},
           "tls": {"on": "false", "mode": "prefer"}, "disk": "big"}
    assert found(tmp_path, release(tls)) >= {
        ("deny", "release-type", "values.database.tls.on"),
        ("deny", "release-tls-mode-weak", "values.database.tls.mode"),
        ("deny", "release-tls-unacknowledged", "values.database.tls.confirmed"),
        ("deny", "release-value-invalid", "values.database.disk")}


def test_the_reference_charts_paths_mean_nothing_to_it(tmp_path):
    made = release({})
    made["config"]["postgres"] = {"mode": "managed", "tls": {"mode": "disable"}}
    assert found(tmp_path, made) == set()


def test_unreadable_records_are_denied_where_the_policy_says_so(tmp_path):
    record = stored(release({}))
    record["data"]["release"] = base64.b64encode(b"no base64 inside").decode()
    assert ("deny", "release-undecodable", "data[release]") in found(tmp_path, record)


def test_the_limit_is_the_policys(tmp_path):
    large = release({}) | {"notes": "x" * (2 << 20)}
    assert ("deny", "release-too-large", "data[release]") in found(tmp_path, stored(large))
