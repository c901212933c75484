"""A season: week by week, people thank, cheer and chat, and what is due happens at its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bot.people import Person
from bot.runtime.app import App
from bot.sample.acting import Acting
from bot.sample.company import chance, data
from bot.sample.crew import Crew
from bot.sample.lines import Lines, lines_below
from bot.sample.stage import Stage
from bot.scene import Act, Scene
from bot.skill import Skill

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
REMARKS_AN_HOUR = 0.15
TOGETHER = 4
LIVELY, LATE_CREW, MOST_TRIES = 6, 12, 300


class StillClock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody says something in a channel."""

    who: Person
    room: str
    text: str


class Season:
    """Plays hours on a stage."""

    def __init__(
        self,
        app: App,
        stage: Stage,
        clock: StillClock,
        crew: Crew,
        seed: str,
        until: datetime,
    ) -> None:
        self.app = app
        self.fair = _monday(until) - WEEK
        self.stage = stage
        self.clock = clock
        self.crew = crew
        self.seed = seed
        self.acting = Acting(app, stage)
        self.acts = self.left_open = 0
        self._lines = {
            skill.name: Lines(lines_below(skill.home / "sample"), self._random(skill.name, "lines"))
            for skill in app.house.skills
        }
        self._chatter = _chatter(self._random("chatter"))
        self._waiting: list[Act | Remark] = []
        self._due: datetime | None = None

    async def look_ahead(self) -> None:
        """Find out what is due next; to be called when the schedules have changed."""
        self._due = await self.app.database.read(self.app.planner.upcoming)

    async def hour(self, hour: datetime, end: datetime) -> None:
        """Play what happens between two instants at most an hour apart.

        What one does waits for the others, so that a few things happen together.
        """
        random = self._random(hour.isoformat())
        present = self.crew.at_work(hour, random)
        if present:
            self._waiting += [*self._acts(hour, present), *self._remarks(present, random)]
        if len(self._waiting) >= TOGETHER or not present:
            await self._play(
                hour + random.randrange(max(1, (end - hour) // SECOND)) * SECOND, random
            )

    async def finale(self, end: datetime) -> None:
        """See to it that something has just happened, at whatever hour, and a question is open."""
        random = self._random("finale")
        begin = max(self.clock.now, end - HOUR)
        people = self.crew.awake(begin, LATE_CREW)
        for number in range(MOST_TRIES):
            if len(self._waiting) >= LIVELY:
                break
            self._waiting += self._acts(begin, people, f"finale {number}")
        await self._play(begin + (end - begin) / 2, random)
        asker = people[-1]
        [question] = self._chatter["question"].of("question", asker.language)
        self._waiting.append(Remark(asker, "#general", question))
        await self._play(end - MINUTE, random)

    async def pass_time(self, moment: datetime) -> None:
        """Go on to a moment; what is due on the way happens, each at its own instant."""
        while self._due is not None and self._due <= moment:
            self.clock.now = self._due
            await self.app.tick()
            await self.app.engine.idle()
            await self.look_ahead()
        self.clock.now = max(moment, self.clock.now)

    def _acts(self, hour: datetime, present: Sequence[Person], salt: str = "") -> list[Act]:
        """What the skills' players have these people do."""
        return [
            act for skill in self.app.house.skills for act in self._part(skill, hour, present, salt)
        ]

    def _part(
        self, skill: Skill, hour: datetime, present: Sequence[Person], salt: str
    ) -> list[Act]:
        if skill.player is None:
            return []
        # Each skill has a chance of its own: its history is the same whatever other skills do.
        random = self._random(skill.name, hour.isoformat(), salt)
        lines = self._lines[skill.name].of
        crew = self.crew
        fair = _monday(hour) == self.fair
        scene = Scene(hour, random, present, crew.team_of, lines, crew.unlisted, crew.groups, fair)
        skill.player(scene)
        return scene.acts

    def _remarks(self, present: Sequence[Person], random: Random) -> Iterator[Remark]:
        if random.random() < REMARKS_AN_HOUR:
            who = random.choice(present)
            room = random.choice([one for one in self._chatter if one.startswith("#")])
            [text] = self._chatter[room].of(room, who.language)
            yield Remark(who, room, text)

    async def _play(self, moment: datetime, random: Random) -> None:
        """Go on to a moment, and let everything that waits happen."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        await self.pass_time(moment)
        for remark in waiting:
            if isinstance(remark, Remark):
                who = remark.who.identities[self.acting.workspace]
                await self.stage.post(remark.room, who, remark.text)
        acts = [one for one in waiting if not isinstance(one, Remark)]
        # What is pressed is chosen before anything happens, so that chance alone decides.
        steps = await self.acting.steps(acts, random)
        closed = await asyncio.gather(*(self.acting.carry_out(step) for step in steps))
        await self.app.engine.idle()
        self.acts += len(steps)
        self.left_open += closed.count(False)

    def _random(self, *parts: str) -> Random:
        return chance(self.seed, *parts)


def _monday(moment: datetime) -> date:
    day = moment.date()
    return day - timedelta(days=day.weekday())


def _chatter(random: Random) -> dict[str, Lines]:
    """What is said in each channel, and questions that stay open under "question"."""
    raw = data("chatter")
    return {
        room: Lines({(room, language): lines for language, lines in by_language.items()}, random)
        for room, by_language in raw.items()
    }
