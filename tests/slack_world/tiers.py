"""The rates that Slack publishes."""

from __future__ import annotations

from tests.provider.trouble import Rate

TIERS = {
    "users.list": (Rate(20, 60),),
    "usergroups.list": (Rate(20, 60),),
    "conversations.list": (Rate(20, 60),),
    "conversations.open": (Rate(50, 60),),
    "conversations.history": (Rate(50, 60),),
    "chat.update": (Rate(50, 60),),
    "chat.delete": (Rate(50, 60),),
    "files.delete": (Rate(50, 60),),
    "users.info": (Rate(100, 60),),
    "views.open": (Rate(100, 60),),
    "views.push": (Rate(100, 60),),
    "views.update": (Rate(100, 60),),
    "views.publish": (Rate(100, 60),),
    "chat.postEphemeral": (Rate(100, 60),),
    "chat.postMessage": (Rate(1, 1, each_channel=True), Rate(300, 60)),
}
