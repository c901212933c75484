"""What words are meant for, in two languages; and how programs' messages are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Refused, any_of, bare, split
from skills.feedback.classing import class_of
from skills.feedback.heard import Heard, heard
from skills.feedback.mapping import built_in, look, mapped

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "rating", "intent"),
    [
        ("Three weeks for a tyre. Unacceptable.", None, "complaint"),
        ("Tre settimane per una gomma: sono davvero deluso.", None, "complaint"),
        ("How do I change the address of my invoices?", None, "help"),
        ("Buongiorno, non riesco a entrare nel mio profilo.", None, "help"),
        ("It would be nice to book a repair online.", None, "improvement"),
        ("Sarebbe utile poter prenotare la riparazione da telefono.", None, "improvement"),
        ("Thank you, wonderful service and kind people.", None, "praise"),
        ("Complimenti, personale gentilissimo!", None, "praise"),
        ("We would like to become a partner and resell your bikes in Spain.", None, "opportunity"),
        ("Vorremmo diventare rivenditori in Puglia.", None, "opportunity"),
        ("The saddle is grey.", None, ""),
        ("The saddle is grey.", 1, "complaint"),
        ("La sella è grigia.", 5, "praise"),
        # Kind words do not hide a complaint.
        ("Thank you, but the lamp arrived broken and I want a refund.", None, "complaint"),
        ("Grazie, ma il fanale è arrivato rotto.", 4, "complaint"),
    ],
)
def test_what_words_are_meant_for(words: str, rating: int | None, intent: str) -> None:
    assert class_of(Heard(words, "k", rating=rating)).intent == intent


@pytest.mark.parametrize("words", ["URGENT: the brake fails", "Mi serve subito una risposta"])
def test_what_cannot_wait(words: str) -> None:
    assert class_of(Heard(words, "k")).urgent
    assert not class_of(Heard("No hurry at all", "k")).urgent


def test_a_star_stands_for_any_ending() -> None:
    assert any_of(bare("Le FATTURE sono sbagliate"), split("fattur*, bill"))
    assert not any_of(bare("I have billions"), split("bill"))
    assert any_of(bare("la città è lontana"), split("citta"))


def test_a_ticket_of_zendesk() -> None:
    said: dict[str, Any] = {
        "id": "event-1",
        "time": "2026-11-22T10:00:00Z",
        "detail": {
            "id": "4711",
            "subject": "Invoice",
            "description": "It is wrong.",
            "tags": ["billing"],
        },
    }
    found = heard(mapped(said, "zendesk", {}), NOW)
    assert (found.words, found.key, found.tags) == (
        "Invoice\n\nIt is wrong.",
        "event-1",
        ("billing",),
    )


def test_a_conversation_of_intercom_loses_its_markup() -> None:
    author = {"name": "Rita", "email": "Rita@Example.com"}
    source = {"body": "<p>Where is my <b>order</b>?</p>", "author": author}
    said = {"id": "n1", "created_at": 1763800000, "data": {"item": {"source": source}}}
    found = heard(mapped(said, "intercom", {}), NOW)
    assert (found.words, found.address) == ("Where is my order?", "rita@example.com")
    assert found.said is not None


def test_a_review_is_public_and_its_stars_count() -> None:
    data = {"id": "r1", "stars": 2, "text": "Slow.", "title": "Hm", "consumer": {"name": "Ugo"}}
    found = heard(mapped({"events": [{"eventData": data}]}, "reviews", {}), NOW)
    assert (found.who, found.public, found.rating, found.name) == ("public", True, 2, "Ugo")


def test_a_company_writes_a_mapping_of_its_own() -> None:
    own = {"shop": {"text": "note.body | note.text", "id": "order", "product": "'Bikes'"}}
    found = heard(mapped({"note": {"text": "Too late"}, "order": 7}, "shop", own), NOW)
    assert (found.words, found.key, found.product) == ("Too late", "7", "Bikes")
    with pytest.raises(Refused, match="no_mapping"):
        mapped({}, "nowhere", own)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": "🙂🙂🙂"}, "needs_text"),
        ({"text": ["a"]}, "no_text"),
        ({"text": "x" * 4001}, "too_long"),
        ({"text": "Good", "email": "rita"}, "no_address"),
        ({"text": "Good", "email": "rità@example.com"}, "no_address"),
        ({"text": "Good", "who": "boss"}, "not_one_of"),
        ({"text": "Good", "rating": "many"}, "no_rating"),
        ({"text": "Good", "rating": "9"}, "no_rating"),
        ({"text": "Good", "rating": "nan"}, "no_rating"),
        ({"text": "Good", "said": "yesterday"}, "no_moment"),
        ({"text": "Good", "said": "inf"}, "no_moment"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_line(said: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        heard(said, NOW)


@pytest.mark.parametrize(
    ("rating", "best", "stars"), [("10", "10", 5), ("7", "10", 4), ("0", "10", 1), ("4,5", "", 5)]
)
def test_ratings_of_any_scale(rating: str, best: str, stars: int) -> None:
    assert heard({"text": "Good", "rating": rating, "best": best}, NOW).rating == stars


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=8), one, max_size=3),
    max_leaves=12,
)
_names = ("text", "title", "id", "rating", "best", "said", "email", "tags", "detail", "events")


@given(
    st.dictionaries(st.sampled_from(_names), _json, max_size=6), st.sampled_from(list(built_in()))
)
def test_whatever_a_program_sends_is_heard_or_refused(said: dict[str, Any], name: str) -> None:
    try:
        found = heard(mapped(said, name, {}), NOW)
    except Refused:
        return
    assert found.words
    assert found.rating in (None, 1, 2, 3, 4, 5)
    assert found.said is None or found.said <= NOW


def test_a_path_leads_into_lists() -> None:
    assert look({"a": [{"b": 1}]}, "a.0.b") == 1
    assert look({"a": []}, "a.0.b | 'x'") == "x"
