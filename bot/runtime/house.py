"""The house: what spans all skills, for the few that speak of the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import structlog
from pydantic import BaseModel
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.cards import Button, Card, Fact, Section
from bot.delivery import figures, notices, withdrawal
from bot.delivery.working_days import is_day_off, works_on
from bot.directory import lookup, oneself
from bot.directory.forgotten import Forgotten
from bot.doors import Cell, Door
from bot.errors import BotError
from bot.insight import promises, tongue
from bot.insight.experiments.looking import Counting
from bot.insight.experiments.lots import Lots
from bot.insight.gauge import Level
from bot.insight.language import Encoder, encoder
from bot.insight.learnt import heads_of, shipped
from bot.insight.lessons import Lesson
from bot.insight.likeness import Likeness
from bot.insight.oracle.model import Model
from bot.insight.oracle.oracle import Oracle
from bot.insight.themes import belonging
from bot.insight.themes.pool import Said
from bot.insight.themes.reading import things_within
from bot.insight.themes.theme import Theme
from bot.insight.themes.topic import Topic
from bot.insight.vectors import Vectors
from bot.insight.weeks import Weeks, weeks_until
from bot.outside.pages import Outside
from bot.outside.sending import Sender
from bot.people import Kind, Person, Role
from bot.privacy import thresholds
from bot.privacy.aliases import Aliases
from bot.privacy.ballots import Box
from bot.privacy.keys import RoundKeys
from bot.report import Move, Period, Step, Suggestion, Waits
from bot.runtime import news, promised
from bot.runtime.built_in import skill as built_in
from bot.runtime.powers import Powers
from bot.runtime.rooms import of_room
from bot.runtime.router import Router
from bot.runtime.sections import Company
from bot.runtime.settings import Settings
from bot.skill import EXPORTED, WAITING, Gauging, Nudge, Rule, Skill, wants
from bot.texts import Text, Value, core

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.insight.heads import Head

log = structlog.get_logger("piazza.house")

T = TypeVar("T")
# The words of a command.
Path: TypeAlias = tuple[str, ...]
# So many voices of each skill stand in a digest, and so much of each.
MOST_VOICES, LONGEST_VOICE = 3, 300


@dataclass(eq=False)
class House:
    """The company, its skills and their settings; `has_words` is whether a room words a key.

    `counted_by` counts a round of ballots in a process of its own, `outside` is where jobs fetch
    pages from, `sender` what they post and mail with, `model` the language model they ask.
    """

    conf: Settings
    skills: Sequence[Skill]
    router: Router
    has_words: Callable[[str, str], bool] = lambda _room, _key: True
    counted_by: Callable[[int], None] | None = None
    outside: Outside = field(kw_only=True)
    sender: Sender = field(kw_only=True)
    model: Model = field(kw_only=True)

    def __post_init__(self) -> None:
        self.sealed = _sealed(self.skills)
        self.powers = Powers(self.conf.company, self.router)
        self.forgotten = Forgotten(self.conf.secrets.piazza_keys)
        self.box = Box(RoundKeys(self.conf.secrets.piazza_keys))
        self.aliases = Aliases(self.conf.secrets.piazza_keys)
        self.lots = Lots(self.conf.secrets.piazza_keys)
        self.vectors = Vectors()
        tell = [one.name for one in self.skills if one.teller]
        self._likeness = {one: Likeness(one, vectors=self.vectors) for one in tell}
        self.oracle = Oracle(self.model, self.conf.llm, self.conf.company)

    @property
    def company(self) -> Company:
        """The company as `app.yaml` describes it."""
        return self.conf.company

    @property
    def outcomes(self) -> Mapping[str, Counting]:
        """What people do that can be counted, by the name over all skills."""
        return {
            f"{skill.name}.{name}": run
            for skill in self.skills
            for name, run in skill.outcomes.items()
        }

    @property
    def digest_channel(self) -> str:
        """Where the digest goes as long as nobody is community manager."""
        return self.conf.roles.digest_channel

    def settings(self, skill: str) -> BaseModel:
        """A skill's settings; the company's for what Piazza itself asks."""
        return self.company if skill == "bot" else self.conf.skill(skill)

    def likeness(self, skill: str) -> Likeness:
        """What is known of what a skill's texts say; BotError where it doesn't tell its texts."""
        if skill not in self._likeness:
            raise BotError(f"{skill}: say with @skill.texts what its things say")
        return self._likeness[skill]

    def load(self, skill: str) -> None:
        """Have in memory what tells languages and what a skill's texts are about."""
        self.likeness(skill).coder().load()
        tongue.load(self.company.languages)

    def compares(self, skill: str) -> bool:
        """Whether a skill tells what its things say, for what is alike to be found."""
        return skill in self._likeness

    def words_of(self, skill: str, db: Session, things: Sequence[int]) -> Mapping[int, str]:
        """What things of a skill say, by their numbers; what is gone is left out."""
        [tell] = [one.teller for one in self.skills if one.name == skill and one.teller]
        return tell(db, things)

    @property
    def themed(self) -> list[str]:
        """The skills whose things belong to themes: they say what these say, and since when."""
        return [one.name for one in self.skills if one.teller and one.dater]

    @property
    def coder(self) -> Encoder:
        """What says what the things that belong to themes are about."""
        return self._likeness[self.themed[0]].coder() if self.themed else encoder()

    def said_of(self, skill: str, db: Session, things: Sequence[int]) -> Mapping[int, Said]:
        """When things of a skill were said, by their numbers; what is gone is left out."""
        [date_of] = [one.dater for one in self.skills if one.name == skill and one.dater]
        return date_of(db, things)

    def speakers(
        self, db: Session, theme: Theme, since: datetime, until: datetime, now: datetime
    ) -> list[Text]:
        """Who speaks of a theme in a time, in a short sentence for each kind, skill by skill.

        They stand in the same order whatever that of the settings.
        """
        found: list[Text] = []
        for skill in sorted(self.skills, key=lambda one: one.name):
            if skill.counter:
                things = things_within(theme.id, skill.name, since, until)
                topic = Topic(theme, things, since, until)
                told = self.told(skill.counter, skill, db, topic, now)
                found += [of_room(one, skill.name) for one in told]
        return found

    def lessons(self, skill: str, db: Session, now: datetime) -> Sequence[Lesson]:
        """What a skill learns from; BotError where it learns nothing."""
        teacher = self._known(skill).teacher
        if teacher is None:
            raise BotError(f"{skill}: it learns nothing; say with @skill.lessons from what")
        return teacher(db, **self._more(skill, now, wants(teacher, after=1)))

    def shipped(self, skill: str, encoder: str) -> Mapping[str, Head]:
        """What a skill's texts are labelled by where nothing was learnt here yet."""
        return shipped(self._known(skill).home, encoder)

    def heads(self, skill: str, db: Connection, encoder: str) -> Mapping[str, Head]:
        """What a skill's texts are labelled by; none where nothing was learnt with the encoder."""
        return heads_of(db, skill, self._known(skill).home, encoder)

    def _known(self, skill: str) -> Skill:
        [found] = [one for one in self.skills if one.name == skill]
        return found

    def nudges(self, skill: str) -> list[Nudge]:
        """A skill's nudges."""
        return [nudge for one in self.skills if one.name == skill for nudge in one.nudges]

    def reaches(self, nudge: Nudge, db: Session, person: Person, now: datetime) -> bool:
        """Whether a nudge can reach somebody at all, as things stand."""
        if person.kind is not Kind.MEMBER:
            return False
        if nudge.concerns is None:
            return True
        wanted = wants(nudge.concerns)
        return nudge.concerns(db, person, **self._more(nudge.skill, now, wanted))

    def works_on(self, day: date) -> bool:
        """Whether the company works on a day of the week: it is neither closed nor a holiday."""
        return not is_day_off(self.company, day)

    def welcomes(self, person: Person) -> bool:
        """Whether somebody may take part: who works here, and guests where the company says so."""
        return person.active and person.kind in self.kinds

    @property
    def kinds(self) -> frozenset[Kind]:
        """What those are who may take part."""
        return frozenset({Kind.MEMBER, Kind.GUEST} if self.company.guests else {Kind.MEMBER})

    def holders(self, db: Session, role: Role, now: datetime) -> list[Person]:
        """Everybody who holds a role and may take part."""
        found = lookup.holders(db.connection(), role, now)
        return [one for one in found if self.welcomes(one)]

    def helps(
        self, roles: frozenset[Role], under: str | None = None, *, briefly: bool = False
    ) -> list[Text]:
        """One line a command that somebody with these roles may use; or those `under` some words.

        What is for everybody comes first, what is about Piazza itself after that, what is for few
        last; each with its longer commands below it. `briefly` leaves the longer ones out, as is
        always done beside all the others with those for few: the shorter ones lead to them.
        """
        first = tuple(under.split()) if under else ()
        found = self.commands(roles, first)
        heads = {path: rule for path, rule in found.items() if len(path) == len(first) + 1}
        return [
            _help(self.router, path, rule)
            for path, rule in found.items()
            if (head := heads.get(path[: len(first) + 1])) in (None, rule)
            or not (briefly or (head.only and not first))
        ]

    def commands(self, roles: frozenset[Role], first: tuple[str, ...]) -> dict[Path, Rule]:
        """What somebody with these roles can type after some words, or at all, in its order."""
        allowed = [
            (path, rule)
            for path, rule in self.router.commands.items()
            if (not rule.only or rule.only & roles)
            and (not first or (path[: len(first)] == first and len(path) > 1))
        ]
        return dict(sorted(allowed, key=_order))

    def home(self, chat: Chat) -> list[Card]:
        """Every skill's part of the asker's home, in the order of the settings."""
        found: list[Card] = []
        for skill in self.skills:
            card = skill.tab(replace(chat, skill=skill.name)) if skill.tab else None
            if card is not None:
                found.append(of_room(card, skill.name))
        return found

    def report(self, db: Session, period: Period, now: datetime) -> list[Section]:
        """Every skill's report on a period, after what is late of what was promised."""
        late = promised.section(self, db.connection(), now.astimezone(self.company.clock).date())
        found = [late] if late else []
        for skill in self.skills:
            section = self.told(skill.reporter, skill, db, period, now) if skill.reporter else None
            if section is not None:
                found.append(of_room(section, skill.name))
        return found

    def bill(self, db: Session, period: Period, now: datetime) -> Section:
        """What a period asked of people, whom it reached, and what was seen to come of it."""
        from bot.runtime.spending import section

        return section(self, db, period, now)

    def gauges(self, chat: Chat, week: Period) -> dict[str, Level]:
        """Every skill's levels at the end of a week, by `skill.name`; those alone that are told.

        One that fails is logged, and the others stand.
        """
        found = {
            f"{skill.name}.{name}": _gauged(replace(chat, skill=skill.name), name, run, week)
            for skill in self.skills
            for name, run in skill.gauges.items()
        }
        return {name: level for name, level in found.items() if level is not None}

    def waits(
        self, db: Session, now: datetime, roles: Collection[Role] | None = None
    ) -> list[Waits]:
        """What waits for an answer in all skills, what has waited longest first.

        With `roles`, that alone which somebody who has them may open. One skill that fails is
        logged, and what the others say stands.
        """
        found = [
            replace(one, what=of_room(one.what, skill.name), open=of_room(one.open, skill.name))
            for skill in (built_in, *self.skills)
            for run in skill.waiters
            for one in self._asked(db, skill, run, now, "not_waited")
            if one.count and (roles is None or self._may_press(one.open, roles))
        ]
        return sorted(found, key=lambda one: (one.since is None, one.since or now))

    def weeks(self, db: Session, period: Period, now: datetime) -> Weeks:
        """A period's week and those before it, by the company's midnights and days of work."""
        fewest = thresholds.standing(db.connection(), self.conf.privacy)
        works = partial(works_on, self.company)
        return weeks_until(period, self.company.zone, now, works, fewest)

    def moves(self, db: Session, period: Period, now: datetime) -> list[Move]:
        """What moved in all skills, of each kind the most surprising, that of all first."""
        weeks = self.weeks(db, period, now)
        found = [
            (skill.name, of_room(one, skill.name))
            for skill in (built_in, *self.skills)
            for run in skill.movers
            for one in self._asked(db, skill, run, now, "not_moved", weeks)
        ]
        found.sort(key=lambda each: -abs(each[1].surprise))
        kinds = {(skill, one.kind): one for skill, one in reversed(found)}
        return [one for skill, one in found if kinds[skill, one.kind] is one]

    def is_new(self, db: Session, now: datetime) -> bool:
        """Whether Piazza has been here for a few weeks only, so that nobody knows what is usual."""
        return news.is_new(db, now)

    def steps(self, db: Session, now: datetime) -> list[Step]:
        """What is to be done first in each skill."""
        return [
            of_room(step, skill.name)
            for skill in (built_in, *self.skills)
            if skill.beginner and (step := self._asked(db, skill, skill.beginner, now, "not_begun"))
        ]

    def suggestions(
        self, db: Session, period: Period, now: datetime
    ) -> list[tuple[str, Suggestion]]:
        """What could be said in public, the best first, each with its skill."""
        weeks = self.weeks(db, period, now)
        found = [
            (skill.name, of_room(one, skill.name))
            for skill in (built_in, *self.skills)
            if skill.suggester
            for one in self._asked(db, skill, skill.suggester, now, "not_suggested", weeks)
        ]
        return sorted(found, key=lambda each: -each[1].rank)

    def _asked(
        self,
        db: Session,
        skill: Skill,
        run: Callable[..., T],
        now: datetime,
        event: str,
        *about: Weeks,
    ) -> T | tuple[()]:
        """What one function of a skill tells; nothing where it fails, which is logged."""
        more = self._more(skill.name, now, wants(run, after=1 + len(about), known=WAITING))
        name = f"{skill.name}.{run.__name__}"
        return _unless_it_fails(db, lambda: run(db, *about, **more), event, by=name) or ()

    def _may_press(self, button: Button, roles: Collection[Role]) -> bool:
        only = self.router.buttons[self.router.button_key(button.on)].only
        return not only or not only.isdisjoint(roles)

    def gauge_name(self, name: str) -> Text:
        """What a gauge is called, by `skill.name`."""
        room, _, gauge = name.partition(".")
        return Text(f"gauge.{gauge}", {}, room)

    def voices(self, db: Session, period: Period, now: datetime) -> Section | None:
        """What people said in a period, a few words of each skill; None where nobody did."""
        facts = [
            Fact(Text("name", {}, skill.name), shorten(one.words, LONGEST_VOICE, placeholder="…"))
            for skill in self.skills
            if skill.speaker
            for one in self.told(skill.speaker, skill, db, period, now)[:MOST_VOICES]
        ]
        return Section(core("voices.title"), facts) if facts else None

    def told(
        self, run: Callable[..., T], skill: Skill, db: Session, about: Any, now: datetime
    ) -> T:
        """What a skill tells, given what it asks for."""
        return run(db, about, **self._more(skill.name, now, wants(run)))

    def open(self, door: Door | None) -> bool:
        """Whether there is a door, and the settings say that it is open."""
        return door is not None and door.when(self.settings(door.skill))

    def behind(self, door: Door, db: Session, now: datetime) -> Any:
        """What a door tells, given what it asks for."""
        return door.run(db, **self._more(door.skill, now, wants(door.run, after=1)))

    def exported(
        self, door: Door, db: Session, period: Period, now: datetime
    ) -> list[dict[str, Cell]]:
        """What an export tells of a period, each cell under its column; BotError for one without.

        What has no line in the dictionary does not leave.
        """
        wanted = wants(door.run, after=1, known=EXPORTED)
        more = self._more(door.skill, now, wanted - {"period"})
        rows = door.run(db, **more, **({"period": period} if "period" in wanted else {}))
        names = [one.name for one in door.columns]
        for row in rows:
            if wrong := row.keys() ^ {*names}:
                raise BotError(f"{door.skill}: of {door.name!r} no such column: {min(wrong)!r}")
        return [{name: row[name] for name in names} for row in rows]

    def _more(self, skill: str, now: datetime, wanted: Collection[str]) -> dict[str, Any]:
        more = {"settings": self.settings(skill), "now": now, "house": self}
        return {name: more[name] for name in wanted}

    def known(self, db: Session, person: Person, now: datetime) -> list[Section]:
        """Everything that is stored on somebody, a section for each skill that stores any."""
        found = [Section(core("known.directory"), oneself.known(db.connection(), person))]
        for skill in self.skills:
            facts = self.told(skill.knower, skill, db, person, now) if skill.knower else []
            if facts:
                title = Text("name", {}, skill.name)
                found.append(Section(title, of_room(list(facts), skill.name)))
        return found

    def forget(self, db: Session, person: Person, now: datetime) -> None:
        """Erase somebody from every skill, then from the directory; no roster brings them back.

        What was overwritten is gone from the file only after `Database.scrub`.
        """
        ids = oneself.same(db.connection(), person)
        for one in lookup.people_by_id(db.connection(), ids, now).values():
            oneself.close(db.connection(), one, self.forgotten, now)
            self.erase(db, one, now)

    def part(self, db: Session, person: Person, now: datetime) -> None:
        """Erase somebody who left; only their closed accounts are not taken in again."""
        self.forgotten.add_left(db.connection(), person, now)
        self.erase(db, person, now)

    def erase(self, db: Session, person: Person, now: datetime) -> None:
        """Erase somebody; a roster may bring them back unless that is noted."""
        for skill in self.skills:
            if skill.forgetter:
                told = self.told(skill.forgetter, skill, db, person, now)
                gone = list(told or ())
                abouts = [f"{skill.name}:{id_}" for id_ in gone]
                withdrawal.drop(db.connection(), abouts)
                if skill.teller:
                    self.likeness(skill.name).drop(db.connection(), gone)
                    belonging.leave(db.connection(), skill.name, gone)
        db.flush()
        self.box.drop(db.connection(), person.id)
        promises.forget(db.connection(), person.id)
        notices.erase(db.connection(), person.id)
        oneself.erase(db.connection(), person)

    def health(self, db: Session, now: datetime) -> list[Fact]:
        """How things stand: people, skills, what waits and what failed."""
        late = len(promises.overdue(db.connection(), now.astimezone(self.company.clock).date()))
        still_open = promises.count_open(db.connection())
        return [
            Fact(core("health.skills"), [Text("name", {}, one.name) for one in self.skills]),
            *figures.health(db.connection()),
            Fact(core("health.promises"), _promised(still_open, late)),
            *self.oracle.health(db.connection(), now),
        ]


def _gauged(chat: Chat, name: str, run: Gauging, week: Period) -> Level | None:
    what = f"{chat.skill}.{name}"
    return _unless_it_fails(chat.db, lambda: run(chat, week), "not_gauged", gauge=what)


def _unless_it_fails(db: Session, run: Callable[[], T], event: str, **what: str) -> T | None:
    try:
        with db.begin_nested():
            return run()
    except OperationalError:
        # The database itself, which is asked again as a whole.
        raise
    except Exception:
        log.exception(event, **what)
        return None


def _promised(still_open: int, late: int) -> Value:
    return core("health.promises_late", number=still_open, late=late) if late else still_open


def _sealed(skills: Sequence[Skill]) -> frozenset[str]:
    """The kinds of deliveries and jobs of which nothing single is shown, by their keys."""
    nudges = {one.key for skill in skills for one in skill.nudges if one.sealed}
    jobs = {one.key for skill in skills for one in skill.jobs.values() if one.sealed}
    return frozenset(nudges | jobs)


def _help(router: Router, path: Path, rule: Rule) -> Text:
    what = Text(f"command.{rule.name}", {}, rule.skill)
    return core("help.line", command=router.named(path), what=what)


def _order(command: tuple[Path, Rule]) -> tuple[bool, bool, Path]:
    path, rule = command
    return bool(rule.only), rule.skill == "bot" and not rule.only, path
