"""The router: the longest command, local names, and one taker for everything."""

from __future__ import annotations

from typing import Any

import pytest

from bot import Chat, Form, Message, Settings, SetupError, Skill, text
from bot.runtime.incoming import Called, Ref, Said
from bot.runtime.router import Router
from tests.bot import toy

ANN = Ref("U1", "Ann")


class Note(Form):
    """Something."""

    words: str = text()


def plain(chat: Chat) -> None:
    """Nothing."""


def taking(chat: Chat, form: Note) -> None:
    """Nothing with a form."""


def picked(chat: Chat, message: Message) -> None:
    """Nothing with a message."""


def skill(name: str, *commands: str) -> Skill:
    made = Skill(name, home=toy.HOME)
    for words in commands:
        made.command(words)(plain)
    return made


ROUTER = Router(
    [skill("kudos", "kudos", "kudos mine", "kudos mine all"), skill("cm", "cm", "cm kudos digest")],
    {"kudos": "grazie"},
)


@pytest.mark.parametrize(
    ("command", "said", "name", "rest"),
    [
        ("kudos", (), "kudos", ()),
        ("kudos", ("mine",), "kudos_mine", ()),
        ("kudos", (" MINE ",), "kudos_mine", ()),
        ("kudos", ("mine\n",), "kudos_mine", ()),
        ("kudos", ("mine\tall",), "kudos_mine_all", ()),
        ("kudos", ("mine all of  it",), "kudos_mine_all", ("of  it",)),
        ("kudos", ("mine of it",), "kudos_mine", ("of it",)),
        ("kudos", ("mine ", ANN, " x"), "kudos_mine", (ANN, " x")),
        ("kudos", ("  ", ANN, " mine"), "kudos", ("  ", ANN, " mine")),
        ("kudos", (ANN, " mine"), "kudos", (ANN, " mine")),
        ("kudos", ("minerals are nice",), "kudos", ("minerals are nice",)),
        ("kudos", ("all mine",), "kudos", ("all mine",)),
        ("cm", ("kudos digest now",), "cm_kudos_digest", ("now",)),
        ("cm", ("kudos",), "cm", ("kudos",)),
        ("grazie", ("mine",), "kudos_mine", ()),
        ("grazie", (ANN,), "kudos", (ANN,)),
    ],
)
def test_the_longest_command_takes_it_and_gets_the_rest(
    command: str, said: Said, name: str, rest: Said
) -> None:
    rule, called = ROUTER.command(Called(command, said))
    assert rule is not None
    assert (rule.name, called.said) == (name, rest)
    assert called.command == command


@pytest.mark.parametrize("command", ["thanks", "", "kudos mine", "Kudos"])
def test_what_nobody_takes(command: str) -> None:
    assert ROUTER.command(Called(command))[0] is None


def test_commands_by_the_name_they_have_here() -> None:
    assert {name: rule and rule.name for name, rule in ROUTER.first_words().items()} == {
        "cm": "cm",
        "grazie": "kudos",
    }


def test_two_commands_may_swap_their_names() -> None:
    router = Router([skill("a", "one"), skill("b", "two")], {"one": "two", "two": "one"})
    found = [router.command(Called(word))[0] for word in ("one", "two")]
    assert [rule and rule.skill for rule in found] == ["b", "a"]


def test_a_command_of_a_skill_below_another_skills_command() -> None:
    router = Router([skill("cm", "cm"), skill("kudos", "cm kudos")])
    rule, _ = router.command(Called("cm", ("kudos",)))
    assert rule is not None
    assert rule.skill == "kudos"


def test_a_command_that_is_another_skills_gets_the_skills_name_before_it() -> None:
    router = Router([skill("kudos", "thanks"), skill("ideas", "thanks", "thanks all", "idea")])
    assert sorted(router.first_words()) == ["idea", "ideas-thanks", "thanks"]
    for command, said, name in (
        ("thanks", (), "kudos"),
        ("thanks", ("all",), "kudos"),
        ("ideas-thanks", (), "ideas"),
        ("ideas-thanks", ("all",), "ideas"),
    ):
        rule, _ = router.command(Called(command, said))
        assert rule is not None
        assert rule.skill == name
    assert router.notes == [
        "ideas: /thanks is kudos's already, so it is /ideas-thanks here; another name can be"
        " given in app.yaml: 'commands: {ideas-thanks: NAME}'"
    ]


def test_the_command_below_anothers_word_is_no_claim_to_the_word() -> None:
    assert Router([skill("cm", "cm"), skill("kudos", "cm kudos")]).notes == []


def test_a_name_the_chat_keeps_for_itself_gets_ours_before_it() -> None:
    router = Router([skill("toy", "who", "who all", "kudos")], {"kudos": "me"}, {"who", "me"})
    assert sorted(router.first_words()) == ["piazza-me", "piazza-who"]
    assert router.typed(("who", "all")) == "piazza-who all"
    for command, name in (("piazza-who", "who"), ("who", "who"), ("piazza-me", "kudos")):
        rule, _ = router.command(Called(command))
        assert rule is not None
        assert rule.name == name
    assert router.notes == [
        "/me is the chat's own command, so it is /piazza-me here; another name can be given in"
        " app.yaml: 'commands: {kudos: NAME}'",
        "/who is the chat's own command, so it is /piazza-who here; another name can be given in"
        " app.yaml: 'commands: {who: NAME}'",
    ]


def claiming(name: str, kind: str) -> Skill:
    made = Skill(name, home=toy.HOME)
    if kind == "global shortcut":
        made.global_shortcut("thank_author")(plain)
    else:
        made.shortcut("thank_author")(picked)
    return made


@pytest.mark.parametrize("kind", ["shortcut", "global shortcut"])
def test_two_skills_that_claim_the_same_are_both_named(kind: str) -> None:
    with pytest.raises(SetupError) as refused:
        Router([claiming("kudos", kind), claiming("ideas", kind)])
    assert (
        str(refused.value) == f"{kind} thank_author belongs to 'kudos' and to 'ideas'; remove one"
    )


def test_the_same_skill_twice_is_told() -> None:
    twice = Skill("kudos", home=toy.HOME)
    twice.button(plain)
    with pytest.raises(SetupError, match="belongs to 'kudos' and to 'kudos'"):
        Router([twice, twice])


def test_within_a_skill_everything_is_there_once() -> None:
    made = skill("toy", "toy")
    made.command("toy form", Note)(taking)
    made.button(plain)
    made.shortcut("keep")(picked)
    made.global_shortcut("look")(plain)
    again: list[tuple[str, Any]] = [
        ("'toy' is there twice", lambda: made.command("toy")(plain)),
        ("'taking' is there twice", lambda: made.form(Note)(taking)),
        ("two buttons are called 'plain'", lambda: made.button("plain")(plain)),
        ("'keep' is there twice", lambda: made.shortcut("keep")(picked)),
        ("'look' is there twice", lambda: made.global_shortcut("look")(plain)),
    ]
    for told, declare in again:
        with pytest.raises(SetupError, match=told):
            declare()


def test_a_form_nobody_takes_is_named() -> None:
    with pytest.raises(SetupError, match="no skill takes the form Note"):
        ROUTER.taker(Note)


def test_a_button_brings_plain_arguments() -> None:
    def bare(chat: Chat, number) -> None: ...  # type: ignore[no-untyped-def]  # that is the point

    def listed(chat: Chat, numbers: list[int]) -> None: ...
    def early(chat: Chat, number: int = 1) -> None: ...
    def many(chat: Chat, *numbers: int) -> None: ...
    def named(chat: Chat, *, number: int) -> None: ...

    for run, told in (
        (bare, "carries int, str or bool, not None"),
        (listed, "carries int, str or bool, not list"),
        (early, "'number' must be plain and have no default"),
        (many, "'numbers' must be plain"),
        (named, "'number' must be plain"),
    ):
        with pytest.raises(SetupError, match=told):
            Skill("toy", home=toy.HOME).button(run)


def test_a_reaction_may_be_a_setting() -> None:
    class Open(Settings):
        emoji: str = "tada"

    made = Skill("toy", home=toy.HOME, settings=Open)

    @made.reaction(lambda settings: str(settings.emoji))
    def react(chat: Chat, about: int) -> None:
        """Nothing."""

    assert set(Router([made]).reactions) == {"tada"}
    assert set(Router([made], settings={"toy": Open(emoji="taco")}).reactions) == {"taco"}
