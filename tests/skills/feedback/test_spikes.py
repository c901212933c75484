"""How often an alarm is false, and how soon a true one comes: simulated, with a fixed chance."""

from __future__ import annotations

from statistics import fmean

import pytest

from skills.feedback.spikes import Told, silence, spike, tail
from tests.skills.feedback import alarms
from tests.skills.feedback.streams import RATES, REGIMES, Regime, detected, false_alarms

DAYS = 700
QUIET = [0] * 60
MONTHLY = [1, *[0] * 29, 1, *[0] * 22]
PAGE = alarms.PAGE.read_text("utf-8")
written = {row[0]: row[1:] for row in alarms.cells(PAGE, "alarms")}


@pytest.mark.parametrize("regime", REGIMES, ids=alarms.named)
def test_about_one_alarm_in_a_hundred_days_is_false(regime: Regime) -> None:
    found = [false_alarms(alarms.draw(rate), regime, rate, DAYS) for rate in RATES]
    assert 0.003 < fmean(found) < 0.015
    # What the page says was measured for longer.
    said = [float(one.rstrip("%")) / 100 for one in written[alarms.named(regime)]]
    assert fmean(found) == pytest.approx(fmean(said), abs=0.004)


def test_the_page_says_it_of_each_stream() -> None:
    said = {name: [float(one.rstrip("%")) for one in row] for name, row in written.items()}
    assert set(said) == {alarms.named(one) for one in REGIMES}
    # Of one word in twenty days hardly any figure is as improbable as would be allowed.
    assert all(0.15 < quietest < 1.5 for quietest, *_ in said.values())
    assert all(0.3 < one < 1.5 for _, *more in said.values() for one in more)


def test_the_larger_it_is_the_surer_and_sooner_it_is_told() -> None:
    def share(size: float, days: int) -> float:
        return detected(alarms.draw("growth"), alarms.EVEN, 1, size, days, 60)

    assert share(1, 7) < share(2, 7) < share(3, 7) < share(5, 7)
    assert share(3, 1) < share(3, 3) < share(3, 7)


def test_the_page_says_what_is_measured() -> None:
    rows = alarms.cells(PAGE, "detection")
    cases = [(size, days) for size in alarms.SIZES for days in alarms.WITHIN]
    for usual, row in zip(alarms.USUAL, rows, strict=True):
        assert row[0] == f"{usual:g}"
        for place in (1, 5):
            assert row[1 + place] == alarms.share(usual, *cases[place])


@pytest.mark.parametrize("words", [1, 2])
def test_one_or_two_words_are_no_spike(words: int) -> None:
    assert spike([*QUIET, words]) is None


def test_four_in_a_week_where_there_was_one_a_month_are_a_spike() -> None:
    found = spike([*MONTHLY, 1, 0, 1, 0, 1, 0, 1])
    assert found is not None
    assert (found.days, found.count) == (7, 4)


def test_what_every_monday_brings_is_no_spike() -> None:
    week = [8, 1, 1, 1, 1, 0, 0]
    assert spike([*week * 8, 8]) is None
    assert spike([*week * 8, 8, 8]) is not None


def test_where_bursts_are_usual_one_more_is_no_spike() -> None:
    bursts = [0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0] * 5
    assert spike([*bursts, 6]) is None
    assert spike([*[1] * 60, 6]) is not None


def test_too_short_a_past_tells_nothing() -> None:
    assert spike([*[1] * 10, 30]) is None
    assert spike([*[1] * 20, 30]) is not None


def test_what_was_told_is_told_again_only_when_it_doubles_or_goes_on() -> None:
    counts = [*[1] * 50, 9]
    assert spike(counts, Told(1, 1, 9)) is None
    assert spike([*counts, 17], Told(1, 1, 9)) is None
    assert spike([*counts, 18], Told(1, 1, 9)) is not None
    assert spike([*counts, *[1] * 8], Told(8, 1, 9)) is None
    assert spike([*counts, *[4] * 8], Told(8, 1, 9)) is not None


def test_a_silence_is_told_the_sooner_the_more_was_said() -> None:
    def after(usual: list[int]) -> int:
        return next(days for days in range(60) if silence([*usual, *[0] * days]))

    weekly = [1, 0, 0, 0, 0, 0, 0] * 8
    assert after([5] * 56) < after([1] * 56) < after(weekly)
    assert silence([*weekly[7:], *[0] * 59]) is None


def test_a_free_weekend_is_no_silence() -> None:
    week = [6, 6, 6, 6, 6, 0, 0]
    assert silence(week * 9) is None
    assert silence([*week * 9, 0]) is not None


@pytest.mark.parametrize(("count", "mean"), [(9, 2.0), (40, 20.0), (900, 700.0)])
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float) -> None:
    variance = mean * 1.5
    size = mean * mean / (variance - mean)
    stats = pytest.importorskip("scipy.stats")
    law = stats.nbinom(size, size / (size + mean))
    expected = law.sf(count) + 0.1 * law.pmf(count)
    assert tail(count, mean, variance) == pytest.approx(expected, rel=1e-6)
