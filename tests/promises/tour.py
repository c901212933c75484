"""A tour: people who try out everything a skill offers, with short words and with long ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import cycle
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel
from structlog.testing import capture_logs

from bot import Card, Role, Skill
from bot.forms import Field
from bot.insight.oracle.oracle import Oracle
from bot.report import Period
from bot.runtime.built_in import skill as built_in
from bot.runtime.outgoing import Answer, WordedCard, WordedForm
from bot.testing import WORKSPACE, Member, Reply, Shown, Team
from bot.texts import core
from handlers.slack.render import message
from handlers.slack.views import answer_view, view
from tests.promises.obliging import Obliging
from tests.promises.powers import Watch
from tests.slack_world import faults as beyond_limits

LONG = "A long way round: Ünïcödé 😀 & <b> *stars* `code` @here https://example.org "
# So that not everything says the same.
TOPICS = (
    "bicycles in rain",
    "soup at noon",
    "a louder bell",
    "invoices by train",
    "the roof garden",
    "winter gloves",
    "chess on Fridays",
    "a map of cables",
    "fewer keys",
    "yellow helmets",
    "goats for grass",
    "a choir at work",
    "shorter queues",
)
# Somebody whom only the HR file knows.
UNLISTED = "Zeno Senza"
STEP, STEPS, FEW_STEPS, MIDWAY = timedelta(hours=3), 9 * 8, 2 * 8, 5 * 8
APART = timedelta(days=3)
BYSTANDERS = 6
DAY = timedelta(days=1)
# Of buttons that do the same, so many are pressed on private answers, and on all others.
PRESSES, FEW, MANY = 500, 1, 2


class Tour:
    """A team that walks through skills; `faults` is what broke or did not fit on the way."""

    def __init__(
        self,
        skills: Sequence[Skill],
        *,
        settings: Mapping[str, BaseModel] | None = None,
        database_url: str | None = None,
    ) -> None:
        self.skills = skills
        self.team = Team(skills, settings=settings, database_url=database_url, strict=False)
        house = self.team.app.house
        house.oracle = Oracle(Obliging(), self.team.conf.llm, house.company)
        self.people = [
            self.team.member("Bob Ross"),
            self.team.member("Anna Neri", language="it"),
            self.team.member("Cora Conti", language="it", role=Role.CM),
            self.team.member("Dora" + " Maximiliana" * 12, zone="Asia/Tokyo"),
        ]
        # Some things take more people than do something here.
        for number in range(BYSTANDERS):
            self.team.member(f"Bystander{number}")
        bob, anna, *_ = self.people
        first_day = self.team.now.date() + DAY
        self.team.employ(bob)
        self.team.employ(anna, manager=bob, started=first_day)
        self.team.employee(UNLISTED, manager=bob.id, started=first_day)
        self.faults: list[str] = []
        self._drawn: dict[int, WordedCard] = {}
        self._pressed: set[tuple[str, str]] = set()
        self._alike: Counter[tuple[str, str]] = Counter()
        self._private: list[tuple[Member, Shown]] = []
        self._long = self._sealed = False
        self.watch = Watch()
        self._topics = cycle(TOPICS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.team.close()

    def walk(self) -> None:
        """Do everything twice, and let two days pass in between, and nine."""
        with capture_logs() as logged, self.watch.of(self.team.app):
            for self._long in (False, True):
                self._use_everything()
                self._press_everything()
                if any(skill.plans for skill in self.skills):
                    self._let_days_pass(STEPS if self._long else FEW_STEPS)
                self._press_everything()
            # Of what could be taken away nothing may be left: there has to be something to know.
            # What is kept for a few days only has to be asked for again.
            self._use_everything()
            self._press_everything()
            self._use_everything()
            self._press_everything(private=False)
            self.team.tick(DAY)
            self._report()
        wrong = [line for line in logged if line["log_level"] == "error"]
        self.faults += [f"{line['event']} in {line.get('rule', '?')}" for line in wrong]
        self.faults = list(dict.fromkeys(self.faults))

    def _let_days_pass(self, steps: int) -> None:
        for step in range(steps):
            self.team.tick(STEP)
            self._look_around()
            if step == MIDWAY:
                self._press_everything(private=False)

    def mark(self, member: Member) -> str:
        """A word that nobody else writes."""
        return f"zq{member.id.lower()}qz"

    def confidence(self, member: Member) -> str:
        """The same, where it is typed into a sealed form."""
        return f"zs{member.id.lower()}sz"

    def _use_everything(self) -> None:
        for member in self.people:
            for words in self._lines(member):
                self._answered(member, f"/{words}", member.types(f"/{words}"))
            for skill in self.skills:
                for name in skill.shortcuts:
                    picked = member.picks(name, by=self._other(member), text=self.mark(member))
                    self._answered(member, f"shortcut {name}", picked)
                for name in skill.global_shortcuts:
                    self._answered(member, f"shortcut {name}", member.chooses(name))

    def _lines(self, member: Member) -> Iterator[str]:
        other = self._other(member).profile.handle
        # Of Piazza's own only what is for some: to be forgotten is asked for elsewhere.
        own = {path: rule for path, rule in built_in.commands.items() if path[0] == "cm"}
        for commands in (*(skill.commands for skill in self.skills), own):
            for path, rule in commands.items():
                yield " ".join(path)
                if rule.form is not None:
                    # Named in somebody else's words a person stays there: those are not theirs.
                    kinds = {field.kind for field in rule.form.fields.values()}
                    whom = f"@{other} " if kinds & {"person", "people"} else ""
                    yield f"{' '.join(path)} {whom}{self._words(member, 100, 200)}"
                    yield f"{' '.join(path)} {self.mark(member)}"
        yield "piazza"
        yield "piazza whatyouknow"

    def _other(self, member: Member) -> Member:
        return self.people[(self.people.index(member) + 1) % len(self.people)]

    def _answered(self, member: Member, doing: str, reply: Reply) -> None:
        """Look at an answer; where it is a form, send it off as it is, and filled in."""
        self._look(member, doing, reply.answer)
        if reply.answer.form is None:
            return
        self._sealed = self._is_sealed(reply.form)
        filled = self._filled(member, reply.form)
        self._sealed = False
        for values in ({}, filled):
            sent = member.fills(reply.form, **values)
            self._look(member, f"the form of {doing}", sent.answer)

    def _is_sealed(self, form: WordedForm) -> bool:
        key = self.team.app.seal.open(WORKSPACE, form.token).key.removeprefix("form:")
        return self.team.app.house.router.forms[key].sealed

    def _filled(self, member: Member, form: WordedForm) -> dict[str, Any]:
        found = {one.spec.name: self._value(member, one.spec, one.options) for one in form.fields}
        days = [one.spec.name for one in form.fields if one.spec.kind == "date"]
        # Of several days each is some after the one before.
        later = {name: self.team.now.date() + n * APART for n, name in enumerate(days)}
        return found | {name: day.isoformat() for name, day in later.items()}

    def _value(self, member: Member, spec: Field, options: Sequence[tuple[str, str]]) -> Any:
        match spec.kind:
            case "person" | "people":
                return [self._other(member)]
            case "names":
                return UNLISTED if self._long else self._other(member).profile.name
            case "text":
                words = self._words(member, spec.min_length, spec.max_length)
                return words.replace(" ", "\n", 1) if spec.multiline else words
            case "choices":
                return [name for name, _ in options]
            case "choice" | "choices":
                return self._chosen(spec, [option for option, _ in options])
            case "scale":
                return str(spec.high if self._long else spec.low)

    def _chosen(self, spec: Field, options: list[str]) -> str | list[str]:
        if spec.kind == "choices":
            return options[: spec.most or None]
        return options[-1 if self._long else 0] if options else ""

    def _words(self, member: Member, least: int, most: int) -> str:
        """Words of somebody's own, recognisable wherever they turn up."""
        length = most if self._long else min(most, least + 30)
        mark = self.confidence(member) if self._sealed else self.mark(member)
        return f"{mark} {next(self._topics)} {LONG * (length // len(LONG) + 1)}"[:length].strip()

    def _press_everything(self, *, private: bool = True) -> None:
        """Press what hangs in channels and boxes, each button once by each who may.

        What hangs on private answers comes last: much of it takes back what was done.
        """
        self._alike.clear()
        for _ in range(PRESSES):
            todo = next(self._unpressed(private), None)
            if todo is None:
                return
            member, label, shown = todo
            self._answered(member, f"button {label!r}", member.presses(label, on=shown))
        self.faults.append(f"after {PRESSES} presses there are still new buttons")

    def _unpressed(self, private: bool) -> Iterator[tuple[Member, str, Shown]]:
        for member, shown in self._within_reach():
            for button in shown.card.buttons:
                if self._is_new(member, button.token) and self._is_rare(member, button.token, MANY):
                    yield member, button.label, shown
        while private and self._private:
            member, shown = self._private[0]
            for button in shown.card.buttons:
                if self._is_new(member, button.token) and self._is_rare(member, button.token, FEW):
                    yield member, button.label, shown
            self._private.pop(0)

    def _is_new(self, member: Member, token: str) -> bool:
        """Whether somebody has not pressed it yet."""
        new = (member.id, token) not in self._pressed
        self._pressed.add((member.id, token))
        return new

    def _is_rare(self, member: Member, token: str, most: int) -> bool:
        """Whether somebody has pressed no more than this of the kind."""
        key = member.id, self.team.app.seal.open(WORKSPACE, token).key
        self._alike[key] += 1
        return self._alike[key] <= most

    def _within_reach(self) -> Iterator[tuple[Member, Shown]]:
        """The cards with buttons, with everybody who can press them; of many alike a few."""
        readers = {one.id: [one] for one in self.people}
        for box, cards in list(self.team.platform.boxes.items()):
            for shown in [*cards[:2], *cards[-2:]]:
                yield from ((member, shown) for member in readers.get(box, self.people))

    def _report(self) -> None:
        """Every skill's report, for both languages."""
        today = self.team.now.date()
        for first in (today - timedelta(days=7), today - timedelta(days=365)):
            period = Period(first, today + timedelta(days=1), "Europe/Rome")
            tell = partial(self.team.app.house.report, period=period, now=self.team.now)
            sections = self.team.app.database.read_now(tell)
            for member in self.people[:2]:
                teller = self.team.app.answering.teller(WORKSPACE, member.person, "bot")
                self._fits("the report", teller.card(Card(core("done"), sections=sections)))

    def _look(self, member: Member, doing: str, answer: Answer) -> None:
        for card in (answer.card, answer.late):
            if card is not None:
                self._fits(doing, card)
        if answer.card is not None and answer.card.buttons:
            self._private.append((member, Shown(answer.card)))
        if answer.form is not None:
            wrong = beyond_limits(view(answer.form), "modal")
            self.faults += [f"{doing}: {fault}" for fault in wrong]
        self._look_around()

    def _look_around(self) -> None:
        for box, cards in self.team.platform.boxes.items():
            for shown in cards[-2:]:
                self._fits(f"what {box} reads", shown.card)

    def _fits(self, doing: str, card: WordedCard) -> None:
        if id(card) in self._drawn:
            return
        self._drawn[id(card)] = card
        drawn = message(card, WORKSPACE)
        wrong = beyond_limits(drawn, "message")
        wrong += beyond_limits(answer_view(card, "Close", WORKSPACE), "modal")
        rows = [block["elements"] for block in drawn["blocks"] if block["type"] == "actions"]
        if sum(map(len, rows)) != len(card.buttons):
            wrong.append("not all of its buttons fit the platform")
        self.faults += [f"{doing}: {fault}" for fault in wrong]
