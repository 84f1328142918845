"""A throw-away certificate authority, made with the openssl command."""

import base64
import dataclasses
import pathlib
import subprocess


@dataclasses.dataclass(frozen=True)
class Pair:
    certificate: pathlib.Path
    key: pathlib.Path


class Authority:
    """Issues server certificates that are valid for two days."""

    def __init__(self, directory: pathlib.Path, name: str):
        directory.mkdir()
        self._directory = directory
        self._pair = Pair(directory / "ca.crt", directory / "ca.key")
        self._request(self._pair, f"/CN={name}",
                      "-addext", "basicConstraints=critical,CA:TRUE",
                      "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    @property
    def certificate(self) -> pathlib.Path:
        return self._pair.certificate

    @property
    def bundle(self) -> str:
        """The certificate as clientConfig.caBundle wants it: PEM in base64."""
        return base64.b64encode(self.certificate.read_bytes()).decode()

    def issue(self, name: str, *alternative_names: str) -> Pair:
        """A server certificate; alternative names are written as openssl reads them (DNS:, IP:)."""
        pair = Pair(self._directory / f"{name}.crt", self._directory / f"{name}.key")
        self._request(pair, f"/CN={name}",
                      "-CA", self._pair.certificate, "-CAkey", self._pair.key,
                      "-addext", f"subjectAltName={','.join(alternative_names)}",
                      "-addext", "basicConstraints=critical,CA:FALSE",
                      "-addext", "extendedKeyUsage=serverAuth")
        return pair

    def _request(self, pair: Pair, subject: str, *options: object) -> None:
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", subject, "-keyout", pair.key, "-out", pair.certificate,
                *options)


def rsa_key(path: pathlib.Path) -> pathlib.Path:
    openssl("genrsa", "-out", path, "2048")
    return path


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, text=True)
