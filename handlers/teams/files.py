"""Files: Teams asks a person whether one may be put into their OneDrive, then it is put there."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.runtime.outgoing import PDF, WordedCard, WordedFile, plain
from bot.runtime.platform import DeliveryError
from bot.runtime.seal import ANYONE, Forged, Seal, Sealed
from handlers.teams.incoming import Body, Unreadable, part, text, user, word
from handlers.teams.limits import CARD, DOTS, SUMMARY, Payload, one_line, weight
from handlers.teams.trust import Trust

CONSENT: Final = "fileConsent/invoke"
ASKING: Final = "application/vnd.microsoft.teams.card.file.consent"
THERE: Final = "application/vnd.microsoft.teams.card.file.info"
KEY: Final = "teams.file"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file somebody wants to have, and where Teams says that it is to be put."""

    name: str
    data: bytes
    upload: Body


class Files:
    """Asks, and puts files where they are wanted; until then they travel with the question."""

    def __init__(
        self, seal: Seal, workspace: str, trust: Trust, session: aiohttp.ClientSession
    ) -> None:
        self._seal = seal
        self._workspace = workspace
        self._trust = trust
        self._session = session

    def asking(self, card: WordedCard, to: str) -> Payload | None:
        """The question whether somebody wants a card's file; None where it is too large for it."""
        if (file := card.file) is None:
            return None
        # What is printed from words is printed when it is wanted: a PDF would never fit.
        drawn = file.media == PDF
        light = file.text.encode() if drawn else file.data
        packed = base64.b64encode(zlib.compress(light, 9)).decode()
        sealed = Sealed(KEY, (to, file.name, packed, drawn), ANYONE)
        token = self._seal.close(self._workspace, sealed)
        content = {
            "description": one_line(plain(card.text), SUMMARY) or DOTS,
            "sizeInBytes": len(file.data),
            "acceptContext": {"file": token},
            "declineContext": {},
        }
        shown = {"contentType": ASKING, "name": file.name, "content": content}
        asked = {"type": "message", "summary": file.name, "attachments": [shown]}
        return asked if weight(asked) <= CARD else None

    def accepted(self, body: Body) -> Accepted | None:
        """What somebody has said yes to; None for a no."""
        value = part(body, "value")
        if word(value, "action") != "accept":
            return None
        try:
            sealed = self._seal.open(self._workspace, text(part(value, "context"), "file"))
        except Forged as error:
            raise Unreadable("a file of somebody else") from error
        if sealed.key != KEY or sealed.arguments[0] != user(body):
            raise Unreadable("a file for somebody else")
        # Questions from before there were PDFs say nothing of them.
        _, name, packed, *drawn = sealed.arguments
        data = zlib.decompress(base64.b64decode(packed))
        if any(drawn):
            data = WordedFile(name, PDF, data.decode(), "").data
        return Accepted(name, data, part(value, "uploadInfo"))

    async def put(self, file: Accepted) -> Payload:
        """Put a file where it is wanted; return the message that shows it."""
        address = text(file.upload, "uploadUrl")
        if not self._trust.takes_files(address):
            raise DeliveryError("a foreign place for a file", final=True)
        size = len(file.data)
        headers = {"Content-Range": f"bytes 0-{size - 1}/{size}"}
        try:
            async with self._session.put(
                address, data=file.data, headers=headers, allow_redirects=False
            ) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise DeliveryError(type(error).__name__) from error
        if status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise DeliveryError(f"the file could not be put there: HTTP {status}")
        return _there(file)


def _there(file: Accepted) -> Payload:
    """A file that somebody has, to be opened."""
    info = {"uniqueId": word(file.upload, "uniqueId"), "fileType": word(file.upload, "fileType")}
    address = word(file.upload, "contentUrl")
    shown = {"contentType": THERE, "contentUrl": address, "name": file.name, "content": info}
    return {"type": "message", "summary": file.name, "attachments": [shown]}
