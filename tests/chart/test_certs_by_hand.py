"""certs/: the ways beside the program make a certificate that the program serves with."""

import pathlib
import subprocess

import pytest
import yaml

from blackbox import pki, postern
from rendering import Rendered

CERTS = pathlib.Path(__file__).resolve().parents[2] / "certs"
NAMES = {"postern.postern-system.svc", "postern.postern-system.svc.cluster.local",
         "postern.postern-system", "postern"}


def openssl(*arguments: object) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_hand(directory: pathlib.Path, *names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CERTS / "make-with-openssl", directory, *names], capture_output=True,
                          text=True, check=False)


def from_a_pki(directory: pathlib.Path) -> None:
    """What somebody with a CA does: sign the request, extensions and all."""
    ca, key = directory / "ca.crt", directory / "ca.key"
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=corp",
            "-keyout", key, "-out", ca, "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", "-new", "-config", CERTS / "request.cnf", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-keyout", directory / "tls.key",
            "-out", directory / "tls.csr")
    openssl("x509", "-req", "-in", directory / "tls.csr", "-CA", ca, "-CAkey", key, "-days", 2,
            "-copy_extensions", "copy", "-out", directory / "tls.crt")


WAYS = {
    "openssl": lambda directory: by_hand(directory).check_returncode(),
    "an existing PKI": from_a_pki,
    "the program": lambda directory: postern.run(
        "certs", "generate", "--service", "postern", "--namespace", "postern-system", "--out",
        directory).check_returncode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_makes_a_pair_that_an_api_server_accepts(way, tmp_path):
    WAYS[way](tmp_path)
    openssl("verify", "-CAfile", tmp_path / "ca.crt", "-purpose", "sslserver",
            "-verify_hostname", "postern.postern-system.svc", tmp_path / "tls.crt")
    shown = openssl("x509", "-in", tmp_path / "tls.crt", "-noout", "-ext", "subjectAltName")
    assert {name.strip().removeprefix("DNS:") for name in shown.split("\n", 1)[1].split(",")} == \
        NAMES


@pytest.mark.parametrize("way", WAYS)
def test_the_program_serves_with_it(way, tmp_path):
    WAYS[way](tmp_path)
    files = pki.PairFiles(tmp_path / "tls.crt", tmp_path / "tls.key")
    with postern.Serve(tmp_path / "server", files=files):
        pass  # it has become ready


def test_the_script_replaces_nothing(tmp_path):
    assert by_hand(tmp_path).returncode == 0
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    done = by_hand(tmp_path)
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_the_script_signs_with_the_ca_that_is_there(tmp_path):
    by_hand(tmp_path).check_returncode()
    ca = (tmp_path / "ca.crt").read_bytes()
    (tmp_path / "tls.crt").unlink()
    (tmp_path / "tls.key").unlink()
    by_hand(tmp_path, "gate", "ops").check_returncode()
    assert (tmp_path / "ca.crt").read_bytes() == ca
    openssl("verify", "-CAfile", tmp_path / "ca.crt", "-verify_hostname", "gate.ops.svc",
            tmp_path / "tls.crt")


def test_keys_are_private(tmp_path):
    by_hand(tmp_path).check_returncode()
    for name in ("ca.key", "tls.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_the_example_for_cert_manager_is_what_the_chart_renders(chart):
    example = Rendered((CERTS / "cert-manager/certificate.yaml").read_text())
    rendered = chart.render({"certificates": {"mode": "certManager"}})

    def specs(source: Rendered) -> dict:
        return {(kind, found["metadata"]["name"]): found["spec"]
                for kind in ("Issuer", "Certificate") for found in source.all(kind)}

    assert specs(example) == specs(rendered)
