"""Who is in the fake tenant: people, conversations and the app itself, as plain values."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

TENANT = "7f2c1d5e-0000-4000-8000-000000000001"
Kind = Literal["personal", "groupChat", "channel"]


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@dataclass(frozen=True)
class App:
    """The registered bot: its credentials, its tenant, and whether it says it handles `files`."""

    id: str = "3d1f0a9c-0000-4000-8000-00000000b07a"
    password: str = "secret-for-tests"
    name: str = "Piazza"
    tenant: str = TENANT
    files: bool = True

    @property
    def bot(self) -> str:
        """Its id as a member of conversations."""
        return f"28:{self.id}"


@dataclass(frozen=True)
class User:
    """A member; who has not `installed` the app cannot be written to first, who `blocked` it at
    all.
    """

    id: str
    object_id: str
    name: str
    upn: str
    tenant: str = TENANT
    installed: bool = True
    blocked: bool = False
    guest: bool = False

    def as_teams(self) -> dict[str, Any]:
        """The account of the roster."""
        first, _, last = self.name.partition(" ")
        return {
            "id": self.id,
            "name": self.name,
            "objectId": self.object_id,
            "aadObjectId": self.object_id,
            "givenName": first,
            "surname": last,
            "email": self.upn,
            "userPrincipalName": self.upn,
            "tenantId": self.tenant,
            "userRole": "guest" if self.guest else "user",
        }


def user(handle: str, name: str, **more: Any) -> User:
    """Make a user whose ids are known from the handle."""
    return User(
        f"29:{_uuid(handle).replace('-', '')}", _uuid(handle), name, f"{handle}@x.it", **more
    )


@dataclass
class Conversation:
    """A place to write in; `members` are user ids. `bot` is whether the app is in it."""

    id: str
    kind: Kind
    name: str = ""
    members: list[str] = field(default_factory=list)
    bot: bool = True
    gone: bool = False


def channel(name: str, members: Sequence[User] = (), *, bot: bool = True) -> Conversation:
    """Make a team's channel whose id is known from its name."""
    place = f"19:{_uuid(name).replace('-', '')}@thread.tacv2"
    return Conversation(place, "channel", name, [one.id for one in members], bot)


ANN = user("ann", "Ann Archer")
BOB = user("bob", "Bob Brown")
CARLA = user("carla", "Carla Conti")
DORA = user("dora", "Dora Distant", installed=False)
BRUNO = user("bruno", "Bruno Blocker", blocked=True)
SAM = user("sam", "Sam Stranger", tenant="99999999-0000-4000-8000-000000000009")
COMPANY = (ANN, BOB, CARLA, DORA, BRUNO, SAM)


def rooms() -> list[Conversation]:
    """Return new ones: general and kudos, and without the bot board."""
    everyone = [ANN, BOB, CARLA]
    return [
        channel("general", everyone),
        channel("kudos", everyone),
        channel("board", [ANN], bot=False),
    ]


def crowd(size: int, prefix: str = "p") -> list[User]:
    """Return that many ordinary people, for paging and load."""
    return [user(f"{prefix}{index}", f"Person {index}") for index in range(size)]
