"""Who may do what, over every skill: each way in for each who could try it.

`table.yaml` says it for each way in, by hand: what is new and has no row there fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from bot import Kind, Role
from bot.delivery.tables import delivery, inbox, job
from bot.directory import roles
from bot.directory.tables import audit
from bot.runtime import discover
from bot.runtime.exporting import open_to
from bot.runtime.incoming import Called, Incoming, Visited, What
from bot.runtime.outgoing import Answer
from bot.testing import WORKSPACE, Member, Team
from skills.ideas.settings import IdeasSettings
from tests.matrix.ways import IN_CHAT, NOWHERE, THERE, Sender, Way, table, ways

TABLE = Path(__file__).with_name("table.yaml")
SKILLS = discover.load_skills(sorted(discover.installed(discover.SKILLS)))
OUTSIDERS = ("guest", "bot", "stranger", "deactivated", "of another organisation")
SORRY = "Sorry, Piazza is for the members of this organisation."
ONLY = "Only the community manager can do that: Cora. Write to them directly."
GONE = "This no longer works. Please use the command instead."


@dataclass(frozen=True)
class House:
    """A company with every skill, somebody of each kind, and thanks that everybody can see."""

    team: Team
    people: Mapping[str, Member]
    post: Mapping[str, str]

    @property
    def ways(self) -> list[Way]:
        """Every way in that a person of a chat can take."""
        found = ways(self.team.app.house.router)
        return [one for one in found if one.kind in (*IN_CHAT, "reply")]

    def sender(self, kind: str) -> Sender:
        """What makes the events of somebody of a kind."""
        seal, author = self.team.app.seal, self.people["member"].id
        return Sender(seal, self.people[kind].person.id, self.post, author)

    def answers(self, kind: str, whats: Sequence[What], workspace: str = WORKSPACE) -> list[Answer]:
        """What somebody gets for each of what they send."""
        return self.team.run(self._answers(kind, whats, workspace))

    async def _answers(self, kind: str, whats: Sequence[What], workspace: str) -> list[Answer]:
        who, stranger = self.people[kind].id, kind == "of another organisation"
        events = (
            Incoming(workspace, f"{kind}-{next(self.team.numbers)}", who, one, "C1", stranger)
            for one in whats
        )
        return [await self.team.app.handle(one) for one in events]

    def stored(self) -> list[int]:
        """How much there is that could tell that somebody did something."""
        tables = (inbox, delivery, job, audit)
        counts = [sa.select(sa.func.count()).select_from(one) for one in tables]
        return self.team.app.database.read_now(lambda db: [db.scalar(one) or 0 for one in counts])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    settings = {"ideas": IdeasSettings(thread_comments=True)}
    with Team(SKILLS, settings=settings, strict=False) as team:
        people = {"cm": team.member("Cora", role=Role.CM), "member": team.member("Mia")}
        people["co-organiser"] = team.member("Coco", role=Role.CO_ORGANISER)
        people["workers' representative"] = team.member("Rita", role=Role.WORKERS_REPRESENTATIVE)
        former = people["former"] = team.member("Fred", role=Role.CM)
        for kind in OUTSIDERS:
            people[kind] = _outsider(team, kind)
        people["member"].types("/kudos @coco thank you for the patient review of my work")
        id_ = former.person.id
        team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))
        yield House(team, people, team.channel("#kudos")[0].place)


def _outsider(team: Team, kind: str) -> Member:
    """Somebody who does not belong here, and holds the role all the same."""
    if kind == "of another organisation":
        # It is the event that tells; here they seem to be one of us.
        return team.member("Otto")
    if kind == "deactivated":
        return team.member("Dora", active=False, role=Role.CM)
    return team.member(kind.title(), kind=Kind(kind), role=Role.CM)


def test_every_way_in_has_its_row(house: House) -> None:
    known = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    assert table(list(ways(house.team.app.house.router))) == known


def said(answer: Answer) -> str:
    """A refusal, without what echoes the asker's own words; all else counts."""
    assert (answer.form, answer.home, answer.late) == (None, (), None)
    assert answer.card is not None
    assert [*answer.card.buttons, *answer.card.facts, *answer.card.sections] == []
    words = "".join(run.text for run in answer.card.text)
    return re.sub(r"\nThis is what you typed, nothing is lost:$", "", words.strip())


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_who_does_not_belong_here_gets_the_same_word_whatever_they_try(
    house: House, kind: str
) -> None:
    before, sender = house.stored(), house.sender(kind)
    sent = [(way, what) for way in house.ways if (what := sender.sends(way, THERE))]
    sent.append((Way("home", "home"), Visited()))
    answers = house.answers(kind, [what for _, what in sent])
    wrong = {
        f"{way.kind} {way.name}": answer
        for (way, _), answer in zip(sent, answers, strict=True)
        if way.kind not in ("reaction", "reply") and said(answer) != SORRY
    }
    assert wrong == {}
    assert house.stored() == before


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("member", None),
        ("former", None),
        ("co-organiser", Role.CO_ORGANISER),
        ("workers' representative", Role.WORKERS_REPRESENTATIVE),
    ],
)
def test_who_may_not_reads_who_may_and_nothing_of_what_is_there(
    house: House, kind: str, role: Role | None
) -> None:
    before, sender = house.stored(), house.sender(kind)
    denied = [one for one in house.ways if one.rule and one.rule.only and role not in one.rule.only]
    sent = [(way, number) for way in denied for number in (THERE, NOWHERE)]
    whats = [what for way, number in sent if (what := sender.sends(way, number))]
    answers = house.answers(kind, whats)
    wrong = {
        f"{way.kind} {way.name} {number}": answer
        for (way, number), answer in zip(sent, answers, strict=True)
        if said(answer) != ONLY
    }
    assert wrong == {}
    assert house.stored() == before


def test_what_was_sealed_in_one_workspace_is_nothing_in_another(house: House) -> None:
    before, sender = house.stored(), house.sender("cm")
    sealed = [one for one in house.ways if one.kind in ("button", "form")]
    whats = [what for one in sealed if (what := sender.sends(one, THERE))]
    answers = house.answers("cm", whats, workspace="test:T2")
    assert {said(one).split("\n")[0] for one in answers} == {GONE}
    assert house.stored() == before


def test_a_power_in_the_table_is_a_power_in_the_chat(house: House) -> None:
    house_ = house.team.app.house
    doors = {
        kind: [one.name for one in open_to(house_, house.people[kind].person)]
        for kind in ("member", "former", "co-organiser", "workers' representative")
    }
    assert doors == {
        "member": [],
        "former": [],
        "co-organiser": [],
        "workers' representative": ["audit"],
    }
    menus = {who: house.answers(who, [Called("cm")])[0] for who in ("member", "former")}
    assert {said(one) for one in menus.values()} == {ONLY}


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("co-organiser", Role.CO_ORGANISER),
        ("workers' representative", Role.WORKERS_REPRESENTATIVE),
        ("cm", Role.CM),
    ],
)
def test_who_may_is_neither_refused_nor_let_down(house: House, kind: str, role: Role) -> None:
    sender = house.sender(kind)
    theirs = [one for one in house.ways if one.rule and role in one.rule.only]
    whats = [what for one in theirs if (what := sender.sends(one, NOWHERE))]
    for way, answer in zip(theirs, house.answers(kind, whats), strict=True):
        words = "".join(run.text for run in answer.card.text) if answer.card else ""
        assert "can do that" not in words, way.name
        # What a button carries in words is ours, and never these.
        ours = way.rule is not None and str in way.rule.arguments
        assert ours or "went wrong here" not in words, way.name
