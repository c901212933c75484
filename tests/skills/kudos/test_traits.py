"""How often the coach tells rightly, offline, what a thank-you says: held against labels by hand.

`said/` was written together with the lists of words, so its figures flatter: they keep it from
getting worse. What the sample company's people say was there before, for another purpose.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from skills.kudos.traits import likeliest, traits_of

HERE = Path(__file__).parent
SAMPLE = Path(__file__).parents[3] / "skills" / "kudos" / "sample"
AGREED = 0.8

both = pytest.mark.parametrize("language", ["en", "it"])


def said(language: str) -> list[dict[str, str]]:
    with (HERE / "said" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sample(language: str) -> list[str]:
    raw = yaml.safe_load((SAMPLE / f"{language}.yaml").read_text("utf-8"))
    return [words for some in raw.values() if isinstance(some, list) for words in some]


@both
@pytest.mark.parametrize("trait", ["specific", "impact"])
def test_it_agrees_with_who_labelled_them(language: str, trait: str) -> None:
    rows = said(language)
    wrong = [
        one["words"]
        for one in rows
        if getattr(traits_of(one["words"]), trait) != (one[trait] == "yes")
    ]
    assert len(rows) == 60
    assert len(wrong) <= (1 - AGREED) * len(rows), wrong


@both
def test_stories_that_were_written_for_something_else_say_what_was_done(language: str) -> None:
    found = [traits_of(words).specific for words in sample(language)]
    assert sum(found) >= 0.9 * len(found)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("You lent me a hand and covered my shift", "Teamwork"),
        ("Hai riletto il contratto e trovato l’errore", "Qualità"),
        ("You spoke up in the meeting", "Courage"),
        ("Il cliente era arrabbiato e tu l’hai richiamato", "Il cliente prima di tutto"),
        ("A real act of craftsmanship", "Craft"),
        ("You sang a song", ""),
    ],
)
def test_the_likeliest_value_is_told_by_words(words: str, value: str) -> None:
    ours = ("Teamwork", "Qualità", "Courage", "Il cliente prima di tutto", "Craft")
    assert likeliest(words, ours) == value


def test_who_is_on_time_is_reliable_not_open() -> None:
    words = "Hai saldato tre telai, così abbiamo consegnato in tempo"
    assert likeliest(words, ("care", "openness")) == ""
    assert likeliest(words, ("openness", "Reliability")) == "Reliability"
    assert (
        likeliest("You told the truth about the delay", ("Affidabilità", "Openness")) == "Openness"
    )


def test_without_values_there_is_none() -> None:
    assert likeliest("You lent me a hand", ()) == ""


def test_signs_alone_say_nothing() -> None:
    assert not traits_of("👏" * 30).specific
    assert not traits_of("").impact
