"""Filling a database with the sample company: its people, then half a year of what they did.

Everything goes the way it goes with real people: events come in, the planner plans, the courier
delivers. In a company of more than 1,000 people the first 1,000 with an account act, and nudges of
the past are not sent (posts are); in a smaller one nudges are sent in the last five weeks.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.directory import groups, roles
from bot.directory.employees import Employee
from bot.directory.hiring import employ, hire
from bot.directory.lookup import anybody, find_people, origins
from bot.directory.roster import Defaults
from bot.errors import SetupError
from bot.insight.oracle.model import Nobody
from bot.people import Group, Kind, Person, Role
from bot.runtime import metrics
from bot.runtime.app import App
from bot.runtime.assembly import assemble, date_back, homes
from bot.runtime.sections import ScheduleChange
from bot.runtime.settings import Settings
from bot.sample.company import FEWEST, MOST, PEOPLE, SEED, Colleague, chance
from bot.sample.company import people as invented
from bot.sample.crew import Crew
from bot.sample.progress import Advance, progress
from bot.sample.season import HOUR, Season, StillClock
from bot.sample.stage import Stage
from bot.sample.trying import FIRST, try_out
from bot.skill import Skill
from bot.store.alone import alone
from bot.store.database import Database
from bot.store.migrate import upgrade

WEEKS = 26
ACTORS, PAGE = 1000, 1000
NUDGED_WEEKS = FIRST
# So many days ago the newcomers started.
STARTED = (2, 26)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: `refused` is what the skills' rules did not allow, `left_open` forms that
    still had to be mended when their person went on.
    """

    people: int
    weeks: int
    acts: int
    refused: int
    failed: int
    left_open: int


def fill(
    conf: Settings,
    skills: Sequence[Skill],
    database: Database,
    stage: Stage,
    *,
    people: int = PEOPLE,
    weeks: int = WEEKS,
    seed: str = SEED,
    now: datetime | None = None,
) -> Told:
    """Bring the sample company into an empty database, with a history that ends `now` (aware).

    SetupError when somebody is there already, or for a number of people out of bounds. Blocks.
    """
    if not FEWEST <= people <= MOST:
        raise SetupError(f"a sample company has {FEWEST} to {MOST} people, not {people}")
    until = (now or datetime.now(UTC)).replace(microsecond=0)
    clock = StillClock(until - weeks * WEEK)
    upgrade(database, homes(skills))
    with alone(database) as held, _quietly():
        held.read_now(lambda db: _refuse_others(db, conf))
        # Half a year of made-up words is worth nobody's money, and is the same each time.
        app = assemble(conf, skills, held, clock, model=Nobody())
        app.platforms[stage.name] = stage
        filling = _Filling(app, stage, clock, seed, until, people, weeks)
        with progress(people, weeks) as shown:
            return asyncio.run(filling.all(*shown))


def _refuse_others(db: Session, conf: Settings) -> None:
    real = origins(db.connection()) - {"Playground"}
    if real:
        raise SetupError(
            f"this database holds people of {min(real)}: no invented ones belong there;"
            " name another data folder in PIAZZA_HOME"
        )
    if anybody(db.connection()):
        raise SetupError(
            "the sample company is here already; to start afresh stop Piazza, then remove the data"
            f" folder {conf.secrets.piazza_home} or name another one in PIAZZA_HOME"
        )


@contextmanager
def _quietly() -> Iterator[None]:
    """Thousands of events that nobody sent are no news; what fails is."""
    before, ours = structlog.get_config(), logging.getLogger("piazza")
    level = ours.level
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    ours.setLevel(logging.ERROR)
    try:
        yield
    finally:
        ours.setLevel(level)
        structlog.configure(**before)


class _Filling:
    """One filling: who comes, and the weeks that pass."""

    def __init__(
        self,
        app: App,
        stage: Stage,
        clock: StillClock,
        seed: str,
        until: datetime,
        people: int,
        weeks: int,
    ) -> None:
        self.app = app
        self.stage = stage
        self.clock = clock
        self.seed = seed
        self.begin, self.until = clock.now, until
        self.people, self.weeks = people, weeks
        self.conf = app.house.conf
        self.workspace = stage.workspaces[0]

    async def all(self, hired: Advance, passed: Advance) -> Told:
        """Hire everybody, let the weeks pass, and tell what came of it."""
        before = {one: _counted(self.stage.name, one) for one in ("refused", "failed")}
        await self.app.database.write(lambda db: date_back(db, self.begin))
        await self.stage.start(self.app, listen=False)
        try:
            await self.stage.clear()
            everybody = _with_starters(invented(self.people, self.seed), self.until)
            await self._hire(everybody, hired)
            season = await self._season(everybody)
            await self._weeks(season, self._leavers(everybody), passed)
        except BaseException:
            await self.app.engine.stop()
            await self.stage.undo()
            raise
        await self.app.engine.stop()
        await self.stage.stop()
        refused, failed = (_counted(self.stage.name, one) - before[one] for one in before)
        return Told(self.people, self.weeks, season.acts, refused, failed, season.left_open)

    async def _hire(self, everybody: Sequence[Colleague], hired: Advance) -> None:
        """Bring everybody in, a page at a time; those without an account only we know."""
        company = self.conf.company
        defaults = Defaults(company.languages, company.zone)
        for start in range(0, len(everybody), PAGE):
            page = everybody[start : start + PAGE]
            accounts = [one for one in page if one.profile.id]
            others = [one.work for one in page if not one.profile.id]
            await self.stage.hire([one.hired for one in accounts])
            await self.app.registry.remember(self.workspace, [one.profile for one in accounts])
            known = await self._known(accounts)
            works = {
                known[one.profile.id].id: one.work
                for one in accounts
                if one.profile.kind is Kind.MEMBER
            }
            await self.app.database.write(_employing(works, others, defaults))
            hired(len(page))
        for one in everybody:
            if one.role:
                await self._grant(one, one.role)

    async def _grant(self, one: Colleague, role: Role) -> None:
        id_ = (await self._known([one]))[one.profile.id].id
        await self.app.database.write(
            lambda db: roles.grant(db.connection(), id_, role, self.begin)
        )

    async def _known(self, some: Sequence[Colleague]) -> dict[str, Person]:
        ids = [one.profile.id for one in some]
        read = self.app.database.read
        now = self.clock()
        return await read(lambda db: find_people(db.connection(), self.workspace, ids, now))

    async def _season(self, everybody: Sequence[Colleague]) -> Season:
        acting = [one for one in everybody if one.profile.id][:ACTORS]
        known = await self._known(acting)
        welcome = [one for one in acting if self.app.house.welcomes(known[one.profile.id])]
        people = [known[one.profile.id] for one in welcome]
        crew = Crew(people, welcome, _unlisted(everybody), await self._groups())
        return Season(self.app, self.stage, self.clock, crew, self.seed, self.until)

    async def _groups(self) -> list[Group]:
        """The groups of the stage, now that everybody is known."""
        ids, now = await self.app.registry.fetch_groups(self.stage, self.workspace), self.clock()
        found = await self.app.database.read(
            lambda db: groups.find(db.connection(), self.workspace, ids, now)
        )
        return [found[id_] for id_ in sorted(found)]

    def _leavers(self, everybody: Sequence[Colleague]) -> dict[int, list[Colleague]]:
        """Who leaves at the beginning of which week."""
        random = chance(self.seed, "leaving")
        found: dict[int, list[Colleague]] = {}
        for one in everybody:
            if one.leaves:
                found.setdefault(random.randrange(self.weeks), []).append(one)
        return found

    async def _weeks(
        self, season: Season, leavers: Mapping[int, Sequence[Colleague]], passed: Advance
    ) -> None:
        nudged = 0 if self.people > ACTORS else NUDGED_WEEKS
        for week in range(self.weeks):
            self._nudge(on=self.weeks - week <= nudged)
            await self._leave(season, leavers.get(week, ()))
            await season.look_ahead()
            if self.weeks >= nudged > 0:
                await try_out(season, self.weeks - week)
            await self._hours(season, self.begin + week * WEEK)
            passed(1)
        # Nobody who has left is counted with their group any more.
        await self.app.registry.fetch_groups(self.stage, self.workspace)
        await season.finale(self.until)
        await season.pass_time(self.until)

    def _nudge(self, *, on: bool) -> None:
        """Let nudges be planned, or only posts."""
        house, set_ = self.app.house, self.conf.schedules
        nudges = [one.key for one in self.app.planner.nudges]
        paused = {} if on else {key: ScheduleChange(paused=True) for key in nudges}
        house.conf = self.conf.model_copy(update={"schedules": {**set_, **paused}})

    async def _leave(self, season: Season, leaving: Sequence[Colleague]) -> None:
        if not leaving:
            return
        gone = [one.gone for one in leaving]
        await self.stage.hire(gone)
        await self.app.registry.remember(self.workspace, [one.profile for one in gone])
        ids = {one.profile.id for one in leaving}
        for person in list(season.crew.people):
            if person.identities[self.workspace] in ids:
                season.crew.leave(person)

    async def _hours(self, season: Season, begin: datetime) -> None:
        end = min(begin + WEEK, self.until - HOUR)
        hour = begin
        while hour < end:
            following = min(end, hour.replace(minute=0, second=0, microsecond=0) + HOUR)
            await season.hour(hour, following)
            hour = following


def _with_starters(everybody: Sequence[Colleague], until: datetime) -> list[Colleague]:
    """The same people, of whom the last ones who lead nobody have not been here for long."""
    led = [
        one
        for one in everybody
        if one.profile.id and one.profile.kind is Kind.MEMBER and one.work.manager != one.work.key
        if not (one.role or one.leaves)
    ]
    days = {
        one.profile.id: until.date() - timedelta(days=ago)
        for one, ago in zip(reversed(led), STARTED, strict=False)
    }
    return [
        replace(one, work=replace(one.work, started=days[one.profile.id]))
        if one.profile.id in days
        else one
        for one in everybody
    ]


def _unlisted(everybody: Sequence[Colleague]) -> list[str]:
    """Who has no account and is the only one of that name."""
    names = Counter(one.profile.name for one in everybody)
    return [
        one.profile.name for one in everybody if not one.profile.id and names[one.profile.name] == 1
    ]


def _employing(
    known: Mapping[int, Employee], others: Sequence[Employee], defaults: Defaults
) -> Callable[[Session], None]:
    """Note what HR says, as an HR file would be taken over."""

    def both(db: Session) -> None:
        employ(known)(db.connection())
        hire(others, defaults)(db.connection())

    return both


def _counted(platform: str, outcome: str) -> int:
    labels = {"platform": platform, "outcome": outcome}
    return int(metrics.registry.get_sample_value("piazza_interactions_total", labels) or 0)
