"""The pulse and sealed polls under attack: who answered, what, and what is hidden stays unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import Role
from bot.directory.employees import Employee
from bot.privacy.tables import ballot
from bot.testing import Member, Shown, Team
from skills import cm, kudos, pulse
from tests.attacks.canary import WORD, WORDS
from tests.attacks.listening import loud
from tests.attacks.seen import Onlooker
from tests.attacks.spill import everything_logged
from tests.attacks.views import Views, changes
from tests.skills.pulse.conftest import employed

Capture = pytest.CaptureFixture[str]
Record = Callable[[str, object], None]
APP_YAML = "company: {name: Aurora, languages: [en, it]}\nskills: {pulse: , kudos: , cm: }\n"
CREW = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    skills = [pulse.skill, kudos.skill, cm.skill]
    with Team(skills, database_url=database_url, start="2026-11-22 07:00") as team:
        yield team


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def crew(team: Team, cora: Member) -> list[Member]:
    people = [team.member(f"Person{number}") for number in range(CREW)]
    team.tick("2026-11-23 10:00")
    return people


@pytest.fixture
def poll(team: Team, crew: list[Member]) -> Shown:
    """A sealed poll, as it stands in its channel."""
    crew[5].types("/poll Is it too loud? | yes | no #sealed", channel="#lunch")
    team.tick(timedelta(minutes=1))
    return team.channel("#lunch")[-1]


def given(form: Any, value: str = "4", comment: str = "") -> dict[str, Any]:
    names = [one.spec.name.removeprefix("answers_") for one in form.form.fields]
    return {"answers": {name: value for name in names if name != "O1"} | {"O1": comment}}


def test_a9_whatever_somebody_does_with_the_pulse_looks_like_a_call_for_help(
    team: Team, cora: Member, crew: list[Member], poll: Shown, capsys: Capture
) -> None:
    bob = crew[0]
    with loud():
        onlooker = Onlooker(team, cora, capsys)
        shown, form, ballot_ = onlooker.lists(), bob.types("/pulse"), bob.presses("Vote", on=poll)
        helped = onlooker.difference(lambda: bob.types("/piazza help"))
        [invited] = [one for one in bob.inbox if "Answer" in one.buttons][:1]
        acts: list[Callable[[], object]] = [
            partial(bob.types, "/pulse"),
            partial(bob.types, "/pulse", aloud=True),
            partial(bob.presses, "Answer", on=invited),
            partial(bob.presses, "Why nobody can see it", on=invited),
            partial(bob.fills, form, **given(form, "2", WORDS)),
            partial(bob.fills, form, **given(form, "5")),
            partial(bob.fills, bob.types("/pulse"), **given(form, "3")),
            partial(bob.fills, form, **given(form, "-")),
            partial(bob.fills, form, **given(form, "9", WORDS * 50)),
            partial(bob.presses, "Vote", on=poll),
            partial(bob.fills, ballot_, vote={"option": "0"}),
            partial(bob.fills, ballot_, vote={"option": "1"}),
            partial(bob.fills, ballot_, vote={"option": "7"}),
        ]
        for act in acts:
            seen = onlooker.difference(act)
            quiet = [line for line in seen["log"] if "held the writer" not in line]
            assert seen | {"log": quiet} == helped, act
        assert onlooker.lists() == shown


def test_a9_no_command_home_or_channel_tells_of_an_answer(
    team: Team,
    cora: Member,
    crew: list[Member],
    poll: Shown,
    tmp_path: Path,
    record_property: Record,
) -> None:
    (tmp_path / "app.yaml").write_text(APP_YAML)
    bob, views = crew[0], Views(team, cora, crew[1], tmp_path)
    form, vote = bob.types("/pulse"), bob.presses("Vote", on=poll)
    # That somebody looks is noted; from the fifth time on it is always the same.
    for _ in range(4):
        views.in_chat()
    assert changes(views.in_chat, lambda: bob.types("/piazza help")) == {}
    assert changes(views.in_chat, partial(bob.fills, form, **given(form, "1", WORDS))) == {}
    assert changes(views.in_chat, partial(bob.fills, vote, vote={"option": "0"})) == {}
    record_property(
        "attack", f"A9: the pulse and a poll, {len(views.commands)} commands, none tells"
    )


def test_a6_no_word_and_no_answer_comes_out(
    team: Team,
    crew: list[Member],
    capfd: Capture,
    record_property: Record,
) -> None:
    bob = crew[0]
    with everything_logged(capfd) as spill:
        form = bob.types("/pulse")
        for values in (
            given(form, "2", WORDS),
            given(form, "9", WORDS),
            given(form, "-", WORDS * 9),
        ):
            answer = bob.fills(form, **values).answer
            spill.add("answers", str((answer.card, answer.late)))
        team.tick("2026-11-25 12:00")
        spill.look(team.app.database, team._folder)
        # Fewer than ten have answered: what they wrote is never shown.
        team.tick("2026-11-26 19:00")
        spill.look(team.app.database, team._folder)
        for box in team.platform.boxes.values():
            spill.add("boxes", *(one.text for one in box))
        assert spill.hits == []
    record_property("attack", f"A6: the pulse, {spill.size} bytes, none of them an answer")


def test_a10_one_person_with_two_accounts_has_one_ballot(team: Team, crew: list[Member]) -> None:
    bob = crew[0]
    away = team.account(bob)
    for who, value in ((bob, "1"), (away, "5"), (bob, "3")):
        form = who.types("/pulse")
        assert who.fills(form, **given(form, value)).text.startswith("Recorded")
    count = sa.select(sa.func.count()).select_from(ballot)
    assert team.app.database.read_now(lambda db: db.scalar(count)) == 1


UNITS = {"Workshop": 14, "Office": 13, "Attic": 3}


def _hired(team: Team) -> list[Member]:
    """A company of three parts, of which one is far too small."""
    named = [
        (unit, team.member(f"{unit}{n} Smith"))
        for unit, count in UNITS.items()
        for n in range(count)
    ]
    page = [
        Employee(one.id, one.profile.name, one.profile.email, "Acme", unit) for unit, one in named
    ]
    employed(team, page)
    return [one for _, one in named]


def test_a4_what_is_hidden_is_in_no_card_picture_page_or_table(
    team: Team, cora: Member, record_property: Record
) -> None:
    members = _hired(team)
    team.tick("2026-11-23 10:00")
    for number, one in enumerate(members):
        form = one.types("/pulse")
        one.fills(form, **given(form, str(1 + number % 5)))
    team.tick("2026-11-26 19:00")
    told = cora.inbox[-1]
    hidden = "Attic"
    chart = told.card.picture
    assert chart is not None
    rows = dict(zip(chart.names, chart.chart.series, strict=True))
    assert hidden in rows, list(rows)
    assert {value for _, value in rows[hidden].points} == {None}
    assert f"{hidden}: Acceptance too few to say" in chart.alt
    for unit in ("Everybody", "Workshop"):
        assert None not in {value for _, value in rows[unit].points}
    for label in ("As a page", "As a table"):
        cora.presses(label, on=told)
        file = cora.inbox[-1].file
        assert file is not None
        # What is read out beside a table was looked at above: it is the same.
        seen = re.sub(r'<p class="spoken">.*?</p>', "", file.text)
        for line in re.split(r"\r?\n|</tr>", seen):
            if hidden in line:
                assert not re.search(r"\d[.,]\d", line), line
        assert WORD not in file.text
    record_property("attack", "A4: a part of three people: in no card, picture, page or table")
