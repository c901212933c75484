"""What the community manager sees of schedules, and changes: pause, resume, move."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from uuid import UUID

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import notices, pausing, spoken, timetable
from bot.delivery.foretelling import Foretelling
from bot.delivery.notices import Notice
from bot.delivery.schedule import DAYS, Schedule
from bot.delivery.spoken import Unclear
from bot.delivery.timetable import Said
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import ORGANISERS, Role
from bot.runtime.built_in import skill
from bot.runtime.experimenting import try_out
from bot.runtime.nudges import ask as run_now
from bot.runtime.outgoing import Open
from bot.runtime.planned import NAME, among, called, line_of, meant, planner_of, table_of
from bot.runtime.worth import Worth
from bot.skill import Nudge, Post
from bot.texts import Text, core
from bot.work import Work

# The others are reached in words.
MOST_BUTTONS = 20


class Pause(Form):
    """Which schedule is to rest."""

    schedule: str = text(max_length=NAME)


class Resume(Form):
    """Which schedule is to go on."""

    schedule: str = text(max_length=NAME)


class Move(Form):
    """Which schedule is to be due when; in a command both stand in the first."""

    schedule: str = text(max_length=2 * NAME)
    when: str = text(max_length=NAME, default="")


class ShowNudge(Form):
    """Which nudge is to be shown; all, where none is named."""

    schedule: str = text(max_length=NAME, default="")


class DeletePost(Form):
    """Which post of the manager's own is to go."""

    schedule: str = text(max_length=NAME)


@skill.command("cm schedule", only=ORGANISERS, reads=True)
@skill.button("cm_schedule", only=ORGANISERS, reads=True)
def listing(chat: Chat) -> None:
    """Say of every schedule when it is due, and who changed it."""
    table = table_of(chat)
    people = chat.people(table.people)
    lines = [line_of(chat, table, one, people) for one in table.plans]
    buttons = buttons_of(chat, table.plans)
    chat.whisper(
        Card(core("schedule.title"), lines=[*lines, core("schedule.how")], buttons=buttons)
    )


@skill.command("cm post list", only=ORGANISERS, reads=True)
def posts(chat: Chat) -> None:
    """Say what the manager has posted in channels, and when."""
    table = table_of(chat)
    people = chat.people(table.people)
    lines = [line_of(chat, table, one, people) for one in table.notices]
    how = core("post.how") if lines else core("post.none")
    buttons = buttons_of(chat, table.notices)
    chat.whisper(Card(core("post.list"), lines=[*lines, how], buttons=buttons))


@skill.command("cm nudges", ShowNudge, only=ORGANISERS, reads=True)
def nudges(chat: Chat, form: ShowNudge) -> None:
    """Say of every nudge when it is due, whom it reaches, what it costs and what comes of it."""
    planner = planner_of(chat)
    if form.schedule:
        one = among({each.key: each for each in planner.nudges}, form.schedule)
        line, *more = _told(chat, [one])[0]
        chat.whisper(Card(line, lines=more, buttons=_steps(chat, one)))
        return
    # One point each: where many nudges are listed, nobody could tell what belongs to which.
    lines = [reduce(_beside, told) for told in _told(chat, planner.nudges)]
    how = core("nudges.how") if lines else core("nudges.none")
    buttons = buttons_of(chat, planner.nudges)
    chat.whisper(Card(core("nudges.title"), lines=[*lines, how], buttons=buttons))


def _told(chat: Chat, some: Sequence[Nudge]) -> list[list[Text]]:
    """Of each of some nudges when it is due and whom it reaches, then what it is worth."""
    table, foretelling = table_of(chat), Foretelling(planner_of(chat), chat.db)
    people, worth = chat.people(table.people), Worth.of(chat)
    found = []
    for one in some:
        line = line_of(chat, table, one, people)
        if not table.paused(one):
            line = core("nudges.reach", line=line, count=len(foretelling.people(one)))
        found.append([line, *worth.lines(one)])
    return found


def _beside(line: Text, more: Text) -> Text:
    return core("nudges.beside", line=line, more=more)


def buttons_of(chat: Chat, plans: Sequence[Nudge | Post]) -> list[Button]:
    """A button for each plan; for those beyond there are words."""
    if Role.CM not in chat.person.roles:
        # To look is for every organiser, to change is not.
        return []
    return [
        Button(core("schedule.open", what=called(chat, one)), show, one.key)
        for one in plans[:MOST_BUTTONS]
    ]


@skill.button("schedule_show", only=Role.CM, reads=True)
def show(chat: Chat, name: str) -> None:
    """Show one schedule with what can be done with it."""
    chat.whisper(card_of(chat, meant(chat, name)))


def card_of(chat: Chat, plan: Nudge | Post, done: Text | None = None) -> Card:
    """One schedule as it stands, perhaps after something was done with it."""
    table = table_of(chat)
    line = line_of(chat, table, plan, chat.people(table.people))
    return Card(done or line, lines=[line] if done else [], buttons=_steps(chat, plan))


def _steps(chat: Chat, plan: Nudge | Post) -> list[Button]:
    """What can be done with a schedule; to look is for every organiser, to change is not."""
    if Role.CM not in chat.person.roles:
        return []
    switch = Button(core("schedule.pause"), pause_now, plan.key)
    if table_of(chat).paused(plan):
        switch = Button(core("schedule.resume"), resume_now, plan.key)
    buttons = [switch, Button(core("schedule.move"), ask_when, plan.key)]
    if isinstance(plan, Nudge):
        buttons.append(Button(core("nudges.run"), run_now, plan.key))
        if plan.may_be_tested:
            buttons.append(Button(core("experiment.open"), try_out, plan.key))
    if isinstance(plan, Notice):
        buttons.append(Button(core("post.delete"), delete, plan.key))
    return buttons


@skill.command("cm post delete", DeletePost, only=Role.CM)
def delete_named(chat: Chat, form: DeletePost) -> None:
    """Post something no more."""
    delete(chat, form.schedule)


@skill.button("post_delete", only=Role.CM)
def delete(chat: Chat, name: str) -> None:
    """Post something no more, from a button."""
    plan = meant(chat, name)
    if not isinstance(plan, Notice):
        raise Refused(core("post.not_yours", what=called(chat, plan)), field="schedule")
    notices.remove(chat.db.connection(), plan)
    # Where they are another's words, they go from the audit, too, when that one is forgotten.
    other = chat.people([plan.by]).get(plan.by) if plan.by != chat.person.id else None
    chat.audit(f"{plan.place.id}: {plan.words}", about=other)
    chat.whisper(core("post.deleted", what=called(chat, plan)))


@skill.command("cm schedule pause", Pause, only=Role.CM)
def pause(chat: Chat, form: Pause) -> None:
    """Let a schedule rest."""
    _switch(chat, form.schedule, paused=True)


@skill.button("schedule_pause", only=Role.CM)
def pause_now(chat: Chat, name: str) -> None:
    """Let a schedule rest, from a button."""
    _switch(chat, name, paused=True)


@skill.command("cm schedule resume", Resume, only=Role.CM)
def resume(chat: Chat, form: Resume) -> None:
    """Let a schedule go on."""
    _switch(chat, form.schedule, paused=False)


@skill.button("schedule_resume", only=Role.CM)
def resume_now(chat: Chat, name: str) -> None:
    """Let a schedule go on, from a button."""
    _switch(chat, name, paused=False)


def _switch(chat: Chat, name: str, *, paused: bool) -> None:
    plan = meant(chat, name)
    timetable.switch(chat.db.connection(), plan.key, _said(chat), paused=paused)
    chat.audit(plan.key)
    if not paused:
        chat.later(wake, plan.key)
    done = core("schedule.pause_done" if paused else "schedule.resume_done")
    chat.whisper(card_of(chat, plan, done))


@skill.job("wake")
def wake(work: Work, plan: str) -> None:
    """Let what had to wait while a plan was paused leave, a chunk at a time."""
    for some in work.read(lambda db: pausing.chunks(db, plan)):
        work.write(partial(_wake, plan=plan, some=some))


def _wake(chat: Chat, plan: str, some: Sequence[UUID]) -> None:
    pausing.wake(chat.db, plan, some)


def _said(chat: Chat) -> Said:
    return Said(chat.person.id, chat.now)


@skill.button("schedule_move", only=Role.CM)
def ask_when(chat: Chat, name: str) -> None:
    """Open the form that moves a schedule."""
    _ask(chat, meant(chat, name).key, "")


@skill.command("cm schedule move", Move, only=Role.CM)
def move(chat: Chat, form: Move) -> None:
    """Have a schedule be due at other times; a command says both in one."""
    name, when = form.schedule, form.when
    typed = not when
    if typed:
        name, _, when = form.schedule.partition(" ")
    plan = meant(chat, name)
    if not when.strip():
        _ask(chat, plan.key, "", core("when.no_day"))
        return
    try:
        _move(chat, plan, spoken.read(when, table_of(chat).when(plan)))
    except Unclear as unclear:
        if not typed:
            raise Refused(unclear.text, field="when") from None
        _ask(chat, plan.key, when, unclear.text)


def _ask(chat: Chat, name: str, when: str, problem: Text | None = None) -> None:
    problems = {"when": problem} if problem else {}
    chat.effects.append(Open(Move, {"schedule": name, "when": when}, problems))


def _move(chat: Chat, plan: Nudge | Post, when: Schedule) -> None:
    timetable.move(chat.db.connection(), plan.key, when, _said(chat))
    days = ", ".join(DAYS[day] for day in sorted(when.weekdays))
    chat.audit(f"{plan.key}: {days} {when.at:%H:%M}")
    chat.whisper(card_of(chat, plan, core("schedule.move_done")))
