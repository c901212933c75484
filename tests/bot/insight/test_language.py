"""What a text is about: paraphrases find each other, across languages where the model is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.insight.language import SIZE, Encoder, Pieces, Sentences, encoder

IDEAS = yaml.safe_load((Path(__file__).parent / "paraphrases.yaml").read_text(encoding="utf-8"))
FIRST = 5


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return Sentences()


def recall(coder: Encoder, asked: str, among: str) -> float:
    """How often the idea that is meant is among the five nearest; all languages are in the way."""
    names = [among, *({"en", "it"} - {among})]
    known = np.stack([coder.encode(one[name]) for name in names for one in IDEAS])
    if asked[:2] != among:
        # Only what is in the other language can be meant.
        known = known[: len(IDEAS)]
    queries = np.stack([coder.encode(one[asked]) for one in IDEAS])
    nearest = np.argsort(-(queries @ known.T), axis=1)[:, :FIRST]
    return float(np.mean([place in row for place, row in enumerate(nearest)]))


@pytest.mark.parametrize("language", ["en", "it"])
def test_paraphrases_meet_in_one_language(sentences: Sentences, language: str) -> None:
    assert recall(sentences, f"{language}_again", language) >= 0.9


@pytest.mark.parametrize(("asked", "among"), [("en_again", "it"), ("it_again", "en")])
def test_paraphrases_meet_across_languages(sentences: Sentences, asked: str, among: str) -> None:
    assert recall(sentences, asked, among) >= 0.7


def test_pieces_of_words_find_what_is_written_almost_the_same() -> None:
    coder = Pieces()
    said = coder.encode("Put covered bicycle racks in the courtyard")
    again = coder.encode("Bicicle rack, covered, for the court yard!")
    other = coder.encode("Publish the canteen menu every Monday")
    assert said @ again > coder.near > said @ other


@pytest.mark.parametrize("coder", [Pieces(), Sentences()])
@pytest.mark.parametrize("text", ["", "   ", "🙂🙂🙂", "the of and", "x" * 10_000])
def test_whatever_is_written_gives_numbers(coder: Encoder, text: str) -> None:
    found = coder.encode(text)
    assert found.shape == (SIZE,)
    assert np.isfinite(found).all()
    assert np.linalg.norm(found) <= 1.001


def test_the_best_that_is_installed_is_taken() -> None:
    assert encoder().name == Sentences().name
