"""What people do on the page, told as stories over its wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store.database import open_database
from handlers.playground.tables import reaction
from tests.handlers.playground.world import Page, Refusal, World

ANNA = {"id": "U1", "shown": "Anna Neri"}
PIAZZA = {"id": "piazza", "shown": "Piazza"}
WHY = "for the patient review of the whole release"


def words(card: Mapping[str, Any] | None) -> str:
    """Everything a card says."""
    assert card is not None
    lines = [card["text"], *card["lines"], *(fact["value"] for fact in card["facts"])]
    return "\n".join("".join(run["t"] for run in line) for line in lines)


def field(form: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(one for one in form["fields"] if one["name"] == name)


def card_in(page: Page, room: str = "#kudos") -> Mapping[str, Any]:
    found: Mapping[str, Any] = page.messages(room)[-1]
    return found


def in_direct(page: Page, who: str) -> list[str]:
    return [words(one["card"]) for one in page.messages(f"@{who}")]


# ---- Thanking and cheering ----


def test_thanks_appear_at_once_in_every_open_window(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    answer = bruno.thank("U1")
    assert "Thank you for thanking Anna Neri" in words(answer["card"])
    for page in (anna, bruno):
        message = page.hears("message", lambda one: one["message"]["room"] == "#kudos")["message"]
        assert words(message["card"]) == "Bruno Villa thanks Anna Neri"
        assert message["card"]["quote"] == WHY
        assert message["author"] is None
    mention = next(run for run in message["card"]["text"] if run["t"] == "Anna Neri")
    assert mention == {"t": "Anna Neri", "b": True, "m": "U1"}


def test_who_is_thanked_reads_it_in_their_own_language(world: World) -> None:
    world.page("U2").thank("U1")
    assert in_direct(world.page("U1"), "U1") == ["Bruno Villa ti ringrazia:"]


def test_a_cheer_changes_the_card_for_everybody(world: World) -> None:
    anna, bruno, carla = world.page("U1"), world.page("U2"), world.page("U3")
    bruno.thank("U1")
    answer = carla.press("Cheer", card_in(carla))
    assert answer == {"card": None, "form": None, "close": ""}
    changed = anna.hears("changed")["message"]
    assert "1 colleague cheers." in words(changed["card"])
    assert len(anna.messages("#kudos")) == 1


def test_a_command_said_to_piazza_in_a_channel_stands_there_and_is_done(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    once = {"key": "said-aloud-once"}
    answer = bruno.says("#general", PIAZZA, " kudos ", ANNA, f" {WHY}", **once)
    assert "Thank you for thanking Anna Neri" in words(answer["card"])
    assert bruno.messages("#general")[-1]["text"] == f"@Piazza kudos @Anna Neri {WHY}"
    world.settle()
    assert bruno.says("#general", PIAZZA, " kudos ", ANNA, f" {WHY}", **once) == answer
    world.settle()
    (thanks,) = anna.messages("#kudos")
    assert thanks["card"]["quote"] == WHY


def test_where_a_form_would_open_there_is_a_button(world: World) -> None:
    bruno = world.page("U2")
    answer = bruno.says("#general", "Good morning, ", PIAZZA, ", kudos")
    assert answer["form"] is None
    (button,) = answer["card"]["buttons"]
    assert bruno.press(button["label"], answer["card"])["form"]


def test_named_alone_piazza_says_what_it_can_do(world: World) -> None:
    bruno = world.page("U2")
    assert "/kudos" in words(bruno.says("#general", PIAZZA)["card"])


def test_named_by_nobody_piazza_says_nothing(world: World) -> None:
    assert "card" not in world.page("U2").says("#general", "kudos ", ANNA, f" {WHY}")


def test_what_is_refused_is_said_privately_and_nothing_is_posted(world: World) -> None:
    bruno = world.page("U2")
    answer = bruno.command("/kudos", {"id": "U2", "shown": "Bruno"}, f" {WHY}")
    assert "thanking yourself does not count" in words(answer["card"])
    assert answer["card"]["quote"] == f"/kudos @Bruno {WHY}"
    world.settle()
    assert [room["id"] for room in bruno.be("U2")["rooms"]] == ["#general", "@U2"]


def test_a_channel_comes_into_being_when_something_is_first_said_there(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    bruno.thank("U1")
    assert [room["id"] for room in anna.hears("rooms")["rooms"]] == ["#general", "#kudos", "@U1"]


def test_what_was_not_read_is_counted_until_it_is_seen(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    bruno.thank("U1")
    bruno.ask("post", room="#kudos", text="Well deserved!")

    def unread(page: Page, who: str) -> dict[str, int]:
        return {room["id"]: room["unread"] for room in page.be(who)["rooms"]}

    assert unread(anna, "U1") == {"#general": 0, "#kudos": 2, "@U1": 1}
    assert unread(bruno, "U2") == {"#general": 0, "#kudos": 1, "@U2": 0}
    anna.ask("seen", room="#kudos")
    assert unread(anna, "U1") == {"#general": 0, "#kudos": 0, "@U1": 1}


# ---- Forms ----


def test_a_form_opens_with_what_was_typed_and_the_names_of_who_was_named(world: World) -> None:
    bruno = world.page("U2")
    form = bruno.command("/kudos", {"id": "U1", "shown": "Anna"}, " too short")["form"]
    assert form["title"] == "Thank a colleague"
    to = field(form, "to")
    assert to["value"] == ["U1"]
    assert [one["name"] for one in to["people"]] == ["Anna Neri"]
    message = field(form, "message")
    assert message["value"] == "too short"
    assert "at least 20 characters" in message["problem"]
    assert (message["min"], message["max"], message["multiline"]) == (20, 500, True)


def test_a_form_with_an_error_stays_open_and_keeps_what_was_typed(world: World) -> None:
    bruno = world.page("U2")
    form = bruno.command("/kudos")["form"]
    assert not any(one["problem"] for one in form["fields"])
    tried = {"to": ["U1"], "value": "", "message": "too short"}
    again = bruno.ask("submit", room="#general", token=form["token"], values=tried)
    assert again["card"] is None
    assert field(again["form"], "message")["value"] == "too short"
    assert field(again["form"], "message")["problem"]
    assert [one["id"] for one in field(again["form"], "to")["people"]] == ["U1"]
    mended = tried | {"message": WHY}
    done = bruno.ask("submit", room="#general", token=again["form"]["token"], values=mended)
    assert done["form"] is None
    assert done["close"] == "Close"
    world.settle()
    assert card_in(bruno)["card"]["quote"] == WHY


def test_thanking_from_a_colleagues_message_names_them_in_the_form(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    said = anna.ask("post", room="#general", text="The release is out.")["message"]
    form = bruno.ask("shortcut", room="#general", message=said["id"], name="thank_author")["form"]
    assert field(form, "to")["value"] == ["U1"]


def test_a_shortcut_from_the_menu_opens_the_form(world: World) -> None:
    bruno = world.page("U2")
    assert bruno.hello["menu"] == [{"name": "thank", "label": "Thank somebody"}]
    form = bruno.ask("shortcut", room="#general", name="thank")["form"]
    assert field(form, "to")["value"] in (None, [])
    with pytest.raises(Refusal):
        bruno.ask("shortcut", room="#general", name="thank_author")


def test_there_is_nobody_to_thank_for_what_piazza_wrote(world: World) -> None:
    bruno = world.page("U2")
    bruno.thank("U1")
    said = card_in(bruno)
    with pytest.raises(Refusal, match="only"):
        bruno.ask("shortcut", room="#kudos", message=said["id"], name="thank_author")
    with pytest.raises(Refusal):
        bruno.ask("shortcut", room="#kudos", message=said["id"], name="unheard_of")


# ---- Once ----


def test_an_act_that_is_sent_twice_counts_once_and_is_answered_twice(world: World) -> None:
    bruno = world.page("U2")
    named = {"id": "U1", "shown": "Anna"}
    first = bruno.command("/kudos", named, f" {WHY}", key="the-same-key")
    second = world.page("U2").command("/kudos", named, f" {WHY}", key="the-same-key")
    assert second == first
    world.settle()
    assert len(bruno.messages("#kudos")) == 1


def test_words_that_are_sent_twice_are_said_once_even_after_a_restart(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        with World(tmp_path) as world:
            bruno = world.page("U2")
            bruno.command("/kudos", {"id": "U1"}, f" {WHY}", key="thanked-once")
            world.settle()
            said.append(
                bruno.ask("post", room="#general", text="Hello", key="said-once")["message"]
            )
            assert len(bruno.messages("#general")) == 1
            assert len(bruno.messages("#kudos")) == 1
    assert said[0] == said[1]


def test_two_who_choose_the_same_key_do_not_take_each_others_words_away(world: World) -> None:
    for who in ("U1", "U2"):
        world.page(who).ask("post", room="#general", text=f"I am {who}", key="our-own-key")
    texts = [one["text"] for one in world.page("U3").messages("#general")]
    assert texts == ["I am U1", "I am U2"]


# ---- Reactions ----


def test_a_reaction_to_a_thank_you_counts_as_a_cheer(world: World) -> None:
    anna, bruno, carla = world.page("U1"), world.page("U2"), world.page("U3")
    bruno.thank("U1")
    id_ = card_in(carla)["id"]
    assert carla.ask("react", message=id_, name="tada", on=True)["card"] is None
    world.settle()
    cheered = anna.hears("changed", lambda one: one["message"]["card"]["lines"])["message"]
    assert "1 colleague cheers." in words(cheered["card"])
    (reaction,) = cheered["reactions"]
    assert reaction == {"name": "tada", "count": 1, "mine": False, "who": ["Carla Moretti"]}
    assert card_in(carla)["reactions"][0]["mine"]


def test_a_reaction_that_was_broken_off_counts_when_it_is_asked_for_again(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.page("U2").thank("U1")
        id_ = card_in(world.page("U3"))["id"]
    react(tmp_path / "playground.db", id_, "U3")
    for _ in range(2):
        with World(tmp_path) as world:
            carla = world.page("U3")
            again = carla.ask("react", message=id_, name="tada", on=True, key="broken-off")
            assert again["card"] is None
            world.settle()
            shown = card_in(carla)
            assert words(shown["card"]).count("1 colleague cheers.") == 1
            assert shown["reactions"][0]["count"] == 1


def react(file: Path, id_: int, who: str) -> None:
    """Keep a reaction, as a playground that ends before the bot hears of it."""
    with closing(open_database(f"sqlite:///{file}")) as database:
        row = {"message": id_, "name": "tada", "member": who, "at": datetime.now(UTC)}
        database.write_now(lambda db: db.execute(sa.insert(reaction), row))


def test_who_reacts_in_a_second_window_reads_that_it_counts_once(world: World) -> None:
    world.page("U2").thank("U1")
    carla, other = world.page("U3"), world.page("U3")
    id_ = card_in(carla)["id"]
    assert carla.ask("react", message=id_, name="tada", on=True)["card"] is None
    answer = other.ask("react", message=id_, name="tada", on=True)
    assert "Once is what counts" in words(answer["card"])
    world.settle()
    assert "1 colleague cheers." in words(card_in(carla)["card"])


def test_a_reaction_to_ones_own_is_kept_and_answered_privately(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    bruno.thank("U1")
    answer = bruno.ask("react", message=card_in(bruno)["id"], name="tada", on=True)
    assert "your own thank-you" in words(answer["card"])
    assert card_in(anna)["reactions"][0]["count"] == 1
    assert not card_in(anna)["card"]["lines"]


def test_a_reaction_can_be_taken_back(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    said = anna.ask("post", room="#general", text="The release is out.")["message"]
    for page in (anna, bruno):
        page.ask("react", message=said["id"], name="heart", on=True)
        page.ask("react", message=said["id"], name="heart", on=True)
    (reaction,) = card_in(bruno, "#general")["reactions"]
    assert (reaction["count"], reaction["mine"]) == (2, True)
    bruno.ask("react", message=said["id"], name="heart", on=False)
    bruno.ask("react", message=said["id"], name="heart", on=False)
    (reaction,) = card_in(bruno, "#general")["reactions"]
    assert (reaction["count"], reaction["mine"]) == (1, False)
    with pytest.raises(Refusal):
        bruno.ask("react", message=said["id"], name="unheard_of", on=True)


# ---- Who reads what ----


def test_a_private_answer_reaches_nobody_else(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    bruno.command("/kudos", "mine")
    bruno.command("/piazza", "whatyouknow")
    bruno.ask("home")
    assert anna.messages("#general") == []
    assert [one["push"] for one in anna.pushed if one["push"] != "journal"] == []


def test_nobody_reads_or_touches_anothers_direct_room(world: World) -> None:
    anna, bruno, carla = world.page("U1"), world.page("U2"), world.page("U3")
    bruno.thank("U1")
    (mine,) = anna.messages("@U1")
    for verb, more in (
        ("messages", {"room": "@U1"}),
        ("seen", {"room": "@U1"}),
        ("post", {"room": "@U1", "text": "hello"}),
        ("command", {"room": "@U1", "words": "/piazza", "said": []}),
        ("react", {"message": mine["id"], "name": "tada", "on": True}),
        ("shortcut", {"room": "@U1", "message": mine["id"], "name": "thank_author"}),
        ("shortcut", {"room": "#kudos", "message": mine["id"], "name": "thank_author"}),
        ("press", {"room": "@U1", "message": mine["id"], "token": "x"}),
    ):
        with pytest.raises(Refusal):
            carla.ask(verb, **more)
    for one in (*carla.pushed, *bruno.pushed):
        assert one.get("message", {}).get("room") != "@U1"


def test_a_message_nobody_can_see_is_refused_like_one_that_is_not_there(world: World) -> None:
    anna, bruno, carla = world.page("U1"), world.page("U2"), world.page("U3")
    bruno.thank("U1")
    (mine,) = anna.messages("@U1")
    said = []
    for id_ in (mine["id"], 9999):
        with pytest.raises(Refusal) as refused:
            carla.ask("react", message=id_, name="tada", on=True)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_message_is_only_where_it_was_said(world: World) -> None:
    bruno, carla = world.page("U2"), world.page("U3")
    bruno.thank("U1")
    shown = card_in(carla)
    with pytest.raises(Refusal, match="not there any more"):
        carla.press("Cheer", {**shown, "room": "#general"})
    with pytest.raises(Refusal, match="not there any more"):
        carla.ask("shortcut", room="#general", message=shown["id"], name="thank_author")
    assert carla.press("Cheer", shown)["card"] is None


def test_a_button_made_for_somebody_else_does_nothing(world: World) -> None:
    bruno, carla = world.page("U2"), world.page("U3")
    form = bruno.command("/kudos")["form"]
    values = {"to": ["U1"], "value": "", "message": WHY}
    answer = carla.ask("submit", room="#general", token=form["token"], values=values)
    assert "no longer works" in words(answer["card"])
    world.settle()
    with pytest.raises(Refusal):
        carla.messages("#kudos")
    forged = bruno.ask("press", room="#general", message=None, token="forged" * 9)
    assert "no longer works" in words(forged["card"])


def test_commands_are_offered_to_those_who_may_use_them(world: World) -> None:
    world.grant("U4")
    offered = {
        who: {one["words"]: one for one in world.page(who).hello["commands"]}
        for who in ("U2", "U4")
    }
    assert "/cm status" not in offered["U2"]
    assert "/cm status" in offered["U4"]
    assert offered["U2"]["/kudos"]["hint"] == "@ann @bob #value and why"
    assert offered["U2"]["/kudos"]["what"].startswith("thank a colleague")
    refused = world.page("U2").command("/cm", "status")
    assert "Marco Bassi" in words(refused["card"])


def test_the_community_manager_is_shown_as_such_and_among_the_first_to_be(world: World) -> None:
    world.grant("U4")
    bruno = world.page()
    assert bruno.hello["you"]["name"] == "Bruno Villa"
    first = bruno.ask("people", find="")["people"][0]
    assert (first["name"], first["role"]) == ("Marco Bassi", "cm")
    marco = world.page("U4")
    assert marco.hello["you"]["role"] == "cm"
    assert marco.ask("post", room="#general", text="Hi")["message"]["author"]["role"] == "cm"


def test_an_unknown_command_is_refused_by_its_name(world: World) -> None:
    bruno = world.page("U2")
    for typed in ("/kudo", "kudos", "//kudos"):
        with pytest.raises(Refusal, match="There is no command"):
            bruno.command(typed)


def test_who_left_is_a_guest_or_an_app_is_told_so(world: World) -> None:
    for who in ("U7", "U8", "U9"):
        answer = world.page(who).command("/kudos")
        assert "for the members of this organisation" in words(answer["card"])


# ---- Languages and home ----


def test_changing_the_language_changes_every_word(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    assert bruno.hello["languages"] == ["en", "it"]
    told = bruno.be("U2", "it")
    assert told["you"]["language"] == "it"
    assert told["reactions"][0]["label"] == "Festeggio"
    assert told["commands"][0]["what"].startswith("ringrazia")
    assert bruno.command("/kudos")["form"]["title"] == "Ringrazia un collega"
    anna.thank("U2")
    assert in_direct(bruno, "U2") == ["Anna Neri ti ringrazia:"]
    with pytest.raises(Refusal, match="Piazza non parla"):
        bruno.be("U2", "xx")
    assert world.page("U2").hello["you"]["language"] == "it"


def test_home_shows_ones_own_figures_and_a_way_to_act(world: World) -> None:
    bruno = world.page("U2")
    bruno.thank("U1")
    cards = bruno.ask("home")["cards"]
    assert {"name": "Given", "value": [{"t": "1"}]} in cards[0]["facts"]
    assert bruno.press("Thank somebody", cards[0])["form"]["title"] == "Thank a colleague"
    assert "members of this organisation" in words(world.page("U8").ask("home")["cards"][0])


def test_words_are_kept_as_they_were_typed(world: World) -> None:
    bruno = world.page("U2")
    typed = '<b>bold</b> & "quotes" 🎉\n\x00\x07second line‮ turned'
    said = bruno.ask("post", room="#general", text=typed)["message"]
    assert said["text"] == '<b>bold</b> & "quotes" 🎉\nsecond line turned'
    assert said["card"] is None
    with pytest.raises(Refusal, match="write something"):
        bruno.ask("post", room="#general", text=" \x07 ")
    with pytest.raises(Refusal):
        bruno.ask("post", room="#nowhere", text="hello")


def test_older_messages_come_page_by_page(world: World) -> None:
    bruno = world.page("U2")
    for number in range(60):
        bruno.ask("post", room="#general", text=str(number))
    newest = bruno.ask("messages", room="#general", before=None)
    assert newest["more"]
    older = bruno.ask("messages", room="#general", before=newest["messages"][0]["id"])
    assert not older["more"]
    texts = [one["text"] for one in (*older["messages"], *newest["messages"])]
    assert texts == [str(number) for number in range(60)]


def test_a_report_shows_its_chart_as_a_picture_drawn_when_it_is_looked_at(world: World) -> None:
    world.grant("U4")
    bruno, marco = world.page("U2"), world.page("U4")
    bruno.thank("U1")
    marco.command("/cm", "digest")
    world.settle()
    marco.press("Everything of the week", card_in(marco, "@U4"))
    world.settle()
    picture = card_in(marco, "@U4")["card"]["picture"]
    assert "Bar chart" in picture["alt"]
    path = picture["src"].removeprefix("/playground")
    for _ in range(2):
        status, kind, body = world.get(path)
        assert (status, kind) == (200, "image/png")
        assert body.startswith(b"\x89PNG")
    assert json.dumps(picture).isascii()
