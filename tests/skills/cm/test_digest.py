"""The digest: what moved, what waits and what could be said, on one screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot import Move, Role, Skill, Step, Weeks
from bot.testing import Member, Shown, Team
from skills import cm, feedback, ideas, kudos
from skills.kudos.model import Kudos
from tests.bot import toy
from tests.skills.cm.weeks_past import MORNING, SAID, a_past, people, thank_you
from tests.skills.kudos.telling import WHY

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
LIVELY = {"thanks": 55, "ideas": 14, "words": 31, "done": 1}
CALM = {"thanks": 21, "ideas": 3, "words": 10}
SKILLS = (kudos.skill, ideas.skill, feedback.skill, cm.skill)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(*SKILLS, start=MORNING)


def on_monday(team: Team, reader: Member) -> Shown:
    """What the manager reads at nine."""
    team.tick("2026-11-30 09:00")
    [digest] = [one for one in reader.inbox if "Everything of the week" in one.buttons]
    return digest


@BOTH
def test_a_lively_week_on_one_screen(team: Team) -> None:
    everybody = people(team)
    a_past(team, everybody, last=LIVELY)
    digest = on_monday(team, everybody[0])
    told = digest.text.splitlines()
    assert told[: told.index("Waiting for an answer")] == [
        "The week: 23 November – 29 November",
        "What moved",
        "55 thank-yous (usually about 20 a week)."
        " The value Courage makes the difference: from 13 to 36.",
        "31 messages from customers (usually about 10 a week). Most of all on #workshop: from 10"
        " to 31.",
        f"“{SAID}”",
        "14 new ideas (usually about 4 a week). They answer no challenge.",
    ]
    assert told[told.index("To say in public") :] == [
        "To say in public",
        "From an idea to the real thing: “A roof for the bikes” is done. Which one comes next?"
        " /idea",
        "Why this: 10 people had voted for it.",
    ]
    assert "38 ideas have no answer yet · for 91 days." in told
    assert digest.buttons[-2:] == ["Read it and post it", "Everything of the week"]
    assert digest.card.picture is not None
    assert digest.card.picture.alt == (
        "Thanks given, by week: 55 in the last week; in the 12 weeks before, between 17 and 23."
    )


@pytest.mark.parametrize("language", ["en", "it"])
def test_it_is_short_and_in_one_language(team: Team, language: str) -> None:
    everybody = people(team, language)
    a_past(team, everybody, last=LIVELY)
    team.tick("2026-11-30 09:00")
    digest = max(everybody[0].inbox, key=lambda one: len(one.buttons))
    said = digest.text + " ".join(digest.buttons)
    assert digest.card.picture is not None
    said += digest.card.picture.alt
    assert len(said) <= 2000
    assert "None" not in said
    assert "{" not in said
    assert not re.search(r"\b1 (idee|voti|ringraziamenti|ideas|votes|thank-yous|persone)\b", said)
    other = {"it": ("the", "week", "usually", "waits", "days"), "en": ("di", "settimana", "giorni")}
    # What somebody said is theirs, word for word, and so is what a thing is called.
    own = said.replace(SAID, "").replace("A roof for the bikes", "").replace("Courage", "")
    assert [one for one in other[language] if re.search(rf"\b{one}\b", own)] == []


@BOTH
def test_a_week_like_the_others_is_told_as_one(team: Team) -> None:
    everybody = people(team)
    a_past(team, everybody, last=CALM)
    digest = on_monday(team, everybody[0])
    assert "What moved: nothing out of the ordinary." in digest.text
    assert digest.card.picture is None


def test_a_quieter_week_is_told_too(team: Team) -> None:
    everybody = people(team)
    a_past(team, everybody, last={"thanks": 3, "ideas": 3, "words": 10})
    assert "3 thank-yous (usually about 20 a week)" in on_monday(team, everybody[0]).text


@pytest.mark.parametrize(("at", "told"), [("2026-11-29 23:30", True), ("2026-11-30 00:30", False)])
def test_late_on_sunday_in_greenwich_is_monday_in_rome(
    team_of: Callable[..., Team], at: str, told: bool
) -> None:
    team = team_of(kudos.skill, cm.skill, start="2026-11-29 21:00")
    everybody = people(team)
    team.tick(at)
    for number in (1, 2, 3):
        everybody[number].types(f"/kudos @nora.a {WHY} {number}")
    everybody[0].presses("Everything of the week", on=on_monday(team, everybody[0]))
    assert ("Thanks given: 3" in everybody[0].inbox[-1].text) is told


@BOTH
@pytest.mark.parametrize("how", ["private", "anonymous"])
def testthank_yous_that_not_all_can_read_with_a_name_move_nothing(team: Team, how: str) -> None:
    everybody = people(team)
    a_past(team, everybody, last=LIVELY)
    looks = []
    for number in range(2):
        everybody[0].types("/cm digest")
        looks.append(everybody[0].inbox[-1].text)
        row = thank_you(team.now - timedelta(days=4), number, [one.person.id for one in everybody])
        team.app.database.write_now(partial(_keep, row=row | {how: True}))
    assert "55 thank-yous" in looks[0]
    assert looks[1] == looks[0]


def _keep(db: Session, *, row: Mapping[str, object]) -> None:
    db.execute(insert(Kudos), row)


@BOTH
def test_in_the_first_weeks_it_says_what_to_do_first(team_of: Callable[..., Team]) -> None:
    team = team_of(*SKILLS, start=MORNING)
    cora, bob = team.member("Cora", role=Role.CM), team.member("Bob")
    digest = on_monday(team, cora)
    assert [one for one in digest.text.splitlines() if one.startswith(("✓", "○"))] == [
        "○ To do: the first promise to everybody: /cm promise",
        "○ To do: the first thank-you: /kudos",
        "○ To do: the first idea: /idea",
        "○ To do: the first words of a customer: /feedback, or a source with /cm feedback sources",
    ]
    assert "What is unusual can be told from the eighth week on." in digest.text
    bob.types(f"/kudos @cora {WHY}")
    cora.types("/cm digest")
    assert "✓ Done: the first thank-you: /kudos" in cora.inbox[-1].text
    team.tick("2027-02-01 09:00")
    assert "To do:" not in cora.inbox[-1].text


@BOTH
def test_what_is_suggested_is_posted_with_one_press_and_taken_back(team: Team) -> None:
    everybody = people(team)
    cora = everybody[0]
    a_past(team, everybody, last=LIVELY)
    digest = on_monday(team, cora)
    shown = cora.presses("Read it and post it", on=digest)
    assert "Nothing is posted yet." in shown.text
    assert "#general, where up to 10 people can read it" in shown.text
    assert "“A roof for the bikes” is done." in shown.text
    early = cora.presses("Post it", on=shown)
    cora.presses("Take it back", on=early)
    team.tick(timedelta(minutes=3))
    assert team.channel("#general") == []
    done = cora.presses("Post it", on=shown)
    assert team.channel("#general") == []
    team.tick(timedelta(minutes=3))
    [posted] = team.channel("#general")
    assert posted.text.startswith("From an idea to the real thing: “A roof for the bikes” is done.")
    assert "can’t be posted any more" in cora.presses("Post it", on=shown).text
    cora.types("/cm digest")
    assert "A roof for the bikes" not in cora.inbox[-1].text
    assert "Taken back." in cora.presses("Take it back", on=done).text
    team.tick(timedelta(minutes=3))
    assert team.channel("#general") == []
    cora.types("/cm digest")
    assert "A roof for the bikes" in cora.inbox[-1].text


def test_who_only_helps_to_organise_is_not_offered_to_post(team: Team) -> None:
    everybody = people(team)
    a_past(team, everybody, last=LIVELY)
    otto = team.member("Otto", role=Role.CO_ORGANISER)
    otto.types("/cm digest")
    assert "What moved" in otto.inbox[-1].text
    assert "To say in public" not in otto.inbox[-1].text


def test_one_skill_that_knows_no_beginning_leaves_the_others_theirs(
    team_of: Callable[..., Team],
) -> None:
    broken = Skill("toy", home=toy.HOME)

    @broken.begins
    def begins(db: Session) -> Step | None:
        raise LookupError(f"nothing in {db}")

    team = team_of(broken, *SKILLS, start=MORNING)
    cora = team.member("Cora", role=Role.CM)
    with capture_logs() as logs:
        digest = on_monday(team, cora)
    assert "the first thank-you" in digest.text
    assert [one["by"] for one in logs if one["event"] == "not_begun"] == ["toy.begins"]


def test_one_skill_that_fails_leaves_the_others_their_say(team_of: Callable[..., Team]) -> None:
    broken = Skill("toy", home=toy.HOME)

    @broken.moves
    def moves(db: Session, weeks: Weeks) -> Sequence[Move]:
        raise LookupError(f"nothing from {weeks.week.first} on")

    team = team_of(broken, *SKILLS, start=MORNING)
    everybody = people(team)
    a_past(team, everybody, last=LIVELY)
    with capture_logs() as logs:
        digest = on_monday(team, everybody[0])
    assert "55 thank-yous" in digest.text
    assert [one["by"] for one in logs if one["event"] == "not_moved"] == ["toy.moves"]
