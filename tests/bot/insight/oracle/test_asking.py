"""Asking: in few calls, nothing twice, and no more than a day may take."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import Role, Work
from bot.insight.oracle.tables import asked_answer, asked_day
from bot.runtime.retention import Retention
from bot.testing import Team
from skills.cm import skill as cm
from tests.bot.insight.oracle.mind import Mind, answers, completion, ends, sends
from tests.bot.insight.oracle.world import (
    COLLEAGUE,
    CUSTOMER,
    GOOD,
    LABEL,
    PLANTED,
    SLOW,
    SOUP,
    Company,
    company,
    server,
)

both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
FINE = {"topic": "other", "quote": "Good", "why": "All is well."}


def rows(firm: Company, table: sa.Table) -> Sequence[Any]:
    return firm.team.app.database.read_now(lambda db: db.execute(sa.select(table)).all())


def test_many_texts_are_asked_about_in_few_calls(mind: Mind, firm: Company) -> None:
    mind.says(answers(lambda text: {**FINE, "why": text.split()[-1] + "."}))
    texts = [
        f"Good, it was {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(40)
    ]
    found = firm.asks(*texts)
    assert [one and one.why for one in found] == [f"{text.split()[-1]}." for text in texts]
    assert [len(one.texts) for one in mind.heard] == [15, 15, 10]


def test_long_texts_are_fewer_a_call_and_too_long_ones_are_not_sent(
    mind: Mind, firm: Company
) -> None:
    mind.says(answers(lambda _text: FINE))
    long, endless = "Good soup. " * 1000, "Good soup. " * 3000
    assert [bool(one) for one in firm.asks(f"{long}a", endless, f"{long}b", f"{long}c")] == [
        True,
        False,
        True,
        True,
    ]
    assert [len(one.texts) for one in mind.heard] == [1, 2]


@both
def test_what_was_answered_is_not_asked_again(mind: Mind, firm: Company) -> None:
    first, again = firm.asks(SOUP, SOUP), firm.asks(SOUP)
    assert first == again * 2
    assert len(mind.heard[0].texts) == len(mind.heard) == 1
    assert [one.from_cache for one in rows(firm, asked_day)] == [1]


@both
def test_what_is_kept_has_nobodys_name_in_it(mind: Mind, firm: Company) -> None:
    mind.says(answers(lambda _text: {**GOOD, "why": "[NAME_1] found it cold, [NAME_2] was kind."}))
    firm.asks(SOUP)
    kept = json.dumps([list(map(str, one)) for one in rows(firm, asked_answer)])
    assert "[NAME_1] found it cold" in kept
    assert [one for one in PLANTED if one in kept] == []


def test_what_is_kept_is_shown_with_the_names_of_the_text_at_hand(
    mind: Mind, firm: Company
) -> None:
    mind.says(answers(lambda _text: {**FINE, "why": "[NAME_1] is content."}))
    [first] = firm.asks(f"Good, says {CUSTOMER}.")
    [second] = firm.asks(f"Good, says {COLLEAGUE}.")
    assert first is not None
    assert second is not None
    assert (first.why, second.why) == (f"{CUSTOMER} is content.", f"{COLLEAGUE} is content.")
    assert len(mind.heard) == 1


def test_an_unusable_answer_is_not_kept(mind: Mind, firm: Company) -> None:
    mind.says(answers(lambda _text: {**GOOD, "quote": "warm"}), answers(lambda _text: GOOD))
    assert firm.asks(SOUP) == [None]
    assert firm.asks(SOUP) != [None]


@both
def test_after_a_month_it_is_asked_again(mind: Mind, firm: Company) -> None:
    firm.asks(SOUP)
    team = firm.team
    for days, calls in ((29, 1), (2, 2)):
        team.now += timedelta(days=days)
        team.run(Retention(team.app.house).enforce(team.app.database, team.now))
        firm.asks(SOUP)
        assert len(mind.heard) == calls


def test_another_model_or_question_is_asked_anew(mind: Mind, firm: Company) -> None:
    firm.asks(SOUP)
    other = server(mind.address)
    other.name = "large-2"
    firm.has(other)
    firm.asks(SOUP)
    firm.asks(SOUP, facts=["In November 3 of 10 spoke of the soup."])
    assert len(mind.heard) == 3


def test_texts_are_asked_about_together(mind: Mind, firm: Company) -> None:
    why = "Of 9 texts some are about cold soup, some about slow delivery."
    mind.says(sends(json.dumps({**GOOD, "quote": "the box was broken", "why": why})))
    assert firm.asks_once(SOUP, SLOW) is None
    found = firm.asks_once(SOUP, SLOW, facts=["There are 9 texts."])
    assert found is not None
    assert found.quote == "the box was broken"
    assert [len(one.texts) for one in mind.heard] == [2, 2]
    assert "- There are 9 texts." in mind.heard[1].user
    assert firm.asks_once() is None


def test_facts_may_be_repeated_and_leave_as_little_as_texts_do(mind: Mind, firm: Company) -> None:
    mind.says(answers(lambda _text: {**GOOD, "why": "It was cold for 3,5 percent."}))
    assert firm.asks(SOUP) == [None]
    [found] = firm.asks(SOUP, facts=["3.5 percent say so", f"{COLLEAGUE} counted them"])
    assert found is not None
    assert "- [NAME_1] counted them" in mind.heard[1].user


@both
def test_the_day_has_so_many_tokens_and_then_nothing_is_asked(mind: Mind, firm: Company) -> None:
    firm.has(server(mind.address), tokens_a_day=1500)
    can_ask: Callable[[Work], bool] = lambda work: work.can_ask  # noqa: E731
    assert firm.does(can_ask)
    texts = [SOUP, SOUP + " Yes.", SOUP + " No.", *(SOUP + f" {chr(97 + n)}." for n in range(20))]
    found = [firm.asks(text)[0] for text in texts]
    asked = len(mind.heard)
    assert 3 <= asked < len(texts)
    assert [bool(one) for one in found] == [number < asked for number in range(len(texts))]
    assert not firm.does(can_ask)
    # Midnight in Rome, not in Greenwich.
    firm.team.now = firm.team.moment("2026-11-23 23:59")
    assert not firm.does(can_ask)
    firm.team.now = firm.team.moment("2026-11-24 00:01")
    assert firm.does(can_ask)
    assert firm.asks(texts[-1]) != [None]


def test_a_server_that_does_not_tell_its_tokens_uses_up_the_day_all_the_same(
    mind: Mind, firm: Company
) -> None:
    for usage in (None, {"prompt_tokens": -9, "completion_tokens": 1}, {"prompt_tokens": "9"}):
        body = completion(json.dumps({"answers": [{"id": 1, "answer": GOOD}]})) | {"usage": usage}
        mind.says(ends(200, json.dumps(body), Content_Type="application/json"))
        before = sum(one.tokens_in + one.tokens_out for one in rows(firm, asked_day))
        assert firm.asks(f"{SOUP} {usage}") != [None]
        [day] = rows(firm, asked_day)
        assert day.tokens_in + day.tokens_out > before + 300


def test_with_no_tokens_a_day_nothing_is_ever_asked(mind: Mind, firm: Company) -> None:
    firm.has(server(mind.address), tokens_a_day=0)
    assert firm.asks(SOUP) == [None]
    assert mind.heard == []


def test_what_a_job_says_does_not_depend_on_what_was_kept(mind: Mind, firm: Company) -> None:
    """Else a job that begins anew would say twice what it has said."""
    written: list[int] = []

    def ask(work: Work) -> None:
        work.ask(LABEL, [SOUP])
        work.write(lambda chat: None)
        written.append(work._written)

    firm.does(ask)
    firm.does(ask)
    assert written == [1, 1]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Language model today: 150 of 600 tokens",
                "What that costs: about EUR 0.42",
                "Answers it had given before: 1",
                "Texts without a usable answer: 1, as the day’s tokens are used up",
                "Instead of the model: plain lists, until its tokens are renewed tomorrow",
            ],
        ),
        (
            "it",
            [
                "Modello linguistico oggi: 150 token su 600",
                "Quanto costa: circa 0,42 EUR",
                "Risposte che aveva già dato: 1",
                "Testi senza una risposta utilizzabile: 1, perché i token di oggi sono finiti",
                "Al posto del modello: semplici elenchi, finché domani i token non si rinnovano",
            ],
        ),
    ],
)
def test_the_community_manager_reads_how_it_stands(
    language: str, lines: list[str], team_of: Callable[..., Team], mind: Mind
) -> None:
    firm = company(team_of, cm)
    ann = firm.team.member("Ann", language=language, role=Role.CM)
    assert lines[0].partition(":")[0] not in firm.tells(ann)
    firm.has(server(mind.address), tokens_a_day=600, price_in=1000, price_out=10000)
    firm.asks(SOUP)
    firm.asks(SOUP)
    firm.asks(SOUP * 10)
    said = firm.tells(ann)
    assert [line for line in lines if line not in said] == [], said


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "1, as its server does not take the key (OPENAI_API_KEY)"),
        (400, "1, as its server refuses what it is asked"),
        (500, "1, as its server does not answer in time"),
        (200, "1, as what it said could not be used"),
    ],
)
def test_the_community_manager_reads_why_nothing_came(
    status: int, words: str, team_of: Callable[..., Team], mind: Mind
) -> None:
    firm = company(team_of, cm)
    firm.has(server(mind.address))
    mind.says(ends(status))
    firm.asks(SOUP)
    ann = firm.team.member("Ann", role=Role.CM)
    assert words in firm.tells(ann)


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "What that costs: less than EUR 0.01"), ("it", "Quanto costa: meno di 0,01 EUR")],
)
def test_what_costs_next_to_nothing_does_not_cost_nothing(
    language: str, line: str, team_of: Callable[..., Team], mind: Mind
) -> None:
    firm = company(team_of, cm)
    ann = firm.team.member("Ann", language=language, role=Role.CM)
    firm.has(server(mind.address), price_in=0.4, price_out=1.6)
    name = line.partition(":")[0]
    assert name not in firm.tells(ann)
    firm.asks(SOUP)
    assert line in firm.tells(ann)
