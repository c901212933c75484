"""Causes: why something could not be delivered, in kinds of which each asks for the same remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import sqlalchemy as sa

from bot.delivery.backoff import BACKOFF
from bot.delivery.tables import delivery
from bot.delivery.withdrawal import MAYBE_THERE, WITHDRAWN, is_card

Cause: TypeAlias = Literal[
    "withdrawn",
    "backup",
    "account",
    "channel",
    "outside",
    "rights",
    "removed",
    "ours",
    "unsure",
    "tries",
    "other",
]

FROM_BACKUP = "restored from a backup: it may have arrived"
NO_CHANNEL = "there is no channel "
# As the platforms call it, and we ourselves.
REASONS: Mapping[Cause, tuple[str, ...]] = {
    "withdrawn": (MAYBE_THERE,),
    "backup": (FROM_BACKUP,),
    "account": (
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "cannot_dm_bot",
        "no account in this workspace",
        "nobody has this account",
        "the account is deactivated",
    ),
    "channel": ("channel_not_found", "is_archived"),
    "outside": ("not_in_channel", "restricted_action"),
    "rights": ("missing_scope", "plan_upgrade_required", "messages_tab_disabled"),
    "removed": (
        "message_not_found",
        "cant_update_message",
        "cant_delete_message",
        "cant_delete_file",
        "file_not_found",
        "file_deleted",
        "the message is no longer there",
    ),
    "ours": (
        "its skill could not make it",
        "an error of ours",
        "invalid_blocks",
        "invalid_arguments",
        "msg_too_long",
        "no_text",
    ),
}
# After so many tries it is given up.
TRIES = len(BACKOFF) + 1

_named = {cause: delivery.c.error.in_(reasons) for cause, reasons in REASONS.items()}

cause: sa.ColumnElement[str] = sa.case(
    (sa.and_(is_card, sa.func.coalesce(delivery.c.about, "").endswith(WITHDRAWN)), "withdrawn"),
    *((condition, name) for name, condition in _named.items()),
    (delivery.c.error.startswith(NO_CHANNEL), "channel"),
    (delivery.c.doubtful, "unsure"),
    (delivery.c.attempts >= TRIES, "tries"),
    else_="other",
)
