"""What programs send: filed once, read as their mapping says, and left nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from bot.insight.language import Pieces
from bot.runtime import hooks
from bot.testing import Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from skills.feedback.model import Customer, Intake
from tests.skills.feedback.conftest import HOW
from tests.skills.feedback.test_sources import ATOM, FEED, entry, reads_feed

SETTINGS: dict[str, Any] = {
    "hook": True,
    "sources": {"help-desk": {"mapping": "desk", "reply": "https://desk.example.com/replies"}},
    "mappings": {"desk": {"text": "body", "id": "number"}},
}


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    settings = FeedbackSettings.model_validate(SETTINGS)
    return team_of(skill, cm.skill, settings={"feedback": settings})


def sends(team: Team, source: str, **said: object) -> None:
    door = team.app.house.router.hooks["feedback"]
    team.run(hooks.take(team.app, door, source, f"m{said}", said))
    team.tick(timedelta(seconds=4))


def test_a_program_with_a_hyphen_in_its_name_is_read_by_its_mapping(
    team: Team, bob: Member
) -> None:
    sends(team, "HELP_DESK", body=HOW, number=7)
    [card] = team.channel("#customers")
    check = bob.fills(bob.presses("Answer", on=card), words="Under Settings, then Invoices.")
    bob.presses("Send it", on=check)
    [posted] = team.posted
    assert posted.said == {
        "type": "feedback.answered",
        "id": "7",
        "answer": "Under Settings, then Invoices.",
    }


class Heeding(Pieces):
    """Notes in which thread it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_in: set[str] = set()

    def encode_all(self, texts: Sequence[str]) -> Sequence[Any]:
        self.asked_in.add(threading.current_thread().name)
        return super().encode_all(texts)


def test_what_it_is_about_is_found_out_while_others_can_write(team: Team) -> None:
    coder = Heeding()
    team.app.house.likeness("feedback").coder = lambda: coder
    for number in range(7):
        sends(team, "HELP_DESK", body=f"{HOW} Number {number}", number=number)
    assert coder.asked_in == {"piazza-job"}


def test_once_it_is_filed_nothing_of_it_is_left_where_it_waited(team: Team) -> None:
    sends(team, "HELP_DESK", body=HOW, number=7)
    rows = team.app.database.read_now(lambda db: list(db.scalars(sa.select(Intake.heard))))
    assert all(one == {} for one in rows)


def test_what_answers_one_of_two_who_said_the_same_answers_only_that_one(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.types(f"/feedback {HOW}")
    sends(team, "HELP_DESK", body=HOW, number=7)
    [card] = team.channel("#customers")
    check = bob.fills(bob.presses("Answer", on=card), words="Under Settings, then Invoices.")
    bob.presses("They have it", on=check)
    assert card.text.endswith("answered by hand")
    assert len(team.posted) == 1


def test_the_card_says_how_it_stands_with_the_first_though_others_have_it(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.fills(ann.types("/feedback"), words=HOW, name="Rita", email="rita@example.com")
    sends(team, "HELP_DESK", body=HOW, number=7)
    [card] = team.channel("#customers")
    # No mail server takes this one; the program is reached all the same.
    wrong = sa.update(Customer).values(address="rità@example.com")
    team.app.database.write_now(lambda db: db.execute(wrong))
    check = bob.fills(bob.presses("Answer", on=card), words="Under Settings, then Invoices.")
    bob.presses("Send it", on=check)
    assert len(team.posted) == 1
    assert team.mailed == []
    assert "not answered" in card.text
    assert "Let go" in card.buttons


def test_what_feeds_say_is_found_by_what_is_handed_on_later(
    team: Team, marco: Member, ann: Member
) -> None:
    words = "The delivery of my cargo bike was late again and nobody called me, I am disappointed."
    team.outside[FEED] = ATOM.format(entries=entry("1", "Late", words)).encode()
    reads_feed(marco)
    team.tick("2026-11-23 08:01")
    again = f"/feedback {words.replace('again ', '').replace('Late', '')}"
    assert "the same as number 1" in ann.types(again).text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sources": {"shop": {"mapping": "zendesc"}}}, "zendesk"),
        ({"sources": {"help desk": {}}}, "help desk"),
        ({"sources": {"Help-Desk": {}, "help_desk": {}}}, "twice"),
        ({"sources": {"shop": {"reply": "shop.example.com/replies"}}}, "https"),
        ({"sources": {"shop": {"reply": "https://[shop/replies"}}}, "https"),
        ({"mappings": {"desk": {"txt": "body"}}}, "text"),
        ({"mappings": {"desk": {"id": "number"}}}, "text"),
    ],
)
def test_a_mapping_that_cannot_be_is_told_at_the_start(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        FeedbackSettings.model_validate(wrong)
