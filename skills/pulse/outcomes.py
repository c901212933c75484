"""Outcomes: a round that is counted, and how what it told is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Band, Chart, Fact, Refused, Shown, Text, results, t
from skills.pulse import constructs
from skills.pulse.bank import CHOICE, LIKELY, Asked, everything, worded
from skills.pulse.model import PulseRound
from skills.pulse.units import Path, Told, comparable, name_of, paths, rows

# Who gives nine or ten would recommend, who gives six or less would not.
WOULD, WOULD_NOT = range(9, 11), range(7)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A round with what it told, question by question, and what was written."""

    round: PulseRound
    told: Sequence[Told]
    comments: Sequence[str]

    @property
    def took_part(self) -> Band | None:
        """How many answered; by the question that most answered."""
        bands = [one.whole.answered for one in self.told if one.whole]
        return max(bands, key=lambda band: band.low, default=None)


def latest(db: Session) -> PulseRound | None:
    """The round that was told last."""
    told = select(PulseRound).where(PulseRound.told.is_not(None))
    return db.scalars(told.order_by(PulseRound.id.desc()).limit(1)).first()


def of(db: Session, round_: PulseRound, language: str = "") -> Outcomes:
    """What a round told, for a reader's language; Refused where its key was lost."""
    found = results(db.connection(), round_.id)
    if found.lost:
        raise Refused(t("lost", day=round_.week))
    known = everything(db)
    told = [
        Told(_for(language, known[one.item.name]), one)
        for one in found.outcomes
        if one.item.name in known
    ]
    return Outcomes(round_, told, found.comments)


def _for(language: str, one: Asked) -> Asked:
    """A question in a reader’s language: the company’s own have words, and no texts."""
    options = [{language: worded(each, language, "")} for each in one.options]
    return replace(one, words={language: worded(one.words, language, "")}, options=options)


def facts(found: Outcomes) -> list[Fact]:
    """Everything that is told of everybody."""
    return [Fact(t("took_part"), _part(found)), *(fact(one) for one in found.told)]


def _part(found: Outcomes) -> Text:
    band, asked = found.took_part, found.round.audience
    if band is None:
        return t("took_part_few", asked=asked)
    if band.high is None:
        return t("took_part_from", low=band.low, asked=asked)
    return t("took_part_between", low=band.low, high=min(band.high, asked), asked=asked)


def fact(one: Told) -> Fact:
    """What is told of a question in the whole company."""
    return Fact(constructs.name_of(one.question), _value(one, one.whole))


def _value(one: Told, shown: Shown | None) -> Text | list[Text]:
    if shown is None:
        return t("too_few")
    if one.question.scale == CHOICE:
        return _options(one, shown)
    if shown.mean is None:
        return _range(one, shown)
    if one.question.scale == LIKELY:
        return _recommend(one, shown)
    return _moved(one, shown, _mean(one, shown, shown.mean))


def _options(one: Told, shown: Shown) -> Text | list[Text]:
    if shown.shares is None:
        return t("too_few")
    names = [worded(option, "", "") for option in one.question.options]
    # Of a question whose author was forgotten no words are left.
    names = names or [str(n) for n, _ in enumerate(shown.shares, 1)]
    parts = zip(names, shown.shares, strict=True)
    return [t("a_choice", name=name, percent=part) for name, part in parts]


def _range(one: Told, shown: Shown) -> Text:
    low, high = shown.range or one.question.ends
    ends = sorted((one.score(low), one.score(high)))
    return t("between", low=ends[0], high=ends[1])


def _mean(one: Told, shown: Shown, mean: float) -> Text:
    _, high = one.question.ends
    if shown.around is None:
        return t("score", score=one.score(mean), of=high)
    return t("score_around", score=one.score(mean), of=high, around=shown.around)


def _recommend(one: Told, shown: Shown) -> Text:
    """The share of those who would recommend, less that of those who would not."""
    if shown.shares is None:
        return _mean(one, shown, shown.mean or 0)
    shares = shown.shares[::-1] if one.question.reverse else shown.shares
    would = sum(shares[n] for n in WOULD)
    would_not = sum(shares[n] for n in WOULD_NOT)
    return t("recommend", score=would - would_not, would=would, would_not=would_not)


def _moved(one: Told, shown: Shown, value: Text) -> Text:
    """The same with how it moved, where that is more than chance explains."""
    if shown.change is None:
        return value
    up = shown.moved * (-1 if one.question.reverse else 1)
    if up > 0:
        return t("score_up", value=value, change=abs(shown.change))
    if up < 0:
        return t("score_down", value=value, change=abs(shown.change))
    return t("score_same", value=value)


def heat(found: Outcomes, depth: int | None = None) -> Chart | None:
    """Units by questions, each cell a score, or hidden; None where nothing is asked alike."""
    told = comparable(found.told)
    if not told:
        return None
    units = paths(told, depth)
    named = {one.question.id: constructs.name_of(one.question) for one in told}
    low, high = told[0].question.ends
    return Chart(
        t("heat_title", day=found.round.week),
        rows(told, named, units),
        _alt(told, units),
        "heat",
        low,
        high,
        t("too_few"),
    )


def _alt(told: Sequence[Told], units: Sequence[Path]) -> Text:
    """What the picture shows, in words; of what is hidden only that it is."""
    said = [
        t("alt_unit", unit=name_of(path), scores=[_said(one, path) for one in told])
        for path in units[:6]
    ]
    return t("heat_alt", units=said)


def _said(one: Told, path: Path) -> Text:
    score = one.scores.get(path)
    name = constructs.name_of(one.question)
    return t("alt_hidden", name=name) if score is None else t("alt_score", name=name, score=score)
