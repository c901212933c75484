"""Mailing: a letter is handed to the company's mail server, and what came of it is known."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.errors import BotError, Rejected, Uncertain, Unreachable
from bot.outside.letter import Letter, in_a_line, put, sender
from bot.runtime.sections import Mail
from bot.texts import core

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponseException

SECONDS: Final = 30.0
GOODBYE: Final = 3.0
_SAID: Final = 120
_DATA: Final = b"DATA\r\n"


class Mailer:
    """Speaks to a mail server, anew for each letter; each of its answers may take `seconds`."""

    def __init__(self, mail: Mail, password: str, seconds: float = SECONDS) -> None:
        self._mail = mail
        self._password = password
        self._seconds = seconds
        self._host = f"{mail.host}:{mail.port}"
        self._by = sender(mail.sender or "")

    def mail(self, letter: Letter, now: datetime) -> None:
        """Send a letter; Unreachable, Rejected or Uncertain where it was not taken for sure."""
        asyncio.run(self._send(letter.to, put(letter, self._by, now)))

    async def check(self) -> None:
        """Connect and log in; Unreachable where that can't be done."""
        async with self._connected():
            pass

    async def _send(self, to: str, mail: bytes) -> None:
        from aiosmtplib import SMTPException, SMTPResponseException

        async with self._connected() as smtp:
            await smtp.mail(self._by.addr_spec)
            sent = _Sent(smtp)
            try:
                await smtp.rcpt(to)
                sent.begun = True
                await smtp.data(mail)
            except SMTPResponseException as error:
                raise self._judged(_said(error, to), error.code, sent) from None
            except (SMTPException, OSError):
                if sent.perhaps_all:
                    raise Uncertain(core("sending.perhaps", host=self._host)) from None
                raise

    def _judged(self, said: str, code: int, sent: _Sent) -> BotError:
        """What an answer to a letter means; one that is none says nothing."""
        if code // 100 == 5:
            return Rejected(core("sending.rejected", host=self._host, said=said))
        if code // 100 != 4 and sent.perhaps_all:
            return Uncertain(core("sending.perhaps", host=self._host))
        return Unreachable(core("sending.later", host=self._host, said=said))

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        """A connection that is ready to take a letter; hung up at the end."""
        # Loaded here: most jobs mail nothing.
        from aiosmtplib import SMTP, SMTPException

        smtp = SMTP(
            hostname=self._mail.host,
            port=self._mail.port,
            username=self._mail.user,
            password=self._password if self._mail.user else None,
            # Else the name server is asked what this machine is called.
            local_hostname=self._by.domain,
            timeout=self._seconds,
            use_tls=self._mail.tls == "tls",
            start_tls=self._mail.tls == "starttls",
        )
        with self._told():
            await smtp.connect()
            try:
                yield smtp
            finally:
                # What was said before counts, however the two part.
                with suppress(SMTPException, OSError):
                    await smtp.quit(timeout=min(GOODBYE, self._seconds))
                smtp.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a line what went wrong before a letter was judged: the operator can mend that."""
        from aiosmtplib import SMTPAuthenticationError, SMTPException, SMTPResponseException

        host = self._host
        try:
            yield
        except SMTPAuthenticationError as error:
            raise Unreachable(core("sending.login", host=host, said=_said(error))) from None
        except SMTPResponseException as error:
            raise Unreachable(core("sending.later", host=host, said=_said(error))) from None
        except (SMTPException, OSError) as error:
            if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise Unreachable(core("sending.unsafe", host=host)) from None
            said = in_a_line(str(error), _SAID)
            raise Unreachable(core("sending.silent", host=host, said=said)) from None


def _said(error: SMTPResponseException, to: str = "") -> str:
    """What a server says, without the address of who was to get it: that is nobody's to read."""
    said = f"{error.code} {error.message}"
    if to:
        said = re.sub(re.escape(to), "…", said, flags=re.IGNORECASE)
    return in_a_line(said, _SAID)


class _Sent:
    """Sees what leaves for a mail server, for the library does not tell how far it came."""

    def __init__(self, smtp: SMTP) -> None:
        assert smtp.protocol is not None
        self._write = smtp.protocol.write
        self._last = b""
        self.begun = False
        smtp.protocol.write = self._noted  # type: ignore[method-assign]

    def _noted(self, data: bytes) -> None:
        self._last = data
        self._write(data)

    @property
    def perhaps_all(self) -> bool:
        """Whether the letter may have left, with its last dot."""
        return self.begun and self._last != _DATA
