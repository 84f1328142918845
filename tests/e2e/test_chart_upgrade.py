"""From the chart as it was to the chart as it is, while the API server keeps calling. `charts/` holds
the chart as the last release had it, made by `helm package`."""

import pathlib

import pytest

from harness.installation import RELEASE
from harness.load import Load
from harness.process import wait_until

[PREVIOUS] = (pathlib.Path(__file__).parent / "charts").glob("postern-*.tgz")


@pytest.mark.parametrize("version", ["helm4", "helm3"])
def test_from_the_previous_revision(installation_of, tools, api, namespace, good_dsn, leaky_dsn,
                                    version):
    installation = installation_of(tools[version])
    with installation.installed(PREVIOUS), Load(api, namespace, good_dsn, leaky_dsn) as load:
        load.wait_for_calls()
        installation.upgrade()
        wait_until(lambda: len(installation.ready_servers()) == 2, "both replicas serve", 60)
        load.wait_for_calls(100)
        load.assert_no_call_failed()
        assert installation.helm.history(RELEASE) == {1: "superseded", 2: "deployed"}
        back = installation.helm("rollback", RELEASE, "1", "--wait", "--timeout=90s")
        assert back.accepted, back
        load.wait_for_calls(100)
        load.assert_no_call_failed()
