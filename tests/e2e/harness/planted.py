"""A password that exists nowhere else, so that finding a piece of it anywhere proves a leak."""

import base64
import secrets
import string

# A piece this long does not turn up by chance in the uids and hashes that logs are full of.
_PIECE = 8


class Planted:
    def __init__(self) -> None:
        alphabet = string.ascii_letters + string.digits
        self.password = "".join(secrets.choice(alphabet) for _ in range(32))

    def found_in(self, text: str) -> list[str]:
        """What the text shows of the password: pieces of it, or all of it inside some base64."""
        pieces = (self.password[at:at + _PIECE]
                  for at in range(len(self.password) - _PIECE + 1))
        return [form for form in (*pieces, *self._base64_forms()) if form in text]

    def _base64_forms(self) -> list[str]:
        """base64 of a longer text holds one of three spellings: the password starts where a
        character starts, or 2 or 4 bits after. Only the characters that nothing else decides."""
        raw = self.password.encode()
        forms = []
        for shift, start in ((0, 0), (1, 2), (2, 3)):
            encoded = base64.b64encode(bytes(shift) + raw).decode()
            forms.append(encoded[start:(shift + len(raw)) * 8 // 6])
        return forms
