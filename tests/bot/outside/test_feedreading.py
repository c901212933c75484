"""Feeds of every kind say the same; what is wrong with them is told, and no markup is left."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import FeedEntry, Fetched, Unreachable, read_feed
from bot.outside.words import words_of
from bot.runtime.feeds import Feed, Item, atom, json_feed
from tests.bot.outside import feeds

every_kind = pytest.mark.parametrize("feed", feeds.ALL.values(), ids=feeds.ALL.keys())


def read(feed: str | bytes, content_type: str = "") -> list[FeedEntry]:
    body = feed if isinstance(feed, bytes) else feed.encode()
    return read_feed(Fetched("https://example.org/feed.xml", body, content_type))


def refused(feed: str | bytes) -> str:
    with pytest.raises(Unreachable) as told:
        read(feed)
    return told.value.text.key.partition(".")[2]


def items(*inner: str) -> str:
    all_of_them = "".join(f"<item>{one}</item>" for one in inner)
    return f"<rss version='2.0'><channel>{all_of_them}</channel></rss>"


def json_items(*items: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


@every_kind
def test_every_kind_of_feed_says_the_same(feed: str) -> None:
    first, second, third = read(feed)
    assert (first.id, first.title, first.author) in [
        ("one", "Caffè & cornetti", "Ann Ace"),
        ("urn:one", "Caffè & cornetti", "Ann Ace"),
        ("https://example.org/1?a=b&c=d", "Caffè & cornetti", "Ann Ace"),
    ]
    assert first.link == "https://example.org/1?a=b&c=d"
    assert first.words.replace("\n", " ") == "First line, second Third link"
    assert first.at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (second.title, second.words, second.link) == ("2 < 3", "Two", "https://example.org/2")
    assert (third.title, third.words, third.link, third.at) == ("No link", "", "", None)
    assert len({first.id, second.id, third.id}) == 3
    assert read(feed) == [first, second, third]


def test_what_piazza_itself_publishes_is_read(subtests: pytest.Subtests) -> None:
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    item = Item("tag:example.org,2026:1", "A & <b>", "Line one\nline two", at)
    feed = Feed("ideas", "Ideas", "Acme", "en", "https://example.org", [item])
    for written in (atom(feed), json_feed(feed)):
        [entry] = read(written)
        assert (entry.id, entry.title, entry.words) == (item.id, item.title, item.words)
        assert entry.at == at


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (feeds.RSS_2.encode("utf-8-sig"), ""),
        (feeds.RSS_2.encode("utf-16"), "text/xml"),
        (feeds.RSS_2.replace("utf-8", "utf-16").encode("utf-16-be"), ""),
        (feeds.RSS_2.encode("cp1252"), 'text/xml; charset="windows-1252"'),
        (feeds.RSS_2.replace("utf-8", "iso-8859-1").encode("latin-1"), ""),
        (feeds.RSS_2.encode(), "text/xml; charset=us-ascii"),
        (feeds.RSS_2.encode("cp1252"), "text/xml"),
        (feeds.RSS_2.replace("utf-8", "rot13").encode(), "text/xml; charset=unicode_escape"),
        (b"\r\n  " + feeds.RSS_2.encode(), ""),
    ],
)
def test_however_it_is_encoded_it_reads_the_same(body: bytes, content_type: str) -> None:
    assert read(body, content_type) == read(feeds.RSS_2)


def test_what_many_feeds_get_wrong_is_mended() -> None:
    [entry] = read(items("<title>Q&A&nbsp;&eacute; &#233; &nonsense; \x0bx</title>"))
    assert entry.title == "Q&A é é &nonsense; x"
    [entry] = read(items("<title>Of no namespace</title><odd:thing>1</odd:thing>"))
    assert entry.title == "Of no namespace"


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        ("", "no_feed"),
        ("hello", "no_feed"),
        ("<!doctype html><title>Home</title><p>Hi", "no_feed"),
        ("<HTML><p>Hi", "no_feed"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no_feed"),
        ('{"version": 1}', "no_feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": 7}', "no_feed"),
        ("{", "no_feed"),
        ("{" * 19_000, "no_feed"),
        ('{"a":' * 19_000, "intricate"),
        ('<!DOCTYPE rss><rss version="2.0"/>', "declares"),
        ('<!DOCTYPE rss SYSTEM "https://example.org/a.dtd"><rss version="2.0"/>', "declares"),
        ('<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0">&a;</rss>', "declares"),
        ("<rss version='2.0'>\n<channel>\n<item></channel>", "broken"),
        ("<rss version='2.0'><channel>", "broken"),
        ("<" * 1000, "broken"),
    ],
)
def test_what_is_no_feed_says_what_it_is(feed: str, told: str) -> None:
    assert refused(feed) == told


def test_a_broken_feed_is_told_with_its_line() -> None:
    with pytest.raises(Unreachable) as told:
        read("<rss version='2.0'>\n<channel>\n<item></channel>")
    assert told.value.text.values == {"host": "example.org", "line": "3"}


def test_there_is_never_more_of_it_than_somebody_would_read() -> None:
    long = "word " * 2000
    [*entries] = read(items(*[f"<title>{number} {long}</title>" for number in range(300)]))
    assert len(entries) == 200
    assert {len(one.title) <= 300 for one in entries} == {True}
    [entry] = read(
        items(
            f"<description>{long}</description><author>{long}</author>"
            f"<guid>{'g' * 1900}</guid><link>https://example.org/{'l' * 3000}</link>"
        )
    )
    assert (len(entry.words), entry.words[-1]) == (4000, "…")
    assert len(entry.author) <= 200
    assert re.fullmatch("sha256:[0-9a-f]{64}", entry.id)


def test_of_two_entries_with_one_id_the_first_counts() -> None:
    entries = read(items("<guid>a</guid><title>1</title>", "<guid>a</guid><title>2</title>", ""))
    assert [one.title for one in entries] == ["1"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a b",
        "http://[",
        "mailto:a@example.org",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(link: str) -> None:
    page = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": link, "title": "x"}],
    }
    assert [one.link for one in read(json.dumps(page))] == [""]
    assert [one.link for one in read(items(f"<title>x</title><link>{link}</link>"))] == [""]


def test_what_turns_words_around_is_left_out_and_what_joins_them_stays() -> None:
    [entry] = read(items("<title>a\u202eb\u2066c\x00\ufeffd 👩\u200d🚀</title>"))
    assert entry.title == "a b c d 👩\u200d🚀"


def test_what_reads_feeds_is_loaded_when_one_is_read() -> None:
    ask = (
        "import sys, bot, bot.testing; from bot.runtime import assembly\n"
        "print({'feedparser', 'defusedxml', 'sgmllib', 'bot.outside.xmlfeed'} & {*sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


printable = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60)


@given(printable, st.sampled_from(["rss", "json"]))
def test_plain_words_come_through_as_they_are(words: str, kind: str) -> None:
    if kind == "rss":
        feed = items(f"<title>x</title><description>{escape(escape(words))}</description>")
    else:
        feed = json_items({"id": "1", "content_text": words})
    assert [one.words for one in read(feed)] == [words]


TAGS = ["<p>", "</p>", "<!--", "-->", "<script>", "</script>", "<a href='x'>", "<br/>", "a", '"']


@given(st.lists(st.sampled_from(TAGS), max_size=30).map("".join))
def test_no_tag_is_left(html: str) -> None:
    assert "<" not in words_of(html)


TREE = (
    *("rss", "channel", "item", "entry", "title", "link", "id", "guid", "description", "content"),
    *("author", "name", "source", "image", "a:b", "published", "updated", "pubDate", "div"),
)
KINDS = ("text", "html", "xhtml", "application/octet-stream", "http://[", "base64")
trees = st.recursive(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(escape),
    lambda inner: st.builds(
        lambda tag, kind, parts: f"<{tag} type='{kind}' rel='x' href='{kind}'>{parts}</{tag}>",
        st.sampled_from(TREE),
        st.sampled_from(KINDS),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=15,
)


@given(trees)
def test_whatever_is_in_a_feed_is_read_or_told(inner: str) -> None:
    atom_feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{inner}</entry></feed>"
    for feed in (items(inner), atom_feed):
        with suppress(Unreachable):
            read(feed)


FIELDS = ("id", "title", "url", "authors", "author", "name", "content_html", "date_published")
values = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.datetimes().map(str),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(values)
def test_whatever_is_in_a_json_feed_is_read_or_told(item: object) -> None:
    with suppress(Unreachable):
        read(json_items(item))
