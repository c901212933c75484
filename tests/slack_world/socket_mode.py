"""Socket Mode: connections that can fall silent, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from .recording import Ack
from .schema import Payload
from .world import World

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One WebSocket of the bot. A `silent` one neither sends, nor reads, nor answers pings."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    opened: float
    silent: bool = False
    closed: bool = False
    delivered: int = 0


@dataclass
class SocketMode:
    world: World
    url: str = ""
    tickets: set[str] = field(default_factory=set)
    connections: list[Connection] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[Payload | None]] = field(default_factory=dict)
    _accepts_payload: dict[str, bool] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/link/", self._link)]

    def ticket(self) -> str:
        """Return the address of a new connection, good for one use."""
        name = secrets.token_hex(12)
        self.tickets.add(name)
        return f"{self.url}/link/?ticket={name}&app_id={self.world.app.id}"

    @property
    def open(self) -> list[Connection]:
        return [connection for connection in self.connections if not connection.closed]

    async def deliver(self, kind: str, payload: Payload, retry: Payload) -> Payload | None:
        """Send an envelope over the newest connection that speaks and wait for its acknowledgement.

        Waits for ever when there is none: real Slack does not learn that a connection is dead
        either.
        """
        envelope_id = secrets.token_hex(16)
        accepts = kind != "events_api"
        waiting: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id], self._accepts_payload[envelope_id] = waiting, accepts
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        speaking = [connection for connection in self.open if not connection.silent]
        if speaking:
            speaking[-1].delivered += 1
            extra = {"accepts_response_payload": accepts, **retry}
            await speaking[-1].socket.send_json({**envelope, **extra})
        return await waiting

    async def disconnect(self, reason: str) -> None:
        """Tell every connection that it ends; all but a mere warning are then closed."""
        for connection in self.open:
            await connection.socket.send_json({"type": "disconnect", "reason": reason})
            if reason != "warning":
                connection.closed = True
                await connection.socket.close()

    def cut(self) -> None:
        """End every connection without a word."""
        for connection in self.open:
            connection.transport.abort()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        name = request.query.get("ticket", "")
        if name not in self.tickets:
            return web.Response(status=404, text="unknown or used ticket")
        self.tickets.discard(name)
        socket = web.WebSocketResponse(autoping=False, timeout=0.2)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        if len(self.open) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await self._serve(Connection(socket, request.transport, self.world.now()))
        return socket

    async def _serve(self, connection: Connection) -> None:
        with self.world.changed:
            self.connections.append(connection)
            self.world.touch()
        try:
            await connection.socket.send_json(self._hello())
            await self._listen(connection)
        finally:
            with self.world.changed:
                connection.closed = True
                self.world.touch()

    def _hello(self) -> Payload:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self.world.app.id},
            "debug_info": {
                "host": "applink-0",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    async def _listen(self, connection: Connection) -> None:
        while True:
            message = await connection.socket.receive()
            if message.type in (
                WSMsgType.CLOSE,
                WSMsgType.CLOSING,
                WSMsgType.CLOSED,
                WSMsgType.ERROR,
            ):
                return
            if connection.silent:
                continue
            if message.type == WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT and message.data:
                self._acknowledged(message.data)

    def _acknowledged(self, text: str) -> None:
        with self.world.changed:
            try:
                ack = json.loads(text)
                self._settle(ack["envelope_id"], ack.get("payload") or None)
            except (ValueError, TypeError, KeyError):
                self.faults.append(f"socket: not an acknowledgement: {text[:80]}")
            self.world.touch()

    def _settle(self, envelope_id: str, payload: Payload | None) -> None:
        self.acks.append(Ack(envelope_id, payload, self.world.now()))
        waiting = self._waiting.pop(envelope_id, None)
        if waiting is None:
            self.faults.append(f"socket: {envelope_id} was acknowledged twice or never sent")
            return
        if payload and not self._accepts_payload[envelope_id]:
            self.faults.append("socket: an event was acknowledged with a payload")
        if not waiting.done():
            waiting.set_result(payload)
