"""What Slack never sent: forged, stale, broken; each with a name that says what is wrong."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, TypeAlias
from urllib.parse import urlencode

from tests.slack_world.payloads import FORM, Request, sign

from .raw import Sent

Path: TypeAlias = tuple[str | int, ...]
Forge: TypeAlias = Callable[[Random, Request, str], Sent]

# What must be there, and be what it is, for a request to mean anything.
NEEDED: dict[str, list[Path]] = {
    "command": [("command",), ("trigger_id",), ("user_id",), ("team_id",)],
    "block_actions": [
        *[("user",), ("user", "id"), ("actions",), ("actions", 0)],
        *[("actions", 0, one) for one in ("action_id", "action_ts", "value")],
    ],
    "view_submission": [
        *[("user",), ("user", "id"), ("view",), ("view", "state", "values")],
        *[("view", one) for one in ("id", "private_metadata", "state")],
    ],
    "message_action": [
        *[("user",), ("user", "id"), ("callback_id",), ("trigger_id",), ("message",)],
    ],
}
GARBAGE: list[Any] = [None, 0, 1.5, True, [], {}, [[]], [None], {"": {}}, {"id": []}, -(10**40)]


def signed(body: bytes, secret: str, timestamp: str | None = None, kind: str = FORM) -> Sent:
    """A request signed as Slack would."""
    when = str(int(time.time())) if timestamp is None else timestamp
    return Sent(_headers(when.encode(), sign(body, secret, when).encode(), kind), body)


def _headers(timestamp: bytes, signature: bytes, kind: str = FORM) -> list[tuple[str, bytes]]:
    return [
        ("Content-Type", kind.encode()),
        ("X-Slack-Request-Timestamp", timestamp),
        ("X-Slack-Signature", signature),
    ]


def _bad_timestamp(random: Random, genuine: Request, secret: str) -> Sent:
    now = str(int(time.time()))
    bad = random.choice(
        [
            "abc",
            "",
            "-1",
            "NaN",
            "1e9",
            "9" * 5000,
            now + ".5",
            f"+{now}",
            f"0x{now}",
            now * 2,
            "１２３",
            "٣",
            now.translate({ord(d): ord(d) + 65248 for d in "0123456789"}),
            f"{now}é",
        ]
    )
    return signed(genuine.body(), secret, bad)


def _bad_signature(random: Random, genuine: Request, secret: str) -> Sent:
    now = str(int(time.time()))
    good = sign(genuine.body(), secret, now)
    bad = random.choice(
        [
            b"",
            b"v0=",
            b"v0",
            good[:-1].encode(),
            good.upper().encode(),
            good[3:].encode(),
            good.replace("v0", "v1").encode(),
            f"{good}0".encode(),
            b"v0=" + b"0" * 64,
            "v0=ñ".encode(),
            b"v0=" + bytes(random.choices(range(128, 256), k=64)),
            b"f" * 5000,
        ]
    )
    return Sent(_headers(now.encode(), bad), genuine.body())


def _unsigned(random: Random, genuine: Request, secret: str) -> Sent:
    headers = list(signed(genuine.body(), secret).headers)
    for _ in range(random.randint(1, 2)):
        headers.pop(random.randrange(1, len(headers)))
    return Sent(headers, genuine.body())


def _other_secret(random: Random, genuine: Request, secret: str) -> Sent:
    other = random.choice(["", secret[:-1], secret + " ", secret.upper(), str(random.random())])
    return signed(genuine.body(), other)


def _stale(random: Random, genuine: Request, secret: str) -> Sent:
    age = random.choice([301, 302, 3600, 10**6, 10**9, -900, -3600, -(10**10)])
    return signed(genuine.body(), secret, str(math.floor(time.time()) - age))


def _changed(random: Random, genuine: Request, secret: str) -> Sent:
    sent = signed(genuine.body(), secret)
    body, place = bytearray(sent.body), random.randrange(len(sent.body))
    body[place] ^= 1 << random.randrange(8)
    return Sent(sent.headers, random.choice([bytes(body), sent.body[:-1], sent.body + b"&a=b"]))


def _not_text(random: Random, genuine: Request, secret: str) -> Sent:
    body = bytearray(genuine.body())
    place = random.randrange(len(body))
    body[place:place] = random.choice([b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\x80" * 9])
    return signed(bytes(body), secret)


def _cut_short(random: Random, genuine: Request, secret: str) -> Sent:
    if "payload" not in genuine.body()[:8].decode():
        return signed(b"payload=" + genuine.body(), secret)
    text = json.dumps(genuine.payload)
    return signed(urlencode({"payload": text[: random.randrange(len(text))]}).encode(), secret)


def _lacking(random: Random, genuine: Request, secret: str) -> Sent:
    """Signed, and a thing it needs is missing or is something else."""
    payload = copy.deepcopy(genuine.payload)
    *above, last = random.choice(NEEDED[str(payload.get("type", "command"))])
    place: Any = payload
    for step in above:
        place = place[step]
    if genuine.kind == "slash_commands" or random.random() < 0.3:
        del place[last]
    else:
        place[last] = random.choice([g for g in GARBAGE if type(g) is not type(place[last])])
    return signed(Request(genuine.kind, payload).body(), secret)


def _garbage(random: Random, genuine: Request, secret: str) -> Sent:
    """Signed, and nothing Slack knows."""
    nested = random.choice(["[", '{"a":']) * random.choice([3, 300, 100_000])
    payload = random.choice(
        [
            "",
            "null",
            "[]",
            "[[]]",
            "5",
            '"x"',
            "{}",
            nested,
            '{"type": []}',
            '{"type": {}}',
            "NaN",
            '{"type": "block_actions"}',
            '{"type": "view_submission", "view": []}',
            '{"type": "event_callback", "event": 5}',
            '{"type": "event_callback", "event": [5]}',
            '{"type": "message_action", "team": 5}',
            '{"authorizations": 5}',
            '{"enterprise": 5}',
            '{"type": "view_submission", "user": 7, "view": {"callback_id": "form"}}',
        ]
    )
    body, kind = random.choice(
        [
            (urlencode({"payload": payload}), FORM),
            (payload, "application/json"),
            (payload, "application/json; charset=utf-16"),
            (payload, ""),
            (f"payload={payload}&payload=", FORM),
            (f"command=/kudos&{payload}", FORM),
            ("command=%00&trigger_id=%ff%fe&user_id=%ed%a0%80", FORM),
        ]
    )
    return signed(body.encode(), secret, kind=kind)


FORGED: Sequence[Forge] = (
    _bad_timestamp,
    _bad_signature,
    _unsigned,
    _other_secret,
    _stale,
    _changed,
    _not_text,
)
MALFORMED: Sequence[Forge] = (_cut_short, _lacking, _garbage)


def forgeries(
    seed: int, count: int, genuine: Sequence[Request], secret: str
) -> Iterator[tuple[str, Sent]]:
    """So many, of every kind, with the name of their kind."""
    random = Random(seed)
    for _ in range(count):
        forge = random.choice([*FORGED, *MALFORMED])
        yield forge.__name__.strip("_"), forge(random, random.choice(genuine), secret)
