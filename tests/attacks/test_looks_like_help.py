"""Whatever is done in confidence looks to everybody as if somebody had asked for help."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa

from bot.delivery.tables import inbox
from bot.testing import Member, Team
from tests.attacks.ballot_skill import FAULT
from tests.attacks.seen import Onlooker, stored

COMMENT = "my manager shouts at me (canary)"
GIVEN = {"energy": "2", "trust": "5", "comment": COMMENT}


def answers(bob: Member, **values: str) -> str:
    """Answer by the command, and what Bob reads."""
    return bob.fills(bob.types("/ballot"), **(GIVEN | values)).text


def helps(onlooker: Onlooker, bob: Member) -> dict[str, object]:
    return onlooker.difference(lambda: bob.types("/piazza help"))


def test_an_answer_a_change_of_it_and_one_sent_twice_look_like_help(
    onlooker: Onlooker, bob: Member
) -> None:
    shown, helped, form = onlooker.lists(), helps(onlooker, bob), bob.types("/ballot")
    assert helped["log"] != []
    for energy in ("2", "2", "1"):
        answered = onlooker.difference(partial(bob.fills, form, **(GIVEN | {"energy": energy})))
        assert answered == helped
    changed = bob.types("/ballot")
    assert onlooker.difference(lambda: bob.fills(changed, **GIVEN)) == helped
    assert onlooker.lists() == shown


def test_an_answer_that_is_refused_looks_like_help(onlooker: Onlooker, bob: Member) -> None:
    shown, helped, form = onlooker.lists(), helps(onlooker, bob), bob.types("/ballot")
    assert onlooker.difference(lambda: bob.fills(form, energy="7", comment=COMMENT)) == helped
    assert onlooker.lists() == shown
    onlooker.cm.types("/ballot close")
    assert onlooker.difference(lambda: bob.fills(form, **GIVEN)) == helped


def test_opening_the_form_looks_like_help(onlooker: Onlooker, bob: Member) -> None:
    onlooker.team.tick("2026-11-25 10:00")
    [invited], helped = bob.inbox, helps(onlooker, bob)
    for act in (
        lambda: bob.types(f"/ballot 2 5 {COMMENT}"),
        lambda: bob.types(f"/ballot now {COMMENT}"),
        lambda: bob.types("/ballot", aloud=True),
        lambda: bob.presses("Answer", on=invited),
    ):
        assert onlooker.difference(act) == helped


def test_one_that_fails_tells_where_and_not_what(onlooker: Onlooker, bob: Member) -> None:
    form = bob.types("/ballot")
    seen = onlooker.difference(lambda: bob.fills(form, **(GIVEN | {"comment": FAULT})))
    [line] = seen["log"]
    assert '"rule": "private"' in line
    assert "ballot_skill.py" in line
    assert FAULT not in line
    assert {what for what, _ in onlooker.failures} == {"private"}


def test_who_is_not_let_in_looks_like_help(onlooker: Onlooker, bob: Member) -> None:
    team = onlooker.team
    gone = team.member("Gwen", active=False)
    helped = onlooker.difference(lambda: gone.types("/piazza help"))
    assert onlooker.difference(lambda: gone.types("/ballot")) == helped


def test_it_leaves_nothing_but_a_note_of_the_day(team: Team, bob: Member) -> None:
    away = team.account(bob)
    with stored(team) as new:
        away.fills(away.types("/ballot"), **GIVEN)
    assert new.keys() == {"inbox", "ballot"}
    at = sa.select(sa.func.min(inbox.c.at))
    noted = team.app.database.read_now(lambda db: db.execute(at).scalar())
    assert noted == datetime(2026, 11, 23, tzinfo=UTC)


def test_the_note_is_the_same_whatever_was_answered(team: Team, bob: Member) -> None:
    form = bob.types("/ballot")
    with stored(team) as new:
        bob.fills(form, **GIVEN)
    with stored(team) as again:
        bob.fills(form, energy="5", trust="1")
    assert new.keys() == {"inbox", "ballot"}
    assert again == {}


def test_what_was_typed_is_in_the_form_and_nowhere_else(team: Team, bob: Member) -> None:
    opened = bob.types(f"/ballot 2 5 {COMMENT}", channel="C1")
    assert [one.value for one in opened.form.fields] == [None, None, None]
    assert (opened.late.card.quote, COMMENT in str(opened.late.card)) == ("", False)
    [button] = opened.late.buttons
    assert [one.value for one in bob.presses(button, on=opened.late).form.fields] == [None] * 3
    refused = bob.fills(opened, energy="9", comment=COMMENT)
    assert [one.value for one in refused.form.fields] == ["9", None, COMMENT]
    assert refused.problems.keys() == {"energy", "trust"}
    assert (refused.answer.card, refused.answer.late) == (None, None)
    assert COMMENT not in refused.form.token


def test_it_says_recorded_and_no_value(team: Team, bob: Member) -> None:
    said = answers(bob)
    assert said.startswith("Recorded. You can change your answers until Monday 30")
    assert said == answers(bob, energy="1", comment="")
