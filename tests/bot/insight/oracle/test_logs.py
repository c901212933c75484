"""Logs: that nothing came is told, with a reason; never a word, nor the key."""

from __future__ import annotations

import logging

import pytest

from bot.runtime import logs
from tests.bot.insight.oracle.mind import Mind, answers, ends, half
from tests.bot.insight.oracle.world import GOOD, PLANTED, SLOW, SOUP, Company


def test_a_log_has_reasons_and_no_words(
    mind: Mind, firm: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger("openai").setLevel(logging.DEBUG)
    logging.getLogger("httpx2").setLevel(logging.DEBUG)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure(stream_is_terminal=False, level=logging.DEBUG)
    for turn in (ends(401), ends(500), half, answers(lambda _text: {**GOOD, "quote": "warm"})):
        mind.says(turn)
        firm.asks(SOUP, SLOW)
    said = capsys.readouterr().err
    for reason in ("key", "busy", "closed", "quote"):
        assert f'"reason": "{reason}"' in said
    words = (*PLANTED, "soup", "delivery", "NAME_1", "What is the text about")
    assert [one for one in words if one in said] == []
