"""Hooks: what other programs hand in, signed, once, and never more than that."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import Chat, Role, Skill
from bot.testing import Team
from skills.ideas import skill
from skills.ideas.settings import IdeasSettings
from tests.bot import toy
from tests.handlers.web.hooked import DESK, IDEA, KEY, OLD, SHOP, World, secret
from tests.printed import fences

PAGE = (Path(__file__).parents[3] / "docs" / "hooks.md").read_text("utf-8")


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
        assert (await world.send(to="/hooks/ideas/help-desk", key=DESK))[0] == 202

    world.tells(story)
    assert len(world.posted) == 4


@pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"], ids=["file", "server"], indirect=True
)
def test_of_a_hundred_that_come_at_once_with_one_id_one_is_taken(world: World) -> None:
    async def story() -> None:
        sent = await asyncio.gather(*(world.send() for _ in range(100)))
        assert Counter(status for status, _ in sent) == {200: 99, 202: 1}

    world.tells(story)
    assert len(world.posted) == 1


def test_while_a_secret_is_renewed_the_old_one_counts_too(world: World) -> None:
    async def story() -> None:
        assert (await world.send(key=OLD))[0] == 202
        assert (await world.send(id_="m2", key=KEY))[0] == 202
        assert (await world.send(id_="m3", key=OLD, to="/hooks/ideas/help-desk"))[0] == 401

    world.tells(story)
    assert len(world.posted) == 2


@pytest.mark.parametrize(
    ("to", "key", "source"),
    [("shop", KEY, "shop"), ("Help-Desk", DESK, "help_desk"), ("HELP_DESK", DESK, "help_desk")],
    ids=["small", "hyphen", "capitals"],
)
def test_a_skill_is_told_which_program_it_was(
    team_of: Callable[..., Team], to: str, key: bytes, source: str
) -> None:
    made, heard = Skill("toy", home=toy.HOME), list[tuple[Mapping[str, object], str]]()

    @made.hook("toys", when=lambda _settings: True)
    def take(_chat: Chat, said: Mapping[str, object], source: str) -> None:
        heard.append((said, source))

    world = World(team_of(made))

    async def story() -> None:
        assert (await world.send({"a": [1]}, to=f"/hooks/toys/{to}", key=key))[0] == 202

    world.tells(story)
    assert heard == [({"a": [1]}, source)]


def test_several_signatures_of_which_one_is_right_while_a_secret_is_renewed(world: World) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        headers = world.headers(body)
        right = headers["webhook-signature"]
        wrong = world.headers(body, key=DESK)["webhook-signature"]
        headers["webhook-signature"] = f"v1a,{right[3:]} v1,??? {wrong} {right}"
        assert (await world.post(SHOP, body, headers))[0] == 202

    world.tells(story)


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


@pytest.mark.parametrize("size", [256 * 1024, 256 * 1024 + 1, 257 * 1024])
@pytest.mark.parametrize("chunked", [True, False])
def test_so_much_is_read_and_no_more(world: World, size: int, chunked: bool) -> None:
    async def story() -> None:
        body = json.dumps(IDEA).encode()
        body += b" " * (size - len(body))

        async def piece_by_piece() -> Any:
            yield body[:1000]
            yield body[1000:]

        data = piece_by_piece() if chunked else body
        status, _ = await world.post(SHOP, data, world.headers(body))
        assert status == (202 if size <= 256 * 1024 else 413)

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


def test_it_may_answer_a_challenge_while_that_collects(team_of: Callable[..., Team]) -> None:
    world = World(team_of(skill, settings={"ideas": IdeasSettings(hook=True)}))
    marco = world.team.member("Marco", role=Role.CM)
    marco.fills(
        marco.types("/cm challenge open"),
        question="Where do customers wait for us?",
        collect_until="2026-11-27",
        discuss_until="2026-12-04",
    )

    async def story() -> None:
        assert await world.send(IDEA | {"challenge": 1}) == (202, "")
        wrongs: list[object] = [2, "1", True, 1.0, [1], {}, 10**30]
        for wrong in wrongs:
            status, why = await world.send({**IDEA, "challenge": wrong}, id_="m2")
            assert (status, why.strip()) == (
                400,
                "challenge is not the number of one that collects ideas now",
            )

    world.tells(story)
    assert "votes hidden for now" in world.posted[-1]
    assert len(world.posted) == 2


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
    monkeypatch.setenv("PIAZZA_HOOK_SHOP", secret(KEY))
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
