"""`piazza check` with a language model: which one is asked, or what is missing for that."""

from __future__ import annotations

from bot.cli.checking import unread
from bot.insight.language import Pieces, Sentences
from skills import feedback, kudos

from .shell import Shell


def test_the_model_is_named_and_not_asked(piazza: Shell) -> None:
    piazza.set("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    ran = piazza("check")
    missing = "OPENAI_MODEL: is missing, and OPENAI_BASE_URL is there; no model is asked until"
    assert ran.status == 0
    assert f"model      --   {missing} it is named" in ran.out.splitlines()
    piazza.set("OPENAI_MODEL", "small-1")
    assert "model      ok   small-1" in piazza("check").out.splitlines()


def test_without_any_nothing_is_said_of_it(piazza: Shell) -> None:
    assert "model" not in piazza("check").out


def test_what_asking_may_take_is_checked_with_everything_else(piazza: Shell) -> None:
    piazza.write("llm:\n  tokens_a_day: -1\n  price_in: dear\n  currency: Euro\n  price_outt: 1\n")
    complaint = piazza("check").err
    assert "app.yaml:2: " in complaint
    assert "app.yaml:3: " in complaint
    assert "'Euro' is not a currency; write its three letters, such as EUR" in complaint
    assert "app.yaml:5: unknown key 'price_outt', did you mean 'price_out'?" in complaint


def test_where_texts_are_read_by_words_alone_it_is_said(piazza: Shell) -> None:
    said = "feedback: read by words alone, without the extra 'language': make language"
    assert unread([kudos.skill, feedback.skill], Pieces()) == said
    assert unread([kudos.skill], Pieces()) == unread([feedback.skill], Sentences()) == ""
    piazza.write("skills: {feedback: {}}\n")
    assert piazza("db", "upgrade").status == 0
    assert "texts" not in piazza("check").out
