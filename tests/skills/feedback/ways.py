"""The ways back of a company whose mail server and whose shop's program are on this machine."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from bot.outside.letter import Letter
from bot.outside.posting import Posted
from bot.outside.sending import PostOffice, Sender
from bot.runtime import signing
from bot.runtime.assembly import assemble
from bot.store.database import open_database
from bot.testing import Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from skills.feedback.settings import SourceSettings
from tests.bot.outside.mailserver import MailServer
from tests.bot.outside.program import Program
from tests.handlers.web.hooked import HOOKS, KEY, secret

SENDER = "Officine Aurora <hello@aurora.example>"


@dataclass(frozen=True)
class Ways:
    """A company that answers by them, and what has arrived at their ends."""

    team: Team
    server: MailServer
    program: Program

    @property
    def letters(self) -> list[EmailMessage]:
        """The letters as customers read them."""
        return self.server.read

    def told(self) -> list[tuple[str, dict[str, str]]]:
        """What the shop was told, under which id; each by who knows the shop's secret."""
        found = []
        for headers, body in self.program.told:
            id_, at, signature = (headers[name] for name in signing.HEADERS)
            sent = datetime.fromtimestamp(int(at), self.team.now.tzinfo)
            assert signing.genuine(secret(KEY), id_, at, signature, body, sent)
            assert sent <= self.team.now
            found.append((id_, json.loads(body)))
        return found

    def busy(self, *, really: bool) -> None:
        """Let both ends be too busy to take anything, or no more."""
        self.server.answers = {"RCPT": "451 later"} if really else {}
        self.program.status = 503 if really else 204

    def goes_on_and_dies(self) -> bool:
        """Go on in another process, which is killed when it has sent something; whether it was."""
        pid = os.fork()
        if pid == 0:
            try:
                self._go_on()
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        return os.WIFSIGNALED(status)

    def _go_on(self) -> None:
        team = self.team
        url = team.app.database.engine.url.render_as_string(hide_password=False)
        database, sender = open_database(url), Dying(team.app.house.sender)
        app = assemble(team.conf, [skill, cm.skill], database, lambda: team.now, sender=sender)
        app.platforms[team.platform.name] = team.platform

        async def work() -> None:
            await app.sweep()
            await app.engine.idle()

        team.run(work())


class Dying:
    """Sends, and then the process is gone that would have noted it."""

    def __init__(self, real: Sender) -> None:
        self._real = real

    @property
    def can_mail(self) -> bool:
        return self._real.can_mail

    def post(self, what: Posted, now: datetime) -> None:
        self._real.post(what, now)
        os.kill(os.getpid(), signal.SIGKILL)

    def mail(self, letter: Letter, now: datetime) -> None:
        self._real.mail(letter, now)
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def ways_of(team_of: Callable[..., Team]) -> Iterator[Ways]:
    """The shop takes answers itself; whom the help desk hears is answered by mail."""
    with MailServer().running() as server, Program().running() as program:
        sources = {"shop": SourceSettings(reply=program.address), "help-desk": SourceSettings()}
        mail = {"from": SENDER, "host": "127.0.0.1", "port": server.port, "tls": "none"}
        settings = {"feedback": FeedbackSettings(hook=True, sources=sources)}
        team = team_of(skill, cm.skill, settings=settings, mail=mail)
        secrets = team.conf.secrets.model_copy(update={"piazza_hook": HOOKS})
        team.app.house.sender = PostOffice(team.conf.mail, secrets)
        yield Ways(team, server, program)
