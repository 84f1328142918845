"""A PostgreSQL of the test's own, on loopback, and certificates for it."""

import dataclasses
import datetime
import os
import pathlib
import pwd
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from blackbox import postern

DAY = datetime.timedelta(days=1)


def programs() -> pathlib.Path:
    """Debian's directory of server programs. Its absence fails a run: nothing would be tested."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found, "PostgreSQL is not installed (tools/install-deps test)"
    return found[-1].parent


@dataclasses.dataclass(frozen=True)
class Authority:
    file: pathlib.Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name


def authority(file: pathlib.Path, name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (_certificate(subject, subject, key, ends=30 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .sign(key, hashes.SHA256()))
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return Authority(file, key, subject)


def intermediate(by: Authority, file: pathlib.Path, name: str) -> Authority:
    """An authority below another."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (_certificate(subject, by.name, key, ends=30 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(by.key, hashes.SHA256()))
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return Authority(file, key, subject)


def issue(by: Authority, name: str, ends: datetime.timedelta, directory: pathlib.Path,
          names: list[x509.GeneralName] | None = None, subject: str = "database") -> None:
    """server.crt and server.key, which PostgreSQL reads from its data directory. `names` replaces
    the alternative name `name`; an empty list leaves the extension out."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]), by.name,
                        key, ends)
    names = [x509.DNSName(name)] if names is None else names
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = made.sign(by.key, hashes.SHA256())
    (directory / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (directory / "server.key").touch(mode=0o600)
    (directory / "server.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))


def _certificate(subject, issuer, key, ends):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - 60 * DAY).not_valid_after(now + ends))


class Database:
    """A cluster that is made once and started with one server certificate after another."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory / "data"
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.port = postern.free_port()
        if self.user:
            os.chown(directory, pwd.getpwnam(self.user).pw_uid, -1)
        self._run("initdb", "-D", self.directory, "-A", "trust", "--no-sync", "-E", "UTF8",
                  "--locale=C")

    def start(self, tls: bool) -> None:
        if tls and self.user:
            owner = pwd.getpwnam(self.user).pw_uid
            for file in ("server.crt", "server.key"):
                os.chown(self.directory / file, owner, -1)
        options = (f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
                   f"-c ssl={'on' if tls else 'off'} -c fsync=off")
        self._run("pg_ctl", "-D", self.directory, "-o", options, "-l", self.directory / "log",
                  "-w", "-t", "120", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.directory, "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments) -> None:
        with open(os.devnull, "wb") as nowhere:
            subprocess.run([programs() / program, *arguments], user=self.user, cwd="/",
                           stdin=subprocess.DEVNULL, stdout=nowhere, stderr=nowhere, timeout=180,
                           check=True)
