"""Secrets that hold connection strings in every guise, and Secrets that do not."""

import base64
import itertools
import pathlib
import random
from collections.abc import Iterator

import yaml

RULES = pathlib.Path(__file__).resolve().parents[1] / "rules"


# The API server refuses what these rules look for before it asks a webhook.
_OFFLINE_ONLY = {"secret-data-invalid"}


def rule_cases() -> Iterator[tuple[str, dict, dict]]:
    """(name, Secret, policy) of each Secret on which a rule fires in tests/rules."""
    for file in sorted(RULES.glob("*.yaml")):
        cases = yaml.load(file.read_text(), Loader=yaml.BaseLoader)
        for name, case in (cases.get("fires") or {}).items():
            found = case.get("object") or {}
            if "secret" in case:
                found = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
                         "metadata": {"name": "x", "namespace": "shop"},
                         "stringData": case["secret"]}
            if found.get("kind") == "Secret" and file.stem not in _OFFLINE_ONLY:
                yield f"{file.stem}.{name}", found, _typed(case.get("policy") or {})


def _typed(value):
    """Numbers and booleans again: case files are read as text, so that no key changes."""
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


_WRAPPINGS = ["{}", " {}", "\t{}\n", "\n\n {}", '"{}"', "'{}'", ' " {} " ', "\v{}", "\r\n{}"]
_TEXTS = [
    "postgres://app:Zk8v2mQp@db.acme.io/orders", "postgresql://app@db.acme.io/orders",
    "POSTGRES://app@db.acme.io/orders", "pOsTgReSqL://app@db.acme.io", "postgres://", "postgresql:///",
    "postgresql+asyncpg://app@db.acme.io/orders", "POSTGRES+psycopg2://app@db.acme.io/orders",
    "jdbc:postgresql://db.acme.io/orders", "JDBC:PostgreSQL://db.acme.io/orders",
    "jdbc:postgresql:orders", "host=db.acme.io user=app", "hostaddr=10.1.2.3 dbname=orders",
    "dbname=orders host = db.acme.io", "user=app host=db.acme.io", "port=5432 host=db.acme.io user=a",
    "Host=db.acme.io;Database=orders;Username=app", "Server=db.acme.io;Port=5432;User Id=app",
    "SERVER=db.acme.io;DB=orders;UID=app", "db = orders;Host=db.acme.io;uid=app",
    "U id=app;Host=db.acme.io;Database=orders", "D B=orders;Host=db.acme.io;Uid=a",
    "SSL Mode=Disable;Host=db.acme.io;Username=app", "Pwd=x;Host=db.acme.io;Username=app",
]
# Every keyword may stand first.
_LEADING = """service password passfile channel_binding connect_timeout client_encoding options
    application_name fallback_application_name keepalives tcp_user_timeout sslmode requirepeer
    ssl_min_protocol_version gssencmode krbsrvname replication target_session_attrs require_auth
    load_balance_hosts min_protocol_version scram_client_key oauth_issuer""".split()


def connection_strings() -> list[str]:
    leading = [f"{keyword}=x host=db.acme.io user=app dbname=o" for keyword in _LEADING]
    texts = [wrapping.format(text)
             for text, wrapping in itertools.product(_TEXTS + leading, _WRAPPINGS)]
    encoded = [base64.b64encode(text.encode()).decode() for text in _TEXTS + leading]
    mixed = random.Random(1)
    any_case = ["".join(mixed.choice((c.lower(), c.upper())) for c in text[:16]) + text[16:]
                for text in _TEXTS for _ in range(8)]
    return texts + encoded + [f"\n{text}\n" for text in encoded] + any_case


def unrelated() -> dict[str, dict]:
    """Secrets of a cluster that has nothing to do with Postgres."""
    def secret(kind: str = "Opaque", **data: str) -> dict:
        return as_secret(data, kind)
    return {
        "an API token": secret(token="ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        "a JSON key file": secret(**{"key.json": '{"type": "service_account"}'}),
        "a TLS pair": secret("kubernetes.io/tls", **{
            "tls.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n", "tls.key": "-----BEGIN PRIVATE KEY"}),
        "a registry": secret("kubernetes.io/dockerconfigjson",
                             **{".dockerconfigjson": '{"auths": {}}'}),
        "a basic login": secret("kubernetes.io/basic-auth", username="robot", password="Zk8v2mQp"),
        "an SSH key": secret("kubernetes.io/ssh-auth",
                             **{"ssh-privatekey": "-----BEGIN OPENSSH PRIVATE KEY-----\n"}),
        "another database": secret(url="mysql://app@db.acme.io/orders", MONGO="mongodb://x"),
        "random bytes": secret(key="\x01\x02\x03\x04"),
        "an empty value": secret(later=""),
    }


def as_secret(data: dict[str, str], kind: str = "Opaque", name: str = "x") -> dict:
    return {"apiVersion": "v1", "kind": "Secret", "type": kind,
            "metadata": {"name": name, "namespace": "shop"},
            "data": {key: base64.b64encode(value.encode()).decode()
                     for key, value in data.items()}}
