"""Homes on Teams: a card of one's own, whose buttons work in place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.cards import AdaptiveCard

from bot import Button, Card, Chat, Form, Skill, t, text
from bot.runtime.outgoing import WordedCard
from handlers.teams import homes
from tests.bot import toy
from tests.handlers.teams.samples import DIGEST, KUDOS
from tests.handlers.teams.test_render import GOLDEN, cards
from tests.handlers.teams.test_stories import WHY, toast
from tests.handlers.teams.world import World, opening, words
from tests.teams_world import ANN, BOB, Activity
from tests.teams_world.cards import faults, too_big


@pytest.fixture
def office(world: World) -> World:
    """A team that has the app, in which Bob has it for himself, too."""
    world.joins()
    world.installs(BOB)
    return world


def home(world: World) -> Activity:
    """What was said last to Bob, which is his home."""
    shown = world.teams.messages(BOB)[-1]
    assert words(shown).startswith("Your thanks\n"), words(shown)
    return shown


def left(shown: Activity) -> str:
    return next(line for line in words(shown).splitlines() if line.startswith("Left today"))


def thanks(world: World, shown: dict[str, Any], **more: Any) -> Any:
    filled = {"people:to": ANN.object_id, "value:message": WHY.strip()} | more
    return world.submits(BOB, shown, filled)


def test_a_word_shows_what_is_ones_own_and_what_can_be_done(office: World) -> None:
    for count, said in enumerate(("home", "Home", "inizio", "/home"), 2):
        office.says(BOB, BOB, said)
        assert len(office.teams.messages(BOB)) == count
        assert "thank a colleague" in words(home(office))
        labels = ["Thank somebody", "All commands", "My settings"]
        assert [one["title"] for one in opening(home(office))] == labels
    # Commands are words here: none stands with a slash.
    assert "\nkudos – " in words(home(office))
    assert not re.search(r"(^|\s)/", words(home(office)))
    # In a channel it is asked for, and read in one's own chat.
    before = len(office.teams.messages("general"))
    office.says(BOB, "general", "home")
    assert len(office.teams.messages(BOB)) == count + 1
    assert len(office.teams.messages("general")) == before
    # More words than that are no question for it.
    office.says(BOB, BOB, "home sweet home")
    assert "no command of mine" in words(office.teams.messages(BOB)[-1])


def test_who_installs_it_is_greeted_with_their_home(world: World) -> None:
    world.installs(BOB, locale="it-IT")
    shown = words(world.teams.messages(BOB)[-1])
    assert shown.startswith("I tuoi ringraziamenti\n")
    assert "ringrazia un collega" in shown


def test_a_form_opens_at_once_and_the_card_shows_what_came_of_it(office: World) -> None:
    shown = home(office)
    assert left(shown) == "Left today: 5"
    dialog = office.opens(BOB, shown, "Thank somebody")
    assert (home(office).id, home(office).edits) == (shown.id, 0)
    wrong = thanks(office, dialog, **{"value:message": "short"})
    assert home(office).edits == 0
    assert thanks(office, wrong) == "I have written to you alone."
    [seen] = [one for one in office.teams.messages(BOB) if one.id == shown.id]
    assert (left(seen), seen.edits) == ("Left today: 4", 1)
    # It opens again, from the old drawing as well as from the new one.
    office.opens(BOB, shown, "Thank somebody")
    office.opens(BOB, seen, "Thank somebody")


def test_what_a_button_leads_to_besides_is_read_and_the_card_is_renewed(office: World) -> None:
    shown = home(office)
    status, body = office.fetches(BOB, shown, "My settings")
    assert (status, body["task"]["type"]) == (200, "message")
    assert body["task"]["value"] == "I have written to you alone."
    assert "Your settings" in words(office.teams.messages(BOB)[-1])
    [seen] = [one for one in office.teams.messages(BOB) if one.id == shown.id]
    assert (words(seen), seen.edits) == (words(shown), 1)


def test_anothers_home_is_not_mine_and_no_other_place_becomes_one(office: World) -> None:
    shown = home(office)
    _, body = office.fetches(ANN, shown, "My settings")
    assert "no longer works" in body["task"]["value"]
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    dialog = office.opens(BOB, shown, "Thank somebody")
    forged = {"home": card.id, "people:to": ANN.object_id, "value:message": WHY.strip()}
    sent = office.submission(BOB, dialog, forged)
    office.sends({**sent, "conversation": office.activity(BOB, "kudos")["conversation"]})
    assert [one.edits for one in office.teams.messages("kudos")] == [0, 0]


def waving() -> Skill:
    """A skill with a button in everybody's home that says something."""
    skill = Skill("toy", home=toy.HOME)

    @skill.button("wave")
    def wave(chat: Chat) -> None:
        chat.say(t("thanks"), to="#general")

    @skill.home_tab
    def tab(chat: Chat) -> Card:
        return Card(t("thanks"), buttons=[Button(t("repeat"), wave)])

    return skill


class Note(Form, sealed=True):
    """Something said in confidence."""

    words: str = text()


def confiding() -> Skill:
    """A skill with a button in everybody's home that opens a sealed form."""
    skill = Skill("toy", home=toy.HOME)

    @skill.form(Note)
    def take(chat: Chat, _form: Note) -> None:
        chat.whisper(t("thanks"))

    @skill.button("ask", sealed=True)
    def ask(chat: Chat) -> None:
        chat.open(Note)

    @skill.home_tab
    def tab(chat: Chat) -> Card:
        return Card(t("thanks"), buttons=[Button(t("repeat"), ask)])

    return skill


def test_to_what_is_said_in_confidence_nothing_follows(tmp_path: Path) -> None:
    with World(tmp_path, more=[confiding()]) as world:
        world.installs(BOB)
        [shown] = world.teams.messages(BOB)
        dialog = world.opens(BOB, shown, "Repeat")
        assert world.submits(BOB, dialog, {"value:words": "I am tired"}) == "Thanks."
        assert [one.edits for one in world.teams.messages(BOB)] == [0]


def test_a_press_that_comes_twice_counts_once_and_a_later_one_again(
    tmp_path: Path, database_url: str | None
) -> None:
    with World(tmp_path, database_url=database_url, more=[waving()]) as world:
        world.joins()
        world.installs(BOB)
        before = len(world.teams.messages("general"))
        for count in (1, 2):
            [drawn] = world.teams.messages(BOB)
            for _ in range(2):
                status, body = world.fetches(BOB, drawn, "Repeat")
                assert (status, body["task"]) == (200, {"type": "message", "value": "Done."})
            assert len(world.teams.messages("general")) == before + count


def test_a_form_can_be_opened_as_often_as_its_button_is_pressed(office: World) -> None:
    office.says(BOB, BOB, "piazza settings")
    shown = office.teams.messages(BOB)[-1]
    for count in (1, 2):
        assert toast(office.presses(BOB, "Change", shown)).startswith("The form waits")
        assert len(office.teams.messages(BOB)) == 2 + count


def test_a_typical_home_looks_as_approved() -> None:
    approved = json.loads((GOLDEN / "home.json").read_text("utf-8"))
    assert homes.message([KUDOS, DIGEST], "drawing-1") == approved


@given(st.lists(cards, max_size=4))
@settings(max_examples=25, deadline=None)
def test_whatever_a_home_shows_teams_takes_it(found: list[WordedCard]) -> None:
    drawn = homes.message(found, "drawing-1")
    assert (too_big(drawn), faults(drawn)) == ([], [])
    AdaptiveCard.model_validate(drawn["attachments"][0]["content"])
