"""The vault: tokens as the database keeps them, which nobody reads without the key beside it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bot.runtime.keys import find_key, make_key

NAME: Final = "slack-tokens"
# Nobody's token is empty: this one was sealed with another key.
UNREADABLE: Final = ""


class Vault:
    """Seals tokens with a key of the keys' folder; it is made when first needed."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def close(self, token: str) -> str:
        """Seal a token."""
        make_key(self._keys, NAME)
        return self._box.encrypt(token.encode(), encoder=Base64Encoder).decode()

    def open(self, sealed: str) -> str:
        """Read a token back; UNREADABLE under another key, SetupError without any."""
        try:
            return self._box.decrypt(sealed.encode(), encoder=Base64Encoder).decode()
        except (CryptoError, ValueError):
            return UNREADABLE

    @cached_property
    def _box(self) -> SecretBox:
        return SecretBox(find_key(self._keys, NAME))


class Sealed(sa.types.TypeDecorator[str]):
    """A column whose values are sealed on their way in and opened on their way out."""

    impl = sa.Text
    cache_ok = False

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else self._vault.close(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else self._vault.open(value)
