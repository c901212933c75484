"""One interaction: one event, one handler, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.asking import Question, asked_by, digest, gathered
from bot.chat import Chat, NotAsked, NotLoaded
from bot.delivery import whereabouts
from bot.delivery.inbox import give_back, take
from bot.delivery.queue import queue_effects
from bot.directory import audit, groups, homes, lookup
from bot.directory.audit import Why
from bot.errors import BotError, Refused
from bot.forms import Field, Form, read_form
from bot.people import Channel, Group, Message, Person, Role
from bot.runtime import names
from bot.runtime.catalogue import Catalogue
from bot.runtime.commandline import CHOSEN, Line, Who, names_in, read_line, tokens
from bot.runtime.house import House
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
    group_refs,
    refs,
)
from bot.runtime.opened import Opened, read
from bot.runtime.options import asked
from bot.runtime.outgoing import Effect, Open, Recorded, Whisper
from bot.runtime.rooms import of_room
from bot.runtime.seal import ANYONE, Sealed
from bot.runtime.words import Words
from bot.skill import PRIVATE, Rule
from bot.texts import Text, core

NOT_FOR_YOU = core("not_for_you")


class Unknown(Exception):
    """Some of the people or groups involved have never been seen; the ids are the platform's.

    Or whether Piazza may post in some `channels`; or what a skill needs has to be loaded first.
    """

    def __init__(
        self,
        ids: Set[str] = frozenset(),
        groups: Set[str] = frozenset(),
        channels: Sequence[str] = (),
        *,
        loads: bool = False,
    ) -> None:
        super().__init__(f"{len(ids)} people and {len(groups)} groups are not known yet")
        self.ids = ids
        self.groups = groups
        self.channels = channels
        self.loads = loads


class Early(Exception):
    """Something about a card whose place is not noted yet; a moment later it is."""


class Rejected(Exception):
    """The handler refused; the transaction is undone and the person reads `text`."""

    def __init__(self, text: Text, field: str | None) -> None:
        super().__init__(text.key)
        self.text = text
        self.field = field

    @property
    def outside(self) -> bool:
        """Whether it is the person who is refused, whatever they ask for."""
        return self.text == NOT_FOR_YOU


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an interaction led to, and in which workspaces something waits to be sent.

    `again` when it had been carried out before.
    """

    effects: tuple[Effect, ...] = ()
    queued: Set[str] = frozenset()
    again: bool = False


@dataclass(eq=False)
class Interaction:
    """An event with its rule, ready to run in a transaction.

    `sealed` is its opened token, `said` what follows the command's words, `nobody` the ids that
    the platform does not know either and those who were `forgotten`, `takers` each skill's rule
    for what is done to its cards. `asker` and `draft` (what was typed into a form) are known as far
    as the last run came. `postable` is what the platform has said of channels.
    """

    house: House
    catalogue: Catalogue
    event: Incoming
    rule: Rule
    clock: Callable[[], datetime]
    sealed: Sealed | None = None
    said: Called | None = None
    nobody: frozenset[str] = frozenset()
    forgotten: frozenset[str] = frozenset()
    takers: Mapping[str, Rule] = field(default_factory=dict)
    postable: dict[str, bool] = field(default_factory=dict, init=False)
    draft: Open | None = field(default=None, init=False)
    asker: Person | None = field(default=None, init=False)
    _about: str = field(default="", init=False)
    _asked_again: bool = field(default=False, init=False)
    _opens_sealed: bool = field(default=False, init=False)
    _groups: Mapping[str, Group] = field(default_factory=dict, init=False)

    @property
    def private(self) -> bool:
        """Whether nothing may tell that this was done: it is sealed, or has opened what is."""
        return self.rule.sealed or self._opens_sealed

    @property
    def name(self) -> str:
        """What it is called in logs."""
        return PRIVATE if self.private else self.rule.key

    def run(self, db: Session) -> Outcome:
        """Run the handler once; raise Unknown, Early or Rejected, and nothing is stored."""
        self.draft = None
        what = self.event.what
        if isinstance(what, Reacted | Replied) and not self._is_ours(db, what):
            return Outcome()
        if not self.rule.reads and not self._first_time(db):
            return Outcome(again=True)
        people = self._people(db)
        self.asker = people.get(self.event.user)
        try:
            chat = self._chat(db, self._settled(db, self._permitted()))
            self._call(chat, people)
            self._check_sealed(chat)
            db.flush()
            if not self.rule.reads and self._only_opened(chat.effects):
                give_back(db.connection(), self.event.workspace, self._key())
            if self._uses_power(chat):
                self.note_power(db, chat.audited or Why())
        except NotAsked as not_asked:
            raise Unknown(channels=[not_asked.channel]) from None
        except NotLoaded:
            raise Unknown(loads=True) from None
        except Refused as refused:
            raise Rejected(of_room(refused.text, self.rule.skill), refused.field) from None
        return Outcome(tuple(chat.effects), self._queue(db, chat))

    def _check_sealed(self, chat: Chat) -> None:
        """See to it that what is sealed leads to nothing that anybody else could see."""
        effects = chat.effects
        self._opens_sealed = any(isinstance(one, Open) and one.form.sealed for one in effects)
        quiet = all(isinstance(one, Open | Recorded | Whisper) for one in effects)
        if self.private and (chat.audited or chat.nudged or not quiet):
            raise BotError(f"{self.rule.key} is sealed: it may only whisper, or open a form")
        if not any(isinstance(one, Recorded) for one in effects):
            return
        if not self.rule.sealed:
            raise BotError(f"{self.rule.key} takes answers in confidence: make its form sealed")
        if len(effects) > 1:
            raise BotError(f"{self.rule.key}: that an answer is kept, Piazza itself says")

    def _uses_power(self, chat: Chat) -> bool:
        """Whether this is to be noted in the same transaction: what only reads is noted apart."""
        if chat.audited and not self.rule.is_power:
            raise BotError(f"{self.rule.key}: say with `only` or `also` which role it uses")
        if self.rule.reads:
            return False
        return bool(chat.audited or (self.rule.only and not only_opens(chat.effects)))

    def _only_opened(self, effects: Sequence[Effect]) -> bool:
        """Whether a button or a shortcut has opened a form, as it is to do each time it is used."""
        again = self.private or isinstance(self.event.what, Pressed | Picked | Chosen)
        return again and only_opens(effects)

    def note_power(self, db: Session, why: Why) -> None:
        """Say in the audit that the asker used the power this rule is."""
        assert self.asker is not None
        source, key = self.event.workspace, self.rule.key
        audit.note(db.connection(), self.clock(), source, self.asker.id, key, why)

    def _is_ours(self, db: Session, what: Reacted | Replied) -> bool:
        """Whether it was done to a card whose skill takes it; that skill's rule goes on."""
        about = whereabouts.about(db.connection(), self.event.workspace, what.place)
        if about is None:
            raise Early
        skill, _, self._about = about.partition(":")
        if skill in self.takers:
            self.rule = self.takers[skill]
        return skill in self.takers

    def _first_time(self, db: Session) -> bool:
        event, now = self.event, self.clock()
        # When somebody answered would tell who it was.
        at = datetime.combine(now, time.min, now.tzinfo) if self.rule.sealed else now
        return take(db.connection(), event.workspace, self._key(), event.user, at)

    def _key(self) -> str:
        if isinstance(self.event.what, Submitted) and self.sealed:
            return f"form:{self.sealed.arguments[0]}"
        return self.event.key

    def _people(self, db: Session) -> Mapping[str, Person]:
        ids = {self.event.user} | self._involved()
        now = self.clock()
        people = lookup.find_people(db.connection(), self.event.workspace, ids, now)
        missing = ids - people.keys() - self.nobody
        if self.event.user in missing and self.sealed and self.sealed.addressee != ANYONE:
            # It was for somebody we knew: who asked to be forgotten is not looked up again.
            raise Rejected(core("gone"), None)
        wanted = self._groups_named()
        self._groups = (
            groups.find(db.connection(), self.event.workspace, wanted, now) if wanted else {}
        )
        strange = wanted - self._groups.keys() - self.nobody
        missing |= self._doubted(people.get(self.event.user))
        if missing or strange:
            raise Unknown(missing, strange)
        return people

    def _doubted(self, asker: Person | None) -> set[str]:
        """The asker's id, once, where it is not clear that they have left: they seem to be here.

        One of their accounts was closed, and of the other nothing was heard for long.
        """
        if asker is None or asker.active or len(asker.identities) < 2 or self._asked_again:
            return set()
        self._asked_again = True
        return {self.event.user}

    def _groups_named(self) -> set[str]:
        return group_refs(self.said.said) if self.said and self._reads_line else set()

    @property
    def _reads_line(self) -> bool:
        """Whether what follows the command is looked at."""
        return self.rule.form is not None and not self.rule.form.sealed

    def _involved(self) -> set[str]:
        match self.event.what:
            case Called() if self.said and self._reads_line:
                return refs(self.said.said)
            case Picked(author=author):
                return {author} if author else set()
            case Replied(said=said):
                return refs(said)
            case Submitted(values=values) if self.rule.form:
                return {
                    one for name in _people_fields(self.rule.form) for one in values.get(name) or ()
                }
            case _:
                return set()

    def _permitted(self) -> Person:
        asker = self.asker
        if self.event.user in self.forgotten:
            raise Refused(core("was_forgotten"))
        if asker is None or self.event.stranger or not self.house.welcomes(asker):
            raise Refused(NOT_FOR_YOU)
        if self.sealed and self.sealed.addressee not in (ANYONE, asker.id):
            raise Refused(core("gone"))
        return asker

    def _settled(self, db: Session, asker: Person) -> Person:
        """The asker, who from now on is written to where this is; for most that is no news."""
        here = self.event.workspace
        unmoved = self.rule.reads or self.rule.sealed
        if unmoved or len(asker.identities) < 2 or asker.home == here:
            return asker
        homes.settle(db.connection(), asker.id, here)
        return replace(asker, home=here)

    def _check_role(self, chat: Chat) -> None:
        if self.rule.only and not self.rule.only & chat.person.roles:
            raise Refused(self._only(chat))

    def _only(self, chat: Chat) -> Text:
        role = Role.CM if Role.CM in self.rule.only else min(self.rule.only)
        holders = self.house.holders(chat.db, role, chat.now)
        if holders:
            return core("only_for", holders=holders, count=len(holders))
        return core("only_for_nobody")

    def _chat(self, db: Session, asker: Person) -> Chat:
        event, place = self.event, self._place()
        channel = Channel(event.workspace, place) if place else None
        chat = Chat(db, self.clock(), event.workspace, self.rule.skill, self.house, asker, channel)
        chat._postable, chat._is_waited_for = self.postable, True
        chat.aloud = isinstance(event.what, Called) and event.what.aloud
        self._check_role(chat)
        return chat

    def _place(self) -> str:
        """Where this is; a form is where it was opened."""
        if isinstance(self.event.what, Submitted) and self.sealed:
            return str(self.sealed.arguments[1])
        return self.event.channel or ""

    def _call(self, chat: Chat, people: Mapping[str, Person]) -> None:
        rule, what = self.rule, self.event.what
        match what:
            case Called() if rule.form:
                self._call_line(chat, rule.form, people)
            case Called() | Visited() | Chosen():
                rule.run(chat)
            case Pressed():
                rule.run(chat, *self._arguments())
            case Reacted():
                rule.run(chat, int(self._about))
            case Picked():
                place = Channel(self.event.workspace, self.event.channel or "")
                author = people.get(what.author)
                rule.run(chat, Message(author, what.text, place, what.message, what.link))
            case Replied():
                rule.run(chat, int(self._about), self._replied(chat, what, people))
            case Submitted() if rule.form:
                self._call_form(chat, rule.form, _with_people(rule.form, what.values, people))

    def _replied(self, chat: Chat, what: Replied, people: Mapping[str, Person]) -> Message:
        """What was said, with whoever is mentioned in it by their name."""
        text = "".join(one if isinstance(one, str) else _at(one, people) for one in what.said)
        place = Channel(self.event.workspace, self.event.channel or "")
        return Message(chat.person, text.strip(), place, what.message, what.link)

    def _arguments(self) -> tuple[Any, ...]:
        given = self.sealed.arguments if self.sealed else ()
        if tuple(type(one) for one in given) != self.rule.arguments:
            raise Refused(core("gone"))
        return given

    def _call_line(self, chat: Chat, form: type[Form], people: Mapping[str, Person]) -> None:
        if form.sealed:
            chat.open(form)
            return
        asks = asked_by(form, chat, None)
        fields = self._asked(chat, form, asks)
        line = self._line(chat, fields, people)
        chat.groups = line.groups
        chat.in_group = any(one.with_asker for one in line.groups)
        values, problems = read_form(fields, line.values)
        problems = {**problems, **line.problems(form)}
        named = [one.id for one in line.groups]
        self.draft = Open(form, line.values, in_group=chat.in_group, groups=named, asks=asks)
        if problems:
            shown = _worth_saying(problems | _not_listed(form, line), form, line)
            chat.effects.append(replace(self.draft, problems=shown))
        else:
            self.rule.run(chat, form(**gathered(form, asks, values)))

    def _line(self, chat: Chat, fields: Sequence[Field], people: Mapping[str, Person]) -> Line:
        said = self.said.said if self.said else ()
        wanted = names_in(said)
        called = {**self._groups_called(chat, wanted), **self._named(chat, wanted)}
        teams = {id_: self._taking_part(group) for id_, group in self._groups.items()}
        known: dict[str, Who] = {**people, **teams}
        return read_line(fields, tokens(said, known, called))

    def _groups_called(self, chat: Chat, called: Sequence[str]) -> dict[str, Sequence[Who]]:
        db, workspace = chat.db.connection(), self.event.workspace
        found = groups.named(db, workspace, called, chat.now) if called else {}
        return {handle: [self._taking_part(group)] for handle, group in found.items()}

    def _taking_part(self, group: Group) -> Group:
        """A group without the asker, and without who may not take part."""
        others = (one for one in group.people if one != self.asker and self.house.welcomes(one))
        return replace(group, people=tuple(others), with_asker=self.asker in group.people)

    def _named(self, chat: Chat, called: Sequence[str]) -> Mapping[str, Sequence[Person]]:
        db, workspace = chat.db.connection(), self.event.workspace
        return lookup.named(db, workspace, called, chat.now) if called else {}

    def _with_written(self, chat: Chat, form: type[Form], raw: Mapping[str, Any]) -> dict[str, Any]:
        """The raw values, with whoever is meant in the place of names that were written."""
        written = {
            name: names.split(str(raw.get(name) or ""))
            for name, spec in form.fields.items()
            if spec.kind == "names"
        }
        # Of more than a field takes, it does not matter who they are.
        wanted = [
            one.lower()
            for name, found in written.items()
            if len(found) <= form.fields[name].most
            for one in found
        ]
        people = self._named(chat, wanted)
        return {**raw, **{name: names.meant(found, people) for name, found in written.items()}}

    def _asked(self, chat: Chat, form: type[Form], asks: Sequence[Question]) -> list[Field]:
        who, skill = chat.person, self.rule.skill
        words = Words(self.catalogue, who.language, who.zone, skill)
        return asked(form, self.house.settings(skill), words, asks)

    def _call_form(self, chat: Chat, form: type[Form], raw: Mapping[str, Any]) -> None:
        opened = read(self.sealed.arguments[3:] if self.sealed else ())
        asks = asked_by(form, chat, opened.concerns)
        if opened.asked and opened.asked != digest(asks):
            self.draft = _anew(form, opened, asks) if asks else None
            raise Refused(core("form.other_questions") if asks else core("gone"))
        meant = self._with_written(chat, form, raw)
        values, problems = read_form(self._asked(chat, form, asks), meant)
        self._recall_groups(chat, opened)
        self.draft = Open(form, raw, problems, concerns=opened.concerns, asks=asks)
        if problems:
            raise Refused(next(iter(problems.values())))
        filled = form(**gathered(form, asks, values))
        filled.concerns = opened.concerns
        self.rule.run(chat, filled)

    def _recall_groups(self, chat: Chat, opened: Opened) -> None:
        """What the command that opened the form had named."""
        chat.in_group = opened.in_group
        if opened.groups:
            ids = opened.groups
            found = groups.find(chat.db.connection(), self.event.workspace, ids, chat.now)
            chat.groups = tuple(self._taking_part(one) for one in found.values())

    def _queue(self, db: Session, chat: Chat) -> Set[str]:
        place = self.event.what.place if isinstance(self.event.what, Pressed) else None
        return queue_effects(
            db.connection(),
            chat.effects,
            cause=f"{self.event.workspace}/{self._key()}",
            workspace=self.event.workspace,
            skill=self.rule.skill,
            # Read here, so that of two versions of a card the one stored later is the newer.
            now=self.clock(),
            router=self.house.router,
            place=dict(place) if place else None,
            by=self.asker,
        )


def only_opens(effects: Sequence[Effect]) -> bool:
    """Whether a form was opened and nothing else done: that is no use of a power yet."""
    return bool(effects) and all(isinstance(one, Open) for one in effects)


def _at(ref: Ref, people: Mapping[str, Person]) -> str:
    found = people.get(ref.id)
    return f"@{found.name if found else ref.shown or ref.id}"


def _anew(form: type[Form], opened: Opened, asks: Sequence[Question]) -> Open:
    """A form that goes on with what it asks now."""
    return Open(
        form,
        in_group=opened.in_group,
        groups=opened.groups,
        concerns=opened.concerns,
        asks=asks,
        anew=True,
    )


def _not_listed(form: type[Form], line: Line) -> dict[str, Text]:
    """What to say of people whom the command named and the form's list does not show."""
    problems = {}
    for field_ in _people_fields(form):
        if others := [one for one in line.values.get(field_, ()) if not one.identities]:
            problems[field_] = core("form.not_listed", names=others, count=len(others))
    return problems


def _worth_saying(problems: Mapping[str, Text], form: type[Form], line: Line) -> Mapping[str, Text]:
    """What is wrong with what was typed, and what is missing where it is one thing only.

    Of a form that is still to be filled in nothing is wrong before anybody has touched it.
    """
    if not (line.values or line.unclear or line.groups):
        return {}
    typed = {*line.values, *line.problems(form), *_not_listed(form, line)}
    missing = problems.keys() - typed
    if len(missing) == 1:
        return problems
    return {name: one for name, one in problems.items() if name in typed}


def _people_fields(form: type[Form]) -> list[str]:
    return [name for name, spec in form.fields.items() if spec.kind in CHOSEN]


def _with_people(
    form: type[Form], values: Mapping[str, Any], people: Mapping[str, Person]
) -> dict[str, Any]:
    raw = dict(values)
    for name in _people_fields(form):
        raw[name] = [people[one] for one in values.get(name) or () if one in people]
    return raw
