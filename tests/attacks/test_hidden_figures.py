"""What is hidden stays hidden, by whichever way out results are told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.orm import Session

from bot import BotError, Period, Person, Role, results
from bot.directory.employees import Employee
from bot.directory.hiring import hire
from bot.directory.roster import Defaults
from bot.directory.tables import person
from bot.insight.figure import laid_out
from bot.runtime.outgoing import Run, WordedCard, WordedForm
from bot.testing import WORKSPACE, Team
from handlers.playground import drawn
from handlers.slack.render import message
from handlers.teams.render import adaptive
from skills.cm import skill as cm
from tests.attacks import tell_skill
from tests.attacks.decimals import decimals, said

Record = Callable[[str, object], None]

# In Acme they are 28; of the three in the west nothing may be told, and so of those in the south
# neither.
ACME: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("north", "fix"): (1, 4, 4, 2, 2),
    ("south", "sell"): (5, 3, 2, 1, 1),
    ("west", "pack"): (0, 0, 1, 1, 1),
}


@pytest.fixture
def team() -> Iterator[Team]:
    """A company that has answered, and has been told of it."""
    with Team([tell_skill.skill, cm]) as team:
        page = [
            Employee(f"{division}{n}", f"{division} {n}", company="Acme", division=division)
            for (division, _), answers in ACME.items()
            for n in range(sum(answers))
        ]
        defaults = Defaults(team.conf.company.languages, team.conf.company.zone)
        team.app.database.write_now(lambda db: hire(page, defaults)(db.connection()))
        team.member("Cora", role=Role.CM).types("/tell open")
        team.app.database.write_now(lambda db: _answer(db, team))
        yield team


def _answer(db: Session, team: Team) -> None:
    query = sa.select(person.c.id).where(person.c.name.like("% %")).order_by(person.c.id)
    ids = iter(db.scalars(query).all())
    for (division, _), answers in ACME.items():
        for place, count in enumerate(answers):
            for _one in range(count):
                who = Person(next(ids), "", organisation=("Acme", division))
                given = {"mood": place + 1}
                team.app.house.box.cast(db.connection(), 1, who, given, "", team.now)


def _mean(*divisions: str) -> float:
    answers = [found for (division, _), found in ACME.items() if division in divisions]
    counts: list[int] = [sum(column) for column in zip(*answers, strict=True)]
    given = sum(count * answer for answer, count in enumerate(counts, start=1))
    return round(float(given) / sum(counts), 1)


SHOWN = {_mean("north", "south", "west"), _mean("north")}
HIDDEN = {_mean("south"), _mean("west"), _mean("south", "west"), _mean("north", "west")}


def _cards(team: Team) -> Iterator[WordedCard]:
    """Every card that anybody has got."""
    reader = team.member("Rita")
    for words in ("/tell", "/tell write"):
        answer = reader.types(words).answer
        yield from filter(None, (answer.card, answer.late))
        yield from ([_of_form(answer.form)] if answer.form else [])
    team.tick("2026-11-27 10:30")
    yield from (one.card for one in reader.home)
    yield from (one.card for box in team.platform.boxes.values() for one in box)


def _of_form(form: WordedForm) -> WordedCard:
    return WordedCard((Run(" ".join(str(one.value) for one in form.fields)),))


def _written(card: WordedCard) -> Iterator[str]:
    """A card as each platform draws it, its picture as laid out, its file as written."""
    plain = replace(card, picture=None, file=None)
    yield str(message(plain, WORKSPACE))
    yield str({**adaptive(plain, ""), "version": ""})
    yield str(drawn.card(card, WORKSPACE, 1))
    if card.picture:
        yield card.picture.alt
        yield str(laid_out(card.picture, "en"))
    if card.file:
        yield said(card.file.text)


def test_no_outlet_tells_a_hidden_figure(team: Team, record_property: Record) -> None:
    assert not SHOWN & HIDDEN
    team.tick(timedelta(days=2, hours=1))
    outlets = [words for card in _cards(team) for words in _written(card)]
    week = Period(team.now.date() - timedelta(days=7), team.now.date(), "UTC")
    report = team.app.database.read_now(lambda db: team.app.house.report(db, week, team.now))
    assert set().union(*map(decimals, [*outlets, str(report)])) == SHOWN
    assert sum("hidden" in words for words in outlets) > 5
    record_property(
        "attack", f"A3: {len(outlets)} cards, pictures, files and reports read, 0 hidden figures"
    )


def test_the_page_for_the_management_tells_none_either(team: Team, record_property: Record) -> None:
    team.tick(timedelta(days=2, hours=1))
    team.tick("2026-12-01 09:00")
    reader = team.member("Rita", role=Role.CM)
    reader.types("/cm report 2026-11")
    screen, paper = (one.file for one in reader.inbox[-2:])
    assert screen is not None
    assert paper is not None
    [sheet] = PdfReader(io.BytesIO(paper.data)).pages
    written = said(screen.text), sheet.extract_text()
    for words in written:
        assert decimals(words)
        assert decimals(words) <= SHOWN
    record_property("attack", f"A3: {len(written)} files for the management, 0 hidden figures")


def test_after_the_close_nothing_hidden_is_there_at_all(team: Team) -> None:
    read = team.app.database.read_now
    assert read(lambda db: db.scalar(sa.text("SELECT count(*) FROM ballot"))) == 28
    with pytest.raises(BotError, match="no results"):
        read(lambda db: results(db.connection(), 1))
    team.tick(timedelta(days=2, hours=1))
    assert read(lambda db: db.scalar(sa.text("SELECT count(*) FROM ballot"))) == 0
    cells = read(lambda db: db.execute(sa.text("SELECT path, figures FROM ballot_cell")).all())
    kept = {"/".join(json.loads(path)): json.loads(figures or "null") for path, figures in cells}
    assert {path: bool(figures) for path, figures in kept.items()} == {
        "": True,
        "Acme": True,
        "Acme/north": True,
        "Acme/south": False,
        "Acme/west": False,
    }
    # Those who are hidden are hidden alike, whyever.
    assert kept["Acme/south"] is kept["Acme/west"] is None
