"""What the fake writes down of every call, and of every answer of the bot."""

from __future__ import annotations

from dataclasses import dataclass, field

from .schema import Payload


@dataclass(eq=False)
class Call:
    """One call to the fake. `response` and `status` stay empty while (or if ever) it is not
    answered.

    `method` is the Web API method, or response_url, upload or socket for the other doors. `early`
    is how many seconds before the end of a Retry-After it came. `faults` says what was wrong with
    the payload.
    """

    method: str
    args: Payload
    at: float
    token: str = ""
    early: float = 0.0
    faults: list[str] = field(default_factory=list)
    status: int = 0
    response: Payload | None = None
    accepted: bool = False

    @property
    def error(self) -> str:
        """The code of an `ok: false`, empty otherwise."""
        return str((self.response or {}).get("error", ""))


@dataclass(frozen=True)
class Ack:
    """An acknowledgement that came over Socket Mode."""

    envelope_id: str
    payload: Payload | None
    at: float
