"""What a fake writes down of every call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Call:
    """One call to the fake. `response` and `status` stay empty while (or if ever) it is not
    answered.

    `method` is the provider's own name for what was called. `early` is how many seconds before the
    end of a Retry-After it came. `faults` says what was wrong with the payload. `accepted` is
    whether it had its effect, answered or not.
    """

    method: str
    args: dict[str, Any]
    at: float
    token: str = ""
    early: float = 0.0
    faults: list[str] = field(default_factory=list)
    status: int = 0
    response: dict[str, Any] | None = None
    accepted: bool = False

    @property
    def error(self) -> str:
        """The code of a refusal, empty otherwise: a word, or an object with one."""
        said = (self.response or {}).get("error", "")
        return str(said.get("code", "") if isinstance(said, dict) else said)
