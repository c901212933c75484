"""To Slack: a parcel becomes one message, a new version of one, or an end to one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.insight.charts import draw
from bot.runtime.outgoing import Parcel, Run, WordedCard
from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call
from handlers.slack.channels import Channels
from handlers.slack.render import message
from handlers.slack.seek import metadata, seek

log = structlog.get_logger("piazza.slack")

GONE = frozenset({"message_not_found", "file_not_found", "file_deleted"})


@dataclass(frozen=True, slots=True)
class File:
    """Something to be uploaded; `alt` says in words what a picture shows."""

    name: str
    title: str
    data: bytes
    alt: str = ""


class Sender:
    """Sends parcels to one workspace."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, channels: Channels
    ) -> None:
        self.client = client
        self.session = session
        self.channels = channels

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove once; return the message's place."""
        if parcel.gone:
            return await self._remove(parcel.place)
        body = message(parcel.card, parcel.workspace)
        if parcel.place:
            return await self._update(parcel.place, body)
        if not parcel.to:
            raise DeliveryError("no account in this workspace", final=True)
        if parcel.card.picture or parcel.card.file:
            return await self._post_with_files(parcel, body)
        return await self._post(parcel, body)

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Where a message has arrived, or nothing; None where that cannot be known."""
        return await seek(self.client, parcel, since)

    async def _post_with_files(self, parcel: Parcel, body: Mapping[str, Any]) -> Mapping[str, str]:
        """Post with the chart or the file; where it can't be had, words are better than nothing.

        A file needs more than a message does: the scope, and the bot in the channel.
        """
        try:
            return await self._share(parcel, await _files(parcel.card), body)
        except DeliveryError as error:
            if not error.final:
                raise
            log.warning("without_files", reason=error.reason)
        if parcel.card.file is None:
            return await self._post(parcel, body)
        missing = replace(parcel.card, lines=(*parcel.card.lines, (Run(parcel.card.file.missing),)))
        return await self._post(parcel, message(missing, parcel.workspace))

    async def _post(self, parcel: Parcel, body: Mapping[str, Any]) -> Mapping[str, str]:
        channel = parcel.to if parcel.direct else await self.channels.id_of(parcel.to)
        posted = await call(
            self.client.chat_postMessage(
                channel=channel,
                metadata=metadata(parcel),
                unfurl_links=False,
                unfurl_media=False,
                mrkdwn=False,
                **body,
            )
        )
        if not posted.get("channel") or not posted.get("ts"):
            raise DeliveryError("an answer without a place", unknown=True)
        return {"channel": posted["channel"], "message": posted["ts"]}

    async def _update(self, place: Mapping[str, str], body: Mapping[str, Any]) -> Mapping[str, str]:
        if "url" not in place or not await self.respond(
            place["url"], {"replace_original": True, **body}
        ):
            await _repeatable(
                self.client.chat_update(channel=place["channel"], ts=place["message"], **body)
            )
        return {"channel": place["channel"], "message": place["message"]}

    async def _remove(self, place: Mapping[str, str]) -> Mapping[str, str]:
        """Delete a message, or a shared file: of its message Slack does not tell."""
        try:
            if "message" in place:
                channel, ts = place["channel"], place["message"]
                await _repeatable(self.client.chat_delete(channel=channel, ts=ts))
            else:
                await _repeatable(self.client.files_delete(file=place["file"]))
        except DeliveryError as error:
            if error.reason not in GONE:
                raise
        return place

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Use a response_url; False when it is used up, too old, or not answering."""
        try:
            async with self.session.post(url, json=body) as answer:
                text = await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            return False
        return answer.status == 200 and '"ok":false' not in text.replace(" ", "")

    async def _share(
        self, parcel: Parcel, files: Sequence[File], body: Mapping[str, Any]
    ) -> Mapping[str, str]:
        """Share files with the card's words above them, as one message."""
        channel = await self._conversation(parcel)
        # Only rich text may stand beside a shared file: no buttons, no dividers.
        words = [block for block in body["blocks"] if block["type"] == "rich_text"]
        ids = [await self._upload(one) for one in files]
        await call(
            self.client.files_completeUploadExternal(
                files=[
                    {"id": id_, "title": one.title[:200]}
                    for id_, one in zip(ids, files, strict=True)
                ],
                channel_id=channel,
                blocks=json.dumps(words),
            )
        )
        return {"channel": channel, "file": ids[-1]}

    async def _conversation(self, parcel: Parcel) -> str:
        if not parcel.direct:
            return await self.channels.id_of(parcel.to)
        opened = await call(self.client.conversations_open(users=parcel.to))
        return str(opened["channel"]["id"])

    async def _upload(self, file: File) -> str:
        alt = {"alt_txt": file.alt[:1000]} if file.alt else {}
        ticket = await call(
            self.client.files_getUploadURLExternal(filename=file.name, length=len(file.data), **alt)
        )
        try:
            async with self.session.post(ticket["upload_url"], data=file.data) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError) as error:
            raise DeliveryError("the file could not be uploaded") from error
        if status != 200:
            raise DeliveryError(f"the file could not be uploaded: HTTP {status}")
        return str(ticket["file_id"])


async def _files(card: WordedCard) -> list[File]:
    """What is shared beside a card's words: its chart drawn, its file."""
    found: list[File] = []
    if (picture := card.picture) is not None:
        png = await asyncio.to_thread(draw, picture, picture.language)
        found.append(File("chart.png", picture.title, png, picture.alt))
    if (file := card.file) is not None:
        found.append(File(file.name, file.name, await asyncio.to_thread(lambda: file.data)))
    return found


async def _repeatable(request: Awaitable[Any]) -> None:
    """A call that changes nothing when it is made twice: not knowing is no more than failing."""
    try:
        await call(request)
    except DeliveryError as error:
        if error.unknown:
            raise DeliveryError(error.reason) from error
        raise
