"""Feeds: what is new, for programs on the inner side, and nobody's name."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from bot import Role
from bot.runtime.feeds import _UNFIT, Feed, Item, atom, json_feed
from bot.runtime.secrets import Secrets
from bot.testing import Team
from handlers.web import mounted
from skills.ideas import skill
from skills.ideas.settings import IdeasSettings
from tests.skills.ideas.conftest import BIKES, MENU, moves, posted

ATOM = "{http://www.w3.org/2005/Atom}"
WHEN = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
Answer = tuple[int, str, Mapping[str, str]]
Ask = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, settings={"ideas": IdeasSettings(feed=True, anonymous=True)})


def asked(team: Team, story: Callable[[Ask], Coroutine[Any, Any, None]]) -> None:
    """Tell a story with a host that serves a team."""

    async def told() -> None:
        host = mounted(team.app, Secrets(port=0, admin_port=0))
        await host.start()

        async def ask(path: str, method: str = "GET", *, out: bool = False, **head: str) -> Answer:
            url = f"http://127.0.0.1:{host.port if out else host.admin_port}{path}"
            headers = {name.replace("_", "-"): value for name, value in head.items()}
            async with (
                ClientSession() as session,
                session.request(method, url, headers=headers) as answer,
            ):
                return answer.status, await answer.text(), answer.headers

        try:
            await story(ask)
        finally:
            await host.stop()

    team.run(told())


def texts(of: ET.Element, name: str) -> list[str]:
    return [one.text or "" for one in of.iter(f"{ATOM}{name}")]


def check(feed: ET.Element) -> None:
    """What RFC 4287 asks of every feed and entry."""
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        datetime.strptime(one.findtext(f"{ATOM}updated", ""), "%Y-%m-%dT%H:%M:%S%z")
        assert one.findtext(f"{ATOM}id", "").startswith("tag:")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert all(one.find(f"{ATOM}content") is not None for one in feed.iter(f"{ATOM}entry"))
    ids = texts(feed, "id")
    assert len(ids) == len({*ids})


def test_what_is_new_and_why_is_told_without_a_name(team: Team) -> None:
    ann, marco = team.member("Ann Archer"), team.member("Marco Manager", role=Role.CM)
    card = posted(team, ann, MENU)
    moves(marco, card, "planned", "The kitchen <agrees> & plans it.")
    ann.fills(ann.types("/idea anonymous"), idea=BIKES)
    team.tick("2026-11-24 09:00")

    async def story(ask: Ask) -> None:
        status, text, headers = await ask("/feeds/ideas.atom")
        assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        feed = ET.fromstring(text)
        check(feed)
        assert texts(feed, "title") == [
            "Acme: Ideas",
            "New idea: Put covered bicycle racks in the courtyard so that people can cycle to work",
            "New idea: Publish the canteen menu every Monday for the whole week",
            "Planned: Publish the canteen menu every Monday for the whole week",
        ]
        assert texts(feed, "content")[-1] == "The kitchen <agrees> & plans it."
        assert not [name for name in ("Ann", "Archer", "Marco", "Manager") if name in text]
        status, text, headers = await ask("/feeds/ideas.json")
        told = json.loads(text)
        assert headers["Content-Type"].startswith("application/feed+json")
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert [one["id"] for one in told["items"]] == texts(feed, "id")[1:]
        assert [one["title"] for one in told["items"]] == texts(feed, "title")[1:]

    asked(team, story)


def test_after_thirty_days_or_when_it_was_forgotten_it_is_gone(team: Team) -> None:
    ann = team.member("Ann")
    posted(team, ann, MENU)

    async def told(ask: Ask) -> None:
        assert "canteen" in (await ask("/feeds/ideas.atom"))[1]

    async def gone(ask: Ask) -> None:
        status, text, _ = await ask("/feeds/ideas.atom")
        assert status == 200
        assert "canteen" not in text
        check(ET.fromstring(text))

    asked(team, told)
    house, person = team.app.house, ann.person
    team.app.database.write_now(lambda db: house.forget(db, person, team.now))
    asked(team, gone)
    posted(team, team.member("Bob"), MENU)
    asked(team, told)
    team.now = team.moment("2026-12-24 09:00")
    asked(team, gone)


def test_who_knows_it_all_already_is_told_so_and_nothing_else(team: Team) -> None:
    ann = team.member("Ann")
    posted(team, ann, MENU)
    tags: list[str] = []

    async def first(ask: Ask) -> None:
        _, text, headers = await ask("/feeds/ideas.atom")
        assert headers["Cache-Control"] == "private, max-age=300"
        tags.append(headers["ETag"])
        for known in (tags[0], f'"other", W/{tags[0]}', "*"):
            status, body, headers = await ask("/feeds/ideas.atom", If_None_Match=known)
            assert (status, body, headers["ETag"]) == (304, "", tags[0])
        for known in ('"other"', "garbage", '"', tags[0].strip('"')):
            assert (await ask("/feeds/ideas.atom", If_None_Match=known))[1] == text
        assert (await ask("/feeds/ideas.json"))[2]["ETag"] != tags[0]
        status, body, headers = await ask("/feeds/ideas.atom", "HEAD")
        assert (status, body, headers["ETag"]) == (200, "", tags[0])
        assert int(headers["Content-Length"]) == len(text.encode())

    async def later(ask: Ask) -> None:
        assert (await ask("/feeds/ideas.atom", If_None_Match=tags[0]))[0] == 200

    asked(team, first)
    posted(team, ann, BIKES)
    asked(team, later)


@pytest.mark.parametrize(
    "path",
    ["/feeds/idea.atom", "/feeds/ideas.rss", "/feeds/ideas", "/feeds/", "/feeds/..%2fideas.atom"],
)
def test_there_is_no_other(team: Team, path: str) -> None:
    async def story(ask: Ask) -> None:
        assert (await ask(path))[0] == 404

    asked(team, story)


def test_it_is_inside_only_and_nothing_is_taken(team: Team) -> None:
    async def story(ask: Ask) -> None:
        assert (await ask("/feeds/ideas.atom", out=True))[0] == 404
        assert (await ask("/feeds/ideas.atom", "POST"))[0] == 405

    asked(team, story)


def test_it_is_off_unless_the_settings_say_so(team_of: Callable[..., Team]) -> None:
    async def story(ask: Ask) -> None:
        assert (await ask("/feeds/ideas.atom"))[0] == 404

    asked(team_of(skill), story)


def test_what_fails_is_heard_of_and_says_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    team.app.on_failure = lambda what, _error: heard.append(what)
    monkeypatch.setattr(team.app, "clock", lambda: "canary")

    async def story(ask: Ask) -> None:
        status, text, _ = await ask("/feeds/ideas.atom")
        assert status == 500
        assert "canary" not in text

    asked(team, story)
    assert heard == ["feed ideas"]


NASTY = st.one_of(
    st.text(),
    st.text(st.characters(min_codepoint=0, max_codepoint=0x20)),
    st.sampled_from(
        [
            "]]>",
            "<![CDATA[",
            "&amp;&#0;",
            "<!--",
            "\x00\x0b\ufffe\ud800",
            "😀👩‍👩‍👧",
            "x" * 10_000,
            "\r\n\r",
        ]
    ),
)


@budget(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(NASTY, NASTY), max_size=4), NASTY, st.sampled_from(["", "http://[::1]:3"])
)
def test_whatever_people_write_it_stays_a_feed(
    said: list[tuple[str, str]], company: str, base: str
) -> None:
    items = [Item(f"tag:x,2026:{n}", *words, WHEN) for n, words in enumerate(said)]
    feed = Feed("ideas", f"{company}: Ideas", company, "en", base, items)
    read = ET.fromstring(atom(feed).encode())
    check(read)
    clean = [(_UNFIT.sub("", title), _UNFIT.sub("", words)) for title, words in said]
    assert texts(read, "title")[1:] == [title for title, _ in clean]
    assert texts(read, "content") == [words for _, words in clean]
    told = json.loads(json_feed(feed))
    assert [(one["title"], one["content_text"]) for one in told["items"]] == said
