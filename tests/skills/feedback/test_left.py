"""What is left when words are gone: nothing of them, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Role
from bot.insight.likeness import likeness
from bot.runtime.outgoing import Update
from bot.testing import WORKSPACE, Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, filing, memory, routing, skill
from skills.feedback.heard import Heard
from skills.feedback.model import Item as Feedback
from skills.feedback.settings import SourceSettings
from tests.skills.feedback.conftest import HOW, KIND, LATE
from tests.skills.feedback.test_forgetting import forgets
from tests.skills.feedback.test_rules import looks_at
from tests.skills.feedback.test_sources import ATOM, FEED, entry, reads_feed


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
    forgets(marco, "Rita Levi")
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
    forgets(marco, "Rita Levi")
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


def test_what_a_feed_still_says_of_who_is_forgotten_stays_away(team: Team, marco: Member) -> None:
    slow = entry("1", "Slow", "The repair took far too long, I am disappointed.")
    team.outside[FEED] = ATOM.format(entries=slow).encode()
    reads_feed(marco)
    team.tick("2026-11-23 08:01")
    forgets(marco, "Rita")
    late = entry("2", "Late", "My order is wrong and still waiting for an answer.")
    team.outside[FEED] = ATOM.format(entries=slow + late).encode()
    team.tick("2026-11-23 08:40")
    assert [one.words for one in kept(team)] == [
        "Late\n\nMy order is wrong and still waiting for an answer."
    ]


def test_an_entry_from_before_there_were_feeds_is_read_all_the_same(
    team: Team, marco: Member
) -> None:
    slow = entry("1", "Slow", "The repair took far too long, I am disappointed.")
    undated = slow.replace("2026-11-23T07:00:00Z", "1970-01-01T00:00:00Z")
    team.outside[FEED] = ATOM.format(entries=undated).encode()
    reads_feed(marco)
    team.tick("2026-11-23 08:01")
    assert len(kept(team)) == 1


@pytest.mark.parametrize("name", ["Colleagues", "file", "Shop"])
def test_a_feed_is_not_called_as_something_else_is(team_of: Callable[..., Team], name: str) -> None:
    settings = FeedbackSettings(sources={"shop": SourceSettings()})
    team = team_of(skill, cm.skill, settings={"feedback": settings})
    marco = team.member("Marco", role=Role.CM)
    form = marco.presses("Read a feed", on=marco.types("/cm feedback sources"))
    assert "already" in marco.fills(form, name=name, address=FEED).problems["name"]


def test_names_that_grow_in_small_letters_are_taken(marco: Member) -> None:
    form = marco.presses("Read a feed", on=marco.types("/cm feedback sources"))
    assert "is read from now on" in marco.fills(form, name="ß" * 100, address=FEED).text
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    assert "#ss" in marco.fills(form, name="ß" * 40, words="bike").text
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    assert marco.fills(form, name="# #", words="bike").problems["name"] == "It needs a name."


def test_praise_that_turns_out_to_be_none_is_not_passed_on(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    marco.presses("Use it", on=looks_at(marco, channel="#customers"))
    ann.types(f"/feedback {KIND}")
    [card] = team.channel("#customers")
    form = ann.presses("Pass the praise on", on=ann.presses("More", on=card))
    other = bob.presses("It was read wrongly", on=bob.presses("More", on=card))
    bob.fills(other, intent="complaint")
    assert "Only praise" in str(ann.fills(form, to=[bob]).problems)
    assert bob.inbox == []


def test_praise_of_who_is_forgotten_is_taken_back_from_whom_it_was_for(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    marco.presses("Use it", on=looks_at(marco, channel="#customers"))
    ann.fills(ann.types("/feedback"), words=KIND, name="Rita")
    [card] = team.channel("#customers")
    form = ann.presses("Pass the praise on", on=ann.presses("More", on=card))
    ann.fills(form, to=[bob])
    assert len(bob.inbox) == 1
    forgets(marco, "Rita")
    assert bob.inbox == []


def test_who_sees_to_words_while_more_say_the_same_stays_on_the_card(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")

    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        db.get_one(Feedback, 1)
        if team.app.database.kind == "postgresql":
            bob.presses("I’ll see to it", on=card)
        filing.keep(chat, [Heard(LATE, "1")], "shop")
        [update] = [one for one in chat.effects if isinstance(one, Update)]
        told = str(update.card.lines[-1])
        assert ("stands_claimed" in told) == (team.app.database.kind == "postgresql")

    team.app.database.write_now(job)


def test_the_tags_of_any_number_of_words_are_found(team: Team) -> None:
    assert team.app.database.read_now(lambda db: routing.tags_of(db, range(70_000))) == {}


def kept(team: Team) -> Sequence[Feedback]:
    return team.app.database.read_now(lambda db: db.scalars(sa.select(Feedback)).all())
