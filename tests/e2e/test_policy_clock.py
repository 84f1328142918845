"""What time alone changes: postern runs with a clock of its own here, which the test sets forward."""

import datetime

import pytest

from harness.manifests import secret


@pytest.fixture
def clock(postern, directory):
    with postern.with_its_own_clock(directory / "clock") as clock:
        yield clock
    postern.replace_policy({})


def test_an_exception_ends_with_its_day(clock, postern, kubectl, leaky_dsn):
    """No file changes and nothing restarts: the same exception helps today and no more tomorrow."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    postern.replace_policy({"exceptions": [{
        "name": "until-tonight", "rules": ["dsn-sslmode-missing"],
        "objects": [{"kind": "Secret", "namespace": kubectl.namespace}],
        "reason": "moves to the new cluster, OPS-812", "expires": str(today)}]})
    leaky = secret("db", DATABASE_URL=leaky_dsn)

    used = kubectl("create", "--dry-run=server", "-f", "-", manifest=leaky)
    assert used.accepted and used.stderr == "", used

    clock.forward(days=1)
    expired = kubectl("create", "--dry-run=server", "-f", "-", manifest=leaky)
    assert "[dsn-sslmode-missing]" in (expired.denial or ""), expired
    assert kubectl("create", "-f", "-", manifest=leaky).denial
    told = [line for line in postern.log.read_text().splitlines()
            if "exception until-tonight has expired" in line]
    assert len(told) == 1, told  # said once; every decision has it in its own line
