"""What everybody may read is told to programs inside as well, without a name, until it is not."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from bot import Role
from bot.runtime.sections import Company
from bot.testing import Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from tests.handlers.web.test_feeds import Ask, asked, check, texts
from tests.skills.feedback.conftest import HOW, LATE
from tests.skills.feedback.test_forgetting import forgets


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(feed=True)})


def entries(team: Team) -> list[tuple[str, str]]:
    """The title and the words of each entry, alike in both forms."""
    found: list[list[tuple[str, str]]] = []

    async def story(ask: Ask) -> None:
        status, atom, _ = await ask("/feeds/feedback.atom")
        assert status == 200
        check(ET.fromstring(atom))
        feed = ET.fromstring(atom)
        found.append(list(zip(texts(feed, "title")[1:], texts(feed, "content"), strict=True)))
        _, text, _ = await ask("/feeds/feedback.json")
        items = json.loads(text)["items"]
        found.append([(one["title"], one["content_text"]) for one in items])
        assert "Rita" not in atom + text

    asked(team, story)
    assert found[0] == found[1]
    return found[0]


def shares(marco: Member, team: Team, label: str = "Let everybody read it") -> None:
    marco.presses(label, on=marco.presses("More", on=team.channel("#customers")[0]))


def test_only_what_everybody_may_read_is_in_it(team: Team, marco: Member, ann: Member) -> None:
    for words in (LATE, HOW):
        ann.fills(ann.types("/feedback"), words=words, name="Rita Lane")
    assert entries(team) == []
    shares(marco, team)
    assert entries(team) == [("customer, complaint", LATE)]
    shares(marco, team, "Not for everybody any more")
    assert entries(team) == []
    shares(marco, team)
    forgets(marco, "Rita Lane")
    assert entries(team) == []


def test_it_speaks_the_companys_language(team_of: Callable[..., Team]) -> None:
    company = Company(languages=("it", "en"))
    settings = {"feedback": FeedbackSettings(feed=True)}
    team = team_of(skill, cm.skill, settings=settings, company=company)
    anna = team.member("Anna", language="it", role=Role.CM)
    anna.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    anna.presses("Falla leggere a tutti", on=anna.presses("Altro", on=card))
    assert entries(team) == [("cliente, reclamo", LATE)]


def test_there_is_none_unless_the_settings_say_so(team_of: Callable[..., Team]) -> None:
    async def story(ask: Ask) -> None:
        assert (await ask("/feeds/feedback.atom"))[0] == 404

    asked(team_of(skill), story)
