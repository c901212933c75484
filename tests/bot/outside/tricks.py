"""Addresses that lead into networks of one's own, in all the ways people have thought of."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

INNER = [
    *("127.0.0.1", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1"),
    *("10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"),
    *("169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.255"),
    *("192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1"),
    *("198.19.255.255", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    "255.255.255.255",
]
INNER_6 = [
    *("::", "::1", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("2001:db8::1", "3fff::1", "100::1", "64:ff9b:1::a00:1", "2001::1", "2001:20::1", "5f00::1"),
]
# Where an IPv4 address hides in one of IPv6: mapped, compatible, translated, 6to4, Teredo, NAT64.
HIDING = ("::ffff:{}", "::{}", "::ffff:0:{}", "2002:{}::1", "2001:0:1:1:0:0:{}", "64:ff9b::{}")
PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

SPELT = [
    *("2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1"),
    *(
        "127.0.1",
        "127.0.0.1.",
        "127.0.0.01",
        "0x7f.0.0.0x1",
        "0",
        "0x0",
        "0x",
        "00000",
        "127.0.0.0x",
    ),
    *("2852039166", "0xa9fea9fe", "169.254.43518", "0251.0376.0251.0376", "169.16689662"),
    *("localhost", "LOCALHOST", "localhost.", "a.localhost", "printer", "printer.local"),
    *("db.internal", "router.lan", "1.0.0.127.in-addr.arpa", "good.example.", "good..example"),
    *("127。0。0。1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "locаlhost.example", "ß.example"),
    *("[::1%25lo]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[v1.a]", "[127.0.0.1]", "[::1", "::1"),
    *("%31%32%37.0.0.1", "127.0.0.1%00.good.example", "good.example%2f@a.example", "-a.example"),
    *("user@good.example", "user:secret@good.example", "good.example@127.0.0.1", "@127.0.0.1", "@"),
    *(
        "good.example:22",
        "good.example:25",
        "good.example:80",
        "good.example:0",
        "good.example:1023",
    ),
    *(
        "good.example:65536",
        "good.example:-1",
        "good.example:443a",
        "good.example:４４３",
        ":443",
        "",
    ),
    *("good.example\\@127.0.0.1", "127.0.0.1\\.good.example", "good.example\t", "good. example"),
    *("127.0.0.1\n", "127.0.0.1\r\nHost: a.example", "good.example\x00.a", "a" * 64 + ".example"),
]
WHOLE = [
    *("", "good.example", "//127.0.0.1/", "https:127.0.0.1", "https:/127.0.0.1/", "https:///a"),
    *("http://good.example/", "HTTP://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd"),
    *("gopher://127.0.0.1:6379/_x", "data:text/plain,x", "javascript:1", "ws://127.0.0.1/"),
    *(
        "jar:https://127.0.0.1!/",
        "https//127.0.0.1",
        " https://127.0.0.1/",
        "https://a" + "a" * 2000,
    ),
]


def hidden(inner: str) -> Iterator[str]:
    """An address of IPv4 in those of IPv6 that lead to it."""
    number = int(IPv4Address(inner))
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for form in HIDING:
        turned = form.startswith("2001:0:")  # of Teredo every bit is the other way round
        pair = f"{(number >> 16) ^ 0xFFFF:x}:{(number & 0xFFFF) ^ 0xFFFF:x}"
        yield str(IPv6Address(form.format(pair if turned else f"{high}:{low}")))


HIDDEN = [one for inner in INNER for one in hidden(inner)]
# Names of others, and what they say that these stand for.
NAMES = {
    **{f"inner-{number}.example": [one] for number, one in enumerate(INNER)},
    **{f"inner-six-{number}.example": [one] for number, one in enumerate(INNER_6)},
    **{f"hidden-{number}.example": [one] for number, one in enumerate(HIDDEN)},
    **{f"last-{number}.example": [PUBLIC, PUBLIC_6, one] for number, one in enumerate(INNER)},
    **{f"first-{number}.example": [one, PUBLIC] for number, one in enumerate(INNER_6)},
}


def addresses(port: int) -> list[str]:
    """All of them, at the port where a canary listens wherever a port is said."""
    return [
        *WHOLE,
        *(f"https://{one}/" for one in SPELT),
        *(f"https://{one}:{port}/" for one in (*INNER, *NAMES)),
        *(f"https://[{one}]:{port}/" for one in (*INNER_6, *HIDDEN)),
    ]
