"""Naming: which model is asked, and what is missing for it, by the variables there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.insight.oracle.naming import lacking, model_of
from bot.runtime.secrets import Secrets, load

NO_FILE = Path("there-is-none.env")
KEY, URL, MODEL = "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"


def secrets(*names: str) -> Secrets:
    given = {KEY: "sk-1", URL: "http://127.0.0.1:8080/v1", MODEL: "small-1"}
    return load({name: given[name] for name in names}, NO_FILE)


@pytest.mark.parametrize("names", [(KEY, MODEL), (URL, MODEL), (KEY, URL, MODEL)])
def test_a_key_or_a_server_and_a_model_are_enough(names: tuple[str, ...]) -> None:
    model = model_of(secrets(*names))
    assert (model.ready, model.name) == (True, "small-1")
    assert lacking(secrets(*names)) is None


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), None),
        ((KEY,), f"{MODEL}: is missing, and {KEY} is there"),
        ((URL,), f"{MODEL}: is missing, and {URL} is there"),
        ((MODEL,), f"{KEY}: is missing, and {MODEL} is there; set it, or {URL}"),
    ],
)
def test_with_less_none_is_asked_and_a_line_says_what_is_missing(
    names: tuple[str, ...], told: str | None
) -> None:
    assert not model_of(secrets(*names)).ready
    said = lacking(secrets(*names))
    assert said is None if told is None else (said or "").startswith(told)
