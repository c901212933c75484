"""A command that only reads may ask for something in a form: nothing waits for those who write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot import Chat, Role, Skill, t
from bot.delivery.tables import inbox
from bot.directory.tables import audit
from bot.testing import Member, Team
from tests.bot import toy


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    skill = Skill("toy", home=toy.HOME)

    @skill.command("toy", toy.Note, only=Role.CM, reads=True)
    def look(chat: Chat, form: toy.Note) -> None:
        if form.words == "write":
            chat.db.execute(sa.delete(inbox))
        chat.whisper(t("said", who=chat.person, words=form.words))

    return team_of(skill, strict=False)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


def test_the_form_opens_keeps_what_is_wrong_and_is_answered(team: Team, cora: Member) -> None:
    form = cora.types("/toy a")
    assert form.problems["words"].startswith("Please write at least 2")
    wrong = cora.fills(form, words="a")
    assert [one.value for one in wrong.form.fields] == ["a"]
    assert cora.fills(wrong, words="abc").text == "Cora: abc"


def test_to_look_at_the_form_is_no_use_of_a_power_but_the_answer_is(
    team: Team, cora: Member
) -> None:
    form = cora.types("/toy")
    cora.fills(form, words="a")
    assert powers(team) == []
    cora.fills(form, words="abc")
    cora.types("/toy abc")
    assert powers(team) == ["toy.toy", "toy.toy"]


def test_sent_off_twice_it_is_answered_twice_and_nothing_is_stored(
    team: Team, cora: Member
) -> None:
    form = cora.types("/toy")
    assert [cora.fills(form, words="abc").text for _ in range(2)] == ["Cora: abc"] * 2
    assert rows(team, inbox) == 0


def test_who_may_not_does_not_get_it_from_a_form_either(team: Team, cora: Member) -> None:
    form = cora.types("/toy")
    bob = team.member("Bob")
    assert "community manager" in bob.types("/toy abc").text
    assert "Cora: abc" not in bob.fills(form, words="abc").text


def test_one_that_writes_even_so_stores_nothing_and_apologises(team: Team, cora: Member) -> None:
    cora.types("/piazza settings")
    reply = cora.fills(cora.types("/toy"), words="write")
    assert "went wrong" in reply.problems[""]
    assert [one.value for one in reply.form.fields] == ["write"]


def rows(team: Team, table: sa.Table) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    return team.app.database.read_now(lambda db: db.execute(query).scalar_one())


def powers(team: Team) -> list[str]:
    query = sa.select(audit.c.power).order_by(audit.c.id)
    return list(team.app.database.read_now(lambda db: db.execute(query).scalars().all()))
