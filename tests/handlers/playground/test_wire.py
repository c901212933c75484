"""The wire itself: whatever a client sends, it is answered, and nobody else is disturbed."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from handlers.playground.wire import LARGEST_FRAME
from tests.handlers.playground.world import Page, Refusal, World

VERBS = (
    *("hello", "people", "messages", "seen", "post", "command", "press", "submit"),
    *("shortcut", "react", "home", "clock", "journal"),
)
FIELDS = (
    *("nr", "key", "as", "language", "find", "room", "before", "text", "words", "said"),
    *("message", "token", "values", "name", "on", "to"),
)
ROOMS = st.sampled_from(["#general", "#kudos", "@U2", "@U1", "#", "@", "", "#..", "@U1/../U2"])

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | ROOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
likely = st.fixed_dictionaries(
    {"nr": st.just(1), "key": st.just("a-fitting-key"), "do": st.sampled_from(VERBS)},
    optional={name: anything for name in FIELDS if name not in ("nr", "key", "to")},
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
def fuzzed(shared: World) -> Page:
    return shared.page("U2")


def alive(page: Page) -> None:
    assert page.be("U2")["you"]["name"] == "Bruno Villa"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(frame=st.text() | anything.map(json.dumps) | likely.map(json.dumps))
def test_no_frame_breaks_the_connection_or_the_server(fuzzed: Page, frame: str) -> None:
    fuzzed.be("U2")
    answer = fuzzed.say(frame)
    assert ("ok" in answer) != ("error" in answer)
    # What a client writes wrong is no error of ours.
    assert "Something went wrong" not in answer.get("error", "")
    alive(fuzzed)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 30_000,
        '{"nr": 1' + "0" * 5000 + "}",
        '{"nr": true, "do": "home"}',
        '{"nr": 1}',
        '{"nr": 1, "do": "unheard_of"}',
        '{"nr": 1, "do": "home"}',
        '{"nr": 1, "do": "home", "key": "short"}',
        '{"nr": 1, "do": "messages", "room": "general"}',
        '{"nr": 1, "do": "people", "find": "\\ud800"}',
        '{"nr": 1, "do": "clock", "to": "sunday", "key": "a-fitting-key"}',
    ],
)
def test_a_frame_of_the_wrong_shape_is_refused(fuzzed: Page, frame: str) -> None:
    assert "could not be understood" in fuzzed.say(frame)["error"]
    alive(fuzzed)


def test_who_has_not_said_who_they_are_sees_and_does_nothing(shared: World) -> None:
    page = shared.stranger()
    for verb, more in (("home", {}), ("messages", {"room": "#general"}), ("journal", {})):
        with pytest.raises(Refusal, match="reload"):
            page.ask(verb, **more)
    shared.page("U2").ask("post", room="#general", text="Hello")
    assert page.pushed == []


def test_somebody_of_another_company_becomes_a_good_first_person(shared: World) -> None:
    assert shared.page("U999").hello["you"]["name"] == "Bruno Villa"


def test_a_frame_that_is_too_long_ends_only_its_own_connection(shared: World) -> None:
    page, other = shared.page("U2"), shared.page("U2")

    async def flood() -> Any:
        await page.socket.send_str(" " * (LARGEST_FRAME + 1))
        return await page.socket.receive(timeout=20)

    assert shared.run(flood()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    assert page.socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    alive(other)


def test_a_frame_that_is_no_text_ends_only_its_own_connection(shared: World) -> None:
    page, other = shared.page("U2"), shared.page("U2")

    async def send() -> Any:
        await page.socket.send_bytes(b"\x00")
        return await page.socket.receive(timeout=20)

    shared.run(send())
    assert page.socket.close_code == aiohttp.WSCloseCode.UNSUPPORTED_DATA
    alive(other)


def test_a_slow_answer_does_not_hold_up_those_after_it(world: World) -> None:
    frames: list[Mapping[str, Any]] = [
        {"do": "command", "room": "#general", "words": "/kudos", "said": []},
        {"do": "people", "find": "anna"},
    ]
    answered = world.run(while_the_bot_is_held(world, world.page("U2"), frames, until=1))
    assert [one["nr"] for one in answered] == [1, 0]


def test_what_is_done_in_one_window_happens_in_its_order_and_looks_overtake(world: World) -> None:
    page = world.page("U2")
    frames: list[Mapping[str, Any]] = [
        {"do": "command", "room": "#general", "words": "/kudos", "said": []},
        {"do": "post", "room": "#general", "text": "Ciao"},
        {"do": "hello", "as": "U3"},
        {"do": "post", "room": "#general", "text": "Hello"},
        *({"do": "messages", "room": "#general"} for _ in range(6)),
    ]
    answered = world.run(while_the_bot_is_held(world, page, frames, until=6))
    assert sorted(one["nr"] for one in answered[:6]) == [4, 5, 6, 7, 8, 9]
    assert [one["nr"] for one in answered[6:]] == [0, 1, 2, 3]
    said = [(one["author"]["name"], one["text"]) for one in page.messages("#general")]
    assert said == [("Bruno Villa", "Ciao"), ("Carla Moretti", "Hello")]


async def while_the_bot_is_held(
    world: World, page: Page, frames: Sequence[Mapping[str, Any]], *, until: int
) -> list[Mapping[str, Any]]:
    """Every answer in the order it came; the bot can write only after so many of them."""
    free = threading.Event()

    def hold(_db: Session) -> None:
        free.wait(20)

    held = asyncio.create_task(world.app.database.write(hold))
    for number, frame in enumerate(frames):
        await page.socket.send_json({"nr": number, "key": f"in-order-{number}", **frame})
    answered: list[Mapping[str, Any]] = []
    while len(answered) < len(frames):
        frame = await page.socket.receive_json(timeout=20)
        if "push" not in frame:
            answered.append(frame)
        if len(answered) == until:
            free.set()
    await held
    return answered


def test_what_was_begun_when_the_connection_broke_is_answered_on_the_next(world: World) -> None:
    page = world.page("U2")
    frame = {"nr": 1, "key": "just-this-once", "do": "post", "room": "#general", "text": "Hello"}

    async def leave() -> None:
        await page.socket.send_json(frame)
        await page.socket.close()

    world.run(leave())
    again = world.page("U2")
    said = again.ask("post", room="#general", text="Hello", key="just-this-once")["message"]
    assert [one["id"] for one in again.messages("#general")] == [said["id"]]


def test_an_empty_company_says_how_to_fill_it(tmp_path: Path) -> None:
    with World(tmp_path, crew=()) as world, pytest.raises(Refusal, match="piazza sample"):
        world.page()


def test_whoever_is_there_when_it_stops_is_told_so(world: World) -> None:
    page = world.page("U2")

    async def story() -> Any:
        stopping = asyncio.create_task(world.playground.stop())
        frame = await page.socket.receive(timeout=20)
        await stopping
        await world.playground.start(world.app)
        return frame

    frame = world.run(story())
    assert (frame.type, frame.data) == (WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)
    alive(world.page("U2"))
