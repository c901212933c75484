"""The report: how much was said, how it was rated, what rises, falls and is new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import Role
from bot.testing import Member, Team
from tests.skills.feedback.conftest import HOW, KIND, LATE
from tests.skills.feedback.test_alerts import speaks
from tests.skills.feedback.test_themes import names
from tests.skills.weekly import everything

ENGLISH = [
    "What customers said: 5",
    "complaint: 1",
    "How they rated us: 3.8 of 5, give or take 1.6 (5 ratings)",
    "How they feel",
    "Rising: #workshop (0 → 1)",
    "Falling: #invoices (2 → 1)",
    "New: #workshop",
    "Still waits: 2",
    "Customers’ words: The lamp is bright.",
]
ITALIAN = [
    "Che cosa hanno detto i clienti: 5",
    "Il voto che ci danno: 3,8 su 5, più o meno 1,6 (5 voti)",
    "In crescita: #workshop (0 → 1)",
    "In calo: #invoices (2 → 1)",
    "Nuovi: #workshop",
    "Parole dei clienti: The lamp is bright.",
]


def digest(team: Team, reader: Member) -> str:
    team.tick("2026-11-30 09:00")
    return everything(reader).text


@pytest.mark.parametrize(("language", "lines"), [("en", ENGLISH), ("it", ITALIAN)])
def test_figures_are_told_with_how_sure_they_are(
    team: Team, ann: Member, marco: Member, language: str, lines: list[str]
) -> None:
    reader = team.member("Nora", language=language, role=Role.CM)
    names(marco)
    names(marco, "Workshop", "workshop, officina")
    speaks(team, (31, 32), "invoices")
    rated = [(LATE, 1), (KIND, 5), (HOW, 4), ("Great bell.", 5), ("The lamp is bright.", 4)]
    for words, stars in rated:
        ann.fills(ann.types("/feedback"), words=words, rating=str(stars))
        team.tick(timedelta(minutes=1))
    told = digest(team, reader)
    assert [one for one in lines if one not in told] == [], told


def test_of_few_who_agree_nobody_knows_how_others_would_rate(
    team: Team, ann: Member, marco: Member
) -> None:
    for thing in ("bell", "lamp", "saddle", "brake"):
        ann.fills(ann.types("/feedback"), words=f"I like the {thing}.", rating="5")
    told = digest(team, marco)
    assert "What customers said: 4" in told
    assert "rated us" not in told
    team.tick("2026-11-30 10:00")
    for thing in ("chain", "wheel", "basket", "lock", "pump"):
        ann.fills(ann.types("/feedback"), words=f"I like the {thing}.", rating="5")
    team.tick("2026-12-07 09:00")
    assert "5 of 5, give or take 1.3 (5 ratings)" in everything(marco).text
