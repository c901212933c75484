"""Web API methods about who and where: auth, users, conversations."""

from __future__ import annotations

import re

from .arguments import invalid, is_on, need, page
from .people import Channel
from .schema import Payload
from .world import SlackError, World

CONVERSATION_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")


def auth_test(world: World, args: Payload) -> Payload:
    app = world.app
    return {
        "url": f"https://{app.domain}.slack.com/",
        "team": app.domain.title(),
        "team_id": app.team,
        "user": app.name,
        "user_id": app.user,
        "bot_id": app.bot,
        "is_enterprise_install": bool(app.organisation),
        **({"enterprise_id": app.organisation} if app.organisation else {}),
    }


def auth_teams_list(world: World, args: Payload) -> Payload:
    app = world.app
    return {
        "teams": [{"id": app.team, "name": app.domain}],
        "response_metadata": {"next_cursor": ""},
    }


def auth_revoke(world: World, args: Payload) -> Payload:
    world.revoke()
    return {"revoked": True}


def users_list(world: World, args: Payload) -> Payload:
    _names_its_workspace(world, args)
    found, cursor = page(list(world.users.values()), args, world.page_size)
    with_locale = is_on(args, "include_locale")
    return {
        "members": [user.as_slack(with_locale=with_locale) for user in found],
        "cache_ts": int(world.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(world: World, args: Payload) -> Payload:
    user = world.users.get(need(args, "user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user.as_slack(with_locale=is_on(args, "include_locale"))}


def usergroups_list(world: World, args: Payload) -> Payload:
    return {
        "usergroups": [
            group.as_slack(with_users=is_on(args, "include_users"))
            for group in world.groups.values()
            if not group.disabled or is_on(args, "include_disabled")
        ]
    }


def conversations_list(world: World, args: Payload) -> Payload:
    _names_its_workspace(world, args)
    kinds = str(args.get("types") or "public_channel").split(",")
    _allowed(world, kinds)
    seen = [
        channel
        for channel in world.channels.values()
        if _kind(channel) in kinds
        and visible(world, channel)
        and not (channel.archived and is_on(args, "exclude_archived"))
    ]
    found, cursor = page(seen, args, world.page_size)
    return {
        "channels": [channel.as_slack(world.app.user) for channel in found],
        "response_metadata": {"next_cursor": cursor},
    }


def conversations_info(world: World, args: Payload) -> Payload:
    channel = conversation(world, need(args, "channel"))
    _allowed(world, [_kind(channel)])
    return {"channel": channel.as_slack(world.app.user)}


def conversations_open(world: World, args: Payload) -> Payload:
    users = need(args, "users").split(",")
    if len(users) != 1:
        raise invalid("only direct messages with one person are opened here")
    known = set(world.channels)
    channel = world.dm_with(world.reachable(users[0]))
    shape = channel.as_slack(world.app.user) if is_on(args, "return_im") else {"id": channel.id}
    return {"channel": shape, "already_open": channel.id in known, "no_op": channel.id in known}


def conversations_history(world: World, args: Payload) -> Payload:
    channel = conversation(world, need(args, "channel"))
    kind = {"im": "im", "public_channel": "channels", "private_channel": "groups"}[_kind(channel)]
    need_scope(world, f"{kind}:history")
    if world.app.user not in channel.members:
        raise SlackError("not_in_channel")
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999.999999")
    edge = is_on(args, "inclusive")
    seen = [
        message
        for message in reversed(world.messages)
        if message.channel == channel.id
        and not (message.deleted or message.only_for)
        and (oldest < message.ts < latest or (edge and message.ts in (oldest, latest)))
    ]
    found, cursor = page(seen, args, world.page_size)
    with_metadata = is_on(args, "include_all_metadata")
    return {
        "messages": [m.as_slack(world.app, with_metadata=with_metadata) for m in found],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def conversation(world: World, name: str) -> Channel:
    """Return the conversation with this id if the bot may know of it; a user id or name is none."""
    channel = world.channels.get(name)
    if channel is None or not visible(world, channel):
        raise SlackError("channel_not_found")
    return channel


def visible(world: World, channel: Channel) -> bool:
    return not channel.private or world.app.user in channel.members


def need_scope(world: World, scope: str) -> None:
    if scope not in world.app.scopes:
        raise SlackError("missing_scope", f"needed: {scope}")


def _names_its_workspace(world: World, args: Payload) -> None:
    """An organisation's token is for many workspaces: it has to be said which one is meant."""
    if world.app.organisation and args.get("team_id") != world.app.team:
        raise SlackError("missing_argument", "team_id")


def _kind(channel: Channel) -> str:
    if channel.im_with:
        return "im"
    return "private_channel" if channel.private else "public_channel"


def _allowed(world: World, kinds: list[str]) -> None:
    read = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
    for kind in kinds:
        if kind not in read:
            raise SlackError("invalid_types")
        need_scope(world, read[kind])
