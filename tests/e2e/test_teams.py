"""The whole program on Teams: `piazza check`, `piazza run`, a signed message, its answer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.handlers.teams.microsoft import Microsoft, claims, token
from tests.handlers.teams.world import words
from tests.teams_world import BOB, StrictTeams
from tests.teams_world.people import TENANT

from .running import APP_YAML, DIRECT, Bot
from .shell import Shell

ON_TEAMS = f"{APP_YAML}teams: {{service_hosts: [127.0.0.1]}}\n"


@pytest.fixture
def teams() -> Iterator[StrictTeams]:
    with StrictTeams() as running:
        yield running
        assert running.faults == []


@pytest.fixture
def environment(teams: StrictTeams) -> Iterator[dict[str, str]]:
    """The variables of a bot that this Teams knows."""
    microsoft = Microsoft()
    keys = microsoft.serving()
    teams.run(keys.__aenter__())
    yield {
        "TEAMS_APP_ID": teams.app.id,
        "TEAMS_APP_PASSWORD": teams.app.password,
        "TEAMS_TENANT_ID": teams.app.tenant,
        "TEAMS_LOGIN_URL": teams.world.base_url,
        "TEAMS_OPENID_URL": microsoft.url,
    }
    teams.run(keys.__aexit__(None, None, None))


def sends(bot: Bot, body: dict[str, Any], authorization: str) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{bot.port}/api/messages",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": authorization},
    )
    try:
        with DIRECT.open(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def installs(teams: StrictTeams) -> dict[str, Any]:
    return {
        "type": "installationUpdate",
        "action": "add",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "from": {"id": BOB.id, "aadObjectId": BOB.object_id},
        "recipient": {"id": teams.app.bot},
        "conversation": {
            "id": teams.place(BOB).id,
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "it-IT",
    }


def test_a_bot_on_teams_greets_whom_microsoft_vouches_for(
    teams: StrictTeams, environment: dict[str, str]
) -> None:
    body = installs(teams)
    with Bot(environment, app_yaml=ON_TEAMS) as bot:
        assert json.loads(bot.inner("/readyz")[1])["teams"] == "ok"
        assert sends(bot, body, f"Bearer {token()}") == 401
        assert teams.messages(BOB) == []
        signed = f"Bearer {token(claims(serviceurl=teams.service_url))}"
        assert sends(bot, body, signed) == 200
        [greeting] = teams.wait_for(lambda: teams.messages(BOB), 20)
        # In the language of his own program.
        assert "ringrazia" in words(greeting)
        assert bot.stop() == 0
    shown = "\n".join(bot.lines)
    assert teams.app.password not in shown
    assert signed.split(".")[-1] not in shown


def test_piazza_check_looks_at_the_credentials(
    piazza: Shell, teams: StrictTeams, environment: dict[str, str]
) -> None:
    piazza.write(ON_TEAMS)
    for name, value in environment.items():
        piazza.set(name, value)
    ran = piazza("check")
    assert (ran.status, ran.err) == (0, "")
    assert "teams      ok" in ran.out
    piazza.set("TEAMS_APP_PASSWORD", "canary")
    ran = piazza("check")
    assert ran.status == 1
    assert ran.err.startswith("TEAMS_APP_PASSWORD: Microsoft says")
    assert "canary" not in ran.err
