"""Bombs: small to send, and more than a computer has when somebody believes them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator

from tests.bot.outside.site import Asked, Page, answer

HEAD, TAIL = b"<rss version='2.0'><channel>", b"</channel></rss>"
BIG = b"x" * 4_900_000
OK = b"HTTP/1.1 200 OK\r\n"


def packed(body: bytes) -> Page:
    """A page that is sent in few bytes."""
    return lambda _: [answer(gzip.compress(body, 1), content_encoding="gzip")]


def within(inner: bytes) -> Page:
    """A feed with this in its middle."""
    return packed(HEAD + inner + TAIL)


def declaring(declared: str, said: str) -> Page:
    """A feed that declares something, and says it."""
    document = f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]><rss version='2.0'>{said}</rss>"
    return packed(document.encode())


def thousandfold(wbits: int, coding: str) -> Page:
    """A hundred megabytes of nothing, as a hundred kilobytes."""
    packer = zlib.compressobj(9, wbits=wbits)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(100)]
    body = b"".join([*pieces, packer.flush()])
    return lambda _: [answer(body, content_encoding=coding)]


def dripping(over: Callable[[float], bool]) -> Page:
    """A page of which a byte comes now and then."""

    def page(_: Asked) -> Iterator[bytes]:
        yield OK + b"\r\n" + HEAD
        while not over(0.02):
            yield b" "

    return page


def endless(_: Asked) -> Iterable[bytes]:
    """A page without an end."""
    yield OK + b"\r\n" + HEAD
    while True:
        yield b"<item>" * 10_000


def laughs() -> str:
    """What was one word is 10^9 of them."""
    more = (f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))
    return "<!ENTITY l0 'lol'>" + "".join(more)


def bombs(over: Callable[[float], bool], canary: int) -> dict[str, tuple[Callable[[], Page], str]]:
    """What makes each, with the reason for which it is refused, or "" where it is read."""
    outside = f"https://127.0.0.1:{canary}/"
    return {
        "billion laughs": (lambda: declaring(laughs(), "&l9;"), "declares"),
        "quadratic": (
            lambda: declaring(f"<!ENTITY a '{'a' * 100_000}'>", "&a;" * 100_000),
            "declares",
        ),
        "external": (lambda: declaring(f"<!ENTITY a SYSTEM '{outside}'>", "&a;"), "declares"),
        "gzip": (lambda: thousandfold(31, "gzip"), "large"),
        "deflate": (lambda: thousandfold(15, "deflate"), "large"),
        "nested gzip": (lambda: packed(gzip.compress(gzip.compress(bytes(20_000_000)))), "no_feed"),
        "endless": (lambda: endless, "large"),
        "dripping": (lambda: dripping(over), "slow"),
        "deep": (lambda: within(b"<a>" * 90_000 + b"</a>" * 90_000), "intricate"),
        "huge attribute": (lambda: within(b"<item title='" + BIG + b"'/>"), "intricate"),
        "many attributes": (lambda: within(b"<item " + _attributes(400_000) + b"/>"), "intricate"),
        "tiny elements": (lambda: within(b"<a/>" * 1_000_000), "intricate"),
        "references": (lambda: within(_titled(b"&#65;" * 980_000)), ""),
        "giant reference": (lambda: within(_titled(b"&#" + b"9" * 4_900_000 + b";")), "intricate"),
        "ampersands": (lambda: within(_titled(b"&" * 4_900_000)), "intricate"),
        "lines": (lambda: within(_titled(b"\n" * 4_900_000)), ""),
        "long author": (lambda: within(b"<item><author>" + BIG + b"</author></item>"), ""),
        "authors": (lambda: within(_many(b"author", b"a" * 450, 20)), ""),
        "categories": (lambda: within(_many(b"category", b"", 400)), ""),
        "markup": (lambda: within(_many(b"description", b"&lt;p&gt;" * 2_600, 1)), ""),
        "wide": (lambda: within("😀".encode() + _titled(BIG)), ""),
        "brackets": (lambda: packed(b'{"version":' + b"[" * 4_900_000), "intricate"),
        "empty lists": (lambda: packed(b'{"items":[' + b"[]," * 1_600_000 + b"1]}"), "intricate"),
    }


def _attributes(count: int) -> bytes:
    return b" ".join(b"a%d=''" % number for number in range(count))


def _titled(title: bytes) -> bytes:
    return b"<item><title>" + title + b"</title></item>"


def _many(name: bytes, inner: bytes, times: int) -> bytes:
    element = b"<%s>%s</%s>" % (name, inner, name)
    return (b"<item><title>a</title>" + element * times + b"</item>") * 200
