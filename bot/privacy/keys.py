"""The keys of rounds: files that lie apart from the data, and are destroyed at the close.

In the folder `rounds` of PIAZZA_KEYS: `NAME.pepper`, which whoever takes answers needs. In its
folder `tally`: `NAME.pub` and `NAME.key`, of which the second is needed by the tally alone; this
folder may belong to another user, who then makes the pairs beforehand. In both `NAME.gone` says
that what was there has been destroyed. `NAME` is made from the public key.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.errors import BotError, SetupError
from bot.store.files import to_disk, write_new

LENGTH = 32
PRIVATE, SHARED = 0o600, 0o644
# Who takes answers looks for the public keys among those of the tally.
FOLDERS = {"rounds": 0o700, "tally": 0o755}


class Destroyed(BotError):
    """The keys were destroyed, as they are at the close: the answers are to be read by nobody."""


class Lost(BotError):
    """A key is not where it should be, and nobody has destroyed it."""


class RoundKeys:
    """The keys of all rounds, in a folder of PIAZZA_KEYS; every error names the file."""

    def __init__(self, folder: Path) -> None:
        self.rounds = folder / "rounds"
        self.tally = folder / "tally"

    def make(self, count: int) -> None:
        """Make pairs of keys for rounds to come, as the user who alone is to read them."""
        from nacl.public import PrivateKey

        for _ in range(count):
            pair = PrivateKey.generate()
            public = bytes(pair.public_key)
            _write(self.tally / f"{_name(public)}.key", bytes(pair), PRIVATE)
            # Last, so that nobody takes half a pair.
            _write(self.tally / f"{_name(public)}.pub", public, SHARED)

    def take(self, used: Collection[bytes]) -> bytes:
        """The public key for a new round, and its pepper beside it.

        `used` are those of all rounds there were. SetupError when no pair is left, and none can be
        made here.
        """
        while True:
            for public in self._free(used):
                pepper = self.rounds / f"{_name(public)}.pepper"
                # Whoever makes the pepper has the pair: another round, or another bot whose keys
                # lie here, would destroy it at its own close.
                if _write(pepper, secrets.token_bytes(LENGTH), PRIVATE):
                    return public
            self.make(1)

    @property
    def can_make(self) -> bool:
        """Whether pairs can be made here; else only whoever counts makes them."""
        return not self.tally.exists() or os.access(self.tally, os.W_OK)

    def left(self, used: Collection[bytes]) -> int:
        """How many pairs wait for rounds to come; `used` are those of all rounds there were."""
        return sum(1 for _ in self._free(used))

    def _free(self, used: Collection[bytes]) -> Iterator[bytes]:
        """Whole pairs that no round has had; what else lies in the folder is none of ours."""
        for path in sorted(self.tally.glob("*.pub")):
            public = _read(path) if path.with_suffix(".key").exists() else b""
            if path.stem == _name(public) and public not in used and not self._is_spent(public):
                yield public

    def _is_spent(self, public: bytes) -> bool:
        return self.is_destroyed(public) or self.has_pepper(public)

    def pepper(self, public: bytes) -> bytes:
        """What turns a person into a slot; Destroyed after the close."""
        return self._find(self.rounds / f"{_name(public)}.pepper", public)

    def has_pepper(self, public: bytes) -> bool:
        """Whether answers can be taken."""
        return _there(self.rounds / f"{_name(public)}.pepper") and not self.is_destroyed(public)

    def private(self, public: bytes) -> bytes:
        """What opens the ballots; Destroyed after the close, Lost when it is not there.

        SetupError for a key that opens nothing of this round.
        """
        from nacl.public import PrivateKey

        path = self.tally / f"{_name(public)}.key"
        found = self._find(path, public)
        if bytes(PrivateKey(found).public_key) != public:
            # All would look like nonsense, and be deleted as that.
            raise _no_key(path)
        return found

    def has_private(self, public: bytes) -> bool:
        """Whether the private key is there for whoever asks."""
        return os.access(self.tally / f"{_name(public)}.key", os.R_OK)

    def is_kept(self, public: bytes) -> bool:
        """Whether the private key is there, whoever may read it."""
        return _there(self.tally / f"{_name(public)}.key")

    def is_destroyed(self, public: bytes) -> bool:
        """Whether the keys were destroyed on purpose."""
        gone = f"{_name(public)}.gone"
        return _there(self.tally / gone) or _there(self.rounds / gone)

    def remain(self, public: bytes) -> bool:
        """Whether anything of the keys is still there."""
        return any(_there(one) for _, one in self._files(public))

    def destroy(self, public: bytes, now: datetime) -> None:
        """Overwrite and remove a round's keys, as far as they are this user's to remove.

        What is gone already is no error; the others are destroyed by whoever may. SetupError names
        what can't be destroyed, once all the rest is.
        """
        failed: list[SetupError] = []
        for gone, path in self._files(public):
            if os.access(path.parent, os.W_OK):
                failed += _failed(partial(_write, gone, now.isoformat().encode(), SHARED))
                failed += _failed(partial(_shred, path))
        if failed:
            raise failed[0]

    def _files(self, public: bytes) -> list[tuple[Path, Path]]:
        """Each file of a round, with the one that says that it was destroyed."""
        name = _name(public)
        kept = [self.tally / f"{name}.key", self.tally / f"{name}.pub"]
        pepper = self.rounds / f"{name}.pepper"
        return [(one.with_suffix(".gone"), one) for one in (*kept, pepper)]

    def _find(self, path: Path, public: bytes) -> bytes:
        if self.is_destroyed(public):
            raise Destroyed("the keys of this round were destroyed when it closed")
        try:
            return _read(path)
        except FileNotFoundError:
            raise Lost(f"PIAZZA_KEYS: {path} is gone") from None


def _there(path: Path) -> bool:
    """Whether a file is there; in a folder that another user keeps closed none is for us."""
    try:
        return path.exists()
    except PermissionError:
        return False


def _name(public: bytes) -> str:
    return public.hex()[:32]


def _read(path: Path) -> bytes:
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SetupError(f"PIAZZA_KEYS: {path}: {error.strerror}") from error
    if len(found) != LENGTH:
        raise _no_key(path)
    return found


def _no_key(path: Path) -> SetupError:
    return SetupError(
        f"PIAZZA_KEYS: {path} is no key of this round; put it back from where it lies as it was,"
        " or remove it if it is lost"
    )


def _write(path: Path, content: bytes, mode: int) -> bool:
    """Write a file whole and surely, or not at all; False, and it stays, where one is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDERS[path.parent.name])
        # Whatever the umask: a public key that the bot can't read is none.
        return write_new(path, content, mode)
    except OSError as error:
        raise SetupError(
            f"PIAZZA_KEYS: {path}: {error.strerror}; whoever may write there can run"
            " `piazza keys make`"
        ) from error


def _failed(step: Callable[[], object]) -> list[SetupError]:
    try:
        step()
    except SetupError as error:
        return [error]
    return []


def _shred(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        to_disk(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SetupError(
            f"PIAZZA_KEYS: {path}: {error.strerror}; it is to be destroyed, remove it by hand"
        ) from error
