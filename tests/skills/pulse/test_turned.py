"""Of a question to which agreeing is bad news every figure is turned round, not only the score."""

from __future__ import annotations

from datetime import date

from bot import Band, Outcome, Shown
from skills.pulse.bank import AGREE, LIKELY, Asked
from skills.pulse.model import PulseRound
from skills.pulse.outcomes import Outcomes, fact
from skills.pulse.sheet import sheet_of
from skills.pulse.units import Told


def told(scale: str, shown: Shown) -> Told:
    asked = Asked("Q1", "own", scale, {"en": "Something bad happened."}, reverse=True)
    return Told(asked, Outcome(asked.item, (shown,), (), None))


def test_in_the_table_the_change_has_the_sign_of_the_score() -> None:
    # Fewer agree than before: 2.6 instead of 3.0, so the score went up from 3.0 to 3.4.
    shown = Shown((), Band(25, 49), 2.6, None, None, 0.2, -0.4, 0.3)
    [row] = sheet_of(Outcomes(PulseRound(week=date(2026, 11, 23)), [told(AGREE, shown)], ())).rows
    assert list(row)[5:8] == [3.4, 0.2, 0.4]


def test_those_who_find_bad_news_likely_would_not_recommend() -> None:
    shares = (20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80)
    shown = Shown((), Band(25, 49), 8.0, None, shares, 0.2, None, None)
    value = fact(told(LIKELY, shown)).value
    assert value.values == {"score": -60, "would": 20, "would_not": 80}  # type: ignore[union-attr]
