"""Nothing leads into a network of one's own, while a feed outside is read by the same door."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Unreachable
from bot.outside.addresses import is_outside, read
from bot.outside.fetching import Internet
from tests.bot.outside import tricks
from tests.bot.outside.canary import Canary, canary
from tests.bot.outside.conftest import World
from tests.bot.outside.site import HOST, answer

FEED = b"<rss version='2.0'><channel><item><title>Good news</title></item></channel></rss>"


@pytest.fixture
def bird() -> Iterator[Canary]:
    with canary() as found:
        yield found


@pytest.fixture(autouse=True)
def _told(world: World) -> None:
    world.names.known = {name: [found] for name, found in tricks.NAMES.items()}
    world.names.known[HOST] = [["127.0.0.1"]]
    world.site.pages["/feed"] = lambda _: [answer(FEED)]


def passes(internet: Internet, address: str) -> bool:
    try:
        internet.fetch(address)
    except Unreachable:
        return False
    return True


def test_no_address_leads_inside_and_the_good_feed_is_read(world: World, bird: Canary) -> None:
    internet, all_of_them = world.internet(), tricks.addresses(bird.port)
    assert len(set(all_of_them)) > 500
    assert [one for one in all_of_them if passes(internet, one)] == []
    assert (bird.tried, bird.came) == ([], [])
    page = internet.fetch(world.site.url("/feed"))
    assert page is not None
    assert page.body == FEED
    assert bird.tried == [("127.0.0.1", world.site.port)]


def test_no_page_outside_leads_inside(world: World, bird: Canary) -> None:
    internet, sent = world.internet(), [*tricks.addresses(bird.port)[::16], *tricks.WHOLE]
    sent = [one for one in sent if one and "//" in one[:8] and not one.startswith("https:///")]
    places = [world.site.url(f"/to/{quote(one, safe='', encoding='utf-8')}") for one in sent]
    assert [one for one in places if passes(internet, one)] == []
    assert {*bird.tried} == {("127.0.0.1", world.site.port)}
    assert bird.came == []


def test_the_canary_sings_where_everything_is_permitted(world: World, bird: Canary) -> None:
    open_to_all = Internet(world.names, lambda _address, _port: True, world.authority.trust())
    with pytest.raises(Unreachable):
        open_to_all.fetch(f"https://inner-0.example:{bird.port}/")
    assert bird.tried == [("127.0.0.1", bird.port)]
    assert len(bird.came) == 1


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(
    world: World, bird: Canary
) -> None:
    world.names.known["turning.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    world.names.asked.clear()
    assert passes(world.internet(), world.site.url("/feed", "turning.example"))
    assert world.names.asked == ["turning.example"]
    assert bird.tried == [("127.0.0.1", world.site.port)]


def test_each_move_looks_its_name_up_anew(world: World, bird: Canary) -> None:
    world.names.known[HOST] = [["127.0.0.1"], ["127.0.0.2"]]
    with pytest.raises(Unreachable) as told:
        world.internet().fetch(world.site.url("/to//feed"))
    assert told.value.text.key == "outside.inside"
    assert bird.tried == [("127.0.0.1", world.site.port)]


def test_whoever_answers_at_another_address_than_the_one_looked_at_is_hung_up_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(sock: socket.socket, _place: object) -> None:
        connect(sock, ("127.0.0.1", world.site.port))

    connect = socket.socket.connect
    world.names.known["moved.example"] = [[tricks.PUBLIC]]
    monkeypatch.setattr(socket.socket, "connect", elsewhere)
    world.site.asked.clear()
    with pytest.raises(Unreachable) as told:
        world.internet().fetch(world.site.url("/feed", "moved.example"))
    assert told.value.text.key == "outside.silent"
    assert world.site.asked == []


# Written down once more, from the registries of IANA.
RESERVED = [
    IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
reserved = st.sampled_from(RESERVED).flatmap(
    lambda net: st.integers(int(net[0]), int(net[-1])).map(IPv4Address)
)


@given(reserved | st.integers(0, 2**32 - 1).map(IPv4Address))
def test_of_ipv4_all_is_outside_but_what_is_kept_for_something(address: IPv4Address) -> None:
    assert is_outside(address) is not any(address in one for one in RESERVED)


@given(reserved)
def test_what_is_inside_stays_so_in_any_form_of_ipv6(address: IPv4Address) -> None:
    assert not any(is_outside(IPv6Address(one)) for one in tricks.hidden(str(address)))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_of_ipv6_only_what_has_been_given_out_is_outside(address: IPv6Address) -> None:
    if is_outside(address):
        assert address.exploded[0] in "23" or address.exploded.startswith("0064:ff9b:0000:")


@given(reserved, st.sampled_from(["{0}", "{0:#x}", "0{0:o}", "{1}.{2}", "{1:#x}.{2:#x}"]))
def test_no_spelling_of_a_number_is_taken_for_a_name(address: IPv4Address, form: str) -> None:
    number = int(address)
    with pytest.raises(Unreachable):
        read(f"https://{form.format(number, number >> 24, number & 0xFFFFFF)}/")


@given(
    st.text(max_size=40) | st.from_regex(r"https://[a-z0-9.:@\[\]%#?/\\-]{0,40}", fullmatch=True)
)
def test_an_address_is_refused_or_reads_the_same_again(address: str) -> None:
    try:
        target = read(address)
    except Unreachable:
        return
    assert read(target.address) == target
    assert target.port == 443 or target.port >= 1024


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://example.org/", "https"),
        ("file:///etc/passwd", "https"),
        ("example.org", "https"),
        ("https://user@example.org/", "user"),
        ("https://user:secret@example.org/", "user"),
        ("https://example.org@127.0.0.1/", "user"),
        ("https://example.org:22/", "port"),
        ("https://example.org:80/", "port"),
        ("https://example.org:1023/", "port"),
        ("https://example.org:65536/", "not_one"),
        ("https://example.org:x/", "not_one"),
        ("https://example.org /", "not_one"),
        ("https://exam\tple.org/", "not_one"),
        ("https://example.org\\a", "not_one"),
        ("https://example.org./", "not_one"),
        ("https://printer/", "not_one"),
        ("https://[v1.a]/", "not_one"),
        ("https://[fe80::1%25lo]/", "not_one"),
        (f"https://example.org/{'a' * 2000}", "not_one"),
        ("https://ｅxample.org/", "letters"),
        ("https://ß.example/", "letters"),
        ("https://2130706433/", "inside"),
        ("https://0x7f.1/", "inside"),
        ("https://127.1/", "inside"),
        ("https://localhost/", "inside"),
        ("https://a.localhost/", "inside"),
        ("https://db.internal/", "inside"),
    ],
)
def test_what_is_wrong_with_an_address_is_told_before_anybody_is_asked(
    address: str, told: str
) -> None:
    with pytest.raises(Unreachable) as refused:
        read(address)
    assert refused.value.text.key == f"outside.{told}"


@pytest.mark.parametrize(
    ("address", "again"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/a?b=c#d", "https://example.org/a?b=c"),
        ("https://example.org:8443/novità", "https://example.org:8443/novit%C3%A0"),
        (f"https://{tricks.PUBLIC}/", f"https://{tricks.PUBLIC}/"),
        (f"https://[{tricks.PUBLIC_6}]/", f"https://[{tricks.PUBLIC_6}]/"),
    ],
)
def test_what_is_right_is_kept(address: str, again: str) -> None:
    assert read(address).address == again


def test_what_is_public_is_outside() -> None:
    public = (tricks.PUBLIC, tricks.PUBLIC_6, "8.8.8.8", "2a00:1450:4002::1", "64:ff9b::808:808")
    assert all(is_outside(ip_address(one)) for one in public)
