"""The sieve: only what an entry is made of comes through, only so much of it, and in good form."""

from __future__ import annotations

import xml.sax

from hypothesis import given
from hypothesis import strategies as st

from bot.outside.sieve import ALL, ENTRIES, KEPT, LONG, OF_AN_ENTRY, TIMES, sift

NAMES = [*KEPT, "category", "media:content", "dc:creator", "p", "a"]


def sifted(inner: str) -> str:
    return sift(f"<rss version='2.0'><channel>{inner}</channel></rss>".encode()).decode()


def test_only_what_an_entry_is_made_of_comes_through() -> None:
    left = sifted("<item><title>One</title><category>Two<title>Three</title></category>Four</item>")
    assert left == (
        '<rss version="2.0"><channel><item><title><![CDATA[One]]></title></item></channel></rss>'
    )


def test_there_are_so_many_entries_and_so_many_of_each_thing_in_one() -> None:
    item = f"<item>{'<author>a</author>' * 50}{'<title>b</title>' * 50}</item>"
    left = sifted(item * (ENTRIES + 100))
    assert left.count("<item>") == left.count("</item>") == ENTRIES
    assert left.count("<author>") == left.count("<title>") == ENTRIES * TIMES
    assert left.endswith("</item></channel></rss>")


def test_inside_of_what_is_long_is_anything_and_so_much_of_it() -> None:
    left = sifted(f"<item><content>{'<p>a <b>b</b></p>' * 500}</content><title>c</title></item>")
    assert OF_AN_ENTRY - 10 < left.count("<p>") + left.count("<b>") <= OF_AN_ENTRY
    assert "<title><![CDATA[c]]></title>" in left


def test_of_each_text_and_of_all_of_them_so_many_characters_come_through() -> None:
    for name, room in KEPT.items():
        left = sifted(f"<item><{name}>{'x' * 20_000}</{name}></item>")
        assert left.count("x") == room, name
    long = f"<item><description>{'x' * LONG['description']}</description></item>"
    assert sifted(long * ENTRIES).count("x") == ALL


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=5) | st.just("]]>")
escaped = texts.map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
elements = st.recursive(
    escaped,
    lambda inner: st.builds(
        lambda name, parts: f"<{name} a='&lt;&quot;'>{parts}</{name}>",
        st.sampled_from(NAMES),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=8,
)


@given(elements, st.sampled_from([1, 10, 210]))
def test_what_comes_through_is_in_good_form(inner: str, times: int) -> None:
    xml.sax.parseString(sifted(inner * times), xml.sax.ContentHandler())
