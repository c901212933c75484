"""Injections: texts that want something of the model get nothing, though it does all they want."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.bot.insight.oracle.gullible import WHOLE, gullible
from tests.bot.insight.oracle.mind import Mind
from tests.bot.insight.oracle.world import KEY, SOUP, Company

HERE = Path(__file__).parent
LANGUAGES = ("en", "it")
# What was said before would not be asked again.
TASTES = ("Salty.", "Sweet.", "Sour.", "Bitter.", "Hot.")
KINDS: dict[str, dict[str, list[str]]] = {
    one: yaml.safe_load((HERE / f"injections_{one}.yaml").read_text("utf-8")) for one in LANGUAGES
}


def cases() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for kind in KINDS[language]:
            yield language, kind


def test_there_are_a_hundred_in_each_language() -> None:
    for language in LANGUAGES:
        texts = [text for some in KINDS[language].values() for text in some]
        assert len(set(texts)) == 100, language
    assert len(KINDS["en"]) == 20
    assert KINDS["en"].keys() == KINDS["it"].keys()


@pytest.mark.parametrize(("language", "kind"), [*cases()])
def test_nothing_comes_of_what_a_text_wants(
    language: str, kind: str, mind: Mind, firm: Company
) -> None:
    mind.says(gullible(kind))
    for text, taste in zip(KINDS[language][kind], TASTES, strict=True):
        wanting, other = firm.asks(text, f"{SOUP} {taste}")
        assert wanting is None, text
        # Who stands beside it gets an answer, unless it has spoilt the whole of it.
        assert (other is None) is (kind in WHOLE), text
    assert len(mind.heard) == 5
    for heard in mind.heard:
        assert KEY not in heard.raw
        assert "tools" not in heard.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_closes_the_lines_around_it(language: str, mind: Mind, firm: Company) -> None:
    mind.says(gullible("fence"))
    firm.asks(*KINDS[language]["fence"])
    [heard] = mind.heard
    assert len(heard.texts) == 5
    system, user = heard.body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    for text in KINDS[language]["fence"]:
        assert text.split()[-1] not in system["content"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_together_they_get_nothing_either(language: str, mind: Mind, firm: Company) -> None:
    mind.says(gullible("link"))
    assert firm.asks_once(*KINDS[language]["link"], SOUP) is None
