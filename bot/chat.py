"""Chat: what a handler holds while it answers somebody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.asking import asked_by
from bot.cards import Card
from bot.delivery.withdrawal import maybe_there
from bot.delivery.working_days import works_on
from bot.directory.audit import Why
from bot.directory.circles import lack_only
from bot.directory.lookup import people_by_id
from bot.directory.teams import team_named
from bot.errors import BotError, Refused
from bot.forms import Form, check_names
from bot.people import Channel, Group, Person
from bot.privacy import rounds, thresholds
from bot.privacy.items import Item
from bot.privacy.rounds import Round
from bot.runtime.outgoing import (
    Effect,
    Later,
    Open,
    Recorded,
    Say,
    Send,
    Update,
    Whisper,
    Withdraw,
)
from bot.runtime.rooms import of_room
from bot.store.turns import take_turn
from bot.texts import Text, core

if TYPE_CHECKING:
    from bot.insight.heads import Told
    from bot.insight.likeness import Alike, Likeness
    from bot.insight.pointing import Thing
    from bot.insight.promises import Promise
    from bot.insight.twins import Twins
    from bot.runtime.house import House
    from bot.themes import Themes
    from bot.work import Work

S = TypeVar("S", bound=BaseModel)
Arguments = TypeVarTuple("Arguments")


class NotAsked(Exception):
    """Nobody has asked the platform yet whether Piazza may post in a channel."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.channel = channel


class NotLoaded(Exception):
    """What is needed to compare texts is not in memory yet, and no transaction waits for that."""


@dataclass(eq=False)
class Chat:
    """Who asks and where, the open transaction, and the verbs; effects happen after the commit.

    `now` is aware, in UTC. `house` is what spans all skills. `groups` are those named in the
    command, also before the form opened; the form has the people in them. `in_group`: the asker
    belongs to one of these. `due`: the instant a schedule runs for, which may be
    a while ago. `aloud`: it was said in a channel, before everybody.
    """

    db: Session
    now: datetime
    workspace: str
    skill: str
    house: House
    asker: Person | None = None
    channel: Channel | None = None
    effects: list[Effect] = field(default_factory=list)
    audited: Why | None = field(default=None, init=False)
    nudged: bool = field(default=False, init=False)
    groups: Sequence[Group] = field(default=(), init=False)
    in_group: bool = field(default=False, init=False)
    aloud: bool = field(default=False, init=False)
    due: datetime | None = field(default=None, init=False)
    _is_waited_for: bool = field(default=False, init=False)
    _postable: Mapping[str, bool] = field(default_factory=dict, init=False)

    @property
    def person(self) -> Person:
        """Who asks; on a schedule nobody does, and this is a BotError."""
        if self.asker is None:
            raise BotError("nobody asks here: this runs on a schedule")
        return self.asker

    @property
    def today(self) -> date:
        """The date on the asker's own calendar; on a schedule, on the company's."""
        zone = self.asker.clock if self.asker else ZoneInfo(self.house.company.zone)
        return self.now.astimezone(zone).date()

    def works_on(self, day: date) -> bool:
        """Whether the company works on a day: no weekend, no holiday, and not closed."""
        return works_on(self.house.company, day)

    def settings(self, model: type[S]) -> S:
        """The skill's settings, as `app.yaml` has them."""
        found = self.house.settings(self.skill)
        if not isinstance(found, model):
            raise BotError(f"{self.skill}: its settings are a {type(found).__name__}")
        return found

    def in_turn(self, what: str, *, shared: bool = False) -> None:
        """Wait until nobody else is at what the skill calls so, and be alone at it until the end.

        What is `shared` goes on beside others of its kind, and waits only for who is to be alone.
        """
        take_turn(self.db.connection(), f"{self.skill}:{what}", shared=shared)

    def people(self, ids: Iterable[int]) -> dict[int, Person]:
        """Everybody with these ids who is still known, by id."""
        return people_by_id(self.db.connection(), ids, self.now)

    def team_named(self, words: str, most: int) -> list[Person]:
        """Everybody with an account here in the teams that a text names; nobody if too many."""
        people = self.people(team_named(self.db, words, most)).values()
        return [one for one in people if self.workspace in one.identities.keys() - one.closed]

    def lacks_only_asker(self, people: Iterable[Person]) -> bool:
        """Whether these are all the others of a group or team of the asker's, or all there are."""
        ids = {one.id for one in people}
        return lack_only(self.db.connection(), self.person.id, ids, self.house.kinds)

    def can_post(self, channel: str) -> bool:
        """Whether Piazza may post in a channel; the platform is asked, and the handler run again.

        Call it before anything is done.
        """
        if channel not in self._postable:
            raise NotAsked(channel)
        return self._postable[channel]

    def say(
        self, card: Card | Text, *, to: str | Channel | None = None, at: datetime | None = None
    ) -> None:
        """Post a card for everybody in a channel: by name or id, or the one this is in.

        With `at`, at that instant.
        """
        channel = Channel(self.workspace, to) if isinstance(to, str) else to or self.channel
        if channel is None:
            raise BotError("say where: there is no channel here")
        self.effects.append(Say(_without_file(card), channel, _aware(at)))

    def send(
        self,
        card: Card | Text,
        *,
        to: Person,
        at: datetime | None = None,
        passing: bool = False,
        unasked: bool = False,
    ) -> None:
        """Send one person a direct message, with `at` at that instant.

        Who has no account in any chat gets none. Of one that is `passing` nothing is kept once it
        has left, nor where it can't: not even that it was sent. One that is `unasked` waits, as a
        nudge does, for the end of their quiet hours; who rests (`willing`) should get none.
        """
        self.effects.append(Send(_card(card), to, _aware(at), passing, unasked))

    def whisper(self, card: Card | Text) -> None:
        """Answer so that only the asker sees it."""
        if any(isinstance(effect, Whisper) for effect in self.effects):
            raise BotError("one answer is enough: whisper one card with several lines")
        self.effects.append(Whisper(_without_file(card)))

    def update(self, card: Card) -> None:
        """Bring every posted card about the same thing up to date."""
        if card.about is None:
            raise BotError("a card can be updated only when it says what it is about")
        self.effects.append(Update(_without_file(card)))

    @property
    def fewest(self) -> int:
        """So many have to answer before a figure is shown, in a round that opens now."""
        return thresholds.current(self.db.connection(), self.now, self.house.conf.privacy)

    def open_round(
        self,
        kind: str,
        items: Sequence[Item],
        *,
        closes: datetime,
        then: Callable[[Work, int], None] | None = None,
    ) -> Round:
        """Open a round of sealed answers for everybody who works here.

        `then` is the job of the skill that hears of its close, with the round's number. Refused
        while a round of this kind is open, or where the same was asked in the six days before.
        """
        house, db = self.house, self.db.connection()
        return rounds.open_(
            db,
            house.box.keys,
            skill=self.skill,
            kind=kind,
            items=items,
            k=self.fewest,
            now=self.now,
            closes=_aware(closes) or closes,
            workspace=self.workspace,
            then=house.router.job_key(then) if then else "",
        )

    def round(self, kind: str) -> Round | None:
        """The round of this kind that takes answers now, if there is one."""
        found = rounds.current(self.db.connection(), self.skill, kind)
        return found if found and found.is_open(self.now) else None

    def end_round(self, kind: str) -> None:
        """Take no more answers of the round of this kind; it is counted at once."""
        found = rounds.current(self.db.connection(), self.skill, kind)
        if found is None:
            raise Refused(core("ballot.none_open"))
        rounds.end(self.db.connection(), found, self.now)

    def cast(self, round_: int, answers: Mapping[str, int | None], comment: str = "") -> None:
        """Take the asker's answers to a round, sealed, in the place of those they gave before.

        What is not among `answers` was not answered. Refused when the round is over. Only for what
        is sealed; that the answers are kept, Piazza itself says.
        """
        db = self.db.connection()
        found = self.house.box.cast(db, round_, self.person, answers, comment, self.now)
        self.effects.append(Recorded(found.closes))

    def promise(self, words: str, *, owner: Person, due: date, about: int) -> Promise:
        """Promise something because of a thing of the skill's; everybody may read it.

        Refused where the day is over or the owner has left.
        """
        from bot.runtime.promising import keep

        return keep(self, words, owner, due, skill=self.skill, about=about)

    def fulfil(self, about: int) -> None:
        """Say that what was promised because of a thing of the skill's is done."""
        from bot.runtime.promising import fulfil

        fulfil(self, skill=self.skill, about=about)

    def alias(self) -> str:
        """What stands for the asker in the skill, another each time: 64 hexadecimal digits.

        Whose one is can't be told without the key to it, which does not lie with the data, nor
        whether two are the same person's.
        """
        return self.house.aliases.make(self.skill, self.person.id)

    def owns(self, alias: str) -> bool:
        """Whether an alias stands for the asker."""
        return self.house.aliases.stands_for(alias, self.skill, self.person.id)

    def learn(self, about: int, words: str) -> None:
        """Note what a thing of the skill's says, so that `alike` finds it from now on."""
        from bot.insight.themes import belonging

        self.check_loaded()
        if self.house.likeness(self.skill).learn(self.db.connection(), about, words):
            # It may speak of something else now.
            belonging.leave(self.db.connection(), self.skill, [about])

    def learn_new(self, words: Mapping[int, str]) -> None:
        """Note what new things of the skill's say, by their numbers; many are quicker together."""
        self.check_loaded()
        self.house.likeness(self.skill).learn_new(self.db.connection(), words)

    def owe(self, about: int) -> None:
        """Note that a new thing of the skill's says something, to be learnt by the next night.

        It is quicker than `learn`, for what nobody compares before.
        """
        self.house.likeness(self.skill).owe(self.db.connection(), [about])

    def unlearn(self, about: int) -> None:
        """Let `alike` find a thing of the skill's no more."""
        from bot.insight.themes import belonging

        self.house.likeness(self.skill).drop(self.db.connection(), [about])
        belonging.leave(self.db.connection(), self.skill, [about])

    def alike(self, words: str, most: int = 3) -> list[Alike]:
        """What the skill has learnt that says about the same as these words, the most alike first.

        Across languages where the extra `language` is installed, by shared words otherwise.
        """
        return self._comparing().alike(self.db.connection(), words, most)

    def _comparing(self) -> Likeness:
        """What the skill has learnt; what another encoder has learnt is learnt anew behind this."""
        from bot.runtime.relearning import relearn

        self.check_loaded()
        likeness = self.house.likeness(self.skill)
        if likeness.must_relearn(self.db.connection()):
            self.later(relearn, self.skill)
        return likeness

    def twins(self) -> Twins:
        """What tells of new things of the skill's which came before, in this transaction."""
        from bot.insight.twins import Twins

        return Twins(self._comparing(), partial(self.house.words_of, self.skill))

    def school(self) -> None:
        """Have what is new in the skill's lessons learnt, behind this."""
        from bot.runtime.schooling import learn

        self.later(learn, self.skill)

    @property
    def learns(self) -> bool:
        """Whether texts can be labelled by what was learnt: the extra `language` is installed."""
        return self.house.likeness(self.skill).coder().understands

    @property
    def themes(self) -> Themes:
        """What people speak of."""
        from bot.themes import Themes

        return Themes(self)

    def told(self, texts: Sequence[str]) -> list[Mapping[str, Told]]:
        """The labels of texts, by what each is for, as learnt from the skill's lessons.

        None at all where texts are compared by their words only. Each says how sure it is.
        """
        self.check_loaded()
        likeness = self.house.likeness(self.skill)
        coder = likeness.coder()
        heads = self.house.heads(self.skill, self.db.connection(), coder.name)
        if not heads:
            return [{} for _ in texts]
        numbers = likeness.vectors.of_all(coder, texts)
        told = {name: head.tell(numbers) for name, head in heads.items()}
        return [{name: each[place] for name, each in told.items()} for place in range(len(texts))]

    def things(self, kind: str, words: str, most: int = 3) -> list[Thing]:
        """Things of another skill that say about the same as these words; none without the skill.

        Not of a skill that compares nothing.
        """
        from bot.insight.pointing import Thing

        offer = self.house.router.offers.get(kind)
        if offer is None or not self.house.compares(offer.skill):
            return []
        self.check_loaded(offer.skill)
        found = self.house.likeness(offer.skill).alike(self.db.connection(), words, most)
        titles = offer.titles(self.db, [one.about for one in found])
        near = (one.about for one in found if one.about in titles)
        return [Thing(kind, number, titles[number]) for number in near]

    def offers(self, kind: str) -> bool:
        """Whether some skill here has things of this kind to be pointed at."""
        return kind in self.house.router.offers

    def thing(self, kind: str, number: int) -> Thing | None:
        """A thing of another skill by its number; None where there is none, or not that skill."""
        from bot.insight.pointing import Thing

        offer = self.house.router.offers.get(kind)
        title = offer.titles(self.db, [number]).get(number) if offer else None
        return None if title is None else Thing(kind, number, title)

    def point(self, about: int, at: Thing, weight: int) -> None:
        """Let a thing of the skill's speak for another skill's; `weight` is from 1 to 3.

        The other skill hears of it behind this.
        """
        from bot.insight import pointing

        pointing.point(self.db.connection(), self.skill, about, at.kind, at.number, weight)
        self.later(self.house.router.offers[at.kind].changed, at.number)

    def unpoint(self, abouts: Collection[int]) -> None:
        """Let things of the skill's that go speak for nothing; other skills hear of it behind this.

        Whoever forgets without a chat has the function of this name.
        """
        from bot.insight import pointing

        offers = self.house.router.offers
        told = pointing.targets(self.db.connection(), self.skill, abouts)
        pointing.unpoint(self.db, self.skill, abouts)
        for kind, number in told:
            if kind in offers:
                self.later(offers[kind].changed, number)

    def pointed_at(self, about: int) -> list[Thing]:
        """For what things of other skills a thing of the skill's speaks."""
        from bot.insight import pointing

        at = pointing.pointed_at(self.db.connection(), self.skill, about)
        return [one for kind, number in at if (one := self.thing(kind, number)) is not None]

    def check_loaded(self, skill: str = "") -> None:
        """Do it later instead, where somebody waits and the encoder is still to be loaded."""
        coder = self.house.likeness(skill or self.skill).coder()
        if self._is_waited_for and not coder.is_loaded:
            raise NotLoaded

    def takes(self, count: int) -> Text:
        """How long it takes until so many messages have left, in words."""
        from bot.runtime.underway import takes

        return takes(self, count)

    def nudge(self, name: str) -> bool:
        """Have a nudge of the skill go now to everybody it is for, where it was not sent today.

        False where it was everywhere.
        """
        from bot.delivery import planner, runs

        self.nudged = True
        [found] = [one for one in self.house.nudges(self.skill) if one.name == name]
        due = planner.Planner(self.house, lambda: self.now).today(self.db, found, self.now)
        runs.begin(self.db, due, self.now)
        return bool(due)

    def recall(self, name: str, since: datetime, until: datetime) -> None:
        """Take back, behind this, what a nudge of the skill's brought to people in a time."""
        from bot.runtime.recalling import carried, recall

        self.later(recall, f"{self.skill}.{name}", carried(since), carried(until))

    def audit(self, reason: str, *, about: Person | None = None) -> None:
        """Give the reason for what is done with a power, and whom it is about; all may read it.

        In what is for everybody it says that a role was used, one that the rule has as `also`.
        """
        self.audited = Why(reason, about.id if about else None)

    def withdraw(self, about: int) -> bool:
        """Take back every card about a thing: what waits is not sent, what is posted removed.

        False when one may have arrived unnoticed: it can't be found, and may still be there.
        """
        self.effects.append(Withdraw(about))
        return not maybe_there(self.db.connection(), f"{self.skill}:{about}")

    def later(
        self,
        run: Callable[[Work, *Arguments], None],
        /,
        *arguments: *Arguments,
        at: datetime | None = None,
    ) -> None:
        """Have a job of the skill done behind this, soon or with `at` from that instant on."""
        self.effects.append(Later(run, arguments, _aware(at)))

    @property
    def can_ask(self) -> bool:
        """Whether a job that began now could ask a language model."""
        return self.house.oracle.is_open(self.db.connection(), self.now)

    def open(
        self,
        form: type[Form],
        note: Text | None = None,
        /,
        *,
        concerns: int | None = None,
        **values: Any,
    ) -> None:
        """Open a form for the asker, with some fields filled in; one that is sealed opens empty.

        The number of what it `concerns` comes back with it, as do the `groups` that were named.
        The `note` stands on top of it.
        """
        check_names(form, values)
        if form.sealed and values:
            raise BotError(f"{form.__name__} is sealed: nothing can be filled in")
        asks = asked_by(form, self, concerns)
        named = [one.id for one in self.groups]
        opened = Open(form, values, {}, self.in_group, named, concerns, asks)
        said = of_room(note, self.skill) if note else None
        self.effects.append(replace(opened, note=said))


def _card(card: Card | Text) -> Card:
    return Card(card) if isinstance(card, Text) else card


def _without_file(card: Card | Text) -> Card:
    found = _card(card)
    if found.file is not None:
        raise BotError("a file is for one person: send it to them")
    return found


def _aware(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise BotError("say in which zone: an instant is a datetime with one")
    return at
