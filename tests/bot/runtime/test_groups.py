"""Groups: people named as one count as themselves, wherever people are asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot import Card, Chat, Form, Group, Kind, Person, Skill, people, person, t, text
from bot.directory import groups
from bot.directory.tables import user_group, user_group_member
from bot.runtime.letters import pack, unpack
from bot.runtime.platform import GroupProfile
from bot.runtime.router import Router
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy


class Greet(Form):
    """Whom to greet, and how."""

    to: list[Person] = people(most=3)
    words: str = text()


class Ask(Form):
    """Whom to ask, and what."""

    who: Person = person()
    words: str = text()


skill = Skill("toy", home=toy.HOME)


@skill.command("greet", Greet)
def greet(chat: Chat, form: Greet) -> None:
    """Tell who was greeted, and by which groups they were named."""
    chat.whisper(Card(t("said", who=[*form.to, *chat.groups], words=form.words)))


@skill.command("ask", Ask)
def ask(chat: Chat, form: Ask) -> None:
    """Tell who was asked."""
    chat.whisper(t("said", who=form.who, words=form.words))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def office(team: Team, bob: Member) -> list[Member]:
    """The back office: Ann and Cara, and Bob himself."""
    inside = [team.member("Ann"), team.member("Cara"), bob]
    team.group("backoffice", inside)
    return inside


def stored(team: Team) -> int:
    count = sa.select(sa.func.count()).select_from(user_group_member)
    return team.app.database.read_now(lambda db: db.scalar(count) or 0)


def test_a_group_is_its_members_without_the_asker(bob: Member, office: list[Member]) -> None:
    assert bob.types("/greet @backoffice hello").text == "Ann, Cara, and @backoffice: hello"


def test_a_group_and_people_are_each_there_once(
    team: Team, bob: Member, office: list[Member]
) -> None:
    team.member("Dan")
    said = bob.types("/greet @dan and @backoffice, @ann hello").text
    assert said == "Dan, Ann, Cara, and @backoffice: hello"


def test_a_typed_handle_will_do_once_the_group_is_known(bob: Member, office: list[Member]) -> None:
    assert (
        "not sure who you mean by"
        in bob.types("/greet @backoffice hello", mentions=False).problems["to"]
    )
    bob.types("/greet @backoffice hello")
    said = bob.types("/greet @BackOffice hello", mentions=False).text
    assert said == "Ann, Cara, and @backoffice: hello"


def test_a_person_is_meant_before_a_group_of_the_same_name(team: Team, bob: Member) -> None:
    team.member("Sales Person")
    team.group("sales", [team.member("Ann")])
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    assert bob.types("/greet @sales hello", mentions=False).text == "Sales Person: hello"


def test_more_people_than_the_form_takes_are_told_and_named_people_stay(
    team: Team, bob: Member
) -> None:
    dan = team.member("Dan")
    team.group("all", [team.member(f"Person{number}") for number in range(4)])
    reply = bob.types("/greet @dan @all hello")
    assert reply.problems == {"to": "Please choose at most 3 people."}
    assert {one.spec.name: one.value for one in reply.form.fields} == {
        "to": [dan.id],
        "words": "hello",
    }


def test_one_person_is_not_two(bob: Member, office: list[Member]) -> None:
    assert bob.types("/ask @backoffice why").problems == {"who": "Please choose one person only."}


def test_a_group_of_one_is_one_person(team: Team, bob: Member) -> None:
    team.group("boss", [team.member("Ann")])
    assert bob.types("/ask @boss why").text == "Ann: why"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "@old has been switched off, so nobody is in it. Please name people one by one."),
        (
            "it",
            "@old è stato disattivato e non comprende più nessuno. Indica le persone una per una.",
        ),
    ],
)
def test_a_group_that_was_switched_off_is_told(team: Team, language: str, said: str) -> None:
    dora = team.member("Dora", language=language)
    team.group("old", [team.member("Ann")], active=False)
    reply = dora.types("/greet @old hello")
    assert reply.problems == {"to": said}
    assert reply.form.fields[1].value == "hello"


@pytest.mark.parametrize("inside", ["nobody", "oneself", "who takes no part"])
def test_a_group_without_anybody_to_name_is_told(team: Team, bob: Member, inside: str) -> None:
    members = {
        "nobody": [],
        "oneself": [bob],
        "who takes no part": [
            team.member("Gino", kind=Kind.GUEST),
            team.member("Hal", kind=Kind.BOT),
            team.member("Left", active=False),
        ],
    }
    team.group("none", members[inside])
    problem = bob.types("/greet @none hello").problems["to"]
    assert problem == "Nobody but you can be named by @none. Please name people one by one."


def test_a_group_the_platform_does_not_know_is_unclear(
    team: Team, bob: Member, office: list[Member]
) -> None:
    said = team.said("@backoffice hello")
    team.platform.teams.clear()
    assert said
    reply = bob.types("/greet @backoffice hello", mentions=False)
    assert "not sure who you mean by backoffice" in reply.problems["to"]


def test_members_never_seen_are_met_with_the_group(team: Team, bob: Member) -> None:
    ann = team.member("Ann")
    team.app.database.write_now(
        lambda db: db.execute(sa.text("DELETE FROM person WHERE name = 'Ann'"))
    )
    team.group("new", [ann])
    assert bob.types("/greet @new hello").text == "Ann and @new: hello"


def test_a_group_is_looked_up_once_and_kept_up_to_date_daily(
    team: Team, bob: Member, office: list[Member]
) -> None:
    bob.types("/greet @backoffice hello")
    team.platform.teams = {
        id_: GroupProfile(id_, "frontoffice", "Front office", (office[0].id,))
        for id_ in team.platform.teams
    }
    assert bob.types("/greet @frontoffice hello").text == "Ann, Cara, and @backoffice: hello"
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    assert bob.types("/greet @frontoffice hello").text == "Ann and @frontoffice: hello"
    team.platform.teams.clear()
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    assert stored(team) == 0


def test_groups_of_another_workspace_are_untouched(team: Team, bob: Member) -> None:
    elsewhere = GroupProfile("S1", "theirs", "Theirs", ())
    team.app.database.write_now(lambda db: groups.keep(db.connection(), "test:T2", [elsewhere]))
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    rows = team.app.database.read_now(lambda db: db.execute(sa.select(user_group)).all())
    assert [(row.workspace, row.handle) for row in rows] == [("test:T2", "theirs")]
    assert bob.types("/greet @theirs hello", mentions=False).problems


def test_whoever_is_forgotten_is_in_no_group(team: Team, bob: Member, office: list[Member]) -> None:
    bob.types("/greet @backoffice hello")
    assert stored(team) == 3
    ann = office[0].person
    known = team.app.database.read_now(lambda db: team.app.house.known(db, ann, team.now))
    facts = {fact.name.key: fact.value for section in known for fact in section.facts}
    assert facts["known.groups"] == ["@backoffice"]
    team.app.database.write_now(lambda db: team.app.house.forget(db, ann, team.now))
    assert stored(team) == 2


def test_a_group_in_a_letter_arrives_as_it_left() -> None:
    group = Group(WORKSPACE, "S1", "backoffice", "Back office")
    letter = pack(Card(t("said", who=group, words="hello")), "toy", Router([]))
    found = unpack(letter, Router([])).text.values["who"]
    assert (found, found.handle, found.name) == (group, "backoffice", "Back office")


def test_of_a_huge_group_only_so_many_are_read(team: Team, bob: Member) -> None:
    crowd = [team.member(f"Person{number}") for number in range(groups.MOST + 1)]
    team.group("all", crowd)
    assert bob.types("/greet @all hello").problems["to"] == "Please choose at most 3 people."
    found = team.app.database.read_now(
        lambda db: groups.find(db.connection(), WORKSPACE, team.platform.teams, team.now)
    )
    assert [len(one.people) for one in found.values()] == [groups.MOST]
