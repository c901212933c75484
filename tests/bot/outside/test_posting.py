"""Posting: a program is told what is ours, signed, and what it answers is told apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot import Rejected, Unreachable
from bot.outside.posting import Posted, Poster
from bot.runtime import signing
from tests.bot.outside.program import Program
from tests.handlers.web.hooked import HOOKS, KEY, OLD, secret

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)
SAID = {"answer": "Sì, dal 1° marzo.", "to": 7}
Serving = Callable[..., Program]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Make programs that listen until the end of the story."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(Program(**how).running())


def post(program: Program | str, seconds: float = 20, source: str = "shop") -> None:
    address = program if isinstance(program, str) else program.address
    Poster(HOOKS, seconds).post(Posted(source, address, "feedback/7", SAID), NOW)


def test_a_program_knows_that_it_was_piazza_by_its_newest_secret(serving: Serving) -> None:
    program = serving()
    post(program)
    [(headers, body)] = program.told
    assert json.loads(body) == SAID
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "feedback/7"
    id_, at, signature = (headers[name] for name in signing.HEADERS)
    assert signing.genuine(secret(KEY), id_, at, signature, body, NOW)
    assert not signing.genuine(secret(OLD), id_, at, signature, body, NOW)
    assert not signing.genuine(secret(KEY), id_, at, signature, body + b" ", NOW)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_whatever_says_yes_has_taken_it(serving: Serving, status: int) -> None:
    post(serving(status=status))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_go_better_later_is_told_apart(serving: Serving, status: int) -> None:
    with pytest.raises(Unreachable) as caught:
        post(serving(status=status))
    assert caught.value.after is None
    assert caught.value.text.values["status"] == str(status)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 410, 422])
def test_what_is_refused_for_good_is_told_apart(serving: Serving, status: int) -> None:
    elsewhere = serving()
    program = serving(status=status, headers={"Location": elsewhere.address})
    with pytest.raises(Rejected):
        post(program)
    assert (len(program.told), elsewhere.told) == (1, [])


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("120", 120, 120),
        ("0", 0, 0),
        ("9" * 5000, 86400, 86400),
        (timedelta(hours=1), 1, 3600),
        (timedelta(days=-1), 0, 0),
        (timedelta(days=9), 86400, 86400),
    ],
    ids=["seconds", "none", "many", "an hour", "yesterday", "next week"],
)
def test_it_is_left_alone_for_as_long_as_it_asks(
    serving: Serving, said: str | timedelta, least: int, most: int
) -> None:
    if isinstance(said, timedelta):
        said = format_datetime(datetime.now(UTC) + said, usegmt=True)
    with pytest.raises(Unreachable) as caught:
        post(serving(status=429, headers={"Retry-After": said}))
    assert caught.value.after is not None
    assert least <= caught.value.after.total_seconds() <= most


@pytest.mark.parametrize("said", ["soon", "-1", "1.5", "", "\u0661", "Fri, 99 Nov 2026"])
def test_what_is_no_time_is_none(serving: Serving, said: str) -> None:
    with pytest.raises(Unreachable) as caught:
        post(serving(status=503, headers={"Retry-After": said.encode().decode("latin-1")}))
    assert caught.value.after is None


def test_who_hangs_up_or_says_nothing_is_told_later(serving: Serving) -> None:
    with pytest.raises(Unreachable) as closed:
        post(serving(status=0))
    assert closed.value.text.key == "sending.closed"
    with pytest.raises(Unreachable) as silent:
        post(serving(status=-1), seconds=0.5)
    assert silent.value.text.key == "sending.slow"
    with Program().running() as gone:
        pass
    with pytest.raises(Unreachable):
        post(gone)


def test_who_never_stops_talking_has_said_yes(serving: Serving) -> None:
    program = serving(status=200, endless=True)
    post(program)
    assert len(program.told) == 1


@pytest.mark.parametrize(
    "address", ["", "shop", "ftp://shop.example/", "http://", "http://[x", "http://shop.example:x/"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Rejected) as caught:
        post(address)
    assert caught.value.text.key == "sending.address"


def test_a_program_without_a_secret_is_told_nothing(serving: Serving) -> None:
    program = serving()
    with pytest.raises(Rejected) as caught:
        post(program, source="other-shop")
    assert caught.value.text.values["variable"] == "PIAZZA_HOOK_OTHER_SHOP"
    assert program.told == []
    post(program, source="help-desk")


@pytest.mark.parametrize("id_", ["", "a b", "x" * 257, "a\n", "é"])
def test_an_id_that_breaks_a_header_is_a_mistake_of_the_skill(id_: str) -> None:
    with pytest.raises(ValueError, match="no blanks"):
        Posted("shop", "https://shop.example/", id_, SAID)
