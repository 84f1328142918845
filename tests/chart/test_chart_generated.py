"""What is generated is as its sources say."""

import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_nothing_has_drifted(helm):
    done = subprocess.run([ROOT / "tools/generate-chart", "--check"], capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "HELM": str(helm.program)}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_value_is_described_and_in_the_schema():
    values = yaml.safe_load((ROOT / "chart/postern/values.yaml").read_text())
    schema = yaml.safe_load((ROOT / "tools/chart/values.schema.yaml").read_text())
    table = (ROOT / "chart/postern/README.md").read_text()
    for name in values:
        assert name in schema["properties"], name
        assert f"| `{name}" in table, name
