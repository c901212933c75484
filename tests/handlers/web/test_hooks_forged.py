"""Hooks: what is not signed right is nobody's, however close it comes."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from bot.runtime import signing
from tests.handlers.web.hooked import DESK, HOOKS, IDEA, KEY, SHOP, World

BODY = json.dumps(IDEA).encode()
ID, AT, SIGNATURE = signing.HEADERS
BROKEN: list[dict[str, str | None]] = [
    {ID: None},
    {ID: ""},
    {ID: "m2"},
    {ID: "m 1"},
    {ID: "m" * 300},
    {ID: "m\udce9"},
    {AT: None},
    {AT: "soon"},
    {AT: "-1"},
    {AT: "1" * 5000},
    {AT: "\u0661\u0662"},
    {AT: "1e9"},
    {SIGNATURE: None},
    {SIGNATURE: ""},
    {SIGNATURE: "v1"},
    {SIGNATURE: "v1,"},
    {SIGNATURE: "v1,\u00e9\u00e9"},
    {SIGNATURE: "v1,====" * 50},
    {SIGNATURE: ", , ,"},
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_what_is_not_signed_right_is_nobodys(world: World, broken: dict[str, str | None]) -> None:
    async def story() -> None:
        headers = {**world.headers(BODY), **broken}
        sent = {name: value for name, value in headers.items() if value is not None}
        assert (await world.post(SHOP, BODY, sent))[0] == 401

    world.tells(story)
    assert world.posted == []


def test_a_changed_body_another_secret_or_a_header_twice_is_refused(world: World) -> None:
    async def story() -> None:
        headers = world.headers(BODY)
        assert (await world.post(SHOP, BODY + b" ", headers))[0] == 401
        assert (await world.send(key=DESK))[0] == 401
        assert (await world.post("/hooks/ideas/help-desk", BODY, headers))[0] == 401
        assert (await world.post(SHOP, b"\xff\xfe", headers))[0] == 401
        twice = [*headers.items(), (ID, "m1")]
        assert (await world.post(SHOP, BODY, twice))[0] == 401
        assert (await world.post(SHOP, BODY, {}))[0] == 401
        for version in ("v2", "V1", "v1a", ""):
            other = f"{version},{headers[SIGNATURE].removeprefix('v1,')}"
            assert (await world.post(SHOP, BODY, {**headers, SIGNATURE: other}))[0] == 401

    world.tells(story)
    assert world.posted == []


@pytest.mark.parametrize(("seconds", "status"), [(300, 202), (-300, 202), (301, 401), (-301, 401)])
def test_clocks_may_be_five_minutes_apart(world: World, seconds: int, status: int) -> None:
    async def story() -> None:
        assert (await world.send(seconds=seconds))[0] == status

    world.tells(story)


@dataclass(frozen=True)
class Sent:
    """What a program sends: one that is good, until somebody forges it."""

    body: bytes
    head: dict[str, str]
    more: tuple[tuple[str, str], ...] = ()

    @property
    def signature(self) -> bytes:
        return base64.b64decode(self.head[SIGNATURE].removeprefix("v1,"))

    def saying(self, name: str, value: str) -> Sent:
        return replace(self, head={**self.head, name: value})

    def without(self, name: str) -> Sent:
        return replace(self, head={one: said for one, said in self.head.items() if one != name})

    def signed(self, signature: bytes, version: str = "v1") -> Sent:
        return self.saying(SIGNATURE, f"{version},{base64.b64encode(signature).decode()}")


Forging = Callable[[World, Sent, random.Random], Sent]


def changed(some: bytes, chance: random.Random) -> bytes:
    """The same with one bit the other way round."""
    place = chance.randrange(len(some))
    return some[:place] + bytes([some[place] ^ 1 << chance.randrange(8)]) + some[place + 1 :]


def resigned(sent: Sent, key: bytes, content: bytes, algorithm: str = "sha256") -> Sent:
    return sent.signed(hmac.digest(key, content, algorithm))


FORGINGS: dict[str, Forging] = {
    "a bit of the body": lambda _w, sent, by: replace(sent, body=changed(sent.body, by)),
    "the body cut": lambda _w, sent, by: replace(
        sent, body=sent.body[: by.randrange(len(sent.body))]
    ),
    "the body longer": lambda _w, sent, by: replace(sent, body=sent.body + b" " * by.randint(1, 9)),
    "a bit of the signature": lambda _w, sent, by: sent.signed(changed(sent.signature, by)),
    "the signature cut": lambda _w, sent, by: sent.signed(sent.signature[: by.randrange(32)]),
    "its text cut": lambda _w, sent, by: sent.saying(
        SIGNATURE, sent.head[SIGNATURE][: by.randrange(46)]
    ),
    "a signature of chance": lambda _w, sent, by: sent.signed(by.randbytes(32)),
    "many of chance": lambda _w, sent, by: sent.saying(
        SIGNATURE,
        " ".join(f"v1,{base64.b64encode(by.randbytes(32)).decode()}" for _ in range(20)),
    ),
    "no signature": lambda _w, sent, by: sent.saying(
        SIGNATURE, by.choice(["", " ", "v1,", "v1", ","])
    ),
    "another version": lambda _w, sent, by: sent.signed(
        sent.signature, by.choice(["v2", "v0", "v1a", "V1", "", "v1,v1"])
    ),
    "another id": lambda _w, sent, by: sent.saying(ID, f"other-{by.randrange(10**6)}"),
    "ids swapped": lambda world, sent, by: sent.saying(
        SIGNATURE, world.headers(sent.body, id_=f"x-{by.randrange(9)}")[SIGNATURE]
    ),
    "an id that is none": lambda _w, sent, by: sent.saying(
        ID, by.choice(["", "a b", "\u00e9", "m" * 257, "a\tb"])
    ),
    "another time": lambda _w, sent, by: sent.saying(
        AT, str(int(sent.head[AT]) + by.choice([-300, -1, 1, 300]))
    ),
    "an old one": lambda world, sent, by: replace(
        sent, head=world.headers(sent.body, seconds=by.randint(301, 10**6))
    ),
    "one of tomorrow": lambda world, sent, by: replace(
        sent, head=world.headers(sent.body, seconds=-by.randint(301, 10**6))
    ),
    "other digits": lambda _w, sent, by: sent.saying(
        AT, sent.head[AT].translate({48 + n: by.choice([0x660, 0xFF10]) + n for n in range(10)})
    ),
    "an odd time": lambda _w, sent, by: sent.saying(
        AT, by.choice(["+", "-", "0x", "0", "1_", "9" * 13]) + sent.head[AT]
    ),
    "another program's secret": lambda world, sent, _by: replace(
        sent, head=world.headers(sent.body, key=DESK)
    ),
    "the secret as it is written": lambda _w, sent, _by: resigned(
        sent, base64.b64encode(KEY), f"{sent.head[ID]}.{sent.head[AT]}.".encode() + sent.body
    ),
    "the body alone": lambda _w, sent, _by: resigned(sent, KEY, sent.body),
    "without the id": lambda _w, sent, _by: resigned(
        sent, KEY, f"{sent.head[AT]}.".encode() + sent.body
    ),
    "another way to sum": lambda _w, sent, by: resigned(
        sent,
        KEY,
        f"{sent.head[ID]}.{sent.head[AT]}.".encode() + sent.body,
        by.choice(["sha1", "sha512"]),
    ),
    "a header twice": lambda _w, sent, by: replace(
        sent, more=((name := by.choice(signing.HEADERS), sent.head[name]),)
    ),
    "a header missing": lambda _w, sent, by: sent.without(by.choice(signing.HEADERS)),
}


def test_of_a_thousand_that_are_forged_none_is_taken_and_none_breaks_anything(
    world: World,
) -> None:
    """Each begins as one that is good, so that only what is forged can be why it is refused."""
    chance, answered = random.Random(4711), Counter[tuple[str, int]]()

    async def one(number: int, name: str) -> None:
        said = json.dumps({**IDEA, "text": f"number {number}"}).encode()
        good = Sent(said, world.headers(said, id_=f"m-{number}"))
        forged = FORGINGS[name](world, good, chance)
        headers = [*forged.head.items(), *forged.more]
        status, _ = await world.post(SHOP, forged.body, headers)
        answered[name, status] += 1

    async def story() -> None:
        names = list(FORGINGS)
        await asyncio.gather(*(one(each, names[each % len(names)]) for each in range(1000)))
        assert (await world.send())[0] == 202

    world.tells(story)
    assert {one for one in answered if one[1] != 401} == set()
    assert answered.total() == 1000
    assert len(world.posted) == 1


@budget(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.text(), st.binary())
def test_whatever_is_sent_nothing_but_the_right_signature_is_right(
    id_: str, at: str, signatures: str, body: bytes
) -> None:
    now, secrets = datetime(2026, 11, 27, tzinfo=UTC), HOOKS["SHOP"].get_secret_value()
    for said in (signatures, f"v1,{signatures}", f"v1,{base64.b64encode(body).decode()}"):
        assert not signing.genuine(secrets, id_, at, said, body, now)
