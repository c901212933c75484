"""What the fake writes down of every answer of the bot; of every call, see `Call`.

The method of a call is that of the Web API, or response_url, upload or socket for the other doors.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.provider.recording import Call

from .schema import Payload

__all__ = ["Ack", "Call"]


@dataclass(frozen=True)
class Ack:
    """An acknowledgement that came over Socket Mode."""

    envelope_id: str
    payload: Payload | None
    at: float
