"""The adapter: the SDK's turn of an activity, inside the door's own authentication."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from msrest.exceptions import ClientException

from handlers.teams.connectors import Connectors
from handlers.teams.door import Body, Refused

Answer: TypeAlias = tuple[int, Any]
Turn: TypeAlias = Callable[[Body], Awaitable[Answer]]


class Adapter(CloudAdapterBase):  # type: ignore[misc] # the SDK has no types
    """Runs turns; what `turn` returns is the answer to an invoke, status and body as they are."""

    def __init__(self, connectors: Connectors, turn: Turn) -> None:
        super().__init__(_Authenticated(connectors))
        self._connectors = connectors
        self._turn = turn

    async def take(self, body: Body) -> Answer:
        """Take an activity that the door let in."""
        activity = _activity(body)
        known = AuthenticateRequestResult()
        known.claims_identity = ClaimsIdentity({}, True)
        known.connector_factory = _Factory(self._connectors)
        known.audience = None

        async def logic(context: TurnContext) -> None:
            status, answer = await self._turn(body)
            if activity.type == ActivityTypes.invoke:
                said = InvokeResponse(status=status, body=answer)
                sent = Activity(type=ActivityTypes.invoke_response, value=said)
                await context.send_activity(sent)

        response = await self.process_activity(known, activity, logic)
        return (response.status, response.body) if response else (200, None)


def _activity(body: Body) -> Any:
    """An activity as the SDK has it; what is none is refused."""
    if not isinstance(body.get("type"), str):
        raise Refused(400, "malformed")
    try:
        return Activity.deserialize(dict(body))
    except (ClientException, ValueError, TypeError, AttributeError, RecursionError):
        raise Refused(400, "malformed") from None


class _Factory(ConnectorFactory):  # type: ignore[misc] # the SDK has no types
    def __init__(self, connectors: Connectors) -> None:
        self._connectors = connectors

    async def create(self, service_url: str, _audience: str = "") -> Any:
        return self._connectors.of(service_url)


class _Authenticated(BotFrameworkAuthentication):  # type: ignore[misc] # the SDK has no types
    """Stands for the door, which has checked who asks before the SDK sees anything.

    The SDK's own check raises on garbage, blocks while it fetches keys, and knows no tenants.
    """

    def __init__(self, connectors: Connectors) -> None:
        self._connectors = connectors

    async def authenticate_request(self, activity: Any, auth_header: str) -> Any:
        raise PermissionError("only the door authenticates")

    async def authenticate_streaming_request(self, auth_header: str, channel_id: str) -> Any:
        raise PermissionError("only the door authenticates")

    def create_connector_factory(self, _claims_identity: Any) -> _Factory:
        return _Factory(self._connectors)

    async def create_user_token_client(self, _claims_identity: Any) -> None:
        """People do not sign in by way of the bot."""
