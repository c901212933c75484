"""The world of `bot.testing`: no platform at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.insight.charts import draw
from bot.people import Role
from bot.runtime.desk import Shown
from bot.runtime.outgoing import WordedForm, plain
from bot.testing import Member, Reply, Team
from skills import (
    belonging,
    campaigns,
    celebrations,
    cm,
    coffee,
    feedback,
    icebreakers,
    ideas,
    kudos,
    leaders,
    pulse,
)

from .world import NAMES, START, Form, Seen, World, lines_of, with_crowd


class OnDesk(World):
    """People and words, as the tests of skills have them."""

    def __init__(self, team: Team) -> None:
        super().__init__(team.app, team.model)
        self._team = team
        self._people = {
            who: team.member(name, role=Role.CM if who == "ann" else None)
            for who, name in NAMES.items()
        }
        self._answers: dict[str, list[Seen]] = {who: [] for who in NAMES}
        self._numbers = itertools.count(1)

    def until(self, moment: str) -> None:
        self._team.tick(moment)

    def home(self, who: str) -> Seen:
        shown = self._people[who].home
        lines = lines_of("\n".join(one.text for one in shown))
        return Seen("home", lines, tuple(label for one in shown for label in one.buttons))

    def chart(self, seen: Seen) -> bytes:
        picture = seen.own.card.picture
        return draw(picture, picture.language)

    def file(self, who: str, seen: Seen) -> tuple[str, str]:
        return seen.own.file.name, seen.own.file.data.decode("utf-8-sig", "replace")

    def _type(self, who: str, words: str) -> Form | None:
        return self._got(who, self._people[who].types(f"/{words}", channel="#general"))

    def _press(self, who: str, label: str, on: Seen) -> Form | None:
        return self._got(who, self._people[who].presses(label, on=on.own))

    def _fill(self, who: str, form: Form, values: Mapping[str, Any]) -> Form | None:
        filled = {name: self._raw(value) for name, value in values.items()}
        return self._got(who, self._people[who].fills(form.own, **filled))

    def _pick(self, who: str, shortcut: str, author: str, wrote: str) -> Form | None:
        by = self._people[author]
        return self._got(who, self._people[who].picks(shortcut, by=by, text=wrote))

    def _react(self, who: str, on: Seen) -> Form | None:
        return self._got(who, self._people[who].reacts("tada", on=on.own))

    def _raw(self, value: Any) -> Any:
        return [self._people[one] for one in value] if isinstance(value, list) else value

    def _got(self, who: str, reply: Reply) -> Form | None:
        if reply.answer.card is not None:
            key = f"answer {next(self._numbers)}"
            self._answers[who].append(_seen(key, reply.shown))
        return self._form(reply.answer.form) if reply.answer.form else None

    def _form(self, form: WordedForm) -> Form:
        known: Mapping[str, str] = {one.id: who for who, one in self._people.items()}
        values = {one.spec.name: _read(one.value, known) for one in form.fields}
        said = [plain(form.note), *(f"{one.label}\n{one.problem or ''}" for one in form.fields)]
        return Form(form.title, lines_of("\n".join(said)), values, form)

    def _alone(self, who: str) -> list[Seen]:
        return [*self._answers[who], *_box(self._people[who])]

    def _public(self, name: str) -> list[Seen]:
        return [_seen(f"#{name} {one.place}", one) for one in self._team.channel(f"#{name}")]


def _box(member: Member) -> Iterator[Seen]:
    for one in member.inbox:
        yield _seen(f"told {one.place}", one)


def _seen(key: str, shown: Shown) -> Seen:
    return Seen(key, lines_of(shown.text), tuple(shown.buttons), shown)


def _read(value: Any, known: Mapping[str, str]) -> Any:
    return [known[one] for one in value] if isinstance(value, list) else value


@contextmanager
def opened(_folder: Path) -> Iterator[World]:
    """A company, for as long as the block."""
    settings: dict[str, BaseModel] = {
        "kudos": kudos.KudosSettings(allowance=50),
        "ideas": ideas.IdeasSettings(channel="#general", anonymous=True),
        "feedback": feedback.FeedbackSettings(channel="#general"),
        "icebreakers": icebreakers.IcebreakersSettings(channel="#kudos"),
    }
    more = [belonging.skill, coffee.skill, celebrations.skill, icebreakers.skill, cm.skill]
    more += [leaders.skill, campaigns.skill]
    skills = [kudos.skill, pulse.skill, ideas.skill, feedback.skill, *more]
    with Team(skills, settings=settings, start=START) as team:
        team.app.database.write_now(lambda db: with_crowd(db.connection()))
        yield OnDesk(team)
