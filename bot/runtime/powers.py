"""Powers: who holds which, until when, and what was done with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.directory import audit, roles
from bot.directory.lookup import people_by_id
from bot.errors import Refused
from bot.people import Person, Role
from bot.runtime.router import Router
from bot.runtime.sections import Company
from bot.texts import Text, core


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds; `last` is the last day it counts, if it ends."""

    person: Person
    role: Role
    last: date | None


@dataclass(frozen=True, slots=True)
class Used:
    """One use of a power; who did it may be somebody forgotten, or the command line."""

    number: int
    at: datetime
    actor: Person | Text
    power: Text | str
    about: Person | None
    reason: str


@dataclass(eq=False)
class Powers:
    """Gives and takes roles, in the words people read when that can't be."""

    company: Company
    router: Router

    def held(self, db: Session, now: datetime) -> list[Held]:
        """Every role that counts now, by role, with who holds it and is still here."""
        connection = db.connection()
        grants = roles.held_by_all(connection, now)
        people = people_by_id(connection, {one.person_id for one in grants}, now)
        zone = self.company.clock
        held = [Held(people[one.person_id], one.role, one.last_day(zone)) for one in grants]
        return [one for one in held if one.person.active]

    def grant(
        self,
        db: Session,
        person: Person,
        role: Role,
        now: datetime,
        last: date | None = None,
        *,
        by: Person,
    ) -> None:
        """Give a role, or change when it ends; Refused for a day gone by and for the last CM.

        Who is community manager for a while makes nobody one, and nobody watches themselves.
        """
        self._check(db, role, by)
        if role is Role.WORKERS_REPRESENTATIVE and person == by:
            raise Refused(core("roles.not_oneself"), field="who")
        zone = self.company.clock
        if last is not None and last < now.astimezone(zone).date():
            raise Refused(core("roles.past"), field="last")
        end = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
        try:
            roles.grant(db.connection(), person.id, role, now, end)
        except roles.LastManager:
            raise Refused(core("roles.last"), field="last") from None

    def _check(self, db: Session, role: Role, by: Person) -> None:
        if role is Role.CM and not roles.lasts(db.connection(), by.id, role):
            raise Refused(core("roles.for_a_while"), field="role")

    def revoke(self, db: Session, person: Person, role: Role, *, by: Person) -> None:
        """Take a role away; Refused from who does not hold it, and from the last CM."""
        if person != by:
            self._check(db, role, by)
        try:
            roles.revoke(db.connection(), person.id, role)
        except roles.NotHeld:
            raise Refused(core("roles.not_held", who=person), field="who") from None
        except roles.LastManager:
            raise Refused(core("roles.last"), field="who") from None

    def used(
        self,
        db: Session,
        now: datetime,
        most: int,
        *,
        by: Person | None = None,
        first: date | None = None,
        last: date | None = None,
        before: int | None = None,
    ) -> list[Used]:
        """The latest uses of powers, newest first: of somebody, of some days, older than a number.

        Days are those of the company's clocks, both included.
        """
        zone = self.company.clock
        since = datetime.combine(first, time(), zone) if first else None
        until = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
        wanted = audit.Wanted(by.id if by else None, since, until, before)
        rows = audit.latest(db.connection(), most, wanted)
        ids = {id_ for row in rows for id_ in (row.actor, row.subject) if id_ is not None}
        people = people_by_id(db.connection(), ids, now)
        return [
            Used(
                row.id,
                row.at,
                people.get(row.actor) or _nobody(row),
                self.named(row.power),
                people.get(row.subject),
                row.reason,
            )
            for row in rows
        ]

    def last_used(self, db: Session, powers: Collection[str], since: datetime) -> datetime | None:
        """When any of some powers, by their keys, was used last since an instant; None: never."""
        return audit.last(db.connection(), powers, since)

    def role(self, role: Role) -> Text:
        """What a role is called."""
        return core(f"role.{role}")

    def named(self, power: str) -> Text | str:
        """What a power is called: its command as it is typed, else its own words."""
        if power in audit.BY_ITSELF:
            return core(f"roles.{power}")
        for path, rule in self.router.commands.items():
            if rule.key == power:
                return self.router.named(path)
        skill, _, name = power.partition(".")
        return Text(f"power.{name}", {}, skill) if power in self.router.powers else power


def _nobody(row: Row[Any]) -> Text:
    """Who it was, where the audit names nobody."""
    if row.power in audit.BY_ITSELF:
        return core("roles.by_itself")
    return core("roles.forgotten" if row.workspace else "roles.command_line")
