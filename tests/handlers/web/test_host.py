"""The host: what the world and the operator find at its two doors."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.errors import SetupError
from bot.runtime import metrics
from handlers.web import Host

WELL = {"database": "ok", "slack:T1": "ok"}


async def well() -> Mapping[str, str]:
    return WELL


@asynccontextmanager
async def running(
    routes: Sequence[web.RouteDef] = (),
    state: Callable[[], Awaitable[Mapping[str, str]]] = well,
) -> AsyncIterator[tuple[str, str]]:
    """A host on free ports: the addresses of its outer and its inner side."""
    host = Host(state, routes, port=0, admin_port=0)
    await host.start()
    try:
        yield f"http://127.0.0.1:{host.port}", f"http://127.0.0.1:{host.admin_port}"
    finally:
        await host.stop()


async def ask(method: str, url: str, **options: Any) -> tuple[int, str, Mapping[str, str]]:
    async with ClientSession() as session, session.request(method, url, **options) as answer:
        return answer.status, await answer.text(), answer.headers


async def get(url: str, **options: Any) -> tuple[int, str, Mapping[str, str]]:
    return await ask("GET", url, **options)


async def raw(url: str, request: bytes) -> bytes:
    """Send bytes as they are; return all that comes back until the other side hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=f"{len(await request.read())} bytes")


async def fail(_request: web.Request) -> web.Response:
    raise ValueError("canary")


def test_anybody_may_ask_whether_it_is_alive_and_learns_nothing_else() -> None:
    async def broken() -> Mapping[str, str]:
        raise AssertionError("healthz looks at nothing")

    async def story() -> None:
        async with running(state=broken) as (outside, _):
            status, text, headers = await get(f"{outside}/healthz")
            assert (status, text) == (200, "ok")
            assert headers["Server"] == "piazza"

    asyncio.run(story())


def test_ready_when_every_part_is() -> None:
    async def story() -> None:
        async with running() as (_, inside):
            status, text, _ = await get(f"{inside}/readyz")
            assert (status, json.loads(text)) == (200, WELL)

    asyncio.run(story())


def test_not_ready_when_one_part_is_not_and_it_says_which() -> None:
    now = dict(WELL)

    async def state() -> Mapping[str, str]:
        return now

    async def story() -> None:
        async with running(state=state) as (_, inside):
            now["slack:T1"] = "silent for 40 s"
            status, text, _ = await get(f"{inside}/readyz")
            assert (status, json.loads(text)) == (503, now)
            now["slack:T1"] = "ok"
            assert (await get(f"{inside}/readyz"))[0] == 200

    asyncio.run(story())


def test_a_monitor_reads_the_metrics_inside() -> None:
    async def story() -> None:
        metrics.interaction("slack", "done")
        async with running() as (_, inside):
            status, text, headers = await get(f"{inside}/metrics")
            assert status == 200
            assert headers["Content-Type"].startswith("text/plain; version=")
            assert 'outcome="done",platform="slack"' in text

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/", "/cm/", "/healthz/", "/%2e%2e/x"])
def test_outside_there_is_no_more_than_has_to_be(path: str) -> None:
    async def story() -> None:
        async with running() as (outside, _):
            status, text, headers = await get(outside + path)
            assert (status, text) == (404, "404: Not Found")
            assert headers["Content-Type"].startswith("text/plain")
            assert headers["Server"] == "piazza"

    asyncio.run(story())


def test_a_platforms_routes_are_outside_only() -> None:
    async def story() -> None:
        routes = [web.post("/slack/events", echo)]
        async with running(routes) as (outside, inside):
            answer = await ask("POST", f"{outside}/slack/events", data=b"12345")
            assert answer[:2] == (200, "5 bytes")
            assert (await ask("POST", f"{inside}/slack/events", data=b"12345"))[0] == 404
            assert (await get(f"{outside}/slack/events"))[0] == 405

    asyncio.run(story())


@pytest.mark.parametrize(("size", "status"), [(1024**2, 200), (1024**2 + 1, 413)])
def test_a_body_has_at_most_a_megabyte(size: int, status: int) -> None:
    async def story() -> None:
        async with running([web.post("/in", echo)]) as (outside, _):
            answer = await ask("POST", f"{outside}/in", data=io.BytesIO(b"x" * size))
            assert answer[0] == status

    asyncio.run(story())


@pytest.mark.parametrize(
    "request_",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nLong: " + b"x" * 20_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_not_http_is_refused_without_a_word_about_us(request_: bytes) -> None:
    async def story() -> None:
        async with running() as (outside, _):
            answer = await raw(outside, request_)
            head = answer.partition(b"\r\n\r\n")[0]
            assert head.split()[1] == b"400"
            assert b"Server: piazza" in head
            assert b"aiohttp" not in answer
            assert b"Traceback" not in answer

    asyncio.run(story())


def test_a_failure_of_ours_shows_nothing_of_it() -> None:
    async def story() -> None:
        async with running([web.get("/fail", fail)]) as (outside, _):
            status, text, _ = await get(f"{outside}/fail", headers={"Accept": "text/html"})
            assert status == 500
            assert "canary" not in text
            assert "Traceback" not in text

    asyncio.run(story())


def test_no_access_log_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with running() as (outside, _):
            await get(f"{outside}/healthz?token=canary")

    with caplog.at_level(0):
        asyncio.run(story())
    assert "canary" not in caplog.text


@pytest.mark.parametrize("variable", ["PORT", "ADMIN_PORT"])
def test_a_taken_port_is_named_in_one_line_with_its_variable(variable: str) -> None:
    async def story(taken: int) -> None:
        port, admin_port = (taken, 0) if variable == "PORT" else (0, taken)
        with pytest.raises(SetupError) as refused:
            await Host(well, (), port=port, admin_port=admin_port).start()
        assert str(refused.value) == (
            f"{variable}: {taken} on 127.0.0.1 is taken by another program;"
            f" stop that one or set {variable} to a free port"
        )

    with socket.create_server(("127.0.0.1", 0)) as other:
        asyncio.run(story(other.getsockname()[1]))


def test_when_one_side_cannot_listen_neither_does_the_other() -> None:
    async def story(taken: int) -> None:
        host = Host(well, (), port=0, admin_port=taken)
        with pytest.raises(SetupError):
            await host.start()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", host.port)

    with socket.create_server(("127.0.0.1", 0)) as other:
        asyncio.run(story(other.getsockname()[1]))


def test_an_address_of_another_machine_is_refused_in_one_line() -> None:
    async def story() -> None:
        with pytest.raises(SetupError) as refused:
            await Host(well, (), host="192.0.2.1", port=0, admin_port=0).start()
        assert str(refused.value).startswith("HOST: cannot listen on 192.0.2.1, port 0 (")
        assert "\n" not in str(refused.value)

    asyncio.run(story())


def test_a_request_under_way_is_finished_before_the_host_stops() -> None:
    async def story() -> None:
        arrived, release = asyncio.Event(), asyncio.Event()

        async def slow(_request: web.Request) -> web.Response:
            arrived.set()
            await release.wait()
            return web.Response(text="done")

        host = Host(well, [web.get("/slow", slow)], port=0, admin_port=0)
        await host.start()
        asking = asyncio.create_task(get(f"http://127.0.0.1:{host.port}/slow"))
        await arrived.wait()
        stopping = asyncio.create_task(host.stop())
        await asyncio.sleep(0)
        release.set()
        assert (await asking)[:2] == (200, "done")
        await stopping
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", host.port)

    asyncio.run(story())


def test_stopping_twice_or_before_the_start_does_nothing() -> None:
    async def story() -> None:
        host = Host(well, (), port=0, admin_port=0)
        await host.stop()
        await host.start()
        await host.stop()
        await host.stop()

    asyncio.run(story())
