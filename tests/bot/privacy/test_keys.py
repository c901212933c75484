"""The keys of rounds: made once, read by few, destroyed for good."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.privacy.keys import Destroyed, Lost, RoundKeys

NOBODY = 65534
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> RoundKeys:
    return RoundKeys(tmp_path)


def modes(folder: Path) -> dict[str, int]:
    return {one.suffix: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def test_the_private_key_and_the_pepper_are_read_by_their_owner_only(keys: RoundKeys) -> None:
    public = keys.take(set())
    assert modes(keys.tally) == {".key": 0o600, ".pub": 0o644}
    assert modes(keys.rounds) == {".pepper": 0o600}
    assert stat.S_IMODE(keys.rounds.stat().st_mode) == 0o700
    assert len({keys.private(public), keys.pepper(public), public}) == 3


def test_a_public_key_is_for_the_bot_whatever_the_umask_of_who_counts(keys: RoundKeys) -> None:
    before = os.umask(0o077)
    try:
        keys.make(1)
    finally:
        os.umask(before)
    assert modes(keys.tally) == {".key": 0o600, ".pub": 0o644}


def test_two_rounds_that_open_at_once_never_have_the_same_keys(keys: RoundKeys) -> None:
    keys.make(2)
    first, second = keys.take(set()), keys.take(set())
    assert first != second
    # Nor have those of another bot whose keys lie in the same folder.
    assert RoundKeys(keys.tally.parent).take(set()) not in (first, second)


def test_a_pair_is_whole_and_bears_its_name_and_nothing_else_in_the_folder_is_read(
    keys: RoundKeys,
) -> None:
    keys.make(2)
    half, whole = sorted(keys.tally.glob("*.pub"))
    half.with_suffix(".key").unlink()
    (keys.tally / "0_rsa.pub").write_text("ssh-rsa AAAA somebody@example.org")
    copy = keys.tally / "0_copy.pub"
    copy.write_bytes(half.read_bytes())
    copy.with_suffix(".key").write_bytes(bytes(32))
    assert keys.take(set()) == whole.read_bytes()


def test_a_key_that_opens_nothing_of_the_round_is_none(keys: RoundKeys) -> None:
    public = keys.take(set())
    (path,) = keys.tally.glob("*.key")
    path.write_bytes(bytes(range(32)))
    with pytest.raises(SetupError, match=f"{path} is no key of this round"):
        keys.private(public)


def test_after_the_close_nothing_of_them_is_left_and_they_are_never_used_again(
    keys: RoundKeys,
) -> None:
    public = keys.take(set())
    secrets = {keys.private(public), keys.pepper(public)}
    # Whoever holds the file open sees it overwritten.
    held = [one.open("rb") for one in (*keys.tally.glob("*.key"), *keys.rounds.glob("*.pepper"))]
    keys.destroy(public, NOW)
    assert not secrets & {file.read() for file in held}
    for file in held:
        file.close()
    assert not keys.remain(public)
    for find in (keys.private, keys.pepper):
        with pytest.raises(Destroyed):
            find(public)
    keys.destroy(public, NOW)
    assert keys.take(set()) != public


def test_what_is_gone_and_was_not_destroyed_is_lost(keys: RoundKeys) -> None:
    public = keys.take(set())
    (path,) = keys.tally.glob("*.key")
    path.unlink()
    with pytest.raises(Lost, match=str(path)):
        keys.private(public)


def test_a_key_that_was_cut_off_is_none(keys: RoundKeys) -> None:
    public = keys.take(set())
    (path,) = keys.tally.glob("*.key")
    path.write_bytes(b"short")
    with pytest.raises(SetupError, match="is no key"):
        keys.private(public)


@contextmanager
def as_who_counts(keys: RoundKeys) -> Iterator[None]:
    """Be the user whose folder `tally` is, and who cannot look into the other one."""
    if os.getuid():
        keys.rounds.chmod(0)
        yield
        keys.rounds.chmod(0o700)
        return
    for one in (keys.tally, *keys.tally.iterdir()):
        os.chown(one, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_who_counts_needs_no_look_at_the_peppers() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        keys = RoundKeys(Path(folder))
        public = keys.take(set())
        with as_who_counts(keys):
            assert not keys.is_destroyed(public)
            assert not keys.has_pepper(public)
            assert len(keys.private(public)) == 32
            keys.destroy(public, NOW)
            assert not keys.remain(public)
        # The pepper is the bot's to remove.
        assert keys.is_destroyed(public)
        assert keys.remain(public)
        keys.destroy(public, NOW)
        assert not keys.remain(public)


@contextmanager
def as_who_takes_answers(keys: RoundKeys) -> Iterator[None]:
    """Be the user who may look into the folder `tally`, and neither write nor read keys there."""
    if os.getuid():
        keys.tally.chmod(0o555)
        for one in keys.tally.glob("*.key"):
            one.chmod(0)
        yield
        keys.tally.chmod(0o755)
        return
    keys.rounds.mkdir(mode=0o700)
    os.chown(keys.rounds, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_another_user_may_hold_the_private_keys() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        keys = RoundKeys(Path(folder))
        keys.make(2)
        with as_who_takes_answers(keys):
            first = keys.take(set())
            second = keys.take({first})
            assert not keys.has_private(first)
            assert keys.is_kept(first)
            with pytest.raises(SetupError, match="piazza keys make"):
                keys.take({first, second})
            keys.destroy(first, NOW)
            assert keys.is_destroyed(first)
            assert keys.remain(first)
