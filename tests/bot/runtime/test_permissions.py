"""Who may do what: every way in, for everybody; and what comes back altered is nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot import Chat, Kind, Role, Skill, t
from bot.delivery.tables import inbox
from bot.directory import roles
from bot.runtime.incoming import Called, Incoming, Picked, Pressed, Submitted, What
from bot.runtime.outgoing import Answer
from bot.runtime.seal import ANYONE, Sealed
from bot.skill import Rule
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import states

ELSEWHERE = "test:T2"
WAYS = ["command", "button", "form", "shortcut"]
OUTSIDERS = ["guest", "bot", "stranger", "deactivated", "of another organisation"]


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def cm(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def bob(team: Team, cm: Member) -> Member:
    return team.member("Bob", language="it")


def token_for(team: Team, who: Member | None, key: str, *arguments: object) -> str:
    """The token with which somebody's button or form would come back."""
    addressee = who.person.id if who else ANYONE
    return team.app.seal.close(WORKSPACE, Sealed(key, arguments, addressee))


def ways_in(team: Team, who: Member) -> dict[str, What]:
    """Everything a community manager can do, as somebody would send it."""
    form = token_for(team, who, "form:toy.order", f"nonce-{who.id}", "C1", "en")
    return {
        "command": Called("toy", ("cm",)),
        "button": Pressed(token_for(team, who, "toy.order_button")),
        "form": Submitted(form, {"words": "do it"}),
        "shortcut": Picked("toy_keep", who.id, "some words", "1.1"),
    }


def sends(team: Team, who: Member, what: What, *, stranger: bool = False) -> Answer:
    key = f"sent-{next(team.numbers)}"
    return team.hand_in(Incoming(WORKSPACE, key, who.id, what, "C1", stranger)).answer


def words_of(answer: Answer) -> str:
    """Everything a private answer says."""
    assert answer.form is None
    assert answer.card is not None
    return "".join(run.text for run in answer.card.text)


def guarded(team: Team) -> dict[str, Rule]:
    """Every way in that is only for some, by the kind of it and its key."""
    router = team.app.house.router
    commands = {" ".join(path): rule for path, rule in router.commands.items()}
    tables = {"command": commands, "button": router.buttons, "form": router.forms}
    tables["shortcut"] = router.shortcuts
    return {
        f"{way} {name}": rule
        for way, table in tables.items()
        for name, rule in table.items()
        if rule.only
    }


def test_the_matrix_has_a_row_for_every_way_in_that_is_only_for_some(team: Team) -> None:
    keys = {rule.key for rule in guarded(team).values() if rule.skill != "bot"}
    assert keys == {"toy.toy_cm", "toy.order_button", "toy.order", "toy.toy_keep"}


def as_sent(team: Team, who: Member, way: str, rule: Rule) -> What:
    """A way in as somebody would send it who had it from whoever may."""
    kind, _, name = way.partition(" ")
    if kind == "command":
        word, _, rest = name.partition(" ")
        return Called(word, (rest, "toy.ping")) if rest else Called(word)
    if kind == "form":
        fields = rule.form.fields if rule.form else {}
        token = token_for(team, who, f"form:{name}", f"nonce-{name}", "C1", "en")
        return Submitted(token, dict.fromkeys(fields, "toy.ping"))
    samples = {int: 1, str: "toy.ping", bool: True}
    return Pressed(token_for(team, who, name, *(samples[kind] for kind in rule.arguments)))


def test_what_piazza_itself_offers_to_some_is_refused_to_all_others(
    team: Team, bob: Member
) -> None:
    own = {way: rule for way, rule in guarded(team).items() if rule.skill == "bot"}
    assert len(own) > 10
    for way, rule in own.items():
        answer = sends(team, bob, as_sent(team, bob, way, rule))
        assert words_of(answer).startswith("Può farlo solo il community manager: Cora."), way


def test_of_piazzas_own_only_these_are_for_everybody(team: Team) -> None:
    router = team.app.house.router
    tables = (router.commands, router.buttons, router.forms)
    rules = [rule for table in tables for rule in table.values() if rule.skill == "bot"]
    assert {rule.name for rule in rules if not rule.only} == {
        *("piazza", "piazza_settings", "piazza_whatyouknow", "piazza_forgetme"),
        *("settings", "settings_stop", "settings_again", "settings_snooze", "settings_wake"),
        *("settings_change", "keep", "whatyouknow_file", "forget_me", "help"),
        *("reopen", "reopen_in_group"),
        # Whoever sees to a promise reports on it: which one it is is looked at in there.
        *("piazza_promises", "promise_report_mine", "report"),
    }


def test_who_organises_along_looks_at_schedules_and_changes_none(team: Team, cm: Member) -> None:
    coco = team.member("Coco", role=Role.CO_ORGANISER)
    looked = coco.types("/cm schedule")
    assert looked.text.startswith("Schedules.")
    assert looked.shown.buttons == []
    refused = coco.types("/cm schedule pause toy.ping").text
    assert refused.startswith("Only the community manager can do that: Cora.")


@pytest.mark.parametrize("way", WAYS)
def test_the_community_manager_may(team: Team, cm: Member, way: str) -> None:
    answer = sends(team, cm, ways_in(team, cm)[way])
    if way in ("command", "button"):
        assert answer.card if way == "command" else answer.form
    else:
        assert answer.card is None
        assert states(team) == ["sent"]


@pytest.mark.parametrize("way", WAYS)
def test_a_member_may_not_and_reads_who_may(team: Team, cm: Member, bob: Member, way: str) -> None:
    said = words_of(sends(team, bob, ways_in(team, bob)[way]))
    assert said.startswith("Può farlo solo il community manager: Cora")
    assert states(team) == []


@pytest.mark.parametrize("way", WAYS)
def test_who_was_community_manager_when_it_was_opened_may_no_more(
    team: Team, cm: Member, bob: Member, way: str
) -> None:
    team.grant(bob, Role.CM)
    opened = ways_in(team, bob)[way]
    revoke(team, bob)
    assert "Cora" in words_of(sends(team, bob, opened))
    assert states(team) == []


def revoke(team: Team, who: Member) -> None:
    id_ = who.person.id
    team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))


def test_with_nobody_in_the_role_that_is_said(team: Team) -> None:
    ann = team.member("Ann")
    assert "nobody has that role yet" in words_of(sends(team, ann, Called("toy", ("cm",))))


def outsider(team: Team, kind: str) -> Member:
    if kind == "of another organisation":
        return team.member("Otto", role=Role.CM)
    if kind == "deactivated":
        return team.member("Otto", active=False, role=Role.CM)
    return team.member("Otto", kind=Kind(kind), role=Role.CM)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", OUTSIDERS)
def test_an_outsider_may_nothing_not_even_with_the_role(
    team: Team, cm: Member, kind: str, way: str
) -> None:
    otto = outsider(team, kind)
    before = notes(team)
    sent = ways_in(team, otto)[way]
    answer = sends(team, otto, sent, stranger=kind == "of another organisation")
    assert words_of(answer) == "Sorry, Piazza is for the members of this organisation."
    assert (states(team), notes(team)) == ([], before)


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_an_outsider_may_not_even_ask(team: Team, cm: Member, kind: str) -> None:
    otto = outsider(team, kind)
    asked = sends(team, otto, Called("piazza"), stranger=kind == "of another organisation")
    assert "for the members" in words_of(asked)


def test_an_id_the_platform_does_not_know_is_nobody(team: Team) -> None:
    event = Incoming(WORKSPACE, "sent-0", "U404", Called("toy", ("hello",)), "C1")
    assert "for the members" in words_of(team.hand_in(event).answer)


def notes(team: Team) -> int:
    return len(team.app.database.read_now(lambda db: db.execute(inbox.select()).all()))


def altered(team: Team, bob: Member, ann: Member) -> Iterator[tuple[str, What]]:
    """Values that never left here, or left for somebody else or for something else."""
    button = token_for(team, bob, "toy.repeat", 1)
    form = token_for(team, bob, "form:toy.toy", "nonce", "C1", "it")
    filled = {"words": "hello"}
    for place in (0, 19, 20, 25, len(button) - 1):
        swapped = "x" if button[place] != "x" else "y"
        yield f"altered at {place}", Pressed(button[:place] + swapped + button[place + 1 :])
    yield "cut off", Pressed(button[:-1])
    yield "longer", Pressed(button + " ")
    yield "empty", Pressed("")
    yield "half a character", Pressed("\ud83d" * 30)
    yield "no JSON", Pressed("0" * 20 + "{")
    yield "somebody else's", Pressed(token_for(team, ann, "toy.repeat", 1))
    yield (
        "of another workspace",
        Pressed(team.app.seal.close(ELSEWHERE, Sealed("toy.repeat", (1,), bob.person.id))),
    )
    yield "of a skill that is gone", Pressed(token_for(team, bob, "gone.repeat", 1))
    yield "with too many arguments", Pressed(token_for(team, bob, "toy.repeat", 1, 2))
    yield "with an argument of another type", Pressed(token_for(team, bob, "toy.repeat", "1"))
    yield "with a truth for a number", Pressed(token_for(team, bob, "toy.repeat", True))
    yield "a form that is a button", Pressed(form)
    yield "a button that is a form", Submitted(button, filled)
    yield (
        "a button of the form's name",
        Submitted(token_for(team, bob, "toy.toy", "nonce", "C1", "it"), filled),
    )
    yield (
        "somebody else's form",
        Submitted(token_for(team, ann, "form:toy.toy", "nonce", "C1", "it"), filled),
    )
    yield "a form altered", Submitted(form.replace("toy.toy", "toy.toy_tell"), filled)


def test_what_comes_back_altered_is_answered_as_if_it_had_never_been(
    team: Team, bob: Member
) -> None:
    ann = team.member("Ann", language="it")
    bob.types("/piazza")
    expected = sends(team, bob, Pressed(token_for(team, bob, "nothing.such")))
    assert "Non è più valido" in words_of(expected)
    before = notes(team)
    for name, what in altered(team, bob, ann):
        answer = sends(team, bob, what)
        assert replace(answer, close="") == expected, name
        assert (states(team), notes(team)) == ([], before), name


def test_the_same_values_unaltered_work(team: Team, bob: Member) -> None:
    form = token_for(team, bob, "form:toy.toy", "nonce", "C1", "it")
    assert words_of(sends(team, bob, Submitted(form, {"words": "hello"}))) == "Grazie."
    assert sends(team, bob, Pressed(token_for(team, bob, "toy.repeat", 1))).card is None
    assert sends(team, bob, Pressed(token_for(team, None, "toy.repeat", 1))).card is None
    assert states(team) == ["sent"] * 3


def test_what_is_posted_may_be_pressed_by_everybody_and_a_private_card_only_by_its_reader(
    team: Team, cm: Member, bob: Member
) -> None:
    bob.types("/toy hello")
    assert cm.presses("Repeat", on=team.channel(toy.CHANNEL)[0]).text == ""
    private = cm.types("/toy cm")
    team.grant(bob, Role.CM)
    assert "Non è più valido" in bob.presses("Order", on=private).text


def test_nobody_becomes_community_manager_by_calling_themselves_so(
    team_of: Callable[..., Team],
) -> None:
    named = {"cm": ["boss@example.org", "U012AB3CD"]}
    team = team_of(toy.skill, roles=named)
    for name in ("boss@example.org", "BOSS@example.org", "U012AB3CD"):
        mallory = team.member(name)
        profile = replace(mallory.profile, email="mallory@example.org", handle=name)
        team.run(team.app.registry.remember(WORKSPACE, [profile]))
        assert mallory.person.roles == frozenset(), name
    boss = team.member("Boss")
    assert boss.person.roles == {Role.CM}


def test_the_first_community_manager_is_named_once(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.skill, roles={"cm": ["boss@example.org"]})
    team.member("Cora", role=Role.CM)
    assert team.member("Boss").person.roles == frozenset()


def test_a_right_is_looked_up_when_it_is_used(team_of: Callable[..., Team]) -> None:
    skill = Skill("toy", home=toy.HOME)
    seen: list[frozenset[Role]] = []

    @skill.command("toy")
    def who_am_i(chat: Chat) -> None:
        seen.append(chat.person.roles)
        chat.whisper(t("thanks"))

    team = team_of(skill)
    bob = team.member("Bob")
    team.member("Ann", role=Role.CM)
    bob.types("/toy")
    team.grant(bob, Role.CM)
    bob.types("/toy")
    revoke(team, bob)
    bob.types("/toy")
    assert seen == [frozenset(), {Role.CM}, frozenset()]
