"""A fake run by hand: every call is shown when it is answered, and the books at the end."""

from __future__ import annotations

import signal
import sys

from .fake import Fake
from .recording import Call


def follow(fake: Fake) -> None:
    """Show what happens until Ctrl-C, then the audit."""
    told: set[Call] = set()

    def news() -> list[Call]:
        return [call for call in fake.calls if call.status and call not in told]

    # A shell that starts it behind its back has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        while True:
            for call in fake.wait_for(news, timeout=86_400):
                say(" ".join([call.method, str(call.status), call.error, *call.faults]))
                told.add(call)
    except KeyboardInterrupt:
        say(f"\n{fake.audit()}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
