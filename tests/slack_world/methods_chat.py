"""Web API methods that write: chat.*, and what an upload needs."""

from __future__ import annotations

from .arguments import invalid, need, whole
from .limits import faults
from .messages import File, Message
from .methods_people import CONVERSATION_ID, conversation
from .people import Channel
from .schema import Payload
from .world import SlackError, World, name_blocks


def post_message(world: World, args: Payload) -> Payload:
    channel = _written_to(world, need(args, "channel"))
    _may_write(world, channel)
    message = world.post(_message(world, args, channel))
    shape = message.as_slack(world.app, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


def post_ephemeral(world: World, args: Payload) -> Payload:
    channel = conversation(world, need(args, "channel"))
    _may_write(world, channel)
    user = need(args, "user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _message(world, args, channel)
    message.only_for = user
    return {"message_ts": world.post(message).ts}


def update(world: World, args: Payload) -> Payload:
    channel = conversation(world, need(args, "channel"))
    message = world.find(channel.id, need(args, "ts"))
    if message.author != world.app.user or message.only_for or message.origin != "api":
        raise SlackError("cant_update_message")
    check(args)
    rewrite(world, message, args)
    shape = message.as_slack(world.app, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(world: World, args: Payload) -> Payload:
    channel = conversation(world, need(args, "channel"))
    message = world.find(channel.id, need(args, "ts"))
    if message.author != world.app.user or message.only_for:
        raise SlackError("cant_delete_message")
    message.deleted = True
    return {"channel": channel.id, "ts": message.ts}


def get_upload_url(world: World, args: Payload) -> Payload:
    name, length = need(args, "filename"), whole(args, "length")
    if length < 1:
        raise invalid("length must be the size of the file in bytes")
    file = File(world.next_id("F"), name, length, str(args.get("alt_txt") or ""))
    world.files[file.id] = file
    return {"upload_url": f"{world.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(world: World, args: Payload) -> Payload:
    """Share uploaded files; where a conversation id is due, a user id or name is refused."""
    named = args.get("files")
    if not isinstance(named, list) or not named:
        raise invalid("missing required field: files")
    files = [_uploaded(world, item) for item in named]
    if "channel_id" in args:
        _share(world, files, args)
    return {"files": [file.as_slack() for file in files]}


def delete_file(world: World, args: Payload) -> Payload:
    """The file is gone from the message it was shared in; the message stays."""
    file = world.files.pop(need(args, "file"), None)
    if file is None:
        raise SlackError("file_not_found")
    for message in world.messages:
        message.files = [one for one in message.files if one.id != file.id]
    return {}


def rewrite(world: World, message: Message, new: Payload) -> None:
    """Change a posted message; blocks and metadata that are not given stay."""
    message.text = new.get("text") or ("" if "blocks" in new else message.text)
    message.blocks = new.get("blocks", message.blocks)
    message.metadata = new.get("metadata", message.metadata)
    message.edits += 1
    name_blocks(message.blocks)


def check(payload: Payload) -> None:
    """Refuse a message payload as Slack does: too long, bad blocks, or nothing in it."""
    wrong = faults(payload, "message")
    if any(line.startswith("/text:") for line in wrong):
        raise SlackError("msg_too_long", *wrong)
    if any(line.startswith("/metadata") for line in wrong):
        raise SlackError("invalid_metadata_format", *wrong)
    if any("characters in all" in line for line in wrong):
        raise SlackError("msg_blocks_too_long", *wrong)
    if wrong:
        raise SlackError("invalid_blocks", *wrong)
    if not payload.get("text") and not payload.get("blocks"):
        raise SlackError("no_text")


def _message(world: World, args: Payload, channel: Channel) -> Message:
    check(args)
    thread = str(args.get("thread_ts") or "")
    if thread:
        world.find(channel.id, thread)
    return Message(
        channel.id,
        world.next_ts(),
        world.app.user,
        args.get("text") or "",
        args.get("blocks") or [],
        metadata=args.get("metadata"),
        thread_ts=thread,
    )


def _written_to(world: World, name: str) -> Channel:
    if name in world.users:
        return world.dm_with(world.reachable(name))
    if name[0] in "UW" and CONVERSATION_ID.fullmatch("C" + name[1:]):
        raise SlackError("user_not_found")
    for channel in world.channels.values():
        if not channel.im_with and channel.name == name.removeprefix("#"):
            return conversation(world, channel.id)
    return conversation(world, name)


def _may_write(world: World, channel: Channel) -> None:
    if channel.archived:
        raise SlackError("is_archived")
    if channel.im_with:
        world.reachable(channel.im_with)
    elif world.app.user not in channel.members and "chat:write.public" not in world.app.scopes:
        raise SlackError("not_in_channel")


def _uploaded(world: World, item: object) -> File:
    if not isinstance(item, dict):
        raise invalid("each of files must be an object")
    file = world.files.get(str(item.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _share(world: World, files: list[File], args: Payload) -> None:
    name = need(args, "channel_id")
    if not CONVERSATION_ID.fullmatch(name):
        rule = f"input must match regex pattern: ^{CONVERSATION_ID.pattern}$"
        raise invalid(f"{rule} [json-pointer:/channel_id]")
    channel = conversation(world, name)
    _may_write(world, channel)
    for file in files:
        file.channel = channel.id
    comment = {**args, "text": args.get("initial_comment")}
    if comment["text"] or comment.get("blocks"):
        message = _message(world, comment, channel)
    else:
        message = Message(channel.id, world.next_ts(), world.app.user, "")
    message.origin, message.files = "file", files
    world.post(message)
