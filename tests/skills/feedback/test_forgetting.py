"""A customer is forgotten: every message with their words goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Rejected
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from skills.feedback.model import Post
from tests.skills.feedback.conftest import HOW, KIND, LATE
from tests.skills.feedback.test_alerts import speaks

WHAT = "three weeks"


def says(who: Member, words: str, name: str) -> None:
    who.fills(who.types("/feedback"), words=words, name=name)


def forgets(marco: Member, name: str) -> str:
    check = marco.types(f"/cm feedback forget {name}")
    said = marco.presses("Erase it all", on=check).text
    assert "Erased" in said
    return said


def everywhere(team: Team, *people: Member) -> str:
    texts = [one.text for one in team.channel("#customers")]
    return "\n".join(texts + [one.text for who in people for one in who.inbox])


def test_the_week_and_the_digest_lose_their_words(team: Team, marco: Member, ann: Member) -> None:
    team.tick("2026-11-23 10:00")
    says(ann, LATE, "Rita Lane")
    [card] = team.channel("#customers")
    marco.presses("Let everybody read it", on=marco.presses("More", on=card))
    team.tick("2026-11-27 11:00")
    team.tick("2026-11-30 09:00")
    assert everywhere(team).count(WHAT) == 3
    forgets(marco, "Rita Lane")
    assert WHAT not in everywhere(team)


def test_praise_that_was_passed_on_and_what_came_of_it_go_along(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    says(ann, KIND, "Rita Lane")
    says(ann, LATE, "Rita Lane")
    mine = ann.types("/feedback mine")
    ann.fills(ann.presses("Pass the praise on", on=ann.presses("Show 1", on=mine)), to=[bob])
    [card] = team.channel("#customers")
    bob.fills(bob.presses("Done", on=card), outcome="It is mended.")
    assert WHAT in everywhere(team, ann)
    assert "saddle" in everywhere(team, bob)
    forgets(marco, "Rita Lane")
    told = everywhere(team, ann, bob)
    assert WHAT not in told
    assert "saddle" not in told


def test_who_is_called_so_is_shown_before_anything_goes(
    team: Team, marco: Member, ann: Member
) -> None:
    for address in ("rita@example.com", "lane@example.com"):
        words = f"{LATE} Write to me."
        ann.fills(ann.types("/feedback"), words=words, name="Rita Lane", email=address)
    check = marco.types("/cm feedback forget Rita Lane").text
    assert check.count("Rita Lane: 1 thing they said") == 2
    assert WHAT in everywhere(team)
    assert "Rita Lane: 1 thing" in marco.types("/cm feedback forget rita@example.com").text
    assert "Nobody is called" in marco.types("/cm feedback forget Rita Lake").text


def test_an_alert_that_quotes_them_goes_and_others_stay(
    team: Team, marco: Member, ann: Member
) -> None:
    says(ann, LATE, "Rita Lane")
    says(ann, HOW, "Ugo Conti")
    speaks(team, (100, 70, 40, 25))
    speaks(team, [day + 0.5 for day in range(100)], "bells")
    speaks(team, [0.1, 0.2, 1.1, 2.2, 3.3])
    speaks(team, [0.05], words="My front brakes fail.", customer=1)
    team.tick("2026-11-24 08:00")
    assert "front brakes" in everywhere(team, marco)
    forgets(marco, "Ugo Conti")
    assert "front brakes" in everywhere(team, marco)
    forgets(marco, "Rita Lane")
    assert "front brakes" not in everywhere(team, marco)


def test_what_a_colleague_handed_on_is_not_told_once_they_are_erased(
    team: Team, marco: Member, ann: Member
) -> None:
    team.tick("2026-11-23 10:00")
    says(ann, LATE, "Rita Lane")
    [card] = team.channel("#customers")
    marco.presses("Let everybody read it", on=marco.presses("More", on=card))
    team.platform.refusals += [DeliveryError("timeout")] * 9
    team.tick("2026-11-27 11:00")
    assert "words of the week" not in everywhere(team)
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    team.platform.refusals.clear()
    team.tick(timedelta(hours=1))
    assert "words of the week" not in everywhere(team)


def test_where_words_stood_is_forgotten_with_them(team: Team, marco: Member, ann: Member) -> None:
    says(ann, KIND, "Rita Lane")
    says(ann, LATE, "Ugo Conti")
    team.tick("2026-11-30 09:00")
    forgets(marco, "Rita Lane")
    assert team.app.database.read_now(rows) == 1
    forgets(marco, "Ugo Conti")
    assert team.app.database.read_now(rows) == 0


def rows(db: Session) -> int:
    return len(db.scalars(select(Post.id)).all())


def test_an_answer_that_has_not_arrived_goes_along(team: Team, marco: Member, ann: Member) -> None:
    ann.fills(ann.types("/feedback"), words=LATE, name="Rita Lane", email="rita@example.com")
    team.sends_badly(Rejected)
    [card] = team.channel("#customers")
    check = ann.fills(ann.presses("Answer", on=card), words="Dear Rita, it is ready on Monday.")
    ann.presses("Send it", on=check)
    assert "Dear Rita" in everywhere(team, ann)
    forgets(marco, "Rita Lane")
    assert "Dear Rita" not in everywhere(team, ann)
