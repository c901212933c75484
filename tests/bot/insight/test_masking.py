"""Masking: nothing that says who somebody is leaves, and all else leaves as it is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from bot.insight.masking import Mask, normalised

HERE = Path(__file__).parent
SAMPLE = Path(__file__).resolve().parents[3] / "skills" / "feedback" / "sample"
KNOWN = [
    "Anna Rossi",
    "Rosa Bianchi",
    "Mark Lane",
    "Jean-Luc D'Angelo",
    "Müller GmbH",
    "Li Wu",
    "Giuseppe Esposito",
    "Siobhán O'Brien",
]
HIDDEN = re.compile(r"\{([A-Z]+) ([^{}]+(?:\{at\}[^{}]+)?)\}")
NUMBER = re.compile(r"_\d+\]")


def table(name: str) -> list[str]:
    found = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return [*found["en"], *found["it"]]


def without_numbers(text: str) -> str:
    return NUMBER.sub("]", text)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(table("masking_cases")) >= 150
    assert len(table("unmasked_cases")) >= 60


@pytest.mark.parametrize("case", table("masking_cases"))
def test_what_is_personal_is_hidden_and_comes_back(case: str) -> None:
    said, mask = HIDDEN.sub(r"\2", case), Mask(KNOWN)
    hidden = mask.hide(said)
    assert without_numbers(hidden) == HIDDEN.sub(r"[\1]", case)
    assert mask.show(hidden) == normalised(said)


@pytest.mark.parametrize("case", table("unmasked_cases"))
def test_ordinary_sense_is_left_alone(case: str) -> None:
    assert Mask(KNOWN).hide(case) == normalised(case) == case


TRICKS = {
    "zero width": "m\u200ba\u200brio@exam\u200dple.com",
    "soft hyphens": "ma\u00adrio@example.c\u00adom",
    "bidi marks": "\u202emario\u202c@\u2066example.com\u2069",
    "combining marks": "m\u0336a\u0336r\u0336i\u0336o\u0336@e\u0301\u0301xample.com",
    "full width": "ｍａｒｉｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "full width sign": "mario＠example.com",
    "entities": "mario&#64;example&#46;com",
    "hexadecimal entities": "mario&#x40;example.com",
    "entities in entities": "mario&amp;#64;example.com",
    "Cyrillic letters": "mаriо@ехample.cоm",
    "letters spaced out": "m a r i o @ e x a m p l e . c o m",
    "letters and words spaced out": "m a r i o  @  e x a m p l e  .  c o m",
    "mathematical letters": "𝓶𝓪𝓻𝓲𝓸@𝓮𝔁𝓪𝓶𝓹𝓵𝓮.com",
    "many blanks": "mario   @   example.com",
}


@pytest.mark.parametrize("said", TRICKS.values(), ids=TRICKS)
def test_tricks_let_no_mail_through(said: str) -> None:
    assert without_numbers(Mask().hide(f"Write to {said} today")) == "Write to [EMAIL] today"


@pytest.mark.parametrize(
    "said",
    [
        "Аnnа Rоssi",
        "А\u200bn\u00adn\u0336a Rossi",
        "A n n a  R o s s i",
        "Anna \u202eRossi",
        "Ａｎｎａ　Ｒｏｓｓｉ",
        "ANNA\u2028ROSSI",
    ],
)
def test_tricks_let_no_name_through(said: str) -> None:
    assert Mask(KNOWN).hide(f"{said} helped me") == "[NAME_1] helped me"


@pytest.mark.parametrize(
    "said", ["３３３ １２３ ４５６７", "3\ufe0f\u20e33\ufe0f\u20e33 1234567", "٣٣٣ ١٢٣ ٤٥٦٧"]
)
def test_tricks_let_no_phone_through(said: str) -> None:
    assert Mask().hide(f"Call {said} now") == "Call [PHONE_1] now"


def test_the_same_thing_has_the_same_mark_in_all_texts_of_a_mask() -> None:
    mask = Mask(KNOWN)
    assert mask.hide("Anna Rossi, a@b.it, +39 333 1234567") == "[NAME_1], [EMAIL_1], [PHONE_1]"
    assert mask.hide("c@d.it of ANNA ROSSI") == "[EMAIL_2] of [NAME_1]"
    assert mask.hide("0039 333-123-4567 or A (at) B dot it") == "[PHONE_1] or [EMAIL_1]"
    assert mask.show("Call [NAME_1] on [PHONE_1]") == "Call Anna Rossi on +39 333 1234567"


@pytest.mark.parametrize(
    "typed", ["[NAME_1]", "[name 1]", "[ NAME\\_1 ]", "［NAME_1］", "[NA\u200bME_1]"]
)
def test_marks_that_somebody_types_are_not_ours(typed: str) -> None:
    mask = Mask(KNOWN)
    mask.hide("Anna Rossi")
    hidden = mask.hide(f"Who is {typed}?")
    assert hidden == "Who is (NAME 1)?" or hidden == "Who is (name 1)?"
    assert mask.show(hidden) == hidden


def test_marks_that_a_model_makes_up_are_left_out() -> None:
    mask = Mask(KNOWN)
    mask.hide("Anna Rossi")
    assert mask.show("Dear [NAME_1] and [NAME_2], call [PHONE_1].") == "Dear Anna Rossi and, call."


def test_a_model_may_write_marks_a_little_differently() -> None:
    mask = Mask(KNOWN)
    mask.hide("Anna Rossi")
    assert mask.show("[Name_1], [NAME\\_1], [NAME 1]") == "Anna Rossi, Anna Rossi, Anna Rossi"


def test_a_mask_knows_nothing_of_another() -> None:
    mask, other = Mask(KNOWN), Mask(KNOWN)
    hidden = mask.hide("Anna Rossi")
    assert other.show(hidden) == ""
    assert other.hide(hidden) == "(NAME 1)"


def sample() -> list[str]:
    found = []
    for path in sorted(SAMPLE.glob("*.yaml")):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [one for kind, some in said.items() if kind != "customers" for one in some]
    return found


def test_what_customers_of_the_sample_say_is_hardly_ever_changed() -> None:
    said = sample()
    changed = [one for one in said if Mask(KNOWN).hide(one) != normalised(one)]
    sys.stdout.write(
        f"changed though nothing personal is in them: {len(changed)} of {len(said)}: {changed}"
    )
    assert len(said) > 50
    assert len(changed) < 0.02 * len(said)
