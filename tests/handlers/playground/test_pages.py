"""The page's files, words and pictures, and who is refused; real processes are tried elsewhere."""

from __future__ import annotations

import aiohttp
import pytest

from bot.errors import SetupError
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from handlers.playground import Playground, pages
from handlers.playground.guard import is_loopback
from tests.handlers.playground.world import World


def test_the_page_is_there_with_its_words_in_every_language(world: World) -> None:
    assert world.get("/")[:2] == (200, "text/html")
    assert world.get("/page/wire.js")[:2] == (200, "text/javascript")
    for language in ("en", "it"):
        assert world.get(f"/words/{language}.json")[:2] == (200, "application/json")
    assert world.get("/words/xx.json")[0] == 404


def test_the_bare_address_leads_to_the_page_and_only_for_this_machine(world: World) -> None:
    bare = f"http://127.0.0.1:{world.host.admin_port}/"

    async def asked(**headers: str) -> tuple[int, str]:
        async with world.client.get(bare, headers=headers) as answer:
            return answer.status, answer.url.path

    assert world.run(asked()) == (200, "/playground/")
    assert world.run(asked(Host="evil.example")) == (421, "/")


def test_words_are_flat_and_plural_forms_stay_together() -> None:
    english = pages.words(pages.HERE / "words", "en")
    italian = pages.words(pages.HERE / "words", "it")
    assert english.keys() == italian.keys()
    assert all(isinstance(one, str) or "other" in one for one in english.values())
    assert pages.words(pages.HERE / "words", "de") == english


@pytest.mark.parametrize(
    "path",
    [
        "/page/..%2f__init__.py",
        "/page/%2e%2e%2ftables.py",
        "/page/.hidden.js",
        "/page/nothing.js",
        "/page/index.html",
        "/words/..%2fen.json",
        "/pictures/0.png",
        "/pictures/7.png",
        "/pictures/1e3.png",
        "/pictures/99999999999999999999.png",
        "/nothing",
    ],
)
def test_nothing_else_is_given_away(world: World, path: str) -> None:
    assert world.get(path)[0] == 404


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", ""])
def test_a_foreign_name_is_refused_everywhere(world: World, name: str) -> None:
    for path in ("/", "/page/wire.js", "/words/en.json", "/pictures/1.png", "/wire", "/nothing"):
        assert world.get(path, {"Host": name})[0] in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
def test_a_foreign_page_gets_no_wire(world: World, origin: str | None) -> None:
    async def connect() -> None:
        await world.client.ws_connect(f"{world.address}/wire", origin=origin)

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        world.run(connect())
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("LocalHost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_this_machine_is_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_it_is_not_made_where_others_could_reach_it() -> None:
    conf = Settings(secrets=Secrets(admin_host="0.0.0.0"))
    with pytest.raises(SetupError, match=r"^ADMIN_HOST: .*0\.0\.0\.0.*127\.0\.0\.1"):
        Playground(conf)


def test_a_page_that_is_not_open_yet_says_so(world: World) -> None:
    world.run(world.playground.stop())
    assert world.get("/pictures/1.png")[0] == 503
    assert world.get("/")[0] == 200
    world.run(world.playground.start(world.app))
