"""To Slack: a parcel becomes one message, a new version of one, or an end to one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.insight.charts import draw
from bot.runtime.outgoing import Parcel, Picture
from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call
from handlers.slack.channels import Channels
from handlers.slack.render import message

log = structlog.get_logger("piazza.slack")

GONE = frozenset({"message_not_found", "file_not_found", "file_deleted"})


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
        if parcel.card.picture is not None:
            return await self._post_illustrated(parcel, parcel.card.picture, body)
        return await self._post(parcel, body)

    async def _post_illustrated(
        self, parcel: Parcel, picture: Picture, body: Mapping[str, Any]
    ) -> Mapping[str, str]:
        """Post with the chart; where that can't be had, its words are better than nothing.

        A file needs more than a message does: the scope, and the bot in the channel.
        """
        try:
            return await self._post_picture(parcel, picture, body)
        except DeliveryError as error:
            if not error.final:
                raise
            log.warning("without_picture", reason=error.reason)
        return await self._post(parcel, body)

    async def _post(self, parcel: Parcel, body: Mapping[str, Any]) -> Mapping[str, str]:
        channel = parcel.to if parcel.direct else await self.channels.id_of(parcel.to)
        metadata = {"event_type": "piazza", "event_payload": {"delivery": parcel.id}}
        posted = await call(
            self.client.chat_postMessage(
                channel=channel,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
                mrkdwn=False,
                **body,
            )
        )
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

    async def _post_picture(
        self, parcel: Parcel, picture: Picture, body: Mapping[str, Any]
    ) -> Mapping[str, str]:
        """Share a drawn chart with the card's words above it, as one message."""
        channel = await self._conversation(parcel)
        # Only rich text may stand beside a shared file: no buttons, no dividers.
        words = [block for block in body["blocks"] if block["type"] == "rich_text"]
        png = await asyncio.to_thread(draw, picture, picture.language)
        ticket = await call(
            self.client.files_getUploadURLExternal(
                filename="chart.png", length=len(png), alt_txt=picture.alt[:1000]
            )
        )
        await self._upload(ticket["upload_url"], png)
        await call(
            self.client.files_completeUploadExternal(
                files=[{"id": ticket["file_id"], "title": picture.title[:200]}],
                channel_id=channel,
                blocks=json.dumps(words),
            )
        )
        return {"channel": channel, "file": ticket["file_id"]}

    async def _conversation(self, parcel: Parcel) -> str:
        if not parcel.direct:
            return await self.channels.id_of(parcel.to)
        opened = await call(self.client.conversations_open(users=parcel.to))
        return str(opened["channel"]["id"])

    async def _upload(self, url: str, png: bytes) -> None:
        try:
            async with self.session.post(url, data=png) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError) as error:
            raise DeliveryError("the chart could not be uploaded") from error
        if status != 200:
            raise DeliveryError(f"the chart could not be uploaded: HTTP {status}")


async def _repeatable(request: Awaitable[Any]) -> None:
    """A call that changes nothing when it is made twice: not knowing is no more than failing."""
    try:
        await call(request)
    except DeliveryError as error:
        if error.unknown:
            raise DeliveryError(error.reason) from error
        raise
