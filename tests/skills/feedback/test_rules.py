"""Rules: seen before they are used, and gone when nobody uses them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.testing import Member, Reply, Team
from skills.feedback.model import Rule
from tests.skills.feedback.conftest import KIND


def looks_at(marco: Member, **rule: str) -> Reply:
    form = marco.presses("A new rule", on=marco.types("/cm feedback rules"))
    return marco.fills(form, **rule)


def channels(team: Team) -> list[str]:
    def look(db: Session) -> list[str]:
        return list(db.scalars(select(Rule.channel)))

    return team.app.database.read_now(look)


def test_a_rule_that_was_only_looked_at_is_gone_after_a_day(
    team: Team, ann: Member, marco: Member
) -> None:
    unused = looks_at(marco, channel="#everything")
    used = looks_at(marco, channel="#praise", intent="praise")
    assert "a week would go to #praise" in used.text
    marco.presses("Use it", on=used)
    team.tick(timedelta(days=2))
    assert channels(team) == ["#praise"]
    assert "gone already" in marco.presses("Use it", on=unused).text
    ann.types(f"/feedback {KIND}")
    assert len(team.channel("#praise")) == 1


def test_the_first_rule_says_what_becomes_of_all_the_rest(team: Team, marco: Member) -> None:
    assert "first rule" not in looks_at(marco, channel="#everything").text
    first = looks_at(marco, channel="#praise", intent="praise")
    assert "for the rest to go on to #customers" in first.text
    marco.presses("Use it", on=first)
    assert "first rule" not in looks_at(marco, channel="#help", intent="help").text


def test_what_an_earlier_rule_takes_is_told(team: Team, ann: Member, marco: Member) -> None:
    for number in range(4):
        ann.types(f"/feedback {KIND} It is number {number} of mine.")
    marco.presses("Use it", on=looks_at(marco, channel="#everything"))
    late = looks_at(marco, channel="#praise", intent="praise").text
    assert "About 0 a week" in late
    assert "Rules before it take" in late


def test_a_theme_or_source_that_is_not_there_is_told_at_once(
    team: Team, ann: Member, marco: Member
) -> None:
    ann.types(f"/feedback {KIND}")
    assert "Name it first" in looks_at(marco, channel="#x", theme="saddles").problems["theme"]
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    marco.fills(form, name="Saddles", words="saddle*")
    wrong = looks_at(marco, channel="#x", theme="sadles", source="colleages")
    assert "colleagues" in wrong.problems["source"]
    wrong = looks_at(marco, channel="#x", theme="sadles")
    assert "There is: saddles" in wrong.problems["theme"]
    assert "#saddles" in looks_at(marco, channel="#x", theme=" #Saddles").text
