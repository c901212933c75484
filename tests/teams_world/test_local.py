"""Microsoft's playground is reached from this machine alone, and ends with whoever started it."""

from __future__ import annotations

import os
import socket

import pytest

from tests.provider.loop import Loop
from tests.teams_world import ANN, BOB, CARLA, user
from tests.teams_world.local import LocalTeams
from tests.teams_world.program import PROGRAM, find_program

if find_program() is None and os.environ.get("CI") != "true":  # there it is a failure
    pytest.skip(f"{PROGRAM.parent.name} is not installed: run `make npm`", allow_module_level=True)

SIX = (
    ANN,
    BOB,
    CARLA,
    user("eve", "Eve Evans"),
    user("fred", "Fred Fox"),
    user("gus", "Gus Green"),
)


def test_nobody_else_reaches_it_and_it_ends_when_nobody_holds_it() -> None:
    with Loop() as loop, LocalTeams(loop, SIX) as teams:
        port = int(teams.address.rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port)).close()
        # What listens everywhere listens on this address, too.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port))
        assert teams.program.lose() == 0
