"""Letters: whatever is written in one, it stays one letter to one person."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from bot import Letter, Rejected
from bot.outside.letter import is_address, put, sender

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)
BY = sender("Acme <hello@acme.example>")
HEADERS = [
    "Message-ID",
    "From",
    "To",
    "Subject",
    "Date",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
BREAKS = st.sampled_from(
    ["\r\nBcc: all@acme.example", "\n\nx", "\r", "\u2028", "\0", "\x85", "é" * 90]
)
SEEN = st.text(st.characters(exclude_categories=["C", "Z"]))
ANY = st.lists(st.text(st.characters(codec=None)) | BREAKS).map("".join)


@budget(max_examples=80, deadline=None)
@given(ANY, ANY)
def test_nothing_in_a_letter_is_a_header(subject: str, words: str) -> None:
    raw = put(Letter("a@b.example", subject, words, "x"), BY, NOW)
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=SMTP)
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert mail["To"] == "a@b.example"
    assert mail["Subject"].isprintable()
    assert "\0" not in mail.get_content()


@budget(max_examples=80, deadline=None)
@given(SEEN, SEEN)
def test_what_was_written_is_read(subject: str, words: str) -> None:
    mail = message_from_bytes(put(Letter("a@b.example", subject, words, "x"), BY, NOW), policy=SMTP)
    assert mail["Subject"] == (subject if len(subject) <= 200 else f"{subject[:199]}…")
    assert mail.get_content().strip("\r\n") == words


def test_a_huge_subject_is_cut() -> None:
    mail = message_from_bytes(
        put(Letter("a@b.example", "long " * 9999, "", "x"), BY, NOW), policy=SMTP
    )
    assert len(mail["Subject"]) == 200
    assert mail["Subject"].endswith("…")


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ann",
        "ann@",
        "@acme.example",
        "ann@acme",
        "ann@@acme.example",
        "a b@acme.example",
        "ann@acme.example\r\nBcc: all@acme.example",
        "ann@acme.example\n",
        "ann@acme.example, bob@acme.example",
        "ann@acme.example> <bob@acme.example",
        "Ann <ann@acme.example>",
        "ann..b@acme.example",
        ".ann@acme.example",
        "ann@-acme.example",
        "ann@acme..example",
        f"{'a' * 65}@acme.example",
        f"ann@{'a' * 64}.example",
        f"ann@{'a.' * 130}example",
        "ann@àcme.example",
        '"ann smith"@acme.example',
        "ann@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_not_written_to(to: str) -> None:
    with pytest.raises(Rejected):
        put(Letter(to, "x", "x", "x"), BY, NOW)


@pytest.mark.parametrize("to", ["a@b.it", "o'hara+x@mail.acme.example", f"{'a' * 64}@b.example"])
def test_what_is_an_address_is_written_to(to: str) -> None:
    assert is_address(to)


@pytest.mark.parametrize("id_", ["", "a b", "a\n", "<a@b>", "a@b", "x" * 129, "é"])
def test_an_id_that_breaks_a_header_is_a_mistake_of_the_skill(id_: str) -> None:
    with pytest.raises(ValueError, match="id of a letter"):
        Letter("a@b.example", "x", "x", id_)
    if id_ not in ("", "<a@b>"):
        with pytest.raises(ValueError, match="Message-ID"):
            Letter("a@b.example", "x", "x", "x", answers=id_)


@pytest.mark.parametrize(
    "said", ["", "Acme", "Acme <x>", "a@b.example\n", "A <a@b.example> B", "a@b"]
)
def test_a_sender_is_an_address(said: str) -> None:
    with pytest.raises(ValueError, match="address"):
        sender(said)


def test_a_sender_may_have_any_name() -> None:
    mail = put(Letter("a@b.example", "x", "x", "x"), sender('Caffè "Blu", srl <a@b.example>'), NOW)
    [address] = message_from_bytes(mail, policy=SMTP)["From"].addresses
    assert (address.display_name, address.addr_spec) == ('Caffè "Blu", srl', "a@b.example")
