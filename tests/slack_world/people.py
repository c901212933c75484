"""Who is in the fake workspace: people, channels and the app itself, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .schema import Payload

TEAM = "T0COMPANY"
OTHER_TEAM = "T0STRANGER"


def _id(prefix: str, name: str) -> str:
    return prefix + "".join(filter(str.isalnum, name.upper())).rjust(8, "0")


@dataclass(frozen=True)
class App:
    """The installed app: what Slack knows of the bot, and what it may do (`scopes`).

    With an `organisation` it is installed for all of that, `team` being one of its workspaces.
    """

    id: str = "A0PIAZZA00"
    user: str = "U0PIAZZA00"
    bot: str = "B0PIAZZA00"
    name: str = "piazza"
    team: str = TEAM
    domain: str = "company"
    bot_token: str = "xoxb-for-tests"
    app_token: str = "xapp-for-tests"
    signing_secret: str = "5160c2b4d9e83f7a1b6d4e0c9f2a7358"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret-for-tests"
    organisation: str = ""
    scopes: frozenset[str] = frozenset(
        [
            "commands",
            "chat:write",
            "users:read",
            "app_mentions:read",
            "im:write",
            "im:history",
            "files:write",
            "channels:read",
            "groups:read",
            "reactions:read",
            "usergroups:read",
        ]
    )


@dataclass(frozen=True)
class User:
    """A member; `name` is the handle, a `stranger` comes from another company's Slack."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    tz: str = "Europe/Rome"
    locale: str = "en-US"
    team: str = TEAM
    organisation: str = ""
    bot: bool = False
    deleted: bool = False
    guest: bool = False
    single_channel_guest: bool = False
    stranger: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def as_slack(self, *, with_locale: bool = False) -> Payload:
        """Return the user object of users.list; a deactivated one lacks zone and rights."""
        user: Payload = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.deleted,
            "is_bot": self.bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
            "profile": {
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.display_name,
                "display_name_normalized": self.display_name,
                "team": self.team,
            },
        }
        if self.organisation:
            teams = {"enterprise_id": self.organisation, "teams": [self.team]}
            user["enterprise_user"] = {"id": self.id, **teams}
        if not self.deleted:
            user |= self._living()
        if with_locale and not self.deleted:
            user["locale"] = self.locale
        return user

    def _living(self) -> Payload:
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        living: Payload = {
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest or self.single_channel_guest,
            "is_ultra_restricted": self.single_channel_guest,
        }
        return living | ({"is_stranger": True} if self.stranger else {})


def user(name: str, real_name: str = "", **about: Any) -> User:
    """Make a user whose id is known from the handle: `user("ann")` is U00000ANN."""
    return User(_id("U", name), name, real_name or name.title(), **about)


@dataclass(frozen=True)
class UserGroup:
    """People who are mentioned as one; `members` are user ids."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    disabled: bool = False

    def as_slack(self, *, with_users: bool) -> Payload:
        """Return the object of usergroups.list; a disabled one has the date of its end."""
        shape: Payload = {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 1_700_000_001 if self.disabled else 0,
            "auto_type": None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.members),
        }
        return shape | ({"users": list(self.members)} if with_users else {})


def user_group(
    handle: str, members: Sequence[User] = (), name: str = "", *, disabled: bool = False
) -> UserGroup:
    """Make a user group whose id is known from its handle."""
    inside = tuple(member.id for member in members)
    return UserGroup(_id("S", handle), handle, name or handle.title(), inside, disabled)


@dataclass
class Channel:
    """A conversation; `members` are user ids, the bot's among them, `im_with` a direct one's."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    im_with: str = ""

    def as_slack(self, bot: str) -> Payload:
        shape: Payload = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_im": bool(self.im_with),
            "is_archived": self.archived,
            "is_org_shared": False,
        }
        if self.im_with:
            return {**shape, "user": self.im_with, "is_user_deleted": False}
        return shape | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_private": self.private,
            "is_mpim": False,
            "is_general": self.name == "general",
            "is_member": bot in self.members,
            "num_members": len(self.members),
        }


def channel(
    name: str,
    members: Sequence[User] = (),
    *,
    bot: bool = True,
    private: bool = False,
    archived: bool = False,
) -> Channel:
    """Make a channel whose id is known from its name; the bot is in it unless `bot=False`."""
    inside = {member.id for member in members} | ({App.user} if bot else set())
    return Channel(_id("C", name), name, inside, private, archived)


ANN = user("ann", "Ann Archer")
BOB = user("bob", "Bob Brown", tz="America/New_York")
CARLA = user("carla", "Carla Conti", locale="it-IT")
DORA = user("dora", "Dora Dismissed", deleted=True)
GINO = user("gino", "Gino Guest", guest=True)
HAL = user("hal", "Hal Helper", bot=True)
SAM = user("sam", "Sam Stranger", team=OTHER_TEAM, stranger=True)
SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", tz="America/Los_Angeles")
COMPANY = (ANN, BOB, CARLA, DORA, GINO, HAL, SAM, SLACKBOT)


def channels() -> list[Channel]:
    """Return new ones: general, kudos; without the bot lobby and private board; archived old."""
    everyone = [ANN, BOB, CARLA, GINO]
    return [
        channel("general", everyone),
        channel("kudos", everyone),
        channel("lobby", everyone, bot=False),
        channel("board", [ANN], bot=False, private=True),
        channel("old", everyone, archived=True),
    ]


def crowd(size: int, prefix: str = "p") -> list[User]:
    """Return that many ordinary people, p0, p1 and so on, for paging and load."""
    return [user(f"{prefix}{index}", f"Person {index}") for index in range(size)]
