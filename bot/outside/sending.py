"""Sending: what goes out to other servers, to programs by HTTP and to people by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.errors import Rejected
from bot.outside.letter import Letter, check
from bot.outside.mailing import Mailer
from bot.outside.posting import Posted, Poster
from bot.runtime.secrets import Secrets
from bot.runtime.sections import Mail
from bot.texts import core


class Sender(Protocol):
    """What a job sends with: the network, or in a story a list."""

    @property
    def can_mail(self) -> bool:
        """Whether there is a mail server to hand letters to."""

    def post(self, what: Posted, now: datetime) -> None:
        """Tell a program something."""

    def mail(self, letter: Letter, now: datetime) -> None:
        """Send a letter."""


class PostOffice:
    """Sends for the company, as its settings say."""

    def __init__(self, mail: Mail, secrets: Secrets) -> None:
        self._poster = Poster(secrets.piazza_hook)
        self._mailer = mailer(mail, secrets)

    @property
    def can_mail(self) -> bool:
        """Whether a mail server is named in the settings."""
        return self._mailer is not None

    def post(self, what: Posted, now: datetime) -> None:
        """Tell a program something."""
        self._poster.post(what, now)

    def mail(self, letter: Letter, now: datetime) -> None:
        """Send a letter; Rejected where no mail server is named."""
        check(letter)
        if self._mailer is None:
            raise Rejected(core("sending.no_mail"))
        self._mailer.mail(letter, now)


def mailer(mail: Mail, secrets: Secrets) -> Mailer | None:
    """What speaks to the company's mail server, if there is one."""
    password = secrets.smtp_password
    return Mailer(mail, password.get_secret_value() if password else "") if mail.host else None
