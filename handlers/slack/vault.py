"""The vault: tokens as the database keeps them, which nobody reads without the key beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from bot.errors import SetupError

FILE: Final = "slack-tokens.key"
# Nobody's token is empty: this one was sealed with another key.
UNREADABLE: Final = ""


class Vault:
    """Seals tokens with a key in a file of the keys' folder; it is made when first needed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def close(self, token: str) -> str:
        """Seal a token."""
        if not self.path.exists():
            self._make()
        return self._box.encrypt(token.encode(), encoder=Base64Encoder).decode()

    def open(self, sealed: str) -> str:
        """Read a token back; UNREADABLE under another key, SetupError without any."""
        try:
            return self._box.decrypt(sealed.encode(), encoder=Base64Encoder).decode()
        except (CryptoError, ValueError):
            return UNREADABLE

    @cached_property
    def _box(self) -> SecretBox:
        try:
            key = self.path.read_bytes()
        except FileNotFoundError:
            raise SetupError(
                f"PIAZZA_KEYS: {self.path} is missing, and without it the tokens of the Slack"
                " workspaces can't be read; put it back, or remove the rows of slack_bots and"
                " install Piazza in each workspace again"
            ) from None
        except OSError as error:
            raise SetupError(f"PIAZZA_KEYS: {self.path} can't be read ({error.strerror})") from None
        if len(key) != SecretBox.KEY_SIZE:
            raise SetupError(
                f"PIAZZA_KEYS: {self.path} is no key of Piazza's; put the right one back"
            )
        return SecretBox(key)

    def _make(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Of two processes that need it at the same moment the first one's stays.
            with suppress(FileExistsError):
                place = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                with os.fdopen(place, "wb") as file:
                    file.write(random(SecretBox.KEY_SIZE))
        except OSError as error:
            raise SetupError(
                f"PIAZZA_KEYS: {self.path} can't be written ({error.strerror});"
                " name a folder Piazza may write"
            ) from error


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
