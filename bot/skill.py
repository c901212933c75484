"""A skill: a value that collects plain, typed functions and says when each is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, get_type_hints, overload

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.cards import Card, Fact, Section
from bot.chat import Chat
from bot.delivery.schedule import OnDayOff, Schedule
from bot.doors import Column, Door, Exporting, Failing, Feeding, Hooking, Importing, Opening
from bot.errors import SetupError
from bot.forms import Form
from bot.insight.experiments.looking import Counting
from bot.insight.gauge import Level
from bot.insight.lessons import Labels, Lesson
from bot.insight.pointing import Offer, Titles
from bot.insight.themes.pool import Said
from bot.insight.themes.topic import Topic
from bot.insight.weeks import Weeks
from bot.people import Message, Person, Role
from bot.report import Move, Period, Step, Suggestion, Voice, Waits
from bot.scene import Scene
from bot.store.tables import Table
from bot.texts import Text
from bot.work import Work

P = ParamSpec("P")
F = TypeVar("F", bound=Form)
T = TypeVar("T")
D = TypeVar("D", "Rule", Door, Offer)
# One of these roles is needed; a Role is a text, which is why the type is written out.
Only = Role | tuple[Role, ...] | None
Plain = Callable[[Chat], None]
Posting = Callable[[Chat, Period], None]
Gauging = Callable[[Chat, Period], Level | None]
Picking = Callable[[Chat, Message], None]
Wording = Callable[[Person], Card]
GivenWording = Callable[[Person, T], Card]
PairWording = Callable[[Person, Person], Card]
# It may ask for the ids of those the words are for, as `people`, and for the skill's settings.
Giving = Callable[Concatenate[Session, Period, ...], T]
Audience = Callable[Concatenate[Session, Period, ...], Select[int]]
Pairs = Callable[Concatenate[Session, Period, ...], Select[int, int]]
Concerning = Callable[Concatenate[Session, Person, ...], bool]
# A name, or a function of the skill's settings that gives one.
Emoji = str | Callable[[Any], str]
Reporting = Callable[Concatenate[Session, Period, ...], Section | None]
Voicing = Callable[Concatenate[Session, Period, ...], Sequence[Voice]]
Waiting = Callable[Concatenate[Session, ...], Sequence[Waits]]
Moving = Callable[Concatenate[Session, Weeks, ...], Sequence[Move]]
Beginning = Callable[Concatenate[Session, ...], Step | None]
Suggesting = Callable[Concatenate[Session, Weeks, ...], Sequence[Suggestion]]
Telling = Callable[[Session, Sequence[int]], Mapping[int, str]]
Dating = Callable[[Session, Sequence[int]], Mapping[int, Said]]
Speaking = Callable[Concatenate[Session, Topic, ...], Sequence[Text]]
Teaching = Callable[Concatenate[Session, ...], Sequence[Lesson]]
Greeting = Callable[[Chat], Card | None]
Reacting = Callable[[Chat, int], None]
Replying = Callable[[Chat, int, Message], None]
# A function of the skill's settings.
When = Callable[[Any], bool]
Playing = Callable[[Scene], None]
Expiring = Callable[[Session, datetime, int], int]
Knowing = Callable[Concatenate[Session, Person, ...], Sequence[Fact]]
# It may return which things are gone, by the ids that cards are `about`.
Forgetting = Callable[Concatenate[Session, Person, ...], Iterable[int] | None]


# What every sealed interaction is called where a name is written down.
PRIVATE: Final = "private"


class Settings(BaseModel):
    """Base of a skill's settings: what `app.yaml` may say under the skill's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in: the function, what it needs, who may use it.

    `only` are the roles of which one is needed, empty where everybody may; then `also` are those
    with which one may do it to what is not one's own. `reads` runs it beside the writer, on a
    connection that cannot write. Of what is `sealed` nobody learns who did it. A
    job that is `passing` is begun once, and dropped however that ends.
    """

    skill: str
    name: str
    run: Callable[..., None]
    form: type[Form] | None = None
    only: frozenset[Role] = frozenset()
    reads: bool = False
    arguments: tuple[type, ...] = ()
    sealed: bool = False
    passing: bool = False
    also: frozenset[Role] = frozenset()

    def __post_init__(self) -> None:
        if self.sealed and (self.only or self.also):
            raise SetupError(f"{self.key}: who uses a power is noted, so it can't be sealed")

    @property
    def key(self) -> str:
        """The rule's name over all skills: what buttons and open forms carry."""
        return f"{self.skill}.{self.name}"

    @property
    def is_power(self) -> bool:
        """Whether a role is used by it, or may be."""
        return bool(self.only or self.also)


def needed(only: Only) -> frozenset[Role]:
    """The roles of which one is needed."""
    return frozenset({only} if isinstance(only, Role) else only or ())


@dataclass(frozen=True, slots=True)
class Nudge:
    """A scheduled word to each person of an audience, in that person's own time.

    It goes to nobody to whom it has gone in the `every` - 1 weeks before, and to nobody to whom
    one of the skill's nudges named in `unless` has gone in the same week. It `counts` as one of
    the few times a week that somebody is spoken to unasked; a higher `priority` comes first.
    Of one that is `sealed` it is shown only for how many it is; it `reminds` of rounds of a kind,
    and does not come to who has answered. What is `given` for a week is the same for all its words.
    Of one that goes `by_day` audience and words are asked for the day on which it is due.
    It is meant `toward` an outcome; one that is not `testable` is never withheld to see whether it
    helps. Whom it `concerns` it can reach at all: nobody else finds it among what they get.
    """

    skill: str
    name: str
    when: Schedule
    audience: Audience | Pairs
    words: Wording | PairWording | GivenWording[Any]
    every: int = 1
    unless: tuple[str, ...] = ()
    priority: int = 0
    counts: bool = True
    sealed: bool = False
    reminds: str = ""
    given: Giving[Any] | None = None
    by_day: bool = False
    toward: str = ""
    testable: bool = True
    concerns: Concerning | None = None

    def __post_init__(self) -> None:
        if self.reminds and not self.sealed:
            raise SetupError(f"{self.key}: say sealed=True, for it {self.reminds!r} reminds")
        if self.sealed and self.every > 1:
            # What was sent is forgotten when its round closes.
            raise SetupError(f"{self.key}: it is sealed, so let its audience say in which weeks")

    @property
    def key(self) -> str:
        """The nudge's name over all skills."""
        return f"{self.skill}.{self.name}"

    @property
    def may_be_tested(self) -> bool:
        """Whether some may go without it for a while: nobody asked for it, and it is no secret."""
        return self.testable and self.counts and not self.sealed

    @property
    def own_time(self) -> bool:
        """Whether it comes at the same hour in every zone that people live in."""
        return True

    @property
    def on_day_off(self) -> OnDayOff:
        """What becomes of it while the company is closed."""
        return OnDayOff.WAITS

    @property
    def window(self) -> timedelta:
        """How late it may still come."""
        return timedelta(hours=4)

    def period(self, day: date, zone: str) -> Period:
        """What its audience is asked for when it is due on a day: the week, or the day itself."""
        if self.by_day:
            return Period(day, day + timedelta(days=1), zone)
        return Period.week_of(day, zone)


@dataclass(frozen=True, slots=True)
class Listening:
    """What takes the replies to a skill's cards, and with which settings it does."""

    rule: Rule
    when: When | None = None

    def with_(self, settings: BaseModel) -> bool:
        """Whether with these settings anybody listens."""
        return self.when is None or self.when(settings)


@dataclass(frozen=True, slots=True)
class Post:
    """Something said on a schedule in the company's time, or in that of each zone."""

    skill: str
    name: str
    when: Schedule
    run: Posting
    each_workspace: bool = False
    quiet: bool = False
    each_zone: bool = False
    upkeep: bool = False

    @property
    def key(self) -> str:
        """The post's name over all skills."""
        return f"{self.skill}.{self.name}"

    @property
    def own_time(self) -> bool:
        """Whether it comes at the same hour in every zone that people live in."""
        return self.each_zone

    @property
    def on_day_off(self) -> OnDayOff:
        """What becomes of it on a holiday and while the company is closed."""
        if self.upkeep:
            return OnDayOff.COMES
        return OnDayOff.WAITS if self.each_zone else OnDayOff.MOVES

    def period(self, day: date, zone: str) -> Period:
        """What it is run for: the week, or the day itself where it runs in each zone."""
        if self.each_zone:
            return Period(day, day + timedelta(days=1), zone)
        return Period.week_of(day, zone)


@dataclass(eq=False)
class Skill:
    """Everything Piazza knows of one skill; its name is also its folder's and its room of words.

    `home` holds `strings/` and `migrations/`; `tables` are the skill's own, named after it.
    """

    name: str
    home: Path
    tables: Sequence[type[Table]] = ()
    settings: type[BaseModel] = Settings
    commands: dict[tuple[str, ...], Rule] = field(default_factory=dict, init=False)
    forms: dict[type[Form], Rule] = field(default_factory=dict, init=False)
    buttons: dict[Callable[..., None], Rule] = field(default_factory=dict, init=False)
    jobs: dict[Callable[..., None], Rule] = field(default_factory=dict, init=False)
    shortcuts: dict[str, Rule] = field(default_factory=dict, init=False)
    global_shortcuts: dict[str, Rule] = field(default_factory=dict, init=False)
    reactions: dict[Emoji, Rule] = field(default_factory=dict, init=False)
    listening: Listening | None = field(default=None, init=False)
    nudges: list[Nudge] = field(default_factory=list, init=False)
    gauges: dict[str, Gauging] = field(default_factory=dict, init=False)
    outcomes: dict[str, Counting] = field(default_factory=dict, init=False)
    expirers: dict[str, Expiring] = field(default_factory=dict, init=False)
    posts: list[Post] = field(default_factory=list, init=False)
    exports: dict[str, Door] = field(default_factory=dict, init=False)
    importers: dict[str, Door] = field(default_factory=dict, init=False)
    feeds: dict[str, Door] = field(default_factory=dict, init=False)
    hooks: dict[str, Door] = field(default_factory=dict, init=False)
    offers: dict[str, Offer] = field(default_factory=dict, init=False)
    tab: Greeting | None = field(default=None, init=False)
    player: Playing | None = field(default=None, init=False)
    reporter: Reporting | None = field(default=None, init=False)
    waiters: list[Waiting] = field(default_factory=list, init=False)
    movers: list[Moving] = field(default_factory=list, init=False)
    beginner: Beginning | None = field(default=None, init=False)
    suggester: Suggesting | None = field(default=None, init=False)
    speaker: Voicing | None = field(default=None, init=False)
    teller: Telling | None = field(default=None, init=False)
    dater: Dating | None = field(default=None, init=False)
    counter: Speaking | None = field(default=None, init=False)
    teacher: Teaching | None = field(default=None, init=False)
    labels: Labels = field(default_factory=dict, init=False)
    knower: Knowing | None = field(default=None, init=False)
    forgetter: Forgetting | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        for table in self.tables:
            named = table.__tablename__
            if named != self.name and not named.startswith(f"{self.name}_"):
                raise SetupError(f"{self.name}: table {named!r} must be named {self.name}_...")

    @overload
    def command(
        self, words: str, /, *, only: Only = None, reads: bool = False, sealed: bool = False
    ) -> Callable[[Plain], Plain]: ...

    @overload
    def command(
        self,
        words: str,
        form: type[F],
        /,
        *,
        only: Only = None,
        reads: bool = False,
        sealed: bool = False,
    ) -> Callable[[Callable[[Chat, F], None]], Callable[[Chat, F], None]]: ...

    def command(
        self,
        words: str,
        form: type[Form] | None = None,
        /,
        *,
        only: Only = None,
        reads: bool = False,
        sealed: bool = False,
    ) -> Any:
        """Answer a command such as "kudos" or "kudos mine"; with a form, read its arguments.

        A sealed form reads none, and opens empty; what only opens one is `sealed`, too.
        """
        hidden = sealed or (form is not None and form.sealed)

        def add(run: Callable[..., None]) -> Callable[..., None]:
            path = tuple(words.split())
            name = "_".join(path)
            rule = Rule(self.name, name, run, form, needed(only), reads, sealed=hidden)
            self._once(self.commands, path, rule)
            if form is not None:
                self._once(self.forms, form, rule)
            return run

        return add

    def form(
        self, form: type[F], /, *, only: Only = None, also: Only = None
    ) -> Callable[[Callable[[Chat, F], None]], Callable[[Chat, F], None]]:
        """Take a form that only `chat.open` opens; `also` as for a button."""

        def add(run: Callable[[Chat, F], None]) -> Callable[[Chat, F], None]:
            name, roles = run.__name__, needed(only)
            rule = Rule(self.name, name, run, form, roles, sealed=form.sealed, also=needed(also))
            self._once(self.forms, form, rule)
            return run

        return add

    @overload
    def button(
        self, run: Callable[Concatenate[Chat, P], None], /
    ) -> Callable[Concatenate[Chat, P], None]: ...

    @overload
    def button(
        self,
        name: str,
        /,
        *,
        only: Only = None,
        reads: bool = False,
        sealed: bool = False,
        also: Only = None,
    ) -> Callable[[Callable[Concatenate[Chat, P], None]], Callable[Concatenate[Chat, P], None]]: ...

    def button(
        self,
        run: Any,
        /,
        *,
        only: Only = None,
        reads: bool = False,
        sealed: bool = False,
        also: Only = None,
    ) -> Any:
        """Take presses of the buttons bound to this function.

        Cards already posted carry the name: give one, and the function can be renamed. Of a
        `sealed` one nobody learns who pressed it. Of one that is for everybody, who has one of the
        roles of `also` may do more: where they do, the handler says so with `chat.audit`.
        """

        def add(run: Callable[..., None], name: str | None = None) -> Callable[..., None]:
            name, takes = name or run.__name__, argument_types(run)
            roles, more = needed(only), needed(also)
            rule = Rule(self.name, name, run, None, roles, reads, takes, sealed, also=more)
            if rule.name in {known.name for known in self.buttons.values()}:
                raise SetupError(f"{self.name}: two buttons are called {rule.name!r}")
            self.buttons[run] = rule
            return run

        if isinstance(run, str):
            return lambda function: add(function, run)
        return add(run)

    def job(
        self, name: str, /, *, sealed: bool = False, passing: bool = False
    ) -> Callable[[Callable[Concatenate[Work, P], None]], Callable[Concatenate[Work, P], None]]:
        """Do something that takes its time or needs the network, once `chat.later` asks for it.

        What still waits carries the name. It runs at least once: after a crash it begins anew. Of
        a `sealed` one that fails only its name is shown. One that is `passing` runs at most once,
        and nothing of what it was given is kept however that ends.
        """

        def add(run: Callable[Concatenate[Work, P], None]) -> Callable[Concatenate[Work, P], None]:
            takes = argument_types(run)
            rule = Rule(
                self.name, name, run, arguments=takes, sealed=sealed or passing, passing=passing
            )
            if name in {known.name for known in self.jobs.values()}:
                raise SetupError(f"{self.name}: two jobs are called {name!r}")
            self.jobs[run] = rule
            return run

        return add

    def shortcut(self, name: str, /, *, only: Only = None) -> Callable[[Picking], Picking]:
        """Offer something to do with a message; its label is the text `shortcut.<name>`."""

        def add(run: Picking) -> Picking:
            self._once(self.shortcuts, name, Rule(self.name, name, run, None, needed(only)))
            return run

        return add

    def global_shortcut(self, name: str, /, *, only: Only = None) -> Callable[[Plain], Plain]:
        """Offer something to do from anywhere; its label is the text `shortcut.<name>`."""

        def add(run: Plain) -> Plain:
            rule = Rule(self.name, name, run, None, needed(only))
            self._once(self.global_shortcuts, name, rule)
            return run

        return add

    def reaction(self, emoji: Emoji, /, *, only: Only = None) -> Callable[[Reacting], Reacting]:
        """Take a reaction, such as "tada", to a card of ours; it gets what the card is `about`.

        Which one may be a setting: then `emoji` is a function of the skill's settings.
        """

        def add(run: Reacting) -> Reacting:
            self._once(
                self.reactions, emoji, Rule(self.name, run.__name__, run, None, needed(only))
            )
            return run

        return add

    @overload
    def reply(self, run: Replying, /, *, when: When | None = None) -> Replying: ...

    @overload
    def reply(self, /, *, when: When | None = None) -> Callable[[Replying], Replying]: ...

    def reply(self, run: Replying | None = None, /, *, when: When | None = None) -> Any:
        """Take what somebody says in the thread of a card of ours; it gets its `about`, too.

        Whether anybody listens may be a setting: then `when` is a function of the skill's settings.
        Where nobody does, Slack is not asked for what people write.
        """

        def add(run: Replying) -> Replying:
            if self.listening is not None:
                raise SetupError(f"{self.name}: two functions take replies; keep one")
            self.listening = Listening(Rule(self.name, run.__name__, run), when)
            return run

        return add if run is None else add(run)

    def home_tab(self, run: Greeting, /) -> Greeting:
        """Tell the skill's part of somebody's home; None when there is nothing to tell."""
        self.tab = run
        return run

    @overload
    def nudge(
        self,
        name: str,
        when: Schedule,
        /,
        *,
        audience: Audience,
        every: int = 1,
        unless: Sequence[str] = (),
        priority: int = 0,
        counts: bool = True,
        toward: str = "",
        testable: bool = True,
        sealed: bool = False,
        reminds: str = "",
        by_day: bool = False,
        concerns: Concerning | None = None,
    ) -> Callable[[Wording], Wording]: ...

    @overload
    def nudge(
        self,
        name: str,
        when: Schedule,
        /,
        *,
        audience: Audience,
        given: Giving[T],
        every: int = 1,
        unless: Sequence[str] = (),
        priority: int = 0,
        counts: bool = True,
        toward: str = "",
        testable: bool = True,
        sealed: bool = False,
        reminds: str = "",
        by_day: bool = False,
        concerns: Concerning | None = None,
    ) -> Callable[[GivenWording[T]], GivenWording[T]]: ...

    @overload
    def nudge(
        self,
        name: str,
        when: Schedule,
        /,
        *,
        audience: Pairs,
        every: int = 1,
        unless: Sequence[str] = (),
        priority: int = 0,
        counts: bool = True,
        toward: str = "",
        testable: bool = True,
        by_day: bool = False,
        concerns: Concerning | None = None,
    ) -> Callable[[PairWording], PairWording]: ...

    def nudge(
        self,
        name: str,
        when: Schedule,
        /,
        *,
        audience: Audience | Pairs,
        given: Giving[Any] | None = None,
        every: int = 1,
        unless: Sequence[str] = (),
        priority: int = 0,
        counts: bool = True,
        toward: str = "",
        testable: bool = True,
        sealed: bool = False,
        reminds: str = "",
        by_day: bool = False,
        concerns: Concerning | None = None,
    ) -> Any:
        """Send each person of the audience a card at the local time; the function only words it.

        `audience` selects the ids of everybody it is for, at once, for the week it falls in; or
        pairs of ids, the second that of somebody whom the words are about. At most once in `every`
        weeks to one person, and not in a week in which one of the nudges `unless` has gone to them.
        What `counts` keeps to the company's limit a week (`attention`), and leaves room for what
        has a higher `priority` and is still to come; what people have asked for does not count.
        `given` looks up, once for many, what the words are made of besides the person; it may ask
        for the ids of these many as `people`, and for the skill's `settings`. It and the audience
        may ask for `works_on`, which says of a day whether the company works then; the audience for
        `among`, those besides whom nobody is looked for just then.
        One that goes `by_day` asks its audience for the day, and so is due on many days of a week.
        Of a `sealed` one nobody sees to whom it goes; it `reminds` of rounds of a kind, and then
        goes to everybody as far as anybody can see, and comes to those who have not answered.
        The community manager may have some go without a nudge for a while, to see whether more
        people reach the outcome it is meant `toward`; never without one that is not `testable`,
        such as a welcome. `concerns` says of a person whether it can reach them at all, as things
        stand; it may ask for `settings` and `now`. Without it, it can reach everybody.
        """
        if concerns is not None:
            wants(concerns)
        wants(audience, known=ASKED)
        if given is not None:
            wants(given, known=GIVEN)

        def add(words: Any) -> Any:
            one = Nudge(self.name, name, when, audience, words, every, tuple(unless))
            one = replace(one, priority=priority, counts=counts, sealed=sealed, reminds=reminds)
            one = replace(one, given=given, by_day=by_day, toward=toward, testable=testable)
            one = replace(one, concerns=concerns)
            self.nudges.append(one)
            return words

        return add

    def gauge(self, name: str, /) -> Callable[[Gauging], Gauging]:
        """Say how high something stands among all people at the end of a week, for the index.

        It is asked once a week and kept; None where that would tell of too few. Its label is the
        text `gauge.<name>`.
        """

        def add(run: Gauging) -> Gauging:
            if name in self.gauges:
                raise SetupError(f"{self.name}: two gauges are called {name!r}")
            self.gauges[name] = run
            return run

        return add

    def outcome(self, name: str, /) -> Callable[[Counting], Counting]:
        """Count how often each person did something in a period, such as "thanks_given".

        The function selects people's ids and how often; whether a nudge helps is told by it, for
        groups only. Its label is the text `outcome.<name>`.
        """

        def add(run: Counting) -> Counting:
            if name in self.outcomes:
                raise SetupError(f"{self.name}: two outcomes are called {name!r}")
            self.outcomes[name] = run
            return run

        return add

    def post(
        self,
        name: str,
        when: Schedule,
        /,
        *,
        each_workspace: bool = False,
        quiet: bool = False,
        each_zone: bool = False,
        upkeep: bool = False,
    ) -> Callable[[Posting], Posting]:
        """Run on a schedule in the company's zone; what it says is sent after the commit.

        `each_workspace` runs it for every workspace that is connected, not once for the company.
        `quiet` is for what mostly says nothing: nobody hears that it was left out. So is `upkeep`,
        which looks after things: it comes on its days, be they holidays or the company be closed.
        `each_zone` runs it at that hour in every zone in which people live, for the day there, also
        on weekends and holidays; only while the company is closed it does not.
        """
        if each_zone and each_workspace:
            raise SetupError(f"{self.name}: {name!r} runs in each zone or in each workspace")

        def add(run: Posting) -> Posting:
            where = each_workspace, quiet or upkeep, each_zone, upkeep
            self.posts.append(Post(self.name, name, when, run, *where))
            return run

        return add

    def sample(self, run: Playing, /) -> Playing:
        """Say what people of the sample company do with the skill in an hour of their work."""
        self.player = run
        return run

    def voices(self, run: Voicing, /) -> Voicing:
        """Give the digest people's own words of a period, those first that matter most.

        It gets the database and the period, and `settings` and `now` where it names them.
        """
        wants(run)
        self.speaker = run
        return run

    def texts(self, run: Telling, /) -> Telling:
        """Say what things of the skill say, by their numbers, for `chat.alike` to compare them.

        It is asked where numbers that were `chat.learn`ed have to be made anew.
        """
        self.teller = run
        return run

    def said(self, run: Dating, /) -> Dating:
        """Say when things of the skill were said, by their numbers: then they belong to themes.

        It takes `texts` as well, for what they say.
        """
        self.dater = run
        return run

    def speakers(self, run: Speaking, /) -> Speaking:
        """Say who speaks of a theme, a short sentence for each kind: "14 customers complain".

        It gets the database and the `Topic`, and `settings` and `now` where it names them. Of what
        was answered in confidence it tells what the gate has published, and nothing else.
        """
        wants(run)
        self.counter = run
        return run

    def lessons(self, labels: Labels, /) -> Callable[[Teaching], Teaching]:
        """Give texts with their labels, from which `chat.told` labels others; needs `texts`.

        `labels` says what each is for, and what it can be. The function gets the database, and
        `settings` and `now` where it names them. `chat.school` has learnt what is new in them.
        """

        def add(run: Teaching) -> Teaching:
            wants(run, after=1)
            self.teacher, self.labels = run, labels
            return run

        return add

    def things(
        self, kind: str, /, *, changed: Callable[[Work, int], None]
    ) -> Callable[[Titles], Titles]:
        """Let other skills point at things of this skill's; the function gives their titles.

        It gets their numbers, and leaves out what nobody can point at. `changed` is the job that
        hears when something points at one, with its number.
        """

        def add(run: Titles) -> Titles:
            self._once(self.offers, kind, Offer(self.name, kind, run, changed))
            return run

        return add

    def report(self, run: Reporting, /) -> Reporting:
        """Tell the community manager about a period; None when there is nothing to tell.

        It may ask for more by name: `settings` (the skill's) and `now`.
        """
        wants(run)
        self.reporter = run
        return run

    def waits(self, run: Waiting, /) -> Waiting:
        """Say what waits for an answer of those who organise; a skill may have several such.

        It gets the database, and `settings`, `now` and `house` where it names them.
        """
        wants(run, after=1, known=WAITING)
        self.waiters.append(run)
        return run

    def moves(self, run: Moving, /) -> Moving:
        """Say what moved in a week by more than its past lets expect; a skill may have several.

        It gets the database and the `Weeks`, which count and judge, and `settings`, `now` and
        `house` where it names them. The digest tells the most surprising of all.
        """
        wants(run, known=WAITING)
        self.movers.append(run)
        return run

    def begins(self, run: Beginning, /) -> Beginning:
        """Say what is to be done first with the skill, and whether it is; for the first weeks.

        It gets the database, and `settings`, `now` and `house` where it names them.
        """
        wants(run, after=1, known=WAITING)
        self.beginner = run
        return run

    def suggests(self, run: Suggesting, /) -> Suggesting:
        """Suggest what the community manager could say in public after a week.

        It gets the database and the `Weeks`, and `settings`, `now` and `house` where it names
        them. It names nobody who is not public already.
        """
        wants(run, known=WAITING)
        self.suggester = run
        return run

    def expires(self, kind: str, /) -> Callable[[Expiring], Expiring]:
        """Delete records of a kind that are older than an instant, at most so many at once.

        The function returns how many went. `retention` in `app.yaml` says after how many days.
        """

        def add(run: Expiring) -> Expiring:
            self.expirers[f"{self.name}.{kind}"] = run
            return run

        return add

    def export(
        self, kind: str, columns: Sequence[Column], /, *, only: Only = Role.CM
    ) -> Callable[[Exporting], Exporting]:
        """Tell all things of a kind for a spreadsheet or a program: a mapping of cells for each.

        The function gets the database, and `settings`, `now` and `period` where it names them: it
        tells what is of that period, which may be all time, in whose zone it has its days. Every
        cell has its column, and every column its gate; in the chat it is `only` for these roles,
        with () for nobody. What it is called is the text `export.<kind>`.
        """

        def add(run: Exporting) -> Exporting:
            wants(run, after=1, known=EXPORTED)
            roles = needed(only)
            self._once(self.exports, kind, Door(self.name, kind, run, columns=columns, only=roles))
            return run

        return add

    def imports(
        self, kind: str, titles: Mapping[str, Sequence[str]], /
    ) -> Callable[[Importing], Importing]:
        """Take over what another tool has kept: `piazza import` reads a file, this stores it.

        `titles` says for each field which columns it may be in, the best first. The function says
        of each line in turn what became of it; all that it stores is one transaction.
        """

        def add(run: Importing) -> Importing:
            self._once(self.importers, kind, Door(self.name, kind, run, titles))
            return run

        return add

    def feed(self, kind: str, /, *, when: Opening) -> Callable[[Feeding], Feeding]:
        """Tell what is new to programs that look again and again, `when` the settings say so.

        Everybody who reaches the inner side may read it, so that it is for what all may know. The
        function gets the database, and `settings` and `now` where it names them.
        """

        def add(run: Feeding) -> Feeding:
            wants(run, after=1)
            self._once(self.feeds, kind, Door(self.name, kind, run, when=when))
            return run

        return add

    def hook(
        self, kind: str, /, *, when: Opening, failed: Failing | None = None
    ) -> Callable[[Hooking], Hooking]:
        """Take what other programs send, signed, `when` the settings say so.

        It gets what was said and the program's name, such as "shop". Nobody asks in this chat, so
        nobody is answered; what is `Refused` the program is told, and `failed` can note it.
        """

        def add(run: Hooking) -> Hooking:
            self._once(self.hooks, kind, Door(self.name, kind, run, when=when, failed=failed))
            return run

        return add

    def knows(self, run: Knowing, /) -> Knowing:
        """Say everything the skill stores on a person; it may ask for `settings` and `now`, too."""
        wants(run)
        self.knower = run
        return run

    def forget(self, run: Forgetting, /) -> Forgetting:
        """Erase a person from the skill's tables; return the ids of what is gone, if cards show it.

        A card `about` one of them that still waits is never sent. It may ask for `settings` and
        `now`, too.
        """
        wants(run)
        self.forgetter = run
        return run

    @property
    def plans(self) -> list[Nudge | Post]:
        """Everything the skill does on a schedule."""
        return [*self.nudges, *self.posts]

    def _once(self, table: dict[Any, D], key: object, rule: D) -> None:
        if key in table:
            raise SetupError(f"{self.name}: {rule.name!r} is there twice")
        table[key] = rule


def argument_types(run: Callable[..., None]) -> tuple[type, ...]:
    """The types of what a button or a job carries; only int, str and bool travel."""
    hints: Mapping[str, Any] = get_type_hints(run)
    arguments = list(inspect.signature(run).parameters.values())[1:]
    for one in arguments:
        if one.kind is not one.POSITIONAL_OR_KEYWORD or one.default is not one.empty:
            raise SetupError(f"{run.__name__}: {one.name!r} must be plain and have no default")
        if (kind := hints.get(one.name)) not in (int, str, bool):
            raise SetupError(f"{run.__name__}: it carries int, str or bool, not {kind!r}")
    return tuple(hints[one.name] for one in arguments)


EXTRAS = frozenset({"settings", "now"})
WAITING = EXTRAS | {"house"}
EXPORTED = frozenset({"settings", "now", "period"})
GIVEN = frozenset({"settings", "people", "works_on"})
ASKED = frozenset({"works_on", "among"})


def wants(
    run: Callable[..., Any], after: int = 2, known: frozenset[str] = EXTRAS
) -> frozenset[str]:
    """What a function, such as a report, asks for `after` what it always gets."""
    more = list(inspect.signature(run).parameters.values())[after:]
    for one in more:
        if one.name not in known:
            may = " nor ".join(repr(name) for name in sorted(known, reverse=True))
            neither = "neither " if len(known) > 1 else "not "
            raise SetupError(f"{run.__name__}: {one.name!r} is {neither}{may}")
    return frozenset(one.name for one in more)
