"""Testing a nudge: first what could be seen at all, then some go without it for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.cards import Button, Card
from bot.chat import Chat
from bot.errors import Refused, SetupError
from bot.forms import Form, choice, text
from bot.insight.experiments import kept, looking
from bot.insight.experiments.chance import detectable
from bot.insight.experiments.kept import Plan
from bot.insight.experiments.looking import Before
from bot.people import Role
from bot.privacy import thresholds
from bot.report import Period
from bot.runtime.built_in import skill
from bot.runtime.planned import NAME, meant, table_of, titled
from bot.skill import Nudge
from bot.store.turns import take_turn
from bot.texts import Text, core

SHARES, WEEKS = ("10", "20", "50"), ("4", "6", "8")
# What 126 trials of two government units found on average, and 26 published papers (DellaVigna and
# Linos 2022, "RCTs to Scale: Comprehensive Evidence from Two Nudge Units", Econometrica 90).
USUAL, PUBLISHED = 1.4, 8.7


class TryOut(Form):
    """Which nudge some are to go without, for how long, and what it is hoped to change."""

    schedule: str = text(max_length=NAME)
    share: str = choice(SHARES)
    weeks: str = choice(WEEKS)
    outcome: str = text(max_length=NAME, default="")


class StopTest(Form):
    """Which nudge is to go to everybody again."""

    schedule: str = text(max_length=NAME)


@skill.command("cm nudges test", TryOut, only=Role.CM, reads=True)
def test(chat: Chat, form: TryOut) -> None:
    """Say what a test of a nudge could see, and ask whether it is meant."""
    nudge = _nudge(chat, form.schedule)
    outcome = _outcome(chat, nudge, form.outcome)
    share, weeks = int(form.share), int(form.weeks)
    found = _before(chat, nudge, outcome, share, weeks)
    least = detectable(found.got, found.held, found.base, weeks)
    chat.whisper(
        Card(
            core("experiment.ask", what=titled(chat, nudge), share=share, weeks=weeks),
            lines=[
                core("experiment.counted", outcome=outcome_of(chat, outcome)),
                core("experiment.groups", got=found.got, held=found.held),
                core("experiment.base", weeks=weeks, base=points(found.base)),
                *_advice(least),
                core("experiment.told"),
            ],
            buttons=[Button(core("experiment.start"), start, nudge.key, outcome, share, weeks)],
        )
    )


@skill.button("experiment_open", only=Role.CM, reads=True)
def try_out(chat: Chat, name: str) -> None:
    """Open the form, with what the nudge is meant for."""
    nudge = _nudge(chat, name)
    chat.open(TryOut, schedule=nudge.key, outcome=nudge.toward)


def _advice(least: float | None) -> Sequence[Text]:
    """What could be seen, and whether it is worth it."""
    if least is None:
        return [core("experiment.sees_nothing"), core("experiment.pointless")]
    sees = core("experiment.sees", points=points(least), usual=USUAL)
    if points(least) > PUBLISHED:
        return [sees, core("experiment.pointless")]
    return [sees, core("experiment.doubtful" if points(least) > USUAL else "experiment.sound")]


def points(share: float) -> float:
    """A share in points."""
    return round(100 * share, 1)


def _nudge(chat: Chat, name: str) -> Nudge:
    plan = meant(chat, name)
    if not isinstance(plan, Nudge):
        raise Refused(core("nudges.no_nudge", what=titled(chat, plan)), field="schedule")
    if not plan.may_be_tested:
        raise Refused(core("experiment.never", what=titled(chat, plan)), field="schedule")
    if table_of(chat).paused(plan):
        raise Refused(core("nudges.rests", what=titled(chat, plan), key=plan.key), field="schedule")
    if plan.key in kept.running(chat.db.connection(), chat.now):
        raise Refused(core("experiment.already", what=titled(chat, plan)), field="schedule")
    return plan


def _outcome(chat: Chat, nudge: Nudge, said: str) -> str:
    """The outcome that is meant; of the nudge's own skill its short name will do."""
    name = said.strip().casefold() or nudge.toward
    for one in (name, f"{nudge.skill}.{name}"):
        if one in chat.house.outcomes:
            return one
    names = sorted(chat.house.outcomes)
    key = "experiment.no_outcome" if names else "experiment.no_outcomes"
    values = {"names": names} if names else {}
    raise Refused(core(key, **values), field="outcome")


def outcome_of(chat: Chat, outcome: str) -> Text | str:
    """What an outcome is called; by its name, where its skill is no longer there."""
    room, _, name = outcome.partition(".")
    there = chat.house.has_words(room, f"outcome.{name}")
    return Text(f"outcome.{name}", {}, room) if there else outcome


def _before(chat: Chat, nudge: Nudge, outcome: str, share: int, weeks: int) -> Before:
    """What a test would begin with; Refused where a group would be too small to be shown."""
    try:
        found = _drawn(chat, nudge, outcome, share, weeks)
    except SetupError:
        raise Refused(core("verdict.no_key"), field="schedule") from None
    fewest = thresholds.standing(chat.db.connection(), chat.house.conf.privacy)
    if min(found.got, found.held) < fewest:
        raise Refused(core("experiment.too_few", count=fewest), field="share")
    return found


def _drawn(chat: Chat, nudge: Nudge, outcome: str, share: int, weeks: int) -> Before:
    db, zone = chat.db, chat.house.company.zone
    today = _today(chat)
    past = Period(today - timedelta(weeks=weeks), today, zone)
    if not kept.running(db.connection(), chat.now):
        # Another key than that of a test that goes on would draw other lots.
        chat.house.lots.make()
    counting = chat.house.outcomes[outcome]
    return looking.before(db, chat.house.lots, nudge.key, share, counting, past)


def _today(chat: Chat) -> date:
    return chat.now.astimezone(chat.house.company.clock).date()


@skill.button("experiment_start", only=Role.CM)
def start(chat: Chat, name: str, outcome: str, share: int, weeks: int) -> None:
    """Begin the test that was looked at."""
    take_turn(chat.db.connection(), "experiments")
    nudge = _nudge(chat, name)
    outcome = _outcome(chat, nudge, outcome)
    found = _before(chat, nudge, outcome, share, weeks)
    least = detectable(found.got, found.held, found.base, weeks)
    test = kept.begin(
        chat.db.connection(),
        Plan(nudge.key, outcome, share, weeks, least),
        today=_today(chat),
        zone=chat.house.company.zone,
        fewest=thresholds.standing(chat.db.connection(), chat.house.conf.privacy),
        by=chat.person.id,
        now=chat.now,
    )
    chat.audit(f"{nudge.key}: {outcome}, {share} %, {weeks} weeks")
    until = test.until.astimezone(chat.house.company.clock).date()
    done = core("experiment.started", what=titled(chat, nudge), until=until)
    chat.whisper(Card(done, lines=[core("experiment.how")], buttons=[stop_button(nudge.key)]))


def stop_button(name: str) -> Button:
    """The button that ends a test."""
    return Button(core("experiment.stop"), stop_now, name)


@skill.command("cm nudges stop", StopTest, only=Role.CM)
def stop(chat: Chat, form: StopTest) -> None:
    """Have a nudge go to everybody again."""
    stop_now(chat, meant(chat, form.schedule).key)


@skill.button("experiment_stop", only=Role.CM)
def stop_now(chat: Chat, name: str) -> None:
    """The same, from a button; also of a nudge that is no longer there."""
    test = kept.running(chat.db.connection(), chat.now).get(name)
    if test is None:
        raise Refused(core("experiment.none_runs", name=name))
    kept.stop(chat.db.connection(), test.id, chat.now)
    chat.audit(name)
    chat.whisper(core("experiment.stopped", name=name))
