"""The chart's condition on Secrets, read from its CEL text and evaluated here.

tests/e2e asks a real API server the same about the same Secrets, so that this reading of CEL cannot
be wrong unnoticed."""

import base64
import re

NAME = "may-concern-postgres"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Prefilter:
    def __init__(self, webhook: dict):
        [self.expression] = [condition["expression"] for condition in webhook["matchConditions"]
                             if condition["name"] == NAME]
        self._plain, self._keys, self._encoded = map(
            re.compile, re.findall(r"matches\(r'(.*?)'\)", self.expression))
        [declared] = re.findall(r"k in \[(.*?)\]", self.expression)
        self._declared = re.findall(r'"(.*?)"', declared)

    def sends(self, secret: dict) -> bool:
        annotations = secret["metadata"].get("annotations") or {}
        data = secret.get("data") or {}
        return (secret.get("type", "").startswith("helm.sh/release.")
                or len(annotations) > 100 or len(data) > 100
                or any(self._annotation(*one) for one in annotations.items())
                or any(self._entry(*one) for one in data.items()))

    def _annotation(self, key: str, value: str) -> bool:
        return key.startswith("postern.dev/") or key == LAST_APPLIED or \
            len(value) > 2 and bool(self._plain.search(value[:3]))

    def _entry(self, key: str, value: str) -> bool:
        return key in self._declared or bool(self._keys.search(key)) or \
            len(value) > 3 and bool(self._encoded.search(value[:4]))


def as_stored(secret: dict) -> dict:
    """With stringData folded into data, as every webhook sees it."""
    plain = {key: base64.b64encode(str(value).encode()).decode()
             for key, value in (secret.get("stringData") or {}).items()}
    data = {**(secret.get("data") or {}), **plain}
    return {**{key: value for key, value in secret.items() if key != "stringData"}, "data": data}
