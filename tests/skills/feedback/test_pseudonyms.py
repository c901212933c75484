"""Where a company wants pseudonyms, nobody reads a customer's name, and they are answered still."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.testing import Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from skills.feedback.model import Customer
from tests.skills.feedback.conftest import HOW, LATE
from tests.skills.feedback.test_forgetting import everywhere, forgets


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(pseudonyms=True)})


def stored(team: Team) -> list[str]:
    return team.app.database.read_now(lambda db: list(db.scalars(sa.select(Customer.name))))


def called(text: str) -> str:
    [found, *_] = re.findall(r"C-[0-9A-F]{8}", text)
    return str(found)


def test_a_name_is_kept_nowhere_and_the_same_customer_is_known_again(
    team: Team, marco: Member, ann: Member
) -> None:
    for words in (LATE, HOW):
        ann.fills(ann.types("/feedback"), words=words, name="Rita Lane", email="rita@example.com")
    first, second = team.channel("#customers")
    assert called(first.text) == called(second.text)
    assert stored(team) == [called(first.text)]
    assert "Rita" not in marco.presses("More", on=first).text + everywhere(team, marco, ann)
    check = ann.fills(ann.presses("Answer", on=second), words="Under Settings, then Invoices.")
    ann.presses("Send it", on=check)
    assert [one.to for one in team.mailed] == ["rita@example.com"]


@pytest.mark.parametrize("name", ["Rita Lane", "C-"])
def test_by_the_real_name_they_are_forgotten_as_by_the_made_up_one(
    team: Team, marco: Member, ann: Member, name: str
) -> None:
    ann.fills(ann.types("/feedback"), words=LATE, name="Rita Lane")
    [card] = team.channel("#customers")
    forgets(marco, called(card.text) if name == "C-" else name)
    assert team.channel("#customers") == []
    assert stored(team) == []
