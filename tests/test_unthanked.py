"""Weeks of a company in which Basil is never thanked: no message lets anybody notice.

Basil gives thanks, is a buddy, meets for coffee, has a birthday and ideas, so that he is named a
lot; everything that is sent or shown to anybody is read, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

import pytest
from pydantic import BaseModel

from bot import Role
from bot.runtime.built_in import skill as built_in
from bot.runtime.outgoing import Picture, WordedCard, WordedForm, plain
from bot.testing import Member, Reply, Team
from skills import (
    belonging,
    celebrations,
    cm,
    coffee,
    feedback,
    icebreakers,
    ideas,
    kudos,
    pulse,
)
from tests.promises.thankless import wanting

NAME: Final = "Basil Quill"
CALLED: Final = re.compile(r"\bBasil\b|\bQuill\b")
OTHERS = ("Eve Evans", "Fred Fox", "Gaia Galli", "Hugo Hall", "Ida Ivi", "Jon Jay", "Kim King")
SKILLS = (
    *(kudos.skill, pulse.skill, ideas.skill, feedback.skill, belonging.skill),
    *(coffee.skill, celebrations.skill, icebreakers.skill, cm.skill),
)
SETTINGS: dict[str, BaseModel] = {
    "ideas": ideas.IdeasSettings(channel="#general"),
    "feedback": feedback.FeedbackSettings(channel="#general"),
    "icebreakers": icebreakers.IcebreakersSettings(channel="#general"),
    "celebrations": celebrations.CelebrationsSettings(channel="#general"),
    "coffee": coffee.CoffeeSettings(every=1),
}
WHY = "for the patient review of the release"
FIRST, LONG_AGO = date(2026, 11, 9), date(2019, 3, 4)
FEW, MANY = 2, 5
# When something is due in a week: its day, and the hour.
DUE = (
    *((0, "05:10"), (0, "10:01"), (1, "10:01"), (2, "11:01"), (3, "09:31"), (3, "18:01")),
    *((4, "15:01"), (4, "16:01"), (6, "06:01")),
)


class Company:
    """Its people, and all that anybody has read."""

    def __init__(self, team: Team, *, thanked: bool = False) -> None:
        self.team = team
        self.thanked = thanked
        self.read: list[tuple[str, str]] = []
        self.cora = team.member("Cora Conti", role=Role.CM)
        self.marco = team.member("Marco Manca", language="it", role=Role.CM)
        self.ann = team.member("Ann Archer")
        self.anna = team.member("Anna Neri", language="it")
        self.basil = team.member(NAME)
        tongues = ("en", "it")
        self.others = [
            team.member(name, language=tongues[at % 2]) for at, name in enumerate(OTHERS)
        ]
        self.everybody = [self.cora, self.marco, self.ann, self.anna, self.basil, *self.others]
        for at, one in enumerate(self.everybody):
            boss = self.cora if at else None
            team.employ(one, manager=boss, team="Press", started=LONG_AGO)
        self.nina, self.nino = team.member("Nina New", language="it"), team.member("Nino Nuovo")
        for one, boss in ((self.nina, self.ann), (self.nino, self.basil)):
            team.employ(one, manager=boss, team="Press", started=FIRST + timedelta(days=7))

    def lives(self, weeks: int) -> None:
        """Some weeks pass; at their end everybody looks at whatever can be looked at."""
        self._begins(weeks)
        for week in range(weeks):
            monday = FIRST + timedelta(weeks=week)
            for days, hour in DUE:
                self.team.tick(f"{monday + timedelta(days)} {hour}")
                if (days, hour) == (0, "10:01"):
                    self._works(week)
                if days == 1:
                    self._writes_lines()
            self._meets()
        self._looks_at_everything()
        for box, cards in self.team.platform.boxes.items():
            for shown in cards:
                self.read.append((box, _words(shown.card)))

    def _begins(self, weeks: int) -> None:
        basil = self.basil
        self._answered(basil, basil.types("/piazza buddy join"))
        for one in (basil, self.ann, *self.others[:4]):
            self._answered(one, one.types("/coffee join"))
        for one, day in ((basil, "19"), (self.ann, "20")):
            form = one.types("/piazza birthday")
            more = {"how": "channel", "wishes": "yes", "started": "2021-11-17"}
            said = one.fills(form, day=day, month="11", anniversary="channel", **more)
            self._answered(one, said)
        if weeks > FEW:
            # What tells whether somebody has had it before takes its time to load.
            said = basil.types("/idea Put covered bicycle racks in the courtyard.")
            self._answered(basil, said)
        self._answered(basil, basil.types("/feedback My invoice is wrong for the third time."))
        form = basil.types("/piazza icebreaker")
        basil.fills(form, words="Which road near work is the prettiest?", signed="named")
        asked = self.cora.types("/cm icebreakers")
        self._answered(self.cora, asked)
        self._answered(self.cora, self.cora.presses("Let 1 in", on=asked))

    def _works(self, week: int) -> None:
        """All but Basil are thanked, by him as well; all answer the pulse."""
        people = [self.ann, self.anna, *self.others]
        for giver, taker in zip(people, [*people[1:], people[0]], strict=True):
            handle = taker.profile.handle
            self._answered(giver, giver.types(f"/kudos @{handle} {WHY}, {week}"))
        thanks = f"/kudos @ann @anna {WHY}, once more {week}"
        self._answered(self.basil, self.basil.types(thanks))
        if self.thanked:
            self.ann.types(f"/kudos @basil #private {WHY}, {week}")
        for one in self.everybody:
            form = one.types("/pulse")
            if form.answer.form is not None:
                values = {each.spec.name: "4" for each in form.form.fields}
                one.fills(form, **(values | {"answers_O1": "More light"}))

    def _writes_lines(self) -> None:
        for one in self.everybody:
            for shown in one.inbox:
                for label in shown.buttons:
                    if re.match(r"(Write to|Scrivi a) ", label):
                        form = one.presses(label, on=shown)
                        if form.answer.form is not None:
                            self._answered(one, one.fills(form, words="All the best!"))

    def _meets(self) -> None:
        for one in self.everybody:
            for shown in one.inbox[-3:]:
                for label in {"We met", "Ci siamo visti", "Yes, we met"} & {*shown.buttons}:
                    self._answered(one, one.presses(label, on=shown))

    def _looks_at_everything(self) -> None:
        """Whatever shows something to those in charge, and what is one's own to everybody."""
        for one in (self.cora, self.marco):
            for words in _commands(chief=True):
                self._answered(one, one.types(f"/{words}"))
        for one in (self.basil, self.anna, self.nina):
            for words in _commands(chief=False):
                self._answered(one, one.types(f"/{words}"))
            for shown in one.home:
                self.read.append((one.id, _words(shown.card)))

    def _answered(self, who: Member, reply: Reply) -> None:
        answer = reply.answer
        self.read += [(who.id, _words(card)) for card in (answer.card, answer.late) if card]
        if answer.form is not None:
            self.read.append((who.id, _asked(answer.form)))

    def told(self, *, also_him: bool = True) -> set[str]:
        """All that names him, whatever the numbers in it."""
        theirs = [words for who, words in self.read if also_him or who != self.basil.id]
        return {re.sub(r"\d+", "#", one) for one in theirs if CALLED.search(one)}


def _commands(*, chief: bool) -> Iterator[str]:
    for each in (*SKILLS, built_in):
        for path in each.commands:
            if (path[0] == "cm") == chief:
                yield " ".join(path)


def _words(card: WordedCard) -> str:
    """Everything a card says, with its buttons, its pictures and its file."""
    facts = [*card.facts, *(fact for one in card.sections for fact in one.facts)]
    pictures = [card.picture, *(one.picture for one in card.sections)]
    said = [plain(card.text), card.quote, *map(plain, card.lines)]
    said += [plain(one.title) for one in card.sections]
    said += [f"{name}: {plain(value)}" for name, value in facts]
    said += [button.label for button in card.buttons]
    said += [words for one in pictures if one for words in _drawn(one)]
    return "\n".join([*said, card.file.text if card.file else ""])


def _drawn(picture: Picture) -> list[str]:
    return [picture.title, picture.alt, picture.hidden, picture.more, *picture.names]


def _asked(form: WordedForm) -> str:
    said = [form.title, plain(form.note)]
    for one in form.fields:
        said += [one.label, one.problem or "", *(label for _, label in one.options)]
    return "\n".join(said)


@contextmanager
def lived(weeks: int, *, thanked: bool = False) -> Iterator[Company]:
    """A company that has lived its weeks."""
    with Team(SKILLS, settings=SETTINGS, start=f"{FIRST} 04:00") as team:
        company = Company(team, thanked=thanked)
        company.lives(weeks)
        yield company


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with lived(FEW) as found:
        yield found


def test_basil_is_named_a_lot_and_never_thanked(company: Company) -> None:
    told = "\n".join(company.told())
    for words in (
        *("Happy birthday", "Basil Quill è il tuo buddy"),
        *("A question by Basil Quill", "Basil Quill thanks Ann Archer"),
        *("Numero #, Basil Quill a Ann", "Basil Quill ti ringrazia", "years here today"),
    ):
        assert words in told, words
    assert re.search(r"Coffee with Basil|Un caffè con Basil", told)
    assert not re.search(r"thanks Basil|ringrazia Basil", told)


def test_nobody_reads_of_him_beside_a_want_of_thanks(company: Company) -> None:
    assert slights(company) == {}


def slights(company: Company) -> dict[str, str]:
    """What names him and says that thanks are wanting."""
    return {one: said for one in company.told() if (said := wanting(one))}


@pytest.mark.soak
def test_nothing_is_told_of_him_that_is_not_if_he_is_thanked() -> None:
    with lived(MANY) as company, lived(MANY, thanked=True) as other:
        assert slights(company) == {}
        # What he reads of himself alone says how often.
        assert company.told(also_him=False) - other.told(also_him=False) == set()
