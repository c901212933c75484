"""Fetching: only what has changed, only so much of it, only for so long; what fails says why."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot
from bot import Known, Unreachable
from bot.outside.fetching import Internet
from bot.outside.unpacking import unpack
from bot.outside.wire import TooMuch
from tests.bot.outside.authority import Authority
from tests.bot.outside.conftest import World
from tests.bot.outside.site import HOST, Asked, Site, answer

BODY = b"<rss version='2.0'/>" * 100
WORDS = yaml.safe_load((Path(bot.__file__).parent / "strings" / "en.yaml").read_text("utf-8"))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def key(world: World, page: Iterable[bytes], seconds: float = 10) -> str:
    """What is told of a page that fails."""
    world.site.pages["/bad"] = lambda _: page
    with pytest.raises(Unreachable) as told:
        world.internet(seconds).fetch(world.site.url("/bad"))
    assert told.value.text.values["host"] == HOST
    room, _, name = told.value.text.key.partition(".")
    assert name in WORDS[room]
    return name


def test_what_has_not_changed_does_not_come_again(world: World) -> None:
    def page(asked: Asked) -> list[bytes]:
        same = asked.headers.get("if-none-match") == '"1"'
        assert asked.headers.get("if-modified-since") == ("yesterday" if same else None)
        headers = {"etag": '"1"', "last-modified": "yesterday", "content-type": "text/xml"}
        return [answer(status="304 Not Modified") if same else answer(BODY, **headers)]

    world.site.pages["/feed"] = page
    internet, address = world.internet(), world.site.url("/feed")
    first = internet.fetch(address)
    assert first is not None
    assert (first.body, first.content_type, first.address) == (BODY, "text/xml", address)
    assert first.known == Known('"1"', "yesterday")
    assert internet.fetch(address, first.known) is None
    assert internet.fetch(address, Known('"2"')) == first


def test_what_was_noted_is_not_sent_where_it_would_be_more_than_a_header(world: World) -> None:
    world.site.pages["/feed"] = lambda _: [answer(BODY)]
    world.site.asked.clear()
    page = world.internet().fetch(world.site.url("/feed"), Known('"1"\r\nX-More: 1', "è"))
    assert page is not None
    assert page.known == Known()
    [asked] = world.site.asked
    assert asked.headers.keys().isdisjoint({"if-none-match", "if-modified-since", "x-more"})


def test_it_says_who_asks_and_carries_nothing_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    world.site.pages["/first"] = lambda _: [
        answer(status="302 Found", location="/second", set_cookie="a=1; Path=/")
    ]
    world.site.pages["/second"] = lambda _: [answer(BODY)]
    world.site.asked.clear()
    page = world.internet().fetch(world.site.url("/first"))
    assert page is not None
    assert page.address == world.site.url("/second")
    for asked in world.site.asked:
        assert asked.headers["user-agent"].startswith("Piazza/0.")
        assert asked.headers["host"] == f"{HOST}:{world.site.port}"
        assert asked.headers.keys().isdisjoint({"cookie", "referer", "authorization"})


def test_three_moves_are_followed_and_no_fourth(world: World) -> None:
    world.site.pages["/feed"] = lambda _: [answer(BODY)]
    third = "/to//to//to//feed"
    assert world.internet().fetch(world.site.url(third)) is not None
    with pytest.raises(Unreachable) as told:
        world.internet().fetch(world.site.url(f"/to/{third}"))
    assert told.value.text.key == "outside.moves"


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, raw_deflate], ids=["gzip", "zlib", "raw"]
)
def test_what_comes_packed_is_unpacked(world: World, pack: Callable[[bytes], bytes]) -> None:
    coding = "gzip" if pack is gzip.compress else "deflate"
    world.site.pages["/feed"] = lambda _: [answer(pack(BODY), content_encoding=coding)]
    page = world.internet().fetch(world.site.url("/feed"))
    assert page is not None
    assert page.body == BODY


def test_what_comes_in_chunks_is_put_together(world: World) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    world.site.pages["/feed"] = lambda _: [head, b"3\r\nabc\r\n", b"2\r\nde\r\n", b"0\r\n\r\n"]
    page = world.internet().fetch(world.site.url("/feed"))
    assert page is not None
    assert page.body == b"abcde"


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ([answer(status="401 Unauthorized")], "locked"),
        ([answer(status="403 Forbidden")], "locked"),
        ([answer(status="404 Not Found")], "gone"),
        ([answer(status="410 Gone")], "gone"),
        ([answer(status="429 Too Many Requests")], "too_often"),
        ([answer(status="500 Internal Server Error")], "status"),
        ([answer(BODY, "206 Partial Content")], "status"),
        ([answer(status="204 No Content")], "status"),
        ([answer(status="302 Found")], "status"),
        ([answer(status="304 Not Modified")], "status"),
        ([answer(BODY, content_encoding="br")], "packed"),
        ([answer(gzip.compress(gzip.compress(BODY)), content_encoding="gzip, gzip")], "packed"),
        ([answer(gzip.compress(BODY)[:-9], content_encoding="gzip")], "garbled"),
        ([answer(BODY, content_encoding="gzip")], "garbled"),
        ([answer(BODY)[:-1]], "garbled"),
        ([CHUNKED, b"5\r\nab"], "garbled"),
        ([CHUNKED, b"-5\r\nab"], "garbled"),
        ([CHUNKED, b"zz\r\nab"], "garbled"),
        ([b"SSH-2.0-OpenSSH_9.6\r\n"], "garbled"),
        ([b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"], "garbled"),
        ([b"HTTP/1.1 200 OK\r\na: " + b"b" * 70_000 + b"\r\n\r\n"], "garbled"),
        ([], "silent"),
        ([answer(b"x" * 2_000_000)], "large"),
        ([HEAD, b"Content-Length: 99999999999\r\n\r\n", *([b"x" * 65536] * 40)], "large"),
        ([CHUNKED, b"fffffffff\r\n", *([b"x" * 65536] * 40)], "large"),
        ([answer(gzip.compress(b"x" * 5_000_001), content_encoding="gzip")], "large"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000], "large"),
    ],
)
def test_what_fails_says_in_a_line_why(world: World, page: list[bytes], told: str) -> None:
    assert key(world, page) == told


def test_what_fits_exactly_is_read(world: World) -> None:
    packed = gzip.compress(b"x" * 5_000_000)
    world.site.pages["/feed"] = lambda _: [answer(packed, content_encoding="gzip")]
    page = world.internet().fetch(world.site.url("/feed"))
    assert page is not None
    assert len(page.body) == 5_000_000


def drip(world: World, *first: bytes) -> Iterable[bytes]:
    """A byte now and then, until nobody listens any more."""
    yield from first
    while not world.site.over.wait(0.02):
        yield b"x"


@pytest.mark.parametrize("first", [b"", HEAD, HEAD + b"a: ", CHUNKED + b"fff\r\n", HEAD + b"\r\n"])
def test_all_together_may_take_so_long_however_it_drips(world: World, first: bytes) -> None:
    assert key(world, drip(world, first), seconds=0.3) == "slow"


def test_a_resolver_that_never_answers_keeps_nobody(world: World) -> None:
    def waits(_host: str) -> list[str]:
        world.site.over.wait()
        return []

    with pytest.raises(Unreachable) as told:
        Internet(waits, world.permits, seconds=0.1).fetch("https://waits.example/")
    assert told.value.text.key == "outside.slow"


def test_of_several_addresses_one_that_answers_is_enough(world: World) -> None:
    def permits(address: object, _port: int) -> bool:
        return str(address) in ("127.0.0.3", "127.0.0.1")

    world.site.pages["/feed"] = lambda _: [answer(BODY)]
    internet = Internet(lambda _: ["127.0.0.3", "127.0.0.1"], permits, world.authority.trust())
    assert internet.fetch(world.site.url("/feed")) is not None


def test_nobody_is_believed_but_who_is_vouched_for(world: World, tmp_path: Path) -> None:
    world.names.known["other.example"] = [["127.0.0.1"]]
    with pytest.raises(Unreachable) as told:
        world.internet().fetch(world.site.url("/feed", "other.example"))
    assert told.value.text.key == "outside.certificate"
    with Site(Authority(tmp_path)) as forged, pytest.raises(Unreachable) as told:
        Internet(world.names, lambda *_: True, world.authority.trust()).fetch(forged.url("/feed"))
    assert told.value.text.key == "outside.certificate"
    with pytest.raises(Unreachable) as told:
        Internet(world.names, world.permits).fetch(world.site.url("/feed"))
    assert told.value.text.key == "outside.certificate"


def test_every_reason_is_one_line(world: World) -> None:
    assert all("\n" not in one and one.endswith((".", "?")) for one in WORDS["outside"].values())


@given(st.binary(max_size=3000), st.integers(2, 400), st.sampled_from(["gzip", "deflate"]))
def test_however_it_is_cut_it_is_unpacked(body: bytes, size: int, coding: str) -> None:
    packed = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert unpack(chunks, coding, 3000) == body
    if body:
        with pytest.raises(TooMuch):
            unpack(chunks, coding, len(body) - 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.binary(max_size=300))
def test_whatever_a_server_says_is_told(world: World, said: bytes) -> None:
    world.site.pages["/any"] = lambda _: [HEAD + said]
    with suppress(Unreachable):
        world.internet().fetch(world.site.url("/any"))
