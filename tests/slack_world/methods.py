"""The table of Web API methods: which function answers, which token and which right it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import methods_chat as chat
from . import methods_people as people
from . import methods_views as views
from .schema import Payload
from .world import World


@dataclass(frozen=True)
class Method:
    run: Callable[[World, Payload], Payload]
    scope: str = ""


METHODS = {
    "auth.test": Method(people.auth_test),
    "auth.teams.list": Method(people.auth_teams_list),
    "auth.revoke": Method(people.auth_revoke),
    "users.list": Method(people.users_list, "users:read"),
    "users.info": Method(people.users_info, "users:read"),
    "usergroups.list": Method(people.usergroups_list, "usergroups:read"),
    "conversations.list": Method(people.conversations_list),
    "conversations.info": Method(people.conversations_info),
    "conversations.open": Method(people.conversations_open, "im:write"),
    "conversations.history": Method(people.conversations_history),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "views.open": Method(views.open_view),
    "views.push": Method(views.push),
    "views.update": Method(views.update_view),
    "views.publish": Method(views.publish),
    "files.getUploadURLExternal": Method(chat.get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(chat.complete_upload, "files:write"),
    "files.delete": Method(chat.delete_file, "files:write"),
}
