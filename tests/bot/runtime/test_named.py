"""Colleagues without an account: written by name in a form, found by a plain @ in a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import Chat, Form, Kind, Person, Skill, named, people, t, text
from bot.runtime import names
from bot.runtime.platform import Profile
from bot.testing import Member, Reply, Team
from tests.bot.delivery.rows import deliveries

EN = """\
name: Thank
command: {thank: thank somebody, praise: praise somebody, write: write names}
thank: {title: Thank, to: To, others: Others, words: Words}
praise: {title: Praise, to: To, words: Words}
write: {title: Write, others: Others, words: Words}
said: "{to} | {others} | {words}"
again: Again
"""
IT = """\
thank: {title: Grazie, to: A, others: Altri, words: Parole}
"""


class Thank(Form):
    """Whom the list shows, and whom it does not."""

    to: list[Person] = people(default=[])
    others: list[Person] = named(most=3, default=[])
    words: str = text(min_length=5)


class Praise(Form):
    """Nothing but the list."""

    to: list[Person] = people()
    words: str = text(min_length=5)


class Write(Form):
    """Nothing but names."""

    others: list[Person] = named()
    words: str = text(min_length=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team], tmp_path: Path) -> Team:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "en.yaml").write_text(EN)
    (tmp_path / "strings" / "it.yaml").write_text(IT)
    skill = Skill("thank", home=tmp_path)

    def told(chat: Chat, to: list[Person], others: list[Person], words: str) -> None:
        chat.whisper(
            t("said", to=[x.name for x in to], others=[x.name for x in others], words=words)
        )
        for one in others:
            chat.send(t("again"), to=one)

    @skill.command("thank", Thank)
    def thank(chat: Chat, form: Thank) -> None:
        told(chat, form.to, form.others, form.words)

    @skill.command("praise", Praise)
    def praise(chat: Chat, form: Praise) -> None:
        told(chat, form.to, [], form.words)

    @skill.command("write", Write)
    def write(chat: Chat, form: Write) -> None:
        told(chat, [], form.others, form.words)

    team = team_of(skill)
    team.employee("Maria Rossi")
    team.employee("Niccolò D'Agostò")
    return team


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Baker")


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann Archer")


def filled(who: Member, others: str) -> Reply:
    return who.fills(who.types("/thank"), others=others, words="hello there")


@pytest.mark.parametrize(
    ("written", "whom"),
    [
        ("Maria Rossi", "Maria Rossi"),
        ("maria  ROSSI, @ann", "Maria Rossi and Ann Archer"),
        ("NICCOLÒ D'AGOSTÒ\nMaria Rossi", "Niccolò D'Agostò and Maria Rossi"),
        ("Ann Archer e Maria Rossi", "Ann Archer and Maria Rossi"),
        ("Ann Archer and Maria Rossi", "Ann Archer and Maria Rossi"),
        (";Maria Rossi; maria rossi,,", "Maria Rossi"),
        ("ann, Ann Archer", "Ann Archer"),
        (" , ;", ""),
        ("", ""),
    ],
)
def test_written_names_are_people(bob: Member, ann: Member, written: str, whom: str) -> None:
    assert filled(bob, written).text == f" | {whom} | hello there"


def test_what_is_not_clear_is_named_and_stays_as_it_was_written(team: Team, bob: Member) -> None:
    for _ in range(2):
        team.member("Luca Verdi")
    written = "Maria Rossi, Luca Verdi e Nobody Known"
    reply = filled(bob, written)
    assert list(reply.problems) == ["others"]
    assert "Luca Verdi and Nobody Known" in reply.problems["others"]
    field = next(one for one in reply.form.fields if one.spec.name == "others")
    assert field.value == written
    assert bob.fills(reply, others="Maria Rossi").text == " | Maria Rossi | hello there"


def test_more_than_are_asked_for_are_too_many(bob: Member) -> None:
    assert "3" in filled(bob, "a, b, c, d").problems["others"]


def test_leavers_bots_and_people_of_another_workspace_are_not_found(
    team: Team, bob: Member
) -> None:
    team.member("Leo Left", active=False)
    team.member("Rob Robot", kind=Kind.BOT)
    far = Profile("U77", "Fay Far", "fay", "fay@far.example", "Europe/Rome", "en")
    team.run(team.app.registry.remember("test:T2", [far]))
    for name in ("Leo Left", "Rob Robot", "Fay Far", "fay"):
        assert name in filled(bob, name).problems["others"]
        assert bob.types(f"/thank @{name} hello there", mentions=False).problems


def test_who_has_an_account_here_and_elsewhere_is_found(team: Team, bob: Member) -> None:
    far = Profile("U77", "Bob Baker", "bobby", "bob@example.org", "Europe/Rome", "en")
    team.run(team.app.registry.remember("test:T2", [far]))
    assert filled(bob, "Bob Baker").text == " | Bob Baker | hello there"


def test_a_command_finds_them_beside_those_of_the_list(bob: Member, ann: Member) -> None:
    said = bob.types("/thank @ann and @Maria Rossi for the long day")
    assert said.text == "Ann Archer | Maria Rossi | for the long day"
    said = bob.types("/write @Maria Rossi @ann for the long day")
    assert said.text == " | Maria Rossi and Ann Archer | for the long day"


def test_a_form_without_names_gets_them_in_its_list(bob: Member, ann: Member) -> None:
    said = bob.types("/praise @Maria Rossi for the long day")
    assert said.text == "Maria Rossi |  | for the long day"
    reply = bob.types("/praise @Maria Rossi @ann x")
    assert set(reply.problems) == {"to", "words"}
    assert "Maria Rossi" in reply.problems["to"]


def test_a_form_that_opens_has_them_written_out(bob: Member, ann: Member) -> None:
    reply = bob.types("/thank @Maria Rossi @ann x")
    values = {one.spec.name: one.value for one in reply.form.fields}
    assert values == {"to": [ann.id], "others": "Maria Rossi", "words": "x"}
    assert bob.fills(reply, words="hello").text == "Ann Archer | Maria Rossi | hello"


def test_a_name_that_is_not_clear_in_a_command_is_told_where_names_are_written(
    bob: Member,
) -> None:
    assert "Nobody" in bob.types("/write @Nobody Known hello there").problems["others"]


def test_who_has_no_account_is_sent_nothing(team: Team, bob: Member, ann: Member) -> None:
    filled(bob, "Maria Rossi, Ann Archer")
    assert [row.person_id for row in deliveries(team)] == [ann.person.id]
    assert [one.text for one in ann.inbox] == ["Again"]


def test_names_are_split_where_people_part_them() -> None:
    assert names.split("A B,C; D\r\nE e F and G ed H & I, @j.k") == [
        *("A B", "C", "D", "E", "F", "G", "H", "I", "j.k"),
    ]
    assert names.split("Andrea Edmondi, Sandy Anderson") == ["Andrea Edmondi", "Sandy Anderson"]
