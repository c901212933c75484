"""The SDK's known faults, each shown to be gone."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import aiohttp
import pytest
from botframework.connector.bot_framework_sdk_client_async import (
    BotFrameworkConnectorConfiguration,
)
from msrest.pipeline import SansIOHTTPPolicy
from msrest.universal_http.requests import ClientRetryPolicy

from bot.runtime.platform import DeliveryError
from handlers.teams.adapter import Adapter, Answer
from handlers.teams.connectors import Connectors
from handlers.teams.door import Body, Refused
from handlers.teams.transport import Transport
from handlers.teams.trust import Trust

URL = "https://smba.trafficmanager.net/emea/"
TRUST = Trust("t", ("smba.trafficmanager.net",))


def adapter(session: aiohttp.ClientSession, status: int, answer: object) -> Adapter:
    async def turn(_body: Body) -> Answer:
        return status, answer

    return Adapter(Connectors(TRUST, Transport(session, None)), turn)


def activity(**more: object) -> Body:
    return {"channelId": "msteams", "serviceUrl": URL, "conversation": {"id": "a:1"}, **more}


async def takes(status: int, answer: object, **more: object) -> Answer:
    async with aiohttp.ClientSession() as session:
        return await adapter(session, status, answer).take(activity(**more))


@pytest.mark.parametrize(
    ("status", "answer"), [(200, {"task": {"type": "continue", "value": {"a": [1]}}}), (501, None)]
)
def test_the_answer_to_an_invoke_is_its_status_and_its_body(status: int, answer: object) -> None:
    found = asyncio.run(takes(status, answer, type="invoke", name="task/fetch", value={"x": 1}))
    assert found == (status, answer)
    assert asyncio.run(takes(200, None, type="message", text="x")) == (200, None)


@pytest.mark.parametrize("broken", [{"type": 7}, {"type": "message", "from": 7}, {}])
def test_an_activity_the_sdk_cant_read_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        asyncio.run(takes(200, None, **broken))
    assert refused.value.status == 400


def test_statuses_are_not_looked_for_in_a_list() -> None:
    assert isinstance(ClientRetryPolicy.safe_codes, frozenset)
    config = BotFrameworkConnectorConfiguration(SansIOHTTPPolicy(), URL)
    listed = [*(one for one in range(500) if one != 408), 501, 505]
    policy = config.retry_policy.policy
    assert policy.status_forcelist == [one for one in range(999) if one not in listed]


def test_a_service_url_has_one_client_and_a_foreign_one_none() -> None:
    connectors = Connectors(TRUST, Transport(None, None))  # type: ignore[arg-type]
    assert connectors.of(URL) is connectors.of(URL)
    assert connectors.of(URL) is not connectors.of(URL.replace("emea", "amer"))
    with pytest.raises(DeliveryError):
        connectors.of("https://evil.example/")


def test_nobody_loads_the_sdk_who_is_not_on_teams() -> None:
    code = (
        "import sys, handlers.slack, handlers.playground, handlers.web, handlers.teams\n"
        "from bot.runtime.settings import Settings\n"
        "handlers.teams.Teams(Settings()).routes()\n"
        "print({'botbuilder', 'botframework', 'msrest', 'jwt', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
