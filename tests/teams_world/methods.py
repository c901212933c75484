"""The operations of the connector: what each does to the tenant, and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .cards import faults, too_big
from .people import Conversation, User
from .world import TeamsError, World

Payload: TypeAlias = dict[str, Any]
Answer: TypeAlias = tuple[int, Payload]
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
DEFAULT_PAGE, LEAST_PAGE, MOST_PAGE = 200, 50, 500


def create(world: World, args: Payload) -> Answer:
    """Open a personal conversation, or begin a thread in a channel with its first message."""
    body = _body(args)
    if body.get("isGroup") and (channel := _channel(body)):
        room = world.written_to(str(channel))
        first = _sendable(body.get("activity"))
        posted = world.post(room, world.app.bot, first)
        return 201, {"id": f"{room.id};messageid={posted.id}", "activityId": posted.id}
    room = world.chat_with(_reachable(world, body))
    answer: Payload = {"id": room.id}
    if body.get("activity"):
        world.written_to(room.id)
        answer["activityId"] = world.post(room, world.app.bot, _sendable(body["activity"])).id
    return 201, answer


def send(world: World, args: Payload) -> Answer:
    """Send to a conversation, or as an answer to one of its activities."""
    room = world.written_to(args["conversation"])
    activity = _sendable(_body(args))
    if args.get("activity"):
        world.find(room, args["activity"])
    kinds = [one.get("contentType") for one in activity.get("attachments") or []]
    if CONSENT in kinds and (room.kind != "personal" or not world.app.files):
        raise TeamsError(403, "ForbiddenOperationException", "Files are not for this bot, or here.")
    if activity["type"] == "typing":
        return 202, {}
    return 201, {"id": world.post(room, world.app.bot, activity).id}


def update(world: World, args: Payload) -> Answer:
    room = world.written_to(args["conversation"])
    activity = _sendable(_body(args))
    old = _own(world, room, args["activity"])
    old.payload, old.edits = activity, old.edits + 1
    return 200, {"id": old.id}


def delete(world: World, args: Payload) -> Answer:
    room = world.conversation(args["conversation"])
    _own(world, room, args["activity"]).deleted = True
    return 200, {}


def paged_members(world: World, args: Payload) -> Answer:
    """The roster by pages of 50 to 500; what is asked for outside of that is brought inside."""
    room = world.conversation(args["conversation"])
    size = min(max(_whole(args.get("pageSize"), DEFAULT_PAGE), LEAST_PAGE), MOST_PAGE)
    start = _position(str(args.get("continuationToken") or ""), len(room.members))
    found = [world.users[id_].as_teams() for id_ in room.members[start : start + size]]
    more = start + size < len(room.members)
    return 200, {"members": found} | ({"continuationToken": f"p{start + size}"} if more else {})


def member(world: World, args: Payload) -> Answer:
    room = world.conversation(args["conversation"])
    found = world.member(args["member"])
    if found is None or found.id not in room.members:
        raise TeamsError(404, "MemberNotFoundInConversation", "The member was not found.")
    return 200, found.as_teams()


def channels(world: World, args: Payload) -> Answer:
    """The channels of a team, known by its first channel, of which the name is left out."""
    world.conversation(args["team"])
    rooms = [room for room in world.rooms.values() if room.kind == "channel" and not room.gone]
    names = {room.id: None if room.id == args["team"] else room.name for room in rooms}
    return 200, {"conversations": [{"id": id_, "name": name} for id_, name in names.items()]}


METHODS: dict[str, Callable[[World, Payload], Answer]] = {
    "create": create,
    "send": send,
    "update": update,
    "delete": delete,
    "members": paged_members,
    "member": member,
    "channels": channels,
}


def _body(args: Payload) -> Payload:
    if "not_json" in args["body"]:
        raise TeamsError(400, "BadSyntax", "The body is no JSON object.", "no JSON object")
    return dict(args["body"])


def _sendable(activity: Any) -> Payload:
    if not isinstance(activity, dict):
        raise _bad("an activity is missing")
    if big := too_big(activity):
        raise TeamsError(413, "MessageSizeTooBig", "Message size too large.", *big)
    if wrong := faults(activity):
        raise _bad(*wrong)
    return activity


def _own(world: World, room: Conversation, name: str) -> Any:
    found = world.find(room, name)
    if found.author != world.app.bot:
        raise TeamsError(403, "ForbiddenOperationException", "The activity is somebody else's.")
    return found


def opened(body: Payload) -> str:
    """Whom or which channel a new conversation is for, as its limits go."""
    members = body.get("members")
    one = members[0] if isinstance(members, list) and members else {}
    return str(_channel(body) or (one.get("id") if isinstance(one, dict) else ""))


def _channel(body: Payload) -> Any:
    return ((body.get("channelData") or {}).get("channel") or {}).get("id")


def _reachable(world: World, body: Payload) -> User:
    members = body.get("members") or []
    if len(members) != 1:
        raise _bad("/members: a bot opens conversations with one person")
    tenant = body.get("tenantId") or (
        ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    )
    if not tenant:
        raise _bad("/channelData/tenant/id: missing")
    found = world.member(str(members[0].get("id")))
    if found is None:
        raise _bad("/members/0/id: nobody has it")
    if tenant != world.app.tenant or found.tenant != world.app.tenant or not found.installed:
        raise TeamsError(
            403, "ForbiddenOperationException", "The bot is not installed in the personal scope."
        )
    return found


def _bad(*why: str) -> TeamsError:
    return TeamsError(400, "BadArgument", "; ".join(why), *why)


def _whole(value: Any, default: int) -> int:
    try:
        return int(value or default)
    except ValueError:
        raise _bad("pageSize: no whole number") from None


def _position(token: str, length: int) -> int:
    if not token:
        return 0
    if token[:1] != "p" or not token[1:].isdecimal() or not 0 < int(token[1:]) < length:
        raise _bad("continuationToken: not one of ours")
    return int(token[1:])
