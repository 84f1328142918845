"""The places where something secret may stand, each with a value of its own.

What names a thing (uid, kind, name, namespace, a data key, a variable, a container, a user) is no
place: it is meant to be seen.
"""

import json

from blackbox import reviews
from blackbox.needles import Canary
from blackbox.reviews import container, encoded, variable

RDS = "eu-central-1.rds.amazonaws.com"


class Garden:
    """Remembers every value that was planted."""

    def __init__(self):
        self.canaries: list[Canary] = []

    def plant(self, place: str) -> Canary:
        self.canaries.append(Canary(place))
        return self.canaries[-1]

    def plant_label(self, place: str) -> Canary:
        self.canaries.append(Canary.label(place))
        return self.canaries[-1]

    def text(self, place: str) -> str:
        return self.plant(place).text

    def dsn(self, place: str, query: str = "", scheme: str = "postgres") -> str:
        """A well-formed connection string, each part of which is planted."""
        user, password, database = (self.plant(f"{place}, {part}").percent_encoded
                                    for part in ("user", "password", "database"))
        host = self.plant_label(f"{place}, host").text
        application = self.plant(f"{place}, application_name").percent_encoded
        return (f"{scheme}://{user}:{password}@{host}.{RDS}:5432/{database}"
                f"?application_name={application}{query}")

    def broken_dsns(self, place: str) -> dict[str, str]:
        """Connection strings that a parser gives up on, each at another part."""
        def value(part):
            return self.text(f"{place}, {part}")

        def word(part):
            return self.plant_label(f"{place}, {part}").text

        return {
            "SLASH_URL": f"postgres://app:{value('password with a slash')}@db.{RDS}/orders",
            "PORT_URL": f"postgres://app:secret@db.{RDS}:{word('port')}/orders",
            "ESCAPE_URL": f"postgres://app:{word('bad escape')}%zz@db.{RDS}/orders",
            "NUL_URL": f"postgres://app:{word('escaped NUL')}%00@db.{RDS}/orders",
            "PARAMETER_URL": f"postgres://app@db.{RDS}/o?{word('parameter name')}={word('its value')}",
            "MODE_URL": f"postgres://app@db.{RDS}/orders?sslmode={word('sslmode')}",
            "BRACKET_URL": f"postgres://app@[::{word('open bracket')}/orders",
            "EQUALS_URL": f"postgres://app@db.{RDS}/orders?{word('query without equals')}",
            "AT_URL": f"postgres://app:{word('first')}@{word('second')}@db.{RDS}/orders",
            "HOSTS_URL": f"postgres://a:b@{word('host 1')},{word('host 2')}:1,2,3/orders",
            "SCHEME_URL": f"postgre://app:{word('unknown scheme')}@db.{RDS}/orders",
            "DOUBLE_URL": encoded(f"postgres://app:{word('twice encoded')}@db.{RDS}/orders"),
            "KEYWORD": f"host=db.{RDS} user=app password='{word('keyword form')}",
            "QUOTED_URL": f"\"postgres://app:{word('in quotes')}@db.{RDS}/orders\"\n",
            "UNICODE_URL": f"postgres://app:{word('beside U+2028')}\u2028@db.{RDS}/orders",
            "JDBC": f"jdbc:postgresql://db.{RDS}/orders?user=app&password={word('JDBC')}",
            "NPGSQL": f"Host=db.{RDS};Username=app;Password={word('Npgsql')}",
        }

    def secret(self, place: str) -> dict:
        """A Secret (as in a manifest) with a value under every kind of key."""
        plain = {
            "DATABASE_URL": self.dsn(f"{place}, DATABASE_URL"),
            "REPLICA_URL": self.dsn(f"{place}, REPLICA_URL", "&sslmode=disable"),
            "GOOD_URL": self.dsn(f"{place}, GOOD_URL", "&sslmode=verify-full&sslrootcert=/ca.crt"),
            "ALCHEMY_URL": self.dsn(f"{place}, driver", scheme="postgresql+psycopg2"),
            "PGPASSWORD": self.text(f"{place}, PGPASSWORD"),
            "token": self.text(f"{place}, token"),
            "binary": self.plant(f"{place}, beside bytes that are no text").text + "\udcff",
            "config.json": json.dumps({"password": self.text(f"{place}, JSON value")}),
            "application.yaml": f"db:\n  url: {self.dsn(f'{place}, YAML value')}\n",
            "db-ca.crt": "-----BEGIN CERTIFICATE-----\n" + self.text(f"{place}, CA file"),
            "tls.key": "-----BEGIN PRIVATE KEY-----\n" + self.text(f"{place}, private key"),
            **self.broken_dsns(place),
        }
        made = reviews.secret(
            {key: value.encode("utf-8", "surrogateescape") for key, value in plain.items()})
        made["data"]["NO_BASE64"] = self.text(f"{place}, data that is no base64")
        made["data"]["CUT_BASE64"] = encoded(self.text(f"{place}, cut base64")).rstrip("=") + "!"
        made["metadata"]["annotations"] = self.annotations(place, plain)
        made["metadata"]["labels"] = {"note": self.plant_label(f"{place}, label value").text}
        return made

    def annotations(self, place: str, plain: dict[str, str]) -> dict[str, str]:
        applied = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "orders-db"},
                   "data": {"old": encoded(self.text(f"{place}, last-applied data"))},
                   "stringData": {"url": self.dsn(f"{place}, last-applied stringData"),
                                  "again": plain["DATABASE_URL"]}}
        return {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(applied),
                "example.org/url": self.dsn(f"{place}, annotation with a DSN"),
                "example.org/note": self.text(f"{place}, annotation")}

    def config_map(self, place: str) -> dict:
        made = reviews.config_map({
            "DATABASE_URL": self.dsn(f"{place}, DATABASE_URL"),
            "note": self.text(f"{place}, plain value"),
            "application.properties":
                f"spring.datasource.url={self.dsn(f'{place}, properties')}\n",
            **self.broken_dsns(place)})
        made["binaryData"] = {"blob": encoded(self.text(f"{place}, binaryData")),
                              "bad": self.text(f"{place}, bad binaryData")}
        return made

    def workload(self, kind: str) -> dict:
        """A workload with a value wherever a literal may stand in its pod."""
        def filled(place):
            return container(
                "app",
                env=[variable("DATABASE_URL", self.dsn(f"{place}, env")),
                     variable("PGPASSWORD", self.text(f"{place}, PGPASSWORD")),
                     variable("API_TOKEN", self.text(f"{place}, other variable")),
                     *(variable(*pair) for pair in self.broken_dsns(f"{place}, env").items())],
                args=["--url", self.dsn(f"{place}, argument"),
                      f"--url={self.dsn(f'{place}, argument with prefix')}",
                      self.text(f"{place}, plain argument")],
                command=["sh", "-c", f"psql {self.dsn(f'{place}, command')} -c 'select 1'"],
                lifecycle={"preStop": {"exec": {"command": [self.text(f"{place}, preStop")]}}},
                image="registry.internal/orders:1.4.2")

        spec = {name: [filled(f"{kind}.{name}")]
                for name in ("initContainers", "containers", "ephemeralContainers")}
        made = reviews.workload(kind, spec)
        made["metadata"]["annotations"] = self.annotations(kind, {"DATABASE_URL": "none"})
        return made
