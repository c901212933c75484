"""To Teams: a parcel becomes one message, a new version of one, or an end to one."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any, Final

import structlog
from botbuilder.schema import Activity, Attachment, ChannelAccount
from botframework.connector.models import ConversationParameters

from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from handlers.teams.channels import Channels
from handlers.teams.connectors import Connectors, call
from handlers.teams.files import Files
from handlers.teams.limits import Payload
from handlers.teams.people import People
from handlers.teams.pictures import image
from handlers.teams.references import Chat, References
from handlers.teams.render import message

log = structlog.get_logger("piazza.teams")

GONE: Final = frozenset({"ActivityNotFoundInConversation", "ConversationNotFound", "HTTP 404"})
# A conversation that was stored is none any more.
STALE: Final = frozenset({"ConversationNotFound", "BotNotInConversationRoster"})


class Sender:
    """Sends to one tenant."""

    def __init__(
        self,
        connectors: Connectors,
        references: References,
        channels: Channels,
        people: People,
        tenant: str,
        files: Files,
    ) -> None:
        self._connectors = connectors
        self._references = references
        self._channels = channels
        self._people = people
        self._tenant = tenant
        self._files = files

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Send, update or remove once; return the message's place."""
        if parcel.gone:
            return await self.remove(parcel.place)
        # In their own chat nobody calls others, nor is anybody called who is not there.
        workspace = "" if parcel.direct else parcel.workspace
        drawn = message(parcel.card, parcel.id, workspace, await image(parcel.card))
        if parcel.place:
            return await self.update(parcel.place, drawn)
        if not parcel.to:
            raise DeliveryError("no account in this workspace", final=True)
        if parcel.direct:
            asked = self._files.asking(parcel.card, parcel.to)
            if asked is not None:
                return await self._tell_with_file(parcel, asked, drawn)
            return await self.tell(parcel.to, drawn, parcel.id)
        return await self.post(await self._channels.find(parcel.to), drawn, parcel.id)

    async def _tell_with_file(
        self, parcel: Parcel, asked: Payload, without: Payload
    ) -> Mapping[str, str]:
        """Write to one person, then ask whether they want the file; `without` says it is missing.

        Once they have the words, they are not to get them again.
        """
        words = replace(parcel.card, file=None)
        place = await self.tell(parcel.to, message(words, parcel.id), parcel.id)
        try:
            await self.tell(parcel.to, asked)
        except DeliveryError as error:
            log.warning("without_file", reason=error.reason)
            await self.update(place, without)
        return place

    async def tell(self, user: str, drawn: Payload, delivery: str = "") -> Mapping[str, str]:
        """Write to one person, where they have the app."""
        stored = await self._references.chat_of(user)
        chat = stored or await self._open(user)
        try:
            return await self.post(chat, drawn, delivery)
        except DeliveryError as error:
            if stored is not None and error.reason in STALE:
                await self._references.drop_chat(user)
            raise

    async def post(self, chat: Chat, drawn: Payload, delivery: str = "") -> Mapping[str, str]:
        """Write into a conversation; its thread, if it names one."""
        client = self._connectors.of(chat.service_url)
        sent = await call(
            client.conversations.send_to_conversation(chat.conversation, _activity(drawn, delivery))
        )
        if not sent or not sent.id:
            raise DeliveryError("an answer without a place", unknown=True)
        return {"channel": chat.conversation, "message": sent.id}

    async def _open(self, user: str) -> Chat:
        """Open somebody's conversation with the bot; it is the same however often it is opened."""
        service_url = await self._references.service_url()
        if service_url is None:
            raise DeliveryError("not installed anywhere in Teams", final=True)
        asked = ConversationParameters(
            is_group=False,
            members=[ChannelAccount(id=self._people.here(user))],
            tenant_id=self._tenant,
            channel_data={"tenant": {"id": self._tenant}},
        )
        client = self._connectors.of(service_url)
        opened = await _repeatable(client.conversations.create_conversation(asked))
        if not opened or not opened.id:
            raise DeliveryError("an answer without a conversation")
        chat = Chat(opened.id, service_url)
        await self._references.keep_chat(user, chat)
        return chat

    async def update(self, place: Mapping[str, str], drawn: Payload) -> Mapping[str, str]:
        """Show something else in a message's place."""
        client = await self._client(place)
        where, which = place["channel"], place["message"]
        await _repeatable(
            client.conversations.update_activity(where, which, _activity(drawn, "", which))
        )
        return {"channel": where, "message": which}

    async def remove(self, place: Mapping[str, str]) -> Mapping[str, str]:
        """Take a message away, if it is still there."""
        client = await self._client(place)
        try:
            await _repeatable(
                client.conversations.delete_activity(place["channel"], place["message"])
            )
        except DeliveryError as error:
            if error.reason not in GONE:
                raise
        return place

    async def _client(self, place: Mapping[str, str]) -> Any:
        service_url = await self._references.service_url(place["channel"])
        if service_url is None:
            raise DeliveryError("not installed anywhere in Teams", final=True)
        return self._connectors.of(service_url)


def _activity(drawn: Payload, delivery: str, id_: str | None = None) -> Any:
    attachments = [
        Attachment(
            content_type=one["contentType"],
            content=one["content"],
            content_url=one.get("contentUrl"),
            name=one.get("name"),
        )
        for one in drawn.get("attachments", ())
    ]
    return Activity(
        type="message",
        id=id_,
        text=drawn.get("text"),
        text_format="plain" if "text" in drawn else None,
        summary=drawn.get("summary"),
        attachments=attachments or None,
        channel_data={"delivery": delivery} if delivery else None,
    )


async def _repeatable(request: Awaitable[Any]) -> Any:
    """A call that changes nothing when it is made twice: not knowing is no more than failing."""
    try:
        return await call(request)
    except DeliveryError as error:
        if error.unknown:
            raise DeliveryError(error.reason) from error
        raise
