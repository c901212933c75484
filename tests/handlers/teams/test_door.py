"""The door of Teams: what Microsoft signed comes in, whatever else is refused."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.teams.door import LARGEST, Door
from handlers.teams.keys import DAY, HOUR, Keys
from handlers.teams.tokens import Tokens, Unauthorised
from handlers.teams.trust import Trust
from tests.handlers.teams import microsoft
from tests.handlers.teams.microsoft import APP, KID, SERVICE_URL, Microsoft, claims, part, token

TRUST = Trust(APP.tenant, ("smba.trafficmanager.net",))
ACTIVITY = {
    "type": "message",
    "channelId": "msteams",
    "serviceUrl": SERVICE_URL,
    "conversation": {"id": "a:1", "tenantId": APP.tenant},
    "channelData": {"tenant": {"id": APP.tenant}},
}
NOW = int(time.time())
HEAD = {"alg": "RS256", "typ": "JWT", "kid": KID}
GOOD = token()
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")


class Bot:
    """A door that notes what it lets in."""

    def __init__(self, microsoft: Microsoft, session: ClientSession, **more: Any) -> None:
        self.now = 0.0
        self.let_in: list[dict[str, Any]] = []
        keys = Keys(session, microsoft.url, lambda: self.now)
        tokens = Tokens(APP.id, keys)
        self.door = Door(
            more.get("trust", TRUST), None if more.get("open_here") else tokens, self._take
        )
        self.session = session
        self.url = ""

    async def _take(self, body: Any) -> tuple[int, Any]:
        self.let_in.append(body)
        return 200, None

    async def asks(self, authorization: str | None, body: object = None, **headers: str) -> int:
        sent = headers | ({"Authorization": authorization} if authorization is not None else {})
        data = body if isinstance(body, bytes) else json.dumps(body or ACTIVITY).encode()
        async with self.session.post(self.url, data=data, headers=sent) as answer:
            return answer.status


@asynccontextmanager
async def at_the_door(**more: Any) -> AsyncIterator[tuple[Bot, Microsoft]]:
    async with Microsoft().serving() as here, ClientSession() as session:
        bot = Bot(here, session, **more)
        app = web.Application()

        async def serve(request: web.Request) -> web.StreamResponse:
            return await bot.door(request)

        app.add_routes([web.post("/api/messages", serve)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
        try:
            yield bot, here
        finally:
            await runner.cleanup()


def story(tell: Callable[[Bot, Microsoft], Awaitable[None]], **more: Any) -> None:
    async def run() -> None:
        async with at_the_door(**more) as (bot, here):
            await tell(bot, here)

    asyncio.run(run())


def good_ones() -> list[str]:
    """Made when they are needed: some are good for minutes only."""
    now = int(time.time())
    return [
        GOOD,
        token(claims(nbf=None)),
        token(claims(exp=now - 200)),
        token(claims(nbf=now + 200)),
        token(claims(more={"of": "anything"})),
        token(typ="JWT"),
    ]


def test_good_tokens_come_in_and_the_keys_are_fetched_once() -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        good = good_ones()
        for one in good:
            assert await bot.asks(f"Bearer {one}") == 200
        assert len(bot.let_in) == len(good)
        bot.now = DAY - 1
        assert await bot.asks(f"Bearer {GOOD}") == 200
        assert here.fetches == 1

    story(tell)


def _signed(head: dict[str, Any], said: object) -> str:
    """Signed with the right key, whatever the header says."""
    text = f"{part(head)}.{part(said)}"
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    return f"{text}.{part(algorithm.sign(text.encode(), microsoft.key()))}"


def _by_hmac() -> str:
    """HS256 with the public key as its secret."""
    text = f"{part({**HEAD, 'alg': 'HS256'})}.{part(claims())}"
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{text}.{part(hmac.sign(text.encode(), microsoft.public_pem()))}"


MUTATED = {
    "nothing": None,
    "empty": "",
    "no scheme": GOOD,
    "another scheme": f"Basic {GOOD}",
    "small letters": f"bearer {GOOD}",
    "no token": "Bearer ",
    "two tokens": f"Bearer {GOOD} {GOOD}",
    "two tokens joined": f"Bearer {GOOD},{GOOD}",
    "two segments": f"Bearer {HEADER}.{PAYLOAD}",
    "four segments": f"Bearer {GOOD}.{SIGNATURE}",
    "five segments": f"Bearer {GOOD}.{PAYLOAD}.{SIGNATURE}",
    "no signature": f"Bearer {HEADER}.{PAYLOAD}.",
    "algorithm none": f"Bearer {part({**HEAD, 'alg': 'none'})}.{PAYLOAD}.",
    "algorithm none, signed": f"Bearer {part({**HEAD, 'alg': 'none'})}.{PAYLOAD}.{SIGNATURE}",
    "algorithm nOnE": f"Bearer {part({**HEAD, 'alg': 'nOnE'})}.{PAYLOAD}.{SIGNATURE}",
    "no algorithm": f"Bearer {part({'kid': KID})}.{PAYLOAD}.{SIGNATURE}",
    "HS256 with the public key": f"Bearer {_by_hmac()}",
    "RS512": f"Bearer {_signed({**HEAD, 'alg': 'RS512'}, claims())}",
    "another's key": f"Bearer {token(by='of somebody else')}",
    "unknown kid": f"Bearer {token(kid='unknown')}",
    "no kid": f"Bearer {token(kid=None)}",
    "kid is no text": f"Bearer {_signed({**HEAD, 'kid': 7}, claims())}",
    "jku": f"Bearer {token(jku='http://127.0.0.1/keys')}",
    "x5u": f"Bearer {token(x5u='http://127.0.0.1/keys')}",
    "x5c": f"Bearer {token(x5c=['MIIB'])}",
    "jwk": f"Bearer {token(jwk={'kty': 'RSA', 'n': 'AQAB', 'e': 'AQAB'})}",
    "crit": f"Bearer {_signed({**HEAD, 'crit': ['exp']}, claims())}",
    "detached": f"Bearer {_signed({**HEAD, 'b64': False, 'crit': ['b64']}, claims())}",
    "another audience": f"Bearer {token(claims(aud='somebody-else'))}",
    "many audiences": f"Bearer {token(claims(aud=[APP.id, 'somebody-else']))}",
    "no audience": f"Bearer {token(claims(aud=None))}",
    "another issuer": f"Bearer {token(claims(iss='https://sts.windows.net/x/'))}",
    "no issuer": f"Bearer {token(claims(iss=None))}",
    "expired": f"Bearer {token(claims(exp=NOW - 400))}",
    "no expiry": f"Bearer {token(claims(exp=None))}",
    "expiry is a word": f"Bearer {_signed(HEAD, claims(exp='tomorrow'))}",
    "expiry is endless": f"Bearer {_signed(HEAD, claims(exp=float('inf')))}",
    "not yet valid": f"Bearer {token(claims(nbf=NOW + 40_000))}",
    "from the future": f"Bearer {token(claims(iat=NOW + 40_000))}",
    "no service URL": f"Bearer {token(claims(serviceurl=None))}",
    "another service URL": f"Bearer {token(claims(serviceurl='https://evil.example/'))}",
    "service URL without its slash": f"Bearer {token(claims(serviceurl=SERVICE_URL[:-1]))}",
    "service URL is a list": f"Bearer {token(claims(serviceurl=[SERVICE_URL]))}",
    "claims are a list": f"Bearer {_signed(HEAD, [1])}",
    "claims are no JSON": f"Bearer {_signed(HEAD, b'{')}",
    "claims swapped": f"Bearer {HEADER}.{part(claims(aud=APP.id, more=1))}.{SIGNATURE}",
    "one bit of the signature": f"Bearer {GOOD[:-8]}{'A' if GOOD[-8] != 'A' else 'B'}{GOOD[-7:]}",
    "header is no JSON": f"Bearer {part(b'{')}.{PAYLOAD}.{SIGNATURE}",
    "header is deep": f"Bearer {part(b'[' * 2900)}.{PAYLOAD}.{SIGNATURE}",
    "garbage": "Bearer a.b.c",
    "huge": f"Bearer {HEADER}.{'A' * 7000}.{SIGNATURE}",
    "padding": f"Bearer {HEADER}=.{PAYLOAD}.{SIGNATURE}",
    "another alphabet": f"Bearer {HEADER}.{PAYLOAD}.{SIGNATURE[:-2]}+/",
    "not ASCII": f"Bearer {HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}é",
    "digits of another script": f"Bearer {HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}٣",
}


def test_mutated_tokens_are_refused_and_nothing_more_is_fetched_for_them() -> None:
    assert len(MUTATED) >= 40

    async def tell(bot: Bot, here: Microsoft) -> None:
        found = {name: await bot.asks(one) for name, one in MUTATED.items()}
        assert {name: status for name, status in found.items() if status not in (401, 403)} == {}
        assert bot.let_in == []
        assert here.fetches == 1

    story(tell)


def test_a_thousand_unknown_keys_are_two_fetches_at_most() -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        forged = [f"Bearer {token(kid=f'k{number}')}" for number in range(10)]
        for number in range(1000):
            bot.now = number * HOUR / 1000
            assert await bot.asks(forged[number % 10]) == 401
        await asyncio.gather(*(bot.asks(one) for one in forged))
        assert here.fetches <= 2
        bot.now = HOUR + 1
        await asyncio.gather(*(bot.asks(one) for one in forged))
        assert here.fetches == 2

    story(tell)


def test_a_new_key_of_microsofts_is_found_within_the_hour_and_an_old_one_ends() -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        assert await bot.asks(f"Bearer {GOOD}") == 200
        here.kids = ["new"]
        fresh = token(by="new", kid="new")
        assert await bot.asks(f"Bearer {fresh}") == 401
        bot.now = HOUR + 1
        assert await bot.asks(f"Bearer {fresh}") == 200
        assert await bot.asks(f"Bearer {GOOD}") == 401
        bot.now = 2 * DAY
        assert await bot.asks(f"Bearer {fresh}") == 200
        assert here.fetches == 3

    story(tell)


def test_while_there_are_no_keys_nobody_comes_in_and_it_is_tried_again() -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        here.broken = True
        assert [await bot.asks(f"Bearer {GOOD}") for _ in range(5)] == [503] * 5
        assert here.fetches == 1
        here.broken, bot.now = False, 60
        assert await bot.asks(f"Bearer {GOOD}") == 200
        # What is known goes on, though Microsoft can't be asked.
        here.broken, bot.now = True, 2 * DAY
        assert await bot.asks(f"Bearer {GOOD}") == 200

    story(tell)


def test_a_key_that_is_not_for_teams_opens_nothing() -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        here.endorsed = ["webchat"]
        assert await bot.asks(f"Bearer {GOOD}") == 401

    story(tell)


EVIL = "https://evil.example/"
FOREIGN: dict[str, dict[str, Any]] = {
    "another tenant": {
        "channelData": {"tenant": {"id": "foreign"}},
        "conversation": {"id": "a:1", "tenantId": "foreign"},
    },
    "two tenants": {"conversation": {"id": "a:1", "tenantId": "foreign"}},
    "no tenant": {"channelData": None, "conversation": {"id": "a:1"}},
    "a tenant that is no text": {
        "channelData": {"tenant": {"id": [APP.tenant]}},
        "conversation": None,
    },
    "another channel": {"channelId": "webchat"},
    "no channel": {"channelId": None},
}
URLS = [
    EVIL,
    "http://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/smba.trafficmanager.net",
    "https://smba.trafficmanager.net@evil.example/",
    "https://evil.example#smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net%2eevil.example/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[/",
    "file:///etc/passwd",
    "//smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/\r\nHost: evil",
    "",
]


def test_a_good_token_for_a_foreign_tenant_is_refused() -> None:
    async def tell(bot: Bot, _here: Microsoft) -> None:
        for change in FOREIGN.values():
            assert await bot.asks(f"Bearer {GOOD}", {**ACTIVITY, **change}) == 403, change
        assert bot.let_in == []

    story(tell)


@pytest.mark.parametrize("url", URLS)
def test_a_good_token_for_a_foreign_service_url_is_refused(url: str) -> None:
    async def tell(bot: Bot, _here: Microsoft) -> None:
        signed = token(claims(serviceurl=url))
        assert await bot.asks(f"Bearer {signed}", {**ACTIVITY, "serviceUrl": url}) == 403
        assert bot.let_in == []

    story(tell)


BROKEN = [b"", b"{", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 100_000, b'"' + b"a" * 1000]


def test_what_is_no_activity_is_never_an_error_of_ours() -> None:
    async def tell(bot: Bot, _here: Microsoft) -> None:
        for body in BROKEN:
            assert await bot.asks(f"Bearer {GOOD}", body) == 400
        assert await bot.asks(f"Bearer {GOOD}", b" " * (LARGEST + 1)) == 413
        assert await bot.asks(None, b" " * (LARGEST + 1)) == 401
        packed = {"Content-Encoding": "gzip"}
        many = gzip.compress(b" " * 10_000_000)
        assert await bot.asks(f"Bearer {GOOD}", many, **packed) == 413
        assert await bot.asks(f"Bearer {GOOD}", b"{}", **packed) == 400
        assert bot.let_in == []

    story(tell)


OPEN = {"open_here": True, "trust": Trust("", (), open_here=True)}
LOCAL = {**ACTIVITY, "serviceUrl": "http://localhost:5615/_connector"}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "10.0.0.1"},
        {"Forwarded": "for=10.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"Origin": "http://localhost:3000"},
        {"Host": "piazza.example"},
        {"Host": "evil.example:3000"},
    ],
)
def test_without_authentication_only_this_machine_comes_in(headers: dict[str, str]) -> None:
    async def tell(bot: Bot, here: Microsoft) -> None:
        assert await bot.asks(None, LOCAL) == 200
        assert await bot.asks(None, LOCAL, **headers) == 403
        assert await bot.asks(None, ACTIVITY) == 403
        assert len(bot.let_in) == 1
        assert here.fetches == 0

    story(tell, **OPEN)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300, deadline=None)
def test_no_header_trips_it(header: str) -> None:
    class Nobody(Keys):
        def __init__(self) -> None:
            pass

        async def find(self, kid: str) -> None:
            return None

    with pytest.raises(Unauthorised):
        asyncio.run(Tokens(APP.id, Nobody()).read(f"Bearer {header}"))
