"""Where words come from: programs, feeds and files; each once, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import Chat, Line, Role
from bot.errors import Unreachable
from bot.runtime import hooks
from bot.testing import WORKSPACE, Member, Shown, Team
from bot.texts import core
from skills import cm
from skills.feedback import FeedbackSettings, skill
from skills.feedback.importing import TITLES, take
from skills.feedback.model import Source
from skills.feedback.settings import SourceSettings

FEED = "https://reviews.example.com/aurora.atom"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Reviews</title>
<id>r</id><updated>2026-11-23T07:00:00Z</updated>{entries}</feed>"""
ENTRY = """<entry><id>{id}</id><title>{title}</title><updated>2026-11-23T07:00:00Z</updated>
<author><name>Rita</name></author><content>{words}</content></entry>"""


def entry(id_: str, title: str, words: str) -> str:
    return ENTRY.format(id=id_, title=title, words=words)


def from_rita(team: Team) -> list[Shown]:
    return [one for one in team.channel("#customers") if one.text.startswith("Rita")]


def reads_feed(marco: Member) -> None:
    sources = marco.types("/cm feedback sources")
    form = marco.presses("Read a feed", on=sources)
    assert "is read from now on" in marco.fills(form, name="Reviews", address=FEED).text


def test_a_feed_is_read_again_and_again_and_each_entry_once(team: Team, marco: Member) -> None:
    slow = entry("1", "Slow", "The repair took far too long, I am disappointed.")
    team.outside[FEED] = ATOM.format(entries=slow).encode()
    reads_feed(marco)
    team.tick("2026-11-23 08:01")
    [card] = team.channel("#customers")
    assert "Rita" in card.text
    assert "disappointed" in card.text
    late = entry("2", "Late", "My order is wrong and still waiting for an answer.")
    team.outside[FEED] = ATOM.format(entries=slow + late).encode()
    team.tick("2026-11-23 08:40")
    assert len(from_rita(team)) == 2
    team.tick("2026-11-23 09:40")
    assert len(from_rita(team)) == 2


def test_what_is_wrong_with_a_feed_stands_beside_it(team: Team, marco: Member) -> None:
    team.outside[FEED] = Unreachable(core("outside.no_feed", host="reviews.example.com"))
    reads_feed(marco)
    team.tick("2026-11-23 08:40")
    told = marco.types("/cm feedback sources").text
    assert "errors, the last" in told
    assert "reviews.example.com" in told
    assert "From reviews" in marco.types("/cm feedback").text


def test_what_is_paused_is_not_read(team: Team, marco: Member) -> None:
    team.outside[FEED] = ATOM.format(entries="").encode()
    reads_feed(marco)
    team.tick("2026-11-23 08:01")
    marco.presses("Pause reviews", on=marco.types("/cm feedback sources"))
    asked = len(team.outside.asked)
    team.tick("2026-11-23 10:00")
    assert len(team.outside.asked) == asked
    marco.presses("Take up reviews", on=marco.types("/cm feedback sources"))
    team.tick("2026-11-23 10:40")
    assert len(team.outside.asked) > asked


def test_a_feed_that_was_called_wrong_is_removed_and_added_anew(team: Team, marco: Member) -> None:
    team.outside[FEED] = ATOM.format(entries="").encode()
    reads_feed(marco)
    told = marco.presses("Remove reviews", on=marco.types("/cm feedback sources"))
    assert "read no more" in told.text
    asked = len(team.outside.asked)
    team.tick("2026-11-23 10:00")
    assert len(team.outside.asked) == asked
    reads_feed(marco)


def test_an_address_that_is_no_feed_is_refused_in_one_line(marco: Member) -> None:
    form = marco.presses("Read a feed", on=marco.types("/cm feedback sources"))
    wrong = marco.fills(form, name="Reviews", address="http://reviews.example.com")
    assert "begin with https" in wrong.problems["address"]


def test_a_table_in_italian_is_read_by_its_titles_and_its_words(team: Team) -> None:
    cells = dict.fromkeys(TITLES, "")
    lines = [
        Line(1, cells | {"text": "Bello il negozio.", "who": "Cliente", "intent": "complimento"}),
        Line(2, cells | {"text": "Vendiamo le vostre bici?", "who": "cugino"}),
    ]

    def job(db: Session) -> list[bool]:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        return [one.new is not None for one in take(chat, lines)]

    assert team.app.database.write_now(job) == [True, False]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "From shop: nothing yet"), ("it", "Da shop: ancora nulla")]
)
def test_a_program_that_has_never_spoken_is_listed(
    team_of: Callable[..., Team], language: str, line: str
) -> None:
    settings = FeedbackSettings(hook=True, sources={"Shop": SourceSettings()})
    team = team_of(skill, cm.skill, settings={"feedback": settings})
    ann = team.member("Ann", language=language, role=Role.CM)
    assert line in ann.types("/cm feedback sources").text


@pytest.mark.parametrize(
    ("language", "line"), [("en", "2 more are not shown"), ("it", "Altre 2 non si vedono")]
)
def test_of_many_sources_those_in_trouble_stand_first(team: Team, language: str, line: str) -> None:
    def there(db: Session) -> None:
        for number in range(14):
            one = Source(name=f"s{number:02}", kind="hook", made=team.now, error={})
            one.errors = number // 13
            db.add(one)

    team.app.database.write_now(there)
    shown = team.member("Ann", language=language, role=Role.CM).types("/cm feedback sources")
    assert shown.text.index("s13") < shown.text.index("s00")
    assert line in shown.text


def sends(team: Team, text: str) -> None:
    door = team.app.house.router.hooks["feedback"]
    team.run(hooks.take(team.app, door, "shop", text, {"text": text}))
    team.tick(timedelta(seconds=4))


@pytest.fixture
def hooked(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(hook=True)})


def test_what_comes_while_a_source_is_paused_is_no_error(hooked: Team) -> None:
    marco = hooked.member("Marco", role=Role.CM)
    sends(hooked, "My bike is late, unacceptable!")
    marco.presses("Pause shop", on=marco.types("/cm feedback sources"))
    with pytest.raises(hooks.Unfit, match="paused"):
        sends(hooked, "Nobody answers the phone, a shame!")
    assert "shop: paused; last on" in marco.types("/cm feedback sources").text
    marco.presses("Take up shop", on=marco.types("/cm feedback sources"))
    assert "error" not in marco.types("/cm feedback sources").text
    assert len(hooked.channel("#customers")) == 1


def test_after_so_many_days_of_silence_the_manager_is_told(hooked: Team) -> None:
    marco = hooked.member("Marco", role=Role.CM)
    sends(hooked, "My bike is late, unacceptable!")
    form = marco.presses("If shop is silent", on=marco.types("/cm feedback sources"))
    assert "silent for 3 days" in marco.fills(form, silent="3").text
    hooked.tick("2026-11-26 08:00")
    assert not [one for one in marco.inbox if "From shop" in one.text]
    hooked.tick("2026-11-27 08:00")
    assert "From shop: last on" in marco.inbox[-1].text
