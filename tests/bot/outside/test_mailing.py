"""Mailing: what a mail server takes has arrived once, and what it does not take is told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import Letter, Rejected, Uncertain, Unreachable
from bot.outside.mailing import Mailer
from bot.outside.sending import PostOffice
from bot.runtime.secrets import Secrets
from bot.runtime.sections import Mail
from tests.bot.outside.certificates import made
from tests.bot.outside.mailserver import DROP, HANG, PASSWORD, USER, MailServer

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)
LETTER = Letter("rossi@shop.example", "Sabato", "Sì, dal 1° marzo.\n.\nGrazie!", "feedback/7")
Serving = Callable[..., MailServer]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Make mail servers that listen until the end of the story."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(MailServer(**how).running())


def mailer(server: MailServer, password: str = "", seconds: float = 20, **mail: Any) -> Mailer:
    told = {"from": "Acme <hello@acme.example>", "host": "127.0.0.1", "port": server.port}
    return Mailer(Mail(**{"tls": server.tls, **told, **mail}), password, seconds)


def patience(said: str) -> float:
    """No longer than needed for a server that says nothing."""
    return 0.7 if said == HANG else 20


def test_a_letter_arrives_as_it_was_written(serving: Serving) -> None:
    server = serving()
    mailer(server).mail(LETTER, NOW)
    [mail] = server.read
    assert mail["From"] == "Acme <hello@acme.example>"
    assert mail["To"] == "rossi@shop.example"
    assert mail["Subject"] == "Sabato"
    assert mail["Message-ID"] == "<feedback/7@acme.example>"
    assert mail["Date"].datetime == NOW
    assert mail.get_content().splitlines() == LETTER.words.splitlines()
    assert mail.get_content_type() == "text/plain"
    assert server.commands[0] == "EHLO acme.example"
    assert server.commands[-1] == "QUIT"


def test_a_letter_that_answers_one_stands_below_it(serving: Serving) -> None:
    server = serving()
    theirs = f"<{'long' * 40}@mail.shop.example>"
    mailer(server).mail(Letter("a@b.example", "Re", "x", "feedback/8", "feedback/7"), NOW)
    mailer(server).mail(Letter("a@b.example", "Re", "x", "feedback/9", theirs), NOW)
    ours, other = server.letters
    assert b"In-Reply-To: <feedback/7@acme.example>\r\n" in ours
    assert f"In-Reply-To: {theirs}\r\nReferences: {theirs}\r\n".encode() in other


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_nothing_is_said_to_who_can_not_prove_to_be_the_mail_server(
    serving: Serving, tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust, pem = made(tmp_path)
    server = serving(tls=tls, trust=trust, login=True)
    post = mailer(server, PASSWORD, user=USER)
    with pytest.raises(Unreachable) as caught:
        post.mail(LETTER, NOW)
    assert caught.value.text.key == "sending.unsafe"
    assert not [one for one in server.commands if one.startswith("AUTH")]
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    post.mail(LETTER, NOW)
    assert len(server.letters) == 1


def test_without_encryption_nothing_is_mailed_unless_it_was_asked_for(serving: Serving) -> None:
    server = serving(login=True)
    with pytest.raises(Unreachable):
        mailer(server, PASSWORD, user=USER, tls="starttls").mail(LETTER, NOW)
    assert not [one for one in server.commands if one.startswith(("AUTH", "MAIL"))]


def test_a_wrong_password_is_the_operators_to_mend_and_loses_no_letter(serving: Serving) -> None:
    server = serving(login=True)
    with pytest.raises(Unreachable) as caught:
        mailer(server, "wrong", user=USER).mail(LETTER, NOW)
    assert caught.value.text.key == "sending.login"
    assert "wrong" not in str(caught.value.text.values["said"]).replace("wrong name", "")
    mailer(server, PASSWORD, user=USER).mail(LETTER, NOW)
    assert len(server.letters) == 1


LATER = {
    "CONNECT": ["421 too busy", "554 go away", DROP, HANG],
    "EHLO": ["421 too busy", DROP],
    "MAIL": ["451 later", "530 log in first", DROP],
    "RCPT": ["450 grey", "452 full", "421 closing", DROP, HANG],
    "DATA": ["451 later", DROP, HANG],
    ".": ["452 full", "421 closing"],
}


@pytest.mark.parametrize(("at", "said"), [(at, one) for at, all_ in LATER.items() for one in all_])
def test_what_may_go_better_later_is_told_apart(serving: Serving, at: str, said: str) -> None:
    server = serving(answers={at: said})
    with pytest.raises(Unreachable):
        mailer(server, seconds=patience(said)).mail(LETTER, NOW)
    assert server.letters == []


@pytest.mark.parametrize(
    ("at", "said"),
    [("RCPT", "550 5.1.1 no such user"), ("DATA", "554 no"), (".", "554 5.7.1 looks like spam")],
)
def test_what_is_refused_for_good_is_told_apart(serving: Serving, at: str, said: str) -> None:
    server = serving(answers={at: said})
    with pytest.raises(Rejected) as caught:
        mailer(server).mail(LETTER, NOW)
    assert caught.value.text.values["said"] == said
    assert server.letters == []


@pytest.mark.parametrize("called", [LETTER.to, LETTER.to.upper()])
def test_what_is_told_does_not_say_to_whom_it_was(serving: Serving, called: str) -> None:
    server = serving(answers={"RCPT": f"550 <{called}>: no such user"})
    with pytest.raises(Rejected) as caught:
        mailer(server).mail(LETTER, NOW)
    told = str(caught.value.text.values["said"])
    assert LETTER.to not in told.lower()
    assert "…" in told


@pytest.mark.parametrize("said", [DROP, HANG, "hello", "354 go on"])
def test_a_letter_that_has_left_whole_and_is_not_answered_may_have_arrived(
    serving: Serving, said: str
) -> None:
    with pytest.raises(Uncertain):
        mailer(serving(answers={".": said}), seconds=patience(said)).mail(LETTER, NOW)


@pytest.mark.parametrize("said", [DROP, HANG, "451 no"])
def test_a_bad_goodbye_takes_nothing_back(serving: Serving, said: str) -> None:
    server = serving(answers={"QUIT": said})
    mailer(server, seconds=patience(said)).mail(LETTER, NOW)
    assert len(server.letters) == 1


def test_where_nobody_listens_it_may_go_better_later(serving: Serving) -> None:
    with MailServer().running() as gone:
        pass
    with pytest.raises(Unreachable) as caught:
        mailer(gone).mail(LETTER, NOW)
    assert caught.value.text.key == "sending.silent"


def test_without_a_mail_server_a_letter_is_refused() -> None:
    with pytest.raises(Rejected) as caught:
        PostOffice(Mail(), Secrets()).mail(LETTER, NOW)
    assert caught.value.text.key == "sending.no_mail"


def test_a_check_sends_nothing(serving: Serving) -> None:
    server = serving(login=True)
    asyncio.run(mailer(server, PASSWORD, user=USER).check())
    assert [one.split(" ")[0] for one in server.commands] == ["EHLO", "AUTH", "QUIT"]
