"""Letters: what is mailed to one person, and how it is put so that nothing in it is a command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from bot.errors import Rejected
from bot.texts import core

LONGEST_SUBJECT: Final = 200
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL: Final = rf"{_ATOM}(?:\.{_ATOM})*"
_ADDRESS: Final = re.compile(rf"(?=.{{1,254}}\Z)(?={_LOCAL}@)[^@]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
# An address, or a name and then the address: Acme <hello@acme.example>.
_SENDER: Final = re.compile(r"(?:(?P<name>[^<>@]*) <(?P<named>[^<> ]+)>|(?P<bare>[^<> ]+))")
_ID: Final = re.compile(rf"(?=.{{1,128}}\Z){_LOCAL}")
_FOREIGN: Final = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in plain text to one person.

    Its `id` is the skill's own and stays the same when it is sent again, so that a mail program
    shows it once. `answers` is the id of an earlier letter, or a Message-ID such as <a@b.example>.
    """

    to: str
    subject: str
    words: str
    id: str
    answers: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r}: an id of a letter is letters, digits, and - _ / .")
        if self.answers and not (_ID.fullmatch(self.answers) or _FOREIGN.fullmatch(self.answers)):
            raise ValueError(f"{self.answers!r}: neither the id of a letter nor a Message-ID")


def is_address(said: str) -> bool:
    """Whether this is an e-mail address that every mail server takes."""
    return bool(_ADDRESS.fullmatch(said))


def sender(said: str) -> Address:
    """From whom letters are, such as Acme <hello@acme.example>; a ValueError where it is nobody."""
    found = _SENDER.fullmatch(said) if said.isprintable() else None
    address = (found["named"] or found["bare"]) if found else ""
    if found is None or not is_address(address):
        raise ValueError("expected an e-mail address, such as hello@acme.example")
    return Address((found["name"] or "").strip(' "'), addr_spec=address)


def check(letter: Letter) -> None:
    """Refuse a letter that can't be addressed."""
    if not is_address(letter.to):
        raise Rejected(core("sending.recipient", address=in_a_line(letter.to)))


def put(letter: Letter, by: Address, now: datetime) -> bytes:
    """The mail of a letter, in nothing but ASCII."""
    check(letter)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = by
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = in_a_line(letter.subject)
    mail["Date"] = format_datetime(now)
    words = letter.words.replace("\0", "").encode("utf-8", "ignore").decode()
    mail.set_content(words, charset="utf-8", cte="quoted-printable")
    return _ids(letter, by.domain).encode() + mail.as_bytes()


def _ids(letter: Letter, domain: str) -> str:
    """By themselves, for the library would encode a long one, and then nobody finds it."""
    found = {"Message-ID": _named(letter.id, domain)}
    if letter.answers:
        found["In-Reply-To"] = found["References"] = _named(letter.answers, domain)
    return "".join(f"{name}: {id_}\r\n" for name, id_ in found.items())


def _named(id_: str, domain: str) -> str:
    return id_ if id_.startswith("<") else f"<{id_}@{domain}>"


def in_a_line(said: str, most: int = LONGEST_SUBJECT) -> str:
    """Only what is seen, in one line and not much of it, so that no header begins in it."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in said).split())
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
