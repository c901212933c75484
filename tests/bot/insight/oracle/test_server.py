"""The server: whatever comes back, or does not, a job goes on, and the reason is counted."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from bot.insight.oracle import ledger
from bot.insight.oracle.ledger import Day
from tests.bot.insight.oracle.mind import (
    Mind,
    Turn,
    answers,
    ends,
    entries,
    half,
    sends,
    silent,
)
from tests.bot.insight.oracle.world import GOOD, KEY, SLOW, SOUP, Company, server


def day(firm: Company) -> Day:
    today = firm.team.app.house.oracle.today(firm.team.now)
    return firm.team.app.database.read_now(lambda db: ledger.figures(db.connection(), today))


def test_a_text_is_answered_with_what_was_hidden_put_back(mind: Mind, firm: Company) -> None:
    why = "[NAME_1] found the soup cold, [NAME_2] was kind."
    mind.says(answers(lambda _text: {**GOOD, "quote": "[NAME_2] was kind", "why": why}))
    [found] = firm.asks(SOUP)
    assert found is not None
    assert found.quote == "Brunilde Aldobrandi was kind"
    assert found.why == "Giulia Ferretti found the soup cold, Brunilde Aldobrandi was kind."
    [heard] = mind.heard
    assert heard.headers["Authorization"] == f"Bearer {KEY}"
    assert heard.body["model"] == "small-1"
    assert "tools" not in heard.body
    assert day(firm) == Day(1, 1, 0, 120, 30, {})


def test_the_form_of_an_answer_is_asked_for_strictly(mind: Mind, firm: Company) -> None:
    firm.asks(SOUP)
    said = mind.heard[0].body["response_format"]
    assert (said["type"], said["json_schema"]["strict"]) == ("json_schema", True)
    entry = said["json_schema"]["schema"]["properties"]["answers"]["items"]
    label = entry["properties"]["answer"]
    assert label["required"] == ["topic", "quote", "why"]
    assert label["additionalProperties"] is entry["additionalProperties"] is False
    assert "x-words" not in json.dumps(said)


def test_the_lines_around_a_text_are_others_each_time(mind: Mind, firm: Company) -> None:
    firm.asks(SOUP)
    firm.asks(SLOW)
    first, second = (one.user.split()[0] for one in mind.heard)
    assert first != second


def test_a_server_of_ones_own_needs_no_key(mind: Mind, firm: Company) -> None:
    firm.has(server(mind.address, key=None))
    assert firm.asks(SOUP) != [None]
    assert "Authorization" not in mind.heard[0].headers


ONCE = answers(lambda _text: GOOD)
ANSWER = entries([GOOD])


@pytest.mark.parametrize(
    ("turns", "calls"),
    [
        ([ends(429, Retry_After="0"), ONCE], 2),
        ([ends(503), ends(500), ONCE], 3),
        ([half, ONCE], 2),
    ],
    ids=["told to wait", "down twice", "hung up"],
)
def test_it_is_asked_again_where_that_may_help(
    turns: list[Turn], calls: int, mind: Mind, firm: Company
) -> None:
    mind.says(*turns)
    assert firm.asks(SOUP) != [None]
    assert (len(mind.heard), day(firm).failed) == (calls, {})


BAD: dict[str, tuple[Turn, int, str]] = {
    "down": (ends(500), 3, "busy"),
    "overrun": (ends(429), 3, "busy"),
    "away for long": (ends(429, Retry_After="21"), 1, "busy"),
    "wrong key": (ends(401, '{"error": {"message": "bad key"}}'), 1, "key"),
    "forbidden": (ends(403), 1, "key"),
    "bad request": (ends(400), 1, "rejected"),
    "no such model": (ends(404), 1, "rejected"),
    "moved": (ends(307, Location="/elsewhere"), 1, "moved"),
    "hangs up": (half, 3, "closed"),
    "no JSON at all": (ends(200, "<html>login</html>", Content_Type="text/html"), 1, "broken"),
    "another JSON": (ends(200, '["choices"]', Content_Type="application/json"), 1, "broken"),
    "deep": (ends(200, "[" * 100_000, Content_Type="application/json"), 1, "broken"),
    "no choices": (ends(200, '{"choices": []}', Content_Type="application/json"), 1, "broken"),
    "refusal": (sends(None, refusal="I am sorry."), 1, "refusal"),
    "empty": (sends("  "), 1, "empty"),
    "nothing": (sends(None), 1, "empty"),
    "parts": (sends([{"type": "text", "text": ANSWER}]), 1, "empty"),
    "cut": (sends(ANSWER, "length"), 1, "cut"),
    "filtered": (sends(ANSWER, "content_filter"), 1, "filtered"),
    "tools": (sends(ANSWER, tool_calls=[{"id": "1"}]), 1, "tools"),
    "broken": (sends(ANSWER[:-3]), 1, "broken"),
    "with words": (sends(f"Here you are: {ANSWER}"), 1, "broken"),
    "fenced": (sends(f"```json\n{ANSWER}\n```"), 1, "broken"),
    "no number": (sends('{"answers": [NaN]}'), 1, "broken"),
    "said twice": (sends('{"answers": [], ' + ANSWER[1:]), 1, "broken"),
    "endless": (sends(json.dumps({"answers": ["x" * 300_000]})), 1, "broken"),
    "more around it": (sends('{"note": 1, ' + ANSWER[1:]), 1, "schema"),
    "a list": (sends(json.dumps([GOOD])), 1, "schema"),
    "one too many": (sends(entries([GOOD, GOOD])), 1, "count"),
    "none": (sends(entries([])), 1, "count"),
    "another id": (sends(ANSWER.replace('"id": 1', '"id": 2')), 1, "count"),
    "id in words": (sends(ANSWER.replace('"id": 1', '"id": "1"')), 1, "count"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_answer_is_none_and_is_counted(name: str, mind: Mind, firm: Company) -> None:
    turn, calls, reason = BAD[name]
    mind.says(turn)
    assert firm.asks(SOUP) == [None]
    assert (len(mind.heard), mind.elsewhere) == (calls, 0)
    assert day(firm).failed == {reason: 1}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


UNFIT: dict[str, tuple[Any, str]] = {
    "a field more": ({**GOOD, "name": "Giulia"}, "schema"),
    "a field less": (without("why"), "schema"),
    "another topic": ({**GOOD, "topic": "lawsuit"}, "schema"),
    "a number for words": ({**GOOD, "why": 7}, "schema"),
    "no object": ("food", "schema"),
    "nothing": (None, "schema"),
    "empty words": ({**GOOD, "why": ""}, "schema"),
    "too long": ({**GOOD, "why": "so " * 400}, "schema"),
    "invented quote": ({**GOOD, "quote": "the soup was warm"}, "quote"),
    "half a word": ({**GOOD, "quote": "col"}, "quote"),
    "empty quote": ({**GOOD, "quote": " "}, "quote"),
    "a quoted address": ({**GOOD, "quote": "[EMAIL_1]"}, "link"),
    "the number of a mark": ({**GOOD, "why": "For 1 of them it was cold."}, "number"),
    "invented number": ({**GOOD, "why": "It cost 13 euro."}, "number"),
    "invented number in words": ({**GOOD, "why": "Thirteen people say so."}, "number"),
    "numero inventato": ({**GOOD, "why": "Lo dicono ventidue clienti."}, "number"),
    "a telephone": ({**GOOD, "why": "Call 347 5550123."}, "number"),
    "link": ({**GOOD, "why": "See https://evil.example for the soup."}, "link"),
    "bare link": ({**GOOD, "why": "See evil.example for the soup."}, "link"),
    "wide link": ({**GOOD, "why": "See ｅｖｉｌ．ｅｘａｍｐｌｅ for the soup."}, "link"),
    "mention": ({**GOOD, "why": "Ask @ann about the soup."}, "mention"),
    "an address that was hidden": ({**GOOD, "why": "Write to [EMAIL_1]."}, "link"),
    "a channel": ({**GOOD, "why": "It is all in #general."}, "mention"),
    "markup": ({**GOOD, "why": "The soup was *cold*."}, "markup"),
    "a tag": ({**GOOD, "why": "The <b>soup</b> was cold."}, "markup"),
    "an entity": ({**GOOD, "why": "The soup &lt; cold."}, "markup"),
    "an emoji's name": ({**GOOD, "why": "The soup was cold :snowflake:"}, "markup"),
    "two lines": ({**GOOD, "why": "The soup\nwas cold."}, "hidden"),
    "zero width": ({**GOOD, "why": "The so\u200bup was cold."}, "hidden"),
    "direction": ({**GOOD, "why": "The \u202esoup was cold."}, "hidden"),
    "tags": ({**GOOD, "why": "The soup was cold.\U000e0041"}, "hidden"),
    "half a sign": ({**GOOD, "why": "The soup \ud800 was cold."}, "schema"),
    "an unknown mark": ({**GOOD, "why": "[NAME_9] found it cold."}, "mark"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNFIT)
def test_an_answer_that_is_not_as_it_has_to_be_is_none(
    name: str, mind: Mind, firm: Company
) -> None:
    answer, reason = UNFIT[name]
    mind.says(
        answers(lambda text: answer if "soup" in text else {**GOOD, "quote": "The", "why": "Slow."})
    )
    bad, good = firm.asks(SOUP, SLOW)
    assert bad is None
    assert good is not None, "an answer beside it is none the worse"
    assert day(firm).failed == {reason: 1}


def test_who_is_silent_is_not_waited_for(mind: Mind, firm: Company) -> None:
    firm.has(server(mind.address, seconds=1))
    mind.says(silent)
    assert firm.asks(SOUP) == [None]
    assert (len(mind.heard), day(firm).failed) == (3, {"slow": 1})
    # Whether the server charges for that nobody knows.
    assert day(firm).tokens_in > 0


def test_nobody_at_all_there_is_nothing_to_fail_of(mind: Mind, firm: Company) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        firm.has(server(f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"))
        assert firm.asks(SOUP) == [None]
    assert day(firm).failed == {"closed": 1}


def test_a_key_that_cannot_be_sent_is_no_failure_of_the_job(mind: Mind, firm: Company) -> None:
    firm.has(server(mind.address, key="sk-\u20ac\n"))
    assert firm.asks(SOUP) == [None]
    assert mind.heard == []
    assert sum(day(firm).failed.values()) == 1


def test_after_a_server_that_is_down_nobody_waits_for_it_again(mind: Mind, firm: Company) -> None:
    mind.says(ends(401))
    texts = [f"{SLOW} {'Very' * number} slow." for number in range(40)]
    assert firm.asks(*texts) == [None] * 40
    assert len(mind.heard) == 1
    assert day(firm).failed == {"key": 40}
