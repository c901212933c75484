"""Stories in one line each: people who type, press, fill in and read, without any platform.

team = Team([skill])
bob, ann = team.member("Bob"), team.member("Ann")
assert "Ann" in bob.types("/kudos @ann thank you for the patient review").text
ann.presses("Cheer", on=team.channel("#kudos")[-1])
"""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import tempfile
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.directory import roles
from bot.directory.employees import Employee
from bot.directory.hiring import change, hire
from bot.directory.lookup import find_people, named
from bot.directory.matching import directory, match
from bot.directory.roster import Defaults
from bot.outside.letter import Letter
from bot.outside.posting import Posted
from bot.people import Kind, Person, Role
from bot.runtime import logs
from bot.runtime.assembly import assemble, homes
from bot.runtime.desk import WORKSPACE, Desk, Shown
from bot.runtime.incoming import (
    Called,
    Chosen,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Ref,
    Replied,
    Submitted,
    Visited,
    What,
)
from bot.runtime.outgoing import Answer, WordedForm, plain
from bot.runtime.platform import GroupProfile, Profile
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.runtime.wording import spread_out
from bot.skill import Skill
from bot.store.database import open_database
from bot.testing_model import Asked, Parrot
from bot.testing_outside import Elsewhere
from bot.testing_schema import prepare
from bot.testing_sending import Failure, Tray

__all__ = [
    "WORKSPACE",
    "Asked",
    "Desk",
    "Elsewhere",
    "Member",
    "Parrot",
    "Posted",
    "Reply",
    "Shown",
    "Team",
]

T = TypeVar("T")

START = "2026-11-23 08:00"
# The workspace of another platform, on which somebody may have an account, too.
ELSEWHERE = "town:T1"


@dataclass(eq=False)
class Reply:
    """What somebody gets back at once: a private card, a form, or nothing."""

    answer: Answer

    @property
    def shown(self) -> Shown:
        """The private card."""
        assert self.answer.card is not None, f"no card, but {self.answer}"
        return Shown(self.answer.card)

    @property
    def late(self) -> Shown:
        """The card with a button that stands for the form where none can open."""
        assert self.answer.late is not None, f"no form, but {self.text!r}"
        return Shown(self.answer.late)

    @property
    def text(self) -> str:
        """What the private card says; empty without one."""
        return self.shown.text if self.answer.card else ""

    @property
    def form(self) -> WordedForm:
        """The form that opened, or stayed open."""
        assert self.answer.form is not None, f"no form, but {self.text!r}"
        return self.answer.form

    @property
    def problems(self) -> dict[str, str]:
        """What the form says has to be mended, by field; a note on the whole under ""."""
        found = {one.spec.name: one.problem for one in self.form.fields if one.problem}
        return found | ({"": plain(self.form.note)} if self.form.note else {})


class Member:
    """Somebody of the team, to play."""

    def __init__(self, team: Team, profile: Profile, workspace: str = WORKSPACE) -> None:
        self.team = team
        self.profile = profile
        self.workspace = workspace
        self.id = profile.id

    @property
    def inbox(self) -> list[Shown]:
        """The direct messages they received, oldest first."""
        return self.team.desk(self.workspace).boxes.get(self.id, [])

    @property
    def person(self) -> Person:
        """The person the directory knows."""
        found = self.team.app.database.read_now(
            lambda db: find_people(db.connection(), self.workspace, [self.id], self.team.now)
        )
        return found[self.id]

    def types(
        self, words: str, *, channel: str = "C1", mentions: bool = True, aloud: bool = False
    ) -> Reply:
        """Type a command; `@handle` mentions a member or a group unless `mentions` is off.

        `aloud` says it to Piazza in a message: no form can open there.
        """
        command, _, rest = words.removeprefix("/").partition(" ")
        said = self.team.said(rest, self.workspace) if mentions else ((rest,) if rest else ())
        return self._does(Called(command, said, aloud), channel=channel)

    def presses(self, label: str, *, on: Shown | Reply) -> Reply:
        """Press a button on a card."""
        shown = on.shown if isinstance(on, Reply) else on
        token = next((one.token for one in shown.card.buttons if one.label == label), None)
        assert token is not None, f"no button {label!r}; there are {shown.buttons}"
        return self._does(Pressed(token, shown.place))

    def fills(self, form: WordedForm | Reply, **values: Any) -> Reply:
        """Send a form off, with these values changed; members stand for themselves."""
        form = form.form if isinstance(form, Reply) else form
        filled = {one.spec.name: one.value for one in form.fields}
        filled |= {name: _raw(value) for name, value in spread_out(values).items()}
        return self._does(Submitted(form.token, filled))

    def picks(self, shortcut: str, *, by: Member, text: str = "") -> Reply:
        """Choose a shortcut on somebody's message."""
        return self._does(Picked(shortcut, by.id, text, "1.1"), channel="C1")

    def chooses(self, shortcut: str) -> Reply:
        """Choose a shortcut from the menu that can be reached from anywhere."""
        return self._does(Chosen(shortcut))

    def reacts(self, emoji: str, *, on: Shown) -> Reply:
        """React to a posted card, such as with "tada"."""
        return self._does(Reacted(emoji, on.place))

    def replies(self, words: str, *, on: Shown) -> Reply:
        """Say something in the thread of a posted card; `@handle` mentions somebody."""
        said = self.team.said(words, self.workspace)
        message = f"reply-{next(self.team.numbers)}"
        return self._does(Replied(on.place, said, message), channel=on.place.get("channel"))

    @property
    def home(self) -> list[Shown]:
        """What their home shows, card by card."""
        return [Shown(card) for card in self._does(Visited()).answer.home]

    def _does(self, what: What, channel: str | None = None) -> Reply:
        key = f"key-{next(self.team.numbers)}"
        return self.team.hand_in(Incoming(self.workspace, key, self.id, what, channel))


def _raw(value: Any) -> Any:
    if isinstance(value, Member):
        return [value.id]
    if isinstance(value, list):
        return [one.id if isinstance(one, Member) else one for one in value]
    return value


class Team:
    """A company in memory: its skills, its people, its clock; close it, or use it in a `with`.

    `settings` are the skills' own, by name; `database_url` is a fresh SQLite file unless given;
    further keywords are sections of `app.yaml`. What fails in a skill fails the story, unless
    `strict` is off: then who asked reads the apology that people would.
    """

    def __init__(
        self,
        skills: Sequence[Skill],
        *,
        settings: Mapping[str, BaseModel] | None = None,
        database_url: str | None = None,
        start: str = START,
        strict: bool = True,
        **sections: Any,
    ) -> None:
        logs.configure_briefly()
        self._folder = Path(tempfile.mkdtemp(prefix="piazza-"))
        models = {skill.name: skill.settings() for skill in skills} | dict(settings or {})
        own = Secrets(piazza_home=self._folder, piazza_keys=self._folder / "keys")
        self.conf = Settings(skills=models, secrets=own, **sections)
        self.now = self.moment(start)
        database = open_database(database_url or f"sqlite:///{self._folder}/piazza.db")
        prepare(database, homes(skills))
        self._runner = asyncio.Runner()
        self.outside = Elsewhere()
        self.model = Parrot()
        self._tray = Tray()
        self.app = assemble(
            self.conf,
            skills,
            database,
            lambda: self.now,
            outside=self.outside,
            sender=self._tray,
            model=self.model,
        )
        self._others: dict[str, Desk] = {}
        self._failures: list[Exception] = []
        if strict:
            self.app.on_failure = lambda _what, error: self._failures.append(error)
        self.platform = self._connect(Desk())
        self.numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        self.run(self.app.engine.stop())
        self._runner.close()
        self.app.database.close()
        shutil.rmtree(self._folder)

    def member(
        self,
        name: str,
        *,
        language: str = "en",
        zone: str = "Europe/Rome",
        kind: Kind = Kind.MEMBER,
        active: bool = True,
        role: Role | None = None,
    ) -> Member:
        """Hire somebody; their handle is the first name in lower case."""
        handle = name.split()[0].lower()
        profile = Profile(
            id=f"U{next(self.numbers)}",
            name=name,
            handle=handle,
            email=f"{handle}@example.org",
            zone=zone,
            language=language,
            kind=kind,
            active=active,
        )
        member = self._hire(profile, WORKSPACE)
        if role:
            self.grant(member, role)
        return member

    def account(self, of: Member, workspace: str = ELSEWHERE, **told: Any) -> Member:
        """Give somebody an account on another platform; `told` is what that says otherwise."""
        if workspace.partition(":")[0] not in self.app.platforms:
            self._others[workspace] = self._connect(Desk(workspace))
        about = {"id": f"U{next(self.numbers)}", **told}
        return self._hire(replace(of.profile, **about), workspace)

    def desk(self, workspace: str) -> Desk:
        """The platform of a workspace."""
        return self.platform if workspace == WORKSPACE else self._others[workspace]

    def _connect(self, desk: Desk) -> Desk:
        self.app.platforms[desk.name] = desk
        self.app.planner.workspaces = [*self.app.planner.workspaces, *desk.workspaces]
        return desk

    def _hire(self, profile: Profile, workspace: str) -> Member:
        self.desk(workspace).people[profile.id] = profile
        self.run(self.app.registry.remember(workspace, [profile]))
        return Member(self, profile, workspace)

    def employee(self, name: str, *, language: str = "en", **told: Any) -> Person:
        """Somebody whom only the HR file knows: no account in any chat, and none to play.

        `told` is what else it says, such as `team` or `started`.
        """
        zone, key = self.conf.company.zone, f"E{next(self.numbers)}"
        defaults = Defaults(self.conf.company.languages, zone)
        page = [Employee(key, name, language=language, **told)]

        def keep(db: Session) -> Person:
            hire(page, defaults)(db.connection())
            called = named(db.connection(), WORKSPACE, [name.lower()], self.now)
            [found] = called[name.lower()]
            return found

        return self.app.database.write_now(keep)

    def employ(self, member: Member, *, manager: Member | None = None, **told: Any) -> None:
        """Let the HR file know somebody, too, and say of them what is `told`, such as `started`."""
        boss, named = manager.id if manager else "", member.profile
        line = Employee(member.id, named.name, named.email, manager=boss, **told)
        defaults = Defaults(self.conf.company.languages, self.conf.company.zone)

        def keep(db: Session) -> None:
            known = match([line], directory(db.connection())).known
            change(known, defaults, self.now)(db.connection())

        self.app.database.write_now(keep)

    def group(self, handle: str, members: Sequence[Member], *, active: bool = True) -> None:
        """Let people be named as one, as `@handle`; it is looked up at its first use."""
        id_, ids = f"S{next(self.numbers)}", tuple(one.id for one in members)
        self.platform.teams[id_] = GroupProfile(id_, handle, handle.title(), ids, active)

    def grant(self, member: Member, role: Role) -> None:
        """Give somebody a role."""
        id_ = member.person.id
        self.app.database.write_now(lambda db: roles.grant(db.connection(), id_, role, self.now))

    def channel(self, name: str, workspace: str = WORKSPACE) -> list[Shown]:
        """What has been posted in a channel, oldest first."""
        return self.desk(workspace).boxes.get(name, [])

    @property
    def posted(self) -> list[Posted]:
        """What jobs have told other programs, oldest first."""
        return self._tray.posted

    @property
    def mailed(self) -> list[Letter]:
        """The letters that jobs have sent, oldest first."""
        return self._tray.mailed

    def sends_badly(self, *how: Failure) -> None:
        """What is posted or mailed next ends so, one after the other: None is well.

        Such as `Unreachable`, `Rejected` or `Uncertain`; only the last is in the list all the same.
        """
        self._tray.failing.extend(how)

    def tick(self, until: str | timedelta) -> None:
        """Let time pass, to a moment on the company's clock or by a while; what is due happens."""
        self.now = self.now + until if isinstance(until, timedelta) else self.moment(until)
        self.run(self._work())

    async def _work(self) -> None:
        # Not `app.tick`: there a skill that fails is logged, here its author is to hear of it.
        await self.app.rounds.plan()
        await self.app.closer.close()
        await self.app.sweep()
        await self._settle()

    async def _settle(self) -> None:
        """Let everything go out; what failed meanwhile fails here."""
        await self.app.engine.idle()
        failures, self._failures = self._failures, []
        if failures:
            raise failures[0]

    def moment(self, words: str) -> datetime:
        """A moment on the company's clock, such as "2026-11-27 15:00"."""
        zone = ZoneInfo(self.conf.company.zone)
        return datetime.fromisoformat(words).replace(tzinfo=zone).astimezone(UTC)

    def said(self, words: str, workspace: str = WORKSPACE) -> tuple[str | Ref, ...]:
        """What a client makes of typed words: each `@handle` it knows becomes a mention."""
        desk = self.desk(workspace)
        by_handle = {one.handle: Ref(one.id, one.name) for one in desk.people.values()}
        by_handle |= {one.handle: Ref(one.id, one.handle, True) for one in desk.teams.values()}
        found: list[str | Ref] = []
        typed = ""
        for index, piece in enumerate(re.split(r"@(\w+)", words)):
            if index % 2 and piece in by_handle:
                found += [typed, by_handle[piece]]
                typed = ""
            else:
                typed += f"@{piece}" if index % 2 else piece
        return tuple(one for one in (*found, typed) if one)

    def hand_in(self, event: Incoming) -> Reply:
        """Let an event come in, and everything it leads to go out."""
        return self.run(self._hand_in(event))

    async def _hand_in(self, event: Incoming) -> Reply:
        answer = await self.app.handle(event)
        await self._settle()
        return Reply(answer)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine of the app to its end."""
        return self._runner.run(work)
