"""Hooks: what other programs hand in, signed, once, and never more than that."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.runtime import signing
from bot.runtime.secrets import Secrets
from bot.testing import Team
from handlers.web import mounted
from skills.ideas import skill
from skills.ideas.settings import IdeasSettings
from tests.printed import fences

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OTHER = "whsec_" + base64.b64encode(KEY[::-1]).decode()
HOOKS = {"SHOP": SecretStr(SECRET), "HELP_DESK": SecretStr(OTHER)}
IDEA = {"title": "Deliver on Saturdays, too.", "text": "I work all week.", "from": "Rossi Srl"}
PAGE = (Path(__file__).parents[3] / "docs" / "hooks.md").read_text("utf-8")


@dataclass
class World:
    """A team whose host other programs reach."""

    team: Team
    outside: str = ""
    inside: str = ""

    def tells(self, story: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Tell a story while the host listens; what it leads to goes out."""

        async def told() -> None:
            host = mounted(self.team.app, Secrets(port=0, admin_port=0, piazza_hook=HOOKS))
            await host.start()
            self.outside = f"http://127.0.0.1:{host.port}"
            self.inside = f"http://127.0.0.1:{host.admin_port}"
            try:
                await story()
            finally:
                await host.stop()
            await self.team.app.engine.idle()

        self.team.run(told())

    def headers(self, body: bytes, id_: str = "m1", key: bytes = KEY, **ago: int) -> dict[str, str]:
        at = str(int((self.team.now - timedelta(**ago)).timestamp()))
        signature = hmac.digest(key, f"{id_}.{at}.".encode() + body, "sha256")
        signed = f"v1,{base64.b64encode(signature).decode()}"
        return {"webhook-id": id_, "webhook-timestamp": at, "webhook-signature": signed}

    async def send(
        self, said: object = IDEA, to: str = "/hooks/ideas/shop", **more: Any
    ) -> tuple[int, str]:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return await self.post(to, body, self.headers(body, **more))

    async def post(self, to: str, body: Any, headers: Any) -> tuple[int, str]:
        async with (
            ClientSession() as session,
            session.post(f"{self.outside}{to}", data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    @property
    def posted(self) -> list[str]:
        return [card.text for card in self.team.channel("#ideas")]


@pytest.fixture
def world(team_of: Callable[..., Team]) -> World:
    return World(team_of(skill, settings={"ideas": IdeasSettings(hook=True)}))


def test_it_is_posted_as_a_customers_and_everybody_can_vote(world: World) -> None:
    async def story() -> None:
        assert await world.send() == (202, "")

    world.tells(story)
    [card] = world.posted
    assert card.startswith("Deliver on Saturdays, too\n")
    assert "Idea 1, from Rossi Srl, a customer or partner" in card
    assert "I work all week." in card
    bob = world.team.member("Bob")
    bob.presses("Vote", on=world.team.channel("#ideas")[0])
    assert "1 vote" in world.posted[0]
    assert "Rossi Srl, a customer" in bob.types("/idea list").text


def test_sent_again_it_is_there_once(world: World) -> None:
    async def story() -> None:
        assert (await world.send())[0] == 202
        assert (await world.send(minutes=-1))[0] == 200
        assert (await world.send(IDEA | {"title": "Deliver by bicycle"}))[0] == 200
        assert (await world.send(id_="m2"))[0] == 202
        sent = await asyncio.gather(*(world.send(id_="m3") for _ in range(4)))
        assert sorted(status for status, _ in sent) == [200, 200, 200, 202]
        # Another program counts for itself.
        assert (await world.send(to="/hooks/ideas/help-desk", key=KEY[::-1]))[0] == 202

    world.tells(story)
    assert len(world.posted) == 4


def test_several_signatures_of_which_one_is_right_while_a_secret_is_renewed(world: World) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        headers = world.headers(body)
        right = headers["webhook-signature"]
        wrong = world.headers(body, key=KEY[::-1])["webhook-signature"]
        headers["webhook-signature"] = f"v1a,{right[3:]} v1,??? {wrong} {right}"
        assert (await world.post("/hooks/ideas/shop", body, headers))[0] == 202

    world.tells(story)


@pytest.mark.parametrize(("minutes", "status"), [(4, 202), (-4, 202), (6, 401), (-6, 401)])
def test_clocks_may_be_five_minutes_apart(world: World, minutes: int, status: int) -> None:
    async def story() -> None:
        assert (await world.send(minutes=minutes))[0] == status

    world.tells(story)


BROKEN: list[dict[str, str | None]] = [
    {"webhook-id": None},
    {"webhook-id": ""},
    {"webhook-id": "m2"},
    {"webhook-id": "m 1"},
    {"webhook-id": "m" * 300},
    {"webhook-id": "m\udce9"},
    {"webhook-timestamp": None},
    {"webhook-timestamp": "soon"},
    {"webhook-timestamp": "-1"},
    {"webhook-timestamp": "1" * 5000},
    {"webhook-timestamp": "\u0661\u0662"},
    {"webhook-timestamp": "1e9"},
    {"webhook-signature": None},
    {"webhook-signature": ""},
    {"webhook-signature": "v1"},
    {"webhook-signature": "v1,"},
    {"webhook-signature": "v1,\u00e9\u00e9"},
    {"webhook-signature": "v1,====" * 50},
    {"webhook-signature": ", , ,"},
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_what_is_not_signed_right_is_nobodys(world: World, broken: dict[str, str | None]) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        headers = {**world.headers(body), **broken}
        sent = {name: value for name, value in headers.items() if value is not None}
        told = await world.post("/hooks/ideas/shop", body, sent)
        assert told == (401, "the signature, its time or a header is not right\n")

    world.tells(story)
    assert world.posted == []


def test_a_changed_body_another_secret_or_a_header_twice_is_refused(world: World) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        headers = world.headers(body)
        assert (await world.post("/hooks/ideas/shop", body + b" ", headers))[0] == 401
        assert (await world.send(key=KEY[::-1]))[0] == 401
        assert (await world.post("/hooks/ideas/help-desk", body, headers))[0] == 401
        assert (await world.post("/hooks/ideas/shop", b"\xff\xfe", headers))[0] == 401
        twice = [*headers.items(), ("webhook-id", "m1")]
        assert (await world.post("/hooks/ideas/shop", body, twice))[0] == 401
        assert (await world.post("/hooks/ideas/shop", body, {}))[0] == 401

    world.tells(story)
    assert world.posted == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"", "this is no JSON in UTF-8"),
        (b"\xff\xfe{}", "this is no JSON in UTF-8"),
        (b'{"title": NaN}', "this is no JSON in UTF-8"),
        (b"[" * 60_000, "this is no JSON in UTF-8"),
        (b'{"title": ' + b"9" * 5000 + b"}", "this is no JSON in UTF-8"),
        ([IDEA], "expected an object: {...}"),
        ({"text": "no title", "from": "Rossi"}, "the field title is missing"),
        (IDEA | {"title": "  "}, "the field title is missing"),
        ({"title": IDEA["title"]}, "the field from is missing"),
        (IDEA | {"from": {"name": "Rossi"}}, "the field from is no text"),
        (IDEA | {"text": 3}, "the field text is no text"),
        (IDEA | {"from": "x" * 101}, "from has 101 characters; 100 are the most"),
        (IDEA | {"text": "long " * 700}, "title has 3,527 characters; 3,000 are the most"),
        (IDEA | {"title": "?!", "text": ""}, "An idea needs words"),
    ],
)
def test_what_is_no_idea_is_told_in_one_line_and_may_be_mended(
    world: World, said: object, told: str
) -> None:
    async def story() -> None:
        status, line = await world.send(said)
        assert (status, line.count("\n")) == (400, 1)
        assert line.startswith(told)
        assert (await world.send())[0] == 202

    world.tells(story)


def test_no_sign_in_it_breaks_the_database_or_calls_anybody(world: World) -> None:
    async def story() -> None:
        odd = {"title": "A bell\u0000 <!channel> \ud800 @here", "from": "R\u0000 <@U1>"}
        assert (await world.send(odd))[0] == 202

    world.tells(story)
    assert "A bell <!channel> @here" in world.posted[0].replace("  ", " ")


@pytest.mark.parametrize("size", [64 * 1024, 64 * 1024 + 1])
@pytest.mark.parametrize("chunked", [True, False])
def test_so_much_is_read_and_no_more(world: World, size: int, chunked: bool) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        body += b" " * (size - len(body))

        async def piece_by_piece() -> Any:
            yield body[:1000]
            yield body[1000:]

        data = piece_by_piece() if chunked else body
        status, _ = await world.post("/hooks/ideas/shop", data, world.headers(body))
        assert status == (202 if size <= 64 * 1024 else 413)

    world.tells(story)


@pytest.mark.parametrize("to", ["ideas/other", "idea/shop", "ideas", "ideas/", "ideas/sh%00op"])
def test_who_has_no_secret_finds_nothing(world: World, to: str) -> None:
    async def story() -> None:
        assert (await world.send(to=f"/hooks/{to}"))[0] == 404

    world.tells(story)


def test_it_is_outside_only_and_off_unless_the_settings_say_so(
    world: World, team_of: Callable[..., Team]
) -> None:
    async def inside() -> None:
        world.outside = world.inside
        assert (await world.send())[0] == 404

    world.tells(inside)
    off = World(team_of(skill))

    async def switched_off() -> None:
        assert (await off.send())[0] == 404

    off.tells(switched_off)


def test_what_fails_is_heard_of_and_can_be_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    world.team.app.on_failure = lambda what, _error: heard.append(what)

    async def story() -> None:
        with monkeypatch.context() as broken:
            broken.setattr(world.team.app.house, "settings", dict[str, Any]().__getitem__)
            broken.setattr(world.team.app.house, "open", lambda _door: True)
            assert await world.send() == (500, "")
        assert heard == ["hook ideas"]
        assert (await world.send())[0] == 202

    world.tells(story)
    assert len(world.posted) == 1


def test_the_example_of_the_page_works(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    [example] = fences(PAGE, "python")
    monkeypatch.setenv("PIAZZA_HOOK_SHOP", SECRET)
    world.team.now = datetime.now(UTC)

    async def story() -> None:
        here = example.replace("https://piazza.example.com", world.outside)
        # The answer is closed, so that no test hears of it.
        here = (
            here.replace("urllib.request.urlopen(", "answer = urllib.request.urlopen(")
            + "\nanswer.close()"
        )
        await asyncio.to_thread(exec, here, {})

    world.tells(story)
    assert "from Rossi Srl" in world.posted[0]


@budget(max_examples=200, deadline=None)
@given(st.text(), st.text(), st.text(), st.binary())
def test_whatever_is_sent_nothing_but_the_right_signature_is_right(
    id_: str, at: str, signatures: str, body: bytes
) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    for said in (signatures, f"v1,{signatures}", f"v1,{base64.b64encode(body).decode()}"):
        assert not signing.genuine(SECRET, id_, at, said, body, now)
