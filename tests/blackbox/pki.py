"""Certificates for the server under test, made in memory by a CA of the test's own."""

import dataclasses
import datetime
import ipaddress
import os
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclasses.dataclass(frozen=True)
class Pair:
    certificate: bytes  # PEM
    key: bytes  # PEM
    serial: int

    def write(self, directory: pathlib.Path) -> "PairFiles":
        directory.mkdir(parents=True, exist_ok=True)
        files = PairFiles(directory / "tls.crt", directory / "tls.key")
        files.certificate.write_bytes(self.certificate)
        files.key.touch(mode=0o600)
        files.key.write_bytes(self.key)
        return files


@dataclasses.dataclass(frozen=True)
class PairFiles:
    certificate: pathlib.Path
    key: pathlib.Path


class Authority:
    def __init__(self, directory: pathlib.Path, name: str = "postern test CA"):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            _builder(self._name, self._name, self._key.public_key(), days=30)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256()))
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)
        directory.mkdir(parents=True, exist_ok=True)
        self.file = directory / "ca.crt"
        self.file.write_bytes(self.pem)

    def issue(self, *names: str, days: int = 7,
              usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH) -> Pair:
        """A certificate, a server's unless said otherwise, for DNS names and IP addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "postern")])
        certificate = (
            _builder(subject, self._name, key.public_key(), days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]),
                           critical=False)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .sign(self._key, hashes.SHA256()))
        return Pair(
            certificate.public_bytes(serialization.Encoding.PEM),
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                              serialization.NoEncryption()),
            certificate.serial_number)


def serial_of(der: bytes) -> int:
    return x509.load_der_x509_certificate(der).serial_number


def is_key_of(key, certificate: x509.Certificate) -> bool:
    return key.public_key().public_numbers() == certificate.public_key().public_numbers()


class MountedSecret:
    """A directory as kubelet mounts a Secret: files are links through `..data`, which one rename
    points to a new version of all of them."""

    def __init__(self, directory: pathlib.Path, pair: Pair):
        self.directory = directory
        self._versions = 0
        self.replace(pair.certificate, pair.key)
        self.files = PairFiles(directory / "tls.crt", directory / "tls.key")
        for file in ("tls.crt", "tls.key"):
            (directory / file).symlink_to(pathlib.Path("..data") / file)

    def replace(self, certificate: bytes, key: bytes) -> None:
        self._versions += 1
        version = self.directory / f"..version_{self._versions}"
        version.mkdir(parents=True)
        (version / "tls.crt").write_bytes(certificate)
        (version / "tls.key").write_bytes(key)
        link = self.directory / "..data_tmp"
        link.symlink_to(version.name)
        os.rename(link, self.directory / "..data")


def _builder(subject, issuer, public_key, days):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
            .public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=days)))


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
