"""What the playground keeps: its people, what was said, and what a stage needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cards import Chart, Series
from bot.people import Channel, Person
from bot.runtime.outgoing import (
    Parcel,
    Picture,
    Run,
    WordedButton,
    WordedCard,
    WordedFile,
    WordedSection,
)
from bot.runtime.platform import DeliveryError
from bot.texts import Text
from handlers.playground import WORKSPACE, drawn
from handlers.playground.people import words_of
from tests.handlers.playground.world import CREW, Page, World, hired

CARD = WordedCard((Run("Good morning"),))
ANNA = Person(1, "Anna Neri", identities={WORKSPACE: "U1", "slack:T1": "W9"})
CHART = Chart(Text("x"), [Series(Text("a"), [("Mon 2", 3.0), ("Tue 3", None)])], Text("y"), "line")
RICH = WordedCard(
    (Run("For "), Run("Anna Neri", True, person=ANNA)),
    quote='"quoted" <b>&\n🎉',
    lines=((Run("in "), Run("#kudos", channel=Channel(WORKSPACE, "#kudos"))), ()),
    facts=(("Given", (Run("1"),)),),
    sections=(WordedSection((Run("Week"),), (("Sum", (Run("2", True),)),)),),
    buttons=(WordedButton("Cheer", "token[1]"),),
    picture=Picture(CHART, "Title", "Alt", ("Names",), "it"),
)


def parcel(to: str, card: WordedCard = CARD, **more: Any) -> Parcel:
    return Parcel(**{"id": f"p-{to}", "workspace": WORKSPACE, "to": to, "card": card, **more})


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page in a company with some who are alike."""
    alike = [
        hired("V1", "Marco Annoni", about="designer, Milano"),
        hired("V2", "Annalisa Rossi", about="welder, Torino"),
        hired("V3", "Élodie Dupont", about="data analyst, Lyon"),
        hired("V4", "Anna Andata", active=False),
        *(hired(f"W{number:03}", f"Zoe Zeta{number:03}") for number in range(40)),
    ]
    with World(tmp_path_factory.mktemp("many"), crew=[*CREW, *alike]) as world:
        yield world.page("U2")


# ---- People ----


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna", ["Anna Neri", "Annalisa Rossi", "Anna Andata"]),
        ("ANN", ["Anna Neri", "Annalisa Rossi", "Marco Annoni", "Anna Andata"]),
        ("ner", ["Anna Neri"]),
        ("anna n", ["Anna Neri"]),
        ("anna.ner", ["Anna Neri"]),
        ("milano anna", ["Anna Neri"]),
        ("elodie", ["Élodie Dupont"]),
        ("ÉLODIE", ["Élodie Dupont"]),
        ("welder", ["Annalisa Rossi"]),
        ("@bruno.villa", ["Bruno Villa"]),
        ("zoe zeta039", ["Zoe Zeta039"]),
        ("nna", []),
        ("nobody at all", []),
    ],
)
def test_people_are_found_by_the_beginning_of_any_word(
    many: Page, typed: str, found: list[str]
) -> None:
    assert [one["name"] for one in many.ask("people", find=typed)["people"]] == found


def test_no_more_are_found_than_one_can_look_through(many: Page) -> None:
    assert len(many.ask("people", find="z")["people"]) == 20
    assert len(many.ask("people", find="")["people"]) == 20
    assert len(many.ask("people", find="  ")["people"]) == 20
    assert many.ask("people", find="%_'\";--")["people"] == []


def test_words_are_compared_without_accents_and_signs() -> None:
    assert words_of("Gerard Marín-O'Neil, STRASSE Straße") == [
        *("gerard", "marin", "o", "neil", "strasse", "strasse"),
    ]


def test_who_is_hired_again_gets_what_is_new(world: World) -> None:
    world.run(world.playground.hire([hired("U3", "Carla Conti", "it", "export, Roma")]))
    page = world.page("U2")
    (carla,) = page.ask("people", find="carla")["people"]
    assert (carla["name"], carla["language"], carla["about"]) == (
        "Carla Conti",
        "it",
        "export, Roma",
    )
    assert page.ask("people", find="moretti")["people"] == []


def test_the_platform_tells_of_everybody(world: World) -> None:
    async def everybody() -> list[Any]:
        return [one async for page in world.playground.roster(WORKSPACE) for one in page]

    told = world.run(everybody())
    assert told == [one.profile for one in CREW]
    asked = world.run(world.playground.look_up(WORKSPACE, ["U1", "U404"]))
    assert asked == [CREW[0].profile]


# ---- Deliveries ----


def test_a_card_is_delivered_once_however_often_it_is_sent(world: World) -> None:
    places = [world.run(world.playground.deliver(parcel("#news"))) for _ in range(2)]
    assert places[0] == places[1] == {"channel": "#news", "message": "1"}
    direct = world.run(world.playground.deliver(parcel("U1", direct=True)))
    assert direct["channel"] == "@U1"
    assert len(world.page("U2").messages("#news")) == 1


@pytest.mark.parametrize(("to", "why"), [("U404", "nobody"), ("", "nobody"), ("U7", "deactivated")])
def test_a_message_to_nobody_has_failed_for_good(world: World, to: str, why: str) -> None:
    with pytest.raises(DeliveryError, match=why) as failed:
        world.run(world.playground.deliver(parcel(to, direct=True)))
    assert failed.value.final


def test_an_update_replaces_the_card_and_keeps_its_reactions(world: World) -> None:
    page = world.page("U2")
    place = world.run(world.playground.deliver(parcel("#news")))
    page.ask("react", message=int(place["message"]), name="clap", on=True)
    newer = replace(CARD, text=(Run("Good evening"),))
    assert world.run(world.playground.deliver(parcel("#news", newer, place=place))) == place
    (said,) = page.messages("#news")
    assert said["card"]["text"] == [{"t": "Good evening"}]
    assert said["reactions"][0]["count"] == 1


def test_an_update_of_what_is_not_there_has_failed_for_good(world: World) -> None:
    place = world.run(world.playground.deliver(parcel("#news")))
    for wrong in ({**place, "channel": "@U1"}, {**place, "message": "99"}):
        with pytest.raises(DeliveryError) as failed:
            world.run(world.playground.deliver(parcel("#news", place=wrong)))
        assert failed.value.final


def test_a_card_that_is_taken_back_is_gone_for_whoever_looks(world: World) -> None:
    reader, other = world.page("U1"), world.page("U2")
    place = world.run(world.playground.deliver(parcel("U1", direct=True)))
    id_ = int(place["message"])
    reader.ask("react", message=id_, name="clap", on=True)
    gone = parcel("", place=place, gone=True)
    for _ in range(2):
        assert world.run(world.playground.deliver(gone)) == place
    assert reader.messages("@U1") == []
    assert reader.hears("gone") == {"push": "gone", "room": "@U1", "message": id_}
    assert reader.hears("rooms")["rooms"][-1]["unread"] == 0
    other.messages("#general")
    assert [one for one in other.pushed if one["push"] == "gone"] == []


def test_a_card_says_all_it_has_to_say(world: World) -> None:
    place = world.run(world.playground.deliver(parcel("#news", RICH)))
    (said,) = world.page("U2").messages("#news")
    assert said["card"] == {
        "text": [{"t": "For "}, {"t": "Anna Neri", "b": True, "m": "U1"}],
        "quote": RICH.quote,
        "lines": [[{"t": "in "}, {"t": "#kudos", "c": "#kudos"}], []],
        "facts": [{"name": "Given", "value": [{"t": "1"}]}],
        "sections": [
            {
                "title": [{"t": "Week"}],
                "facts": [{"name": "Sum", "value": [{"t": "2", "b": True}]}],
            }
        ],
        "buttons": [{"label": "Cheer", "token": "token[1]"}],
        "picture": {"src": "/playground/pictures/1.png", "alt": "Alt"},
    }
    assert place["channel"] == said["room"]


TABLE = WordedFile("perché.csv", "text/csv", "Da;Quanti\r\n", "")
PAPER = WordedFile("page.html", "text/html", "<p>page</p>", "")


def test_a_file_is_kept_or_opened_and_gone_with_its_card(world: World) -> None:
    page = world.page("U1")
    for file, how in ((TABLE, "attachment"), (PAPER, "inline")):
        card = replace(CARD, file=file)
        place = world.run(world.playground.deliver(parcel("U1", card, id=how, direct=True)))
        shown = page.messages("@U1")[-1]["card"]["file"]
        assert (shown["name"], shown["size"]) == (file.name, len(file.data))
        path = shown["href"].removeprefix("/playground")
        status, headers, body = world.fetch(path)
        assert (status, body) == (200, file.data)
        assert headers["Content-Disposition"].startswith(f"{how}; filename*=UTF-8''")
        assert headers["Content-Type"] == f"{file.media}; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "script" not in headers["Content-Security-Policy"]
        assert world.fetch(f"{path}x")[0] == world.fetch("/files/9/page.html")[0] == 404
        world.run(world.playground.deliver(parcel("", place=place, gone=True)))
        assert world.fetch(path)[0] == 404


def test_equal_pictures_are_kept_once(world: World) -> None:
    for number in range(2):
        again = parcel("#news", RICH, id=str(number))
        world.run(world.playground.deliver(again))
    first, second = world.page("U2").messages("#news")
    assert first["card"]["picture"] == second["card"]["picture"]


def test_a_picture_is_drawn_from_all_it_was_made_of() -> None:
    assert RICH.picture is not None
    again = drawn.picture_of(drawn.drawing(RICH.picture))
    assert drawn.drawing(again) == drawn.drawing(RICH.picture)
    assert [list(one.points) for one in again.chart.series] == [[("Mon 2", 3.0), ("Tue 3", None)]]
    assert (again.chart.kind, again.names, again.language) == ("line", ("Names",), "it")


# ---- The stage ----


def test_a_stage_shows_somebody_the_cards_they_can_see(world: World) -> None:
    stage = world.playground
    for to in ("#news", "#kudos"):
        world.run(stage.deliver(parcel(to, RICH)))
    world.run(stage.post("#news", "U1", "Only words"))
    for to in ("U1", "U2"):
        world.run(stage.deliver(parcel(to, direct=True)))
    seen = world.run(stage.cards("U2", 10))
    assert [one.room for one in seen] == ["@U2", "#kudos", "#news"]
    assert [one.room for one in world.run(stage.cards("U1", 1))] == ["@U1"]
    bare = replace(RICH, picture=None, text=(RICH.text[0], replace(RICH.text[1], person=None)))
    assert seen[1].card == bare
    newer = parcel("#kudos", CARD, place=seen[1].place)
    assert world.run(stage.deliver(newer)) == seen[1].place


def test_a_cleared_stage_remembers_nothing(world: World) -> None:
    bruno = world.page("U2")
    bruno.thank("U1")
    last = bruno.ask("post", room="#general", text="Hello")["message"]["id"]
    world.run(world.playground.clear())
    assert world.run(world.playground.look_up(WORKSPACE, ["U1"])) == []
    world.run(world.playground.hire(CREW))
    again = world.page("U2")
    assert [one["id"] for one in again.hello["rooms"]] == ["#general", "@U2"]
    assert again.messages("#general") == []
    # A place that was given away once never means something else.
    assert again.ask("post", room="#general", text="Hello")["message"]["id"] > last


def test_what_was_said_before_the_doors_opened_is_not_held_against_anybody(tmp_path: Path) -> None:
    with World(tmp_path) as world:

        async def history() -> None:
            await world.playground.stop()
            await world.playground.start(world.app, listen=False)
            await world.playground.clear()
            await world.playground.hire(CREW)
            await world.playground.post("#general", "U1", "Half a year ago")
            await world.playground.stop()
            await world.playground.start(world.app)
            await world.playground.post("#general", "U1", "Today")

        world.run(history())
        general = world.page("U2").hello["rooms"][0]
        assert (general["id"], general["unread"]) == ("#general", 1)
