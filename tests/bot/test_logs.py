"""Logs: what has to be in them, and what must never be."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextvars import copy_context
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from bot.runtime import logs

TOKEN = "xoxb-1234-canary"
ANSWER = "my manager shouts at me (canary)"


@pytest.fixture(autouse=True)
def _undo() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("piazza").setLevel(logging.NOTSET)


class Written:
    """What stands on stderr, as text and as lines of JSON."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def text(self) -> str:
        said = self._capture.readouterr()
        assert said.out == ""
        return said.err

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]

    def line(self) -> dict[str, Any]:
        (line,) = self.lines()
        return line


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Written:
    return Written(capsys)


def fails_with(message: str) -> None:
    raise ValueError(message)


def failed(message: str) -> ValueError:
    try:
        fails_with(message)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_line_is_json_and_says_when_where_and_what(written: Written) -> None:
    logs.configure()
    structlog.get_logger("piazza.app").info("done", rule="kudos.give", again=False)
    line = written.line()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "piazza.app",
        "event": "done",
        "rule": "kudos.give",
        "again": False,
    }


def test_without_a_terminal_json_is_chosen(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.configure()
    structlog.get_logger("piazza").info("one")
    assert written.line()["event"] == "one"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    logs.configure()
    structlog.get_logger("piazza").info("two")
    assert "two" in (text := written.text())
    assert not text.startswith("{")


@pytest.mark.parametrize("terminal", [True, False])
def test_fields_nobody_allowed_are_dropped(written: Written, terminal: bool) -> None:
    logs.configure(terminal)
    log = structlog.get_logger("piazza.app").bind(token=TOKEN)
    with bound_contextvars(answer=ANSWER):
        log.info("done", message=ANSWER, user="U1", exception=ANSWER, stack=ANSWER, rule="kudos")
    text = written.text()
    assert "kudos" in text
    assert "canary" not in text


def test_of_an_allowed_field_only_plain_values_are_shown(written: Written) -> None:
    logs.configure()
    structlog.get_logger("piazza").info(
        "done",
        error=failed(ANSWER),
        state={"answer": ANSWER},
        kind=[ANSWER],
        day=date(2026, 11, 27),
        delivery=UUID(int=7),
        reason="two\nlines\x1b[31m" + "x" * 1000,
    )
    line = written.line()
    assert (line["error"], line["state"], line["kind"]) == ("ValueError", "dict", "list")
    assert (line["day"], line["delivery"]) == ("2026-11-27", str(UUID(int=7)))
    assert line["reason"].startswith("two lines [31mxxx")
    assert len(line["reason"]) == logs.LONGEST


@pytest.mark.parametrize("terminal", [True, False])
def test_an_exception_is_its_type_and_its_places(written: Written, terminal: bool) -> None:
    logs.configure(terminal)
    try:
        fails_with(ANSWER)
    except ValueError:
        structlog.get_logger("piazza.app").exception("failed")
    text = written.text()
    assert "ValueError" in text
    assert "tests/bot/test_logs.py:" in text
    assert "in fails_with" in text
    assert "canary" not in text


def test_what_lies_behind_an_exception_is_told_the_same_way(written: Written) -> None:
    logs.configure()
    log = structlog.get_logger("piazza.app")
    try:
        try:
            fails_with(TOKEN)
        except ValueError as error:
            error.add_note(ANSWER)
            raise KeyError(ANSWER) from error
    except KeyError as error:
        group = ExceptionGroup(ANSWER, [error, OSError(TOKEN)])
        log.warning("failed", exc_info=group)
    told = written.line()["exception"]
    assert "canary" not in told
    kinds = [line for line in told.splitlines() if not line.startswith("  ")]
    assert kinds == ["ExceptionGroup", "with KeyError", "from ValueError", "with OSError"]


def test_a_deep_recursion_stays_short(written: Written) -> None:
    def deeper() -> None:
        deeper()

    logs.configure()
    try:
        deeper()
    except RecursionError:
        structlog.get_logger("piazza").exception("failed")
    assert len(written.line()["exception"].splitlines()) == 1 + logs.MOST_FRAMES


def test_the_event_id_is_on_every_line_of_an_interaction(written: Written) -> None:
    logs.configure()

    def work() -> None:
        structlog.get_logger("piazza.app").info("done")
        logging.getLogger("piazza.store").warning("job %s held the writer for %d ms", "give", 70)
        logging.getLogger("sqlalchemy.pool").error("Exception during reset or similar")

    with bound_contextvars(event_id="ab12cd34", workspace="slack:T1"):
        work()
        thread = threading.Thread(target=copy_context().run, args=(work,))
        thread.start()
        thread.join()
    structlog.get_logger("piazza.app").info("after")
    *during, after = written.lines()
    assert [line["event_id"] for line in during] == ["ab12cd34"] * 6
    assert [line["workspace"] for line in during] == ["slack:T1"] * 6
    assert "event_id" not in after


def test_our_own_words_through_the_standard_library_are_whole(written: Written) -> None:
    logs.configure()
    logging.getLogger("piazza.store").warning("job %s held the writer for %d ms", "give", 70)
    line = written.line()
    assert line["event"] == "job give held the writer for 70 ms"
    assert line["logger"] == "piazza.store"


def test_of_a_librarys_message_the_arguments_are_left_out(written: Written) -> None:
    logs.configure()
    logging.getLogger("slack_sdk.web").error("Failed with %s: %s", TOKEN, ANSWER)
    line = written.line()
    assert line["event"] == "Failed with %s: %s"
    assert line["path"].startswith("tests/bot/test_logs.py:")


def test_of_a_message_put_together_before_only_its_beginning_is_kept(written: Written) -> None:
    logs.configure()
    log = logging.getLogger("slack_bolt.App")
    log.error(f"Failed to run listener ({ANSWER}); the token was {TOKEN}")  # noqa: G004
    log.error(ANSWER)
    log.error(failed(ANSWER))
    events = [line["event"] for line in written.lines()]
    assert events == ["Failed to run listener (...", "...", "..."]


def test_a_librarys_exception_loses_its_message(written: Written) -> None:
    logs.configure()
    try:
        fails_with(ANSWER)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    text = written.text()
    assert "in fails_with" in text
    assert "canary" not in text


def test_the_event_loop_quotes_nobody(written: Written) -> None:
    async def forgotten() -> None:
        task = asyncio.ensure_future(asyncio.sleep(0))
        context = {"message": f"Oops {ANSWER}", "exception": failed(ANSWER), "future": task}
        asyncio.get_running_loop().call_exception_handler(context)
        await task

    logs.configure()
    asyncio.run(forgotten())
    line = written.line()
    assert line["logger"] == "asyncio"
    assert "canary" not in str(line)


@pytest.mark.parametrize("name", ["slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy.engine"])
def test_libraries_are_not_heard_below_warning_even_when_we_debug(
    written: Written, name: str
) -> None:
    logs.configure(level=logging.DEBUG)
    foreign = logging.getLogger(name)
    assert not foreign.isEnabledFor(logging.INFO)
    foreign.setLevel(logging.DEBUG)
    foreign.debug(ANSWER)
    foreign.info(ANSWER)
    foreign.setLevel(logging.NOTSET)
    structlog.get_logger("piazza.app").debug("mine")
    logging.getLogger("piazza.store").debug("mine, too")
    assert [line["event"] for line in written.lines()] == ["mine", "mine, too"]


def test_debug_lines_are_left_out_unless_asked_for(written: Written) -> None:
    logs.configure()
    structlog.get_logger("piazza.app").debug("small")
    logging.getLogger("piazza.store").debug("small")
    assert written.text() == ""


def test_what_others_had_set_up_is_replaced(written: Written) -> None:
    leaky = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(leaky))
    logs.configure()
    logging.getLogger("slack_sdk").error("Failed: %s", ANSWER)
    assert leaky.getvalue() == ""
    assert written.line()["event"] == "Failed: %s"


def test_work_goes_on_when_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    logs.configure()
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    structlog.get_logger("piazza").info("done")
    logging.getLogger("slack_sdk").error("Failed")
    assert sys.stderr.closed


def test_lines_of_many_threads_do_not_mix(written: Written) -> None:
    logs.configure()

    def work(number: int) -> None:
        for _ in range(50):
            structlog.get_logger("piazza").info("done", count=number, reason="x" * 200)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = [line["count"] for line in written.lines()]
    assert sorted(counts) == sorted([*range(8)] * 50)
