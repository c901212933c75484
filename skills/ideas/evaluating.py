"""Evaluating: reviewers score ideas, each before seeing what the others gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot import (
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Question,
    Refused,
    Section,
    Text,
    questions,
    scale,
    t,
)
from skills.ideas import finding, listing, outcome
from skills.ideas.model import Challenge, Idea, Reviewer, Score
from skills.ideas.phases import EVALUATE, RESULT
from skills.ideas.rice import Rice, rice_of
from skills.ideas.settings import skill
from skills.ideas.titles import rest_of, title_of

MOST_BUTTONS = 10
ASKED = ("reach", "impact", "confidence", "effort")
# So far apart reviewers are said to disagree, on a scale of five.
APART = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """An idea with what the reviewers gave it."""

    idea: Idea
    rice: Rice
    apart: tuple[str, ...]

    def fact(self) -> Fact:
        """The idea, its score with how uncertain it is, and on what reviewers disagree."""
        rice = told(self.rice)
        if self.apart:
            rice = t("rice_apart", rice=rice, what=names(self.apart))
        return listing.fact(self.idea, rice)


def told(rice: Rice) -> Text:
    """A score as it is read; of a single reviewer nobody knows how uncertain it is."""
    if rice.low is None or rice.high is None:
        return t("rice_one", value=rice.value)
    return t("rice", value=rice.value, low=rice.low, high=rice.high, count=rice.count)


def names(what: Sequence[str]) -> list[Text]:
    """What is scored, as it is called."""
    return [t(f"rice_{one}") for one in what]


def _asked(chat: Chat, concerns: int | None) -> list[Question]:
    """What a reviewer is asked about an idea; the form covers what says which it is."""
    ends = {"1": t("score_low"), "5": t("score_high")}
    field: Any = scale(1, 5)
    hints = {one: t(f"score_{one}_hint") for one in ASKED}
    if idea := chat.db.get(Idea, concerns or 0):
        title = title_of(idea.words)
        hints[ASKED[0]] = t("score_which", number=idea.id, title=title, hint=hints[ASKED[0]])
    return [Question(one, t(f"score_{one}"), field, hint=hints[one], labels=ends) for one in ASKED]


class Scores(Form):
    """What a reviewer gives an idea."""

    scores: dict[str, Any] = questions(_asked)


def invite(chat: Chat, challenge: Challenge) -> None:
    """Ask the reviewers to score the ideas of a challenge."""
    if not outcome.of(chat, challenge):
        return
    query = select(Reviewer.person_id).where(Reviewer.challenge_id == challenge.id)
    reviewers = chat.people(chat.db.scalars(query))
    for one in reviewers.values():
        if chat.house.welcomes(one):
            chat.send(_invitation(chat, challenge), to=one)


def _invitation(chat: Chat, challenge: Challenge) -> Card:
    ideas = outcome.of(chat, challenge)
    buttons = [Button(t("score_number", number=one.id), ask, one.id) for one in ideas]
    return Card(
        t("score_please", question=challenge.question),
        lines=[t("score_how")],
        facts=[Fact(t("numbered", number=one.id), title_of(one.words)) for one in ideas][:20],
        buttons=buttons[:MOST_BUTTONS],
    )


@skill.button("score")
def ask(chat: Chat, idea_id: int) -> None:
    """Open the form in which a reviewer scores an idea, with what they gave it before."""
    idea = _mine(chat, idea_id)
    own = chat.db.get(Score, (idea.id, chat.person.id))
    values = {one: str(getattr(own, one)) for one in ASKED} if own else {}
    chat.open(Scores, concerns=idea.id, **({"scores": values} if values else {}))


def _mine(chat: Chat, idea_id: int | None) -> Idea:
    """An idea that the asker may score now; Refused otherwise."""
    idea = finding.head_of(chat, idea_id)
    challenge = chat.db.get(Challenge, idea.challenge or 0)
    if challenge is None or challenge.phase != EVALUATE:
        raise Refused(t("score_over"))
    if chat.db.get(Reviewer, (challenge.id, chat.person.id)) is None:
        raise Refused(t("score_not_yours"))
    return idea


@skill.form(Scores)
def give(chat: Chat, form: Scores) -> None:
    """Keep what a reviewer gives; from now on they see what the others gave."""
    idea = _mine(chat, form.concerns)
    values = {one: int(form.scores[one]) for one in ASKED}
    own = chat.db.get(Score, (idea.id, chat.person.id))
    if own is None:
        own = Score(idea_id=idea.id, person_id=chat.person.id, given=chat.now, **values)
        chat.db.add(own)
    for name, value in values.items():
        setattr(own, name, value)
    chat.db.flush()
    chat.whisper(seen(chat, idea))


def seen(chat: Chat, idea: Idea) -> Card:
    """What everybody gave an idea so far, for who has given theirs."""
    given = chat.db.scalars(select(Score).where(Score.idea_id == idea.id)).all()
    people = chat.people(one.person_id for one in given)
    facts = [
        Fact(t("score_by", who=people[one.person_id]), _values(one))
        for one in given
        if one.person_id in people
    ]
    ranked = _ranked(idea, given)
    lines = [told(ranked.rice)]
    if ranked.apart:
        lines.append(t("score_apart", what=names(ranked.apart)))
    change = Button(t("score_change"), ask, idea.id)
    following = [Button(t("score_number", number=one), ask, one) for one in _next(chat, idea)]
    section = Section(t("score_all", count=len(facts)), facts)
    title = t("score_kept", title=title_of(idea.words))
    return Card(
        title,
        quote=rest_of(idea.words),
        lines=lines,
        sections=[section],
        buttons=[*following, change],
    )


def _next(chat: Chat, idea: Idea) -> Sequence[int]:
    """What the asker has not scored yet of the same challenge: the first, if there is any."""
    mine = select(Score.idea_id).where(Score.person_id == chat.person.id)
    open_ = Idea.challenge == idea.challenge, finding.shown(), Idea.id.not_in(mine)
    return chat.db.scalars(select(Idea.id).where(*open_).order_by(Idea.id).limit(1)).all()


def _values(one: Score) -> Text:
    return t(
        "score_values",
        reach=one.reach,
        impact=one.impact,
        confidence=one.confidence,
        effort=one.effort,
    )


def ranking(chat: Chat, challenge: Challenge) -> list[Ranked]:
    """The ideas that were scored, the best first; only when the evaluation is over."""
    if challenge.phase != RESULT:
        return []
    ideas = {one.id: one for one in outcome.of(chat, challenge)}
    given: dict[int, list[Score]] = defaultdict(list)
    for one in chat.db.scalars(select(Score).where(Score.idea_id.in_(ideas))):
        given[one.idea_id].append(one)
    found = [_ranked(ideas[id_], scores) for id_, scores in given.items()]
    return sorted(found, key=lambda one: (-one.rice.value, one.idea.id))


def _ranked(idea: Idea, given: Sequence[Score]) -> Ranked:
    rows = [(one.reach, one.impact, one.confidence, one.effort) for one in given]
    columns = list(zip(*rows, strict=True))
    spread = {one: max(given) - min(given) for one, given in zip(ASKED, columns, strict=True)}
    apart = tuple(one for one, wide in spread.items() if wide >= APART)
    return Ranked(idea, rice_of(rows), apart)
