"""What is left when words are gone: nothing of them, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.insight.likeness import likeness
from bot.testing import Member, Team
from skills.feedback import memory
from tests.skills.feedback.conftest import HOW, LATE


def test_what_is_too_old_is_not_found_by_what_it_says_any_more(team: Team, ann: Member) -> None:
    ann.types(f"/feedback {LATE}")
    later = team.now + timedelta(days=1)
    assert team.app.database.write_now(lambda db: memory.expire(db, later, 100)) == 1
    left = sa.select(sa.func.count()).select_from(likeness)
    assert team.app.database.read_now(lambda db: db.scalar(left)) == 0


def test_what_others_said_alike_is_seen_when_the_first_is_forgotten(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    ann.fills(ann.types("/feedback"), words=LATE, name="Rita Levi")
    for name in ("Carl", "Dora"):
        ann.fills(ann.types("/feedback"), words=LATE, name=name)
    marco.types("/cm feedback forget Rita Levi")
    [card] = team.channel("#customers")
    assert card.text.startswith("Carl")
    assert "1 more says the same" in card.text
    bob.presses("I’ll see to it", on=card)
    assert "Bob" in card.text


def test_what_was_seen_to_stays_so_when_the_first_is_forgotten(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    ann.fills(ann.types("/feedback"), words=LATE, name="Rita Levi")
    ann.fills(ann.types("/feedback"), words=LATE, name="Carl")
    [card] = team.channel("#customers")
    bob.presses("I’ll see to it", on=card)
    marco.types("/cm feedback forget Rita Levi")
    [card] = team.channel("#customers")
    assert card.text.startswith("Carl")
    assert "Bob" in card.text


def test_what_is_said_again_after_it_was_done_is_seen(team: Team, ann: Member, bob: Member) -> None:
    ann.types(f"/feedback {HOW}")
    [card] = team.channel("#customers")
    bob.fills(bob.presses("Done", on=card), outcome="Explained.")
    ann.types(f"/feedback {HOW}")
    _, again = team.channel("#customers")
    assert "I’ll see to it" in again.buttons
    assert "number 2" in ann.types(f"/feedback {HOW}").text


def test_so_is_what_is_nearly_the_same(team: Team, ann: Member, bob: Member) -> None:
    words = "The delivery of my cargo bike was late again and nobody called me, I am disappointed."
    ann.types(f"/feedback {words}")
    [card] = team.channel("#customers")
    bob.fills(bob.presses("Done", on=card), outcome="Explained.")
    ann.types(f"/feedback {words.replace('again ', '')}")
    assert len(team.channel("#customers")) == 2
