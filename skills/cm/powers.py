"""Who may do what: looking it up, giving and taking it, and what was done with it."""

from __future__ import annotations

import datetime

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Person,
    Refused,
    Role,
    Sheet,
    Text,
    choice,
    date,
    person,
    t,
    text,
)
from skills.cm.skill import skill

# Whoever keeps the count of powers may see how they were used.
AUDITORS = (Role.CM, Role.WORKERS_REPRESENTATIVE)
SHOWN = 20
FILED = 5000

ROLES = tuple(role.value for role in Role)


class Grant(Form):
    """Whom to give which role, and until when."""

    who: Person = person()
    role: str = choice(ROLES)
    last: datetime.date | None = date(default=None)
    why: str = text(max_length=300, default="")


class Revoke(Form):
    """From whom to take which role, and why."""

    who: Person = person()
    role: str = choice(ROLES)
    why: str = text(max_length=300, default="")


@skill.command("cm roles", only=Role.CM, reads=True)
def roles(chat: Chat) -> None:
    """Say who may do what, and until when."""
    held = chat.house.powers.held(chat.db, chat.now)
    lines = [held_by(chat, one.person, one.role, one.last) for one in held]
    buttons = [Button(t("roles_grant"), open_grant), Button(t("roles_revoke"), open_revoke)]
    chat.whisper(Card(t("roles_title"), lines=lines, buttons=buttons))


def held_by(chat: Chat, who: Person, role: Role, last: datetime.date | None) -> Text:
    """Who holds which role."""
    name = chat.house.powers.role(role)
    if last is None:
        return t("roles_held", who=who, role=name)
    return t("roles_until", who=who, role=name, last=last, year=str(last.year))


@skill.button("open_grant", only=Role.CM)
def open_grant(chat: Chat) -> None:
    """Open the form that gives a role."""
    chat.open(Grant)


@skill.button("open_revoke", only=Role.CM)
def open_revoke(chat: Chat) -> None:
    """Open the form that takes a role away."""
    chat.open(Revoke)


@skill.command("cm roles grant", Grant, only=Role.CM)
def grant(chat: Chat, form: Grant) -> None:
    """Give somebody a role, and tell them."""
    role = Role(form.role)
    if not chat.house.welcomes(form.who) or not form.who.identities:
        raise Refused(t("not_them", who=form.who), field="who")
    chat.house.powers.grant(chat.db, form.who, role, chat.now, form.last, by=chat.person)
    chat.audit(f"{role}: {form.why}" if form.why else role, about=form.who)
    if form.who != chat.person:
        chat.send(welcome(chat, role, form.last), to=form.who)
    chat.whisper(grant_done(chat, form.who, role, form.last))


def grant_done(chat: Chat, who: Person, role: Role, last: datetime.date | None) -> Text:
    """What whoever gave a role reads, with its end."""
    name = chat.house.powers.role(role)
    if last is None:
        return t("grant_done", who=who, role=name)
    return t("grant_done_until", who=who, role=name, last=last, year=str(last.year))


def welcome(chat: Chat, role: Role, last: datetime.date | None) -> Card:
    """What somebody reads who has been given a role."""
    name = chat.house.powers.role(role)
    if last is None:
        return Card(t("granted", giver=chat.person, role=name), lines=[t(f"can_{role}")])
    text = t("granted_until", giver=chat.person, role=name, last=last, year=str(last.year))
    return Card(text, lines=[t(f"can_{role}")])


@skill.command("cm roles revoke", Revoke, only=Role.CM)
def revoke(chat: Chat, form: Revoke) -> None:
    """Take a role away, and tell whose it was."""
    role = Role(form.role)
    chat.house.powers.revoke(chat.db, form.who, role, by=chat.person)
    chat.audit(f"{role}: {form.why}" if form.why else role, about=form.who)
    name = chat.house.powers.role(role)
    if form.who != chat.person:
        chat.send(t("revoked", taker=chat.person, role=name), to=form.who)
    chat.whisper(t("revoke_done", who=form.who, role=name))


class Look(Form):
    """Whose uses of a power, and of which days."""

    who: Person | None = person(default=None)
    first: datetime.date | None = date(default=None)
    last: datetime.date | None = date(default=None)


@skill.command("cm audit", Look, only=AUDITORS, reads=True)
def audit(chat: Chat, form: Look) -> None:
    """Say what was done with powers lately, by somebody or in some days."""
    if form.first and form.last and form.last < form.first:
        raise Refused(t("audit_backwards"), field="last")
    who, first, last = form.who, str(form.first or ""), str(form.last or "")
    page(chat, 0, who.id if who else 0, first, last)


@skill.button("audit_older", only=AUDITORS, reads=True)
def page(chat: Chat, before: int, by: int, first: str, last: str) -> None:
    """Show some, those older than a number; the newest without one."""
    who = chat.people([by]).get(by) if by else None
    if by and who is None:
        raise Refused(t("audit_nobody"))
    used = chat.house.powers.used(
        chat.db,
        chat.now,
        SHOWN + 1,
        by=who,
        first=_day(first),
        last=_day(last),
        before=before or None,
    )
    shown = used[:SHOWN]
    lines = [line_of(one.at, one.actor, one.power, one.about, one.reason) for one in shown]
    buttons = [Button(t("audit_look"), open_look), Button(t("audit_file"), audit_file)]
    if len(used) > SHOWN:
        older = Button(t("audit_older"), page, shown[-1].number, by, first, last)
        buttons.insert(0, older)
    chat.whisper(Card(_title(len(lines), before), lines=lines, buttons=buttons))


def _title(count: int, before: int) -> Text:
    if not count:
        return t("audit_none")
    return t("audit_before", count=count) if before else t("audit_title", count=count)


def _day(written: str) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


@skill.button("audit_look", only=AUDITORS, reads=True)
def open_look(chat: Chat) -> None:
    """Open the form that asks whose, and of which days."""
    chat.open(Look)


@skill.button("audit_file", only=AUDITORS)
def audit_file(chat: Chat) -> None:
    """Send the audit as a sheet."""
    used = chat.house.powers.used(chat.db, chat.now, FILED)
    titles = [t("audit_at"), t("audit_who"), t("audit_what"), t("audit_whom"), t("audit_why")]
    rows = [[one.at, one.actor, one.power, one.about or "", one.reason] for one in used]
    chat.send(
        Card(t("audit_here", count=len(rows)), file=Sheet("audit", titles, rows)), to=chat.person
    )
    chat.whisper(t("audit_sent"))


def line_of(
    at: datetime.datetime, actor: Person | Text, power: Text | str, about: Person | None, why: str
) -> Text:
    """One use of a power in words."""
    if about is not None:
        return t("audit_about", at=at, who=actor, power=power, about=about, reason=why)
    if why:
        return t("audit_reason", at=at, who=actor, power=power, reason=why)
    return t("audit_line", at=at, who=actor, power=power)
