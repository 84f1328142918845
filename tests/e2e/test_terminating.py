"""An object that is being deleted only loses finalizers: refusing that would keep it for ever."""

from harness.manifests import secret


def test_finalizer_can_be_removed(kubectl, webhook, leaky_dsn):
    held = secret("db", finalizers=("acme.io/backup",), DATABASE_URL=leaky_dsn)
    with webhook.unregistered():
        kubectl.must("create", "-f", "-", manifest=held)

    assert kubectl("delete", "secret", "db", "--wait=false").accepted
    assert "deletionTimestamp" in kubectl.get("secret", "db")["metadata"]

    result = kubectl("patch", "secret", "db", "--type=merge",
                     "--patch", '{"metadata": {"finalizers": null}}')
    assert result.accepted, result
    assert not kubectl.exists("secret", "db")
