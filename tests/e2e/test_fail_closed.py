"""While postern is gone nothing passes unseen, and its return is all it takes to go on."""

from harness.manifests import secret
from harness.webhook import NAME


def test_killed_and_restarted(kubectl, webhook, postern, good_dsn):
    compliant = secret("db", DATABASE_URL=good_dsn)
    postern.kill()
    try:
        refused = kubectl("create", "-f", "-", manifest=compliant)
        assert not refused.accepted, refused
        assert f'failed calling webhook "{NAME}"' in refused.stderr, refused
        assert not kubectl.exists("secret", "db")
    finally:
        postern.start()

    accepted = kubectl("create", "-f", "-", manifest=compliant)
    assert accepted.accepted, accepted
    webhook.wait_until_acting()


def test_ends_on_sigterm(webhook, postern):
    """The API server holds idle connections to it; they must not keep it from ending."""
    assert postern.stop(grace_seconds=60) == 0
    postern.start()
    webhook.wait_until_acting()
