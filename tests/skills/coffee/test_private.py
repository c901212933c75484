"""Stories of what is nobody else's business: who avoids whom, who leaves, who met whom."""

from __future__ import annotations

import pytest

from bot import Period, Section, Text
from bot.directory.wishes import do_without
from bot.testing import Member, Team
from skills.coffee.managing import report
from tests.skills.coffee.telling import (
    MONDAY,
    WEEK,
    introductions,
    joined,
    pairs,
    pass_weeks,
    tables,
)


def test_who_avoids_somebody_never_meets_them_and_nobody_can_tell(
    team: Team, marco: Member
) -> None:
    people = joined(team, 4)
    bob, cora, *_ = people
    told = bob.types("/coffee avoid @cora").text
    assert "not bring you together with Cora" in told
    assert "Cora" in bob.types("/coffee").text
    pass_weeks(team, 8)
    two = tuple(sorted((bob.person.id, cora.person.id)))
    assert two not in pairs(tables(team))
    for words in ("/coffee", "/piazza whatyouknow"):
        assert "Never with" not in cora.types(words).text
        assert "Bob" not in cora.types(words).text.replace("Bobby", "")
    assert "Never with" in bob.types("/piazza whatyouknow").text
    known = marco.types("/cm coffee").text
    assert not any(name in known for name in ("Bob", "Cora", "avoid"))


def test_what_is_avoided_can_be_taken_back(team: Team) -> None:
    bob, cora = joined(team, 2)
    card = bob.types("/coffee avoid @cora")
    pass_weeks(team, 1)
    assert ["A chat instead" in one.inbox[-1].text for one in (bob, cora)] == [True, True]
    assert not any("Bob" in one.text for one in cora.inbox)
    assert "again" in bob.presses("Bring us together after all", on=card).text
    pass_weeks(team, 1, since=MONDAY + WEEK)
    assert [len(introductions(one)) for one in (bob, cora)] == [1, 1]
    assert "yourself" in bob.types("/coffee avoid @bob").text
    bob.types("/coffee avoid @cora")
    assert "again" in bob.types("/coffee allow @cora").text
    assert "Never with" not in bob.types("/coffee").text


def test_to_avoid_somebody_between_plan_and_monday_parts_the_two(team: Team) -> None:
    bob, cora = joined(team, 2)
    team.tick("2027-01-10 06:01")
    bob.types("/coffee avoid @cora")
    team.tick("2027-01-11 10:01")
    assert ["A chat instead" in one.inbox[-1].text for one in (bob, cora)] == [True, True]
    assert not any("Bob" in one.text for one in cora.inbox)


def test_who_says_they_met_and_avoids_the_other_is_not_named_to_them_any_more(team: Team) -> None:
    [bob] = joined(team, 1)
    cora = team.member("Cora", zone="America/New_York")
    cora.types("/coffee join")
    team.tick("2027-01-10 06:01")
    team.tick("2027-01-11 10:01")
    bob.presses("We met", on=introductions(bob)[-1])
    bob.types("/coffee avoid @cora")
    team.tick("2027-01-11 16:01")
    assert "A chat instead" in cora.inbox[-1].text
    assert not any("Bob" in one.text for one in cora.inbox)


def test_who_avoids_the_other_after_both_were_told_has_met_them_all_the_same(team: Team) -> None:
    bob, cora = joined(team, 2)
    pass_weeks(team, 1)
    bob.presses("We met", on=introductions(bob)[-1])
    bob.types("/coffee avoid @cora")
    team.tick("2027-01-15 15:01")
    assert "with Bob" in cora.inbox[-1].text


def test_a_name_said_aloud_is_not_taken(team: Team) -> None:
    bob, _ = joined(team, 2)
    assert "Delete it" in bob.types("/coffee avoid @cora", aloud=True).text
    assert "Never with" not in bob.types("/coffee").text


def test_who_leaves_is_told_nothing_more_and_nobody_hears_of_it(team: Team) -> None:
    bob, cora = joined(team, 2)
    team.tick("2027-01-10 06:01")
    assert "take part no more" in bob.types("/coffee leave").text
    team.tick("2027-01-11 10:01")
    assert bob.inbox == []
    assert "Bob" not in cora.inbox[-1].text
    bob.presses("Take part after all", on=bob.types("/coffee leave"))
    pass_weeks(team, 1, since=MONDAY + WEEK)
    # They were never brought together, so this is their first time.
    assert len(pairs(tables(team))) == 1
    team.tick("2027-01-19 09:00")
    bob.types("/coffee leave")
    team.tick("2027-01-20 11:01")
    team.tick("2027-01-22 15:01")
    assert [len(one.inbox) for one in (bob, cora)] == [1, 2]


def test_who_rests_comes_back_by_themselves(team: Team) -> None:
    bob, cora, dora = joined(team, 3)
    assert "2 weeks" in bob.types("/coffee snooze #2").text
    # Rounds begin on the 11th and the 18th; he rests until the 22nd.
    assert "Next round for you: 25 January" in bob.types("/coffee").text
    assert "3 weeks" in bob.types("/coffee snooze 3").text
    assert "2 weeks" in bob.types("/coffee snooze 2").text
    form = cora.types("/coffee snooze")
    assert "a week" in cora.fills(form, weeks="1").text
    assert "take part" in cora.presses("Take part again", on=cora.types("/coffee")).text
    pass_weeks(team, 3)
    assert [len(introductions(one)) for one in (bob, cora, dora)] == [1, 3, 3]
    stranger = team.member("Zoe")
    assert "do not take part" in stranger.types("/coffee snooze #2").text


def test_who_is_forgotten_disappears_and_the_others_stay(team: Team) -> None:
    bob, cora, dora = joined(team, 3)
    bob.types("/coffee avoid @dora")
    pass_weeks(team, 1)
    known = cora.types("/piazza whatyouknow").text
    assert "Coffee: takes part" in known
    assert "Round of" in known
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    pass_weeks(team, 1, since=MONDAY + WEEK)
    assert [len(introductions(one)) for one in (cora, dora)] == [1 + 1, 1]
    assert "Bob" not in cora.types("/piazza whatyouknow").text


def test_the_manager_reads_figures_and_can_run_a_round(team: Team, marco: Member) -> None:
    people = joined(team, 5)
    card = marco.types("/cm coffee")
    assert "Take part: 5" in card.text
    marco.presses("Preview the next round", on=card)
    team.tick("2027-01-08 09:05")
    seen = marco.inbox[-1].text
    assert "Tables: 2" in seen
    assert "Tables of three: 1" in seen
    assert not any(one.profile.name in seen for one in people)
    assert tables(team) == []
    sure = marco.presses("Run a round now", on=card)
    assert "people take part" in sure.text
    marco.presses("Yes, run it", on=sure)
    team.tick("2027-01-08 09:10")
    assert [len(introductions(one)) for one in people] == [1] * 5
    people[0].presses("We met", on=people[0].inbox[-1])
    told = marco.types("/cm coffee").text
    assert "Of these, met: is told when the round is over" in told
    assert not any(words in told for words in ("Have answered", "%", "hours"))
    assert "still on" in marco.presses("Run a round now", on=card).text
    assert len(tables(team)) == 1
    assert "Only the community manager" in people[1].types("/cm coffee").text


def test_on_the_morning_itself_a_word_is_heeded_too(team: Team) -> None:
    bob, cora, dora, emil = joined(team, 4)
    team.tick("2027-01-10 06:01")
    by_id = {one.person.id: one for one in (bob, cora, dora, emil)}
    one, other = (by_id[id_] for id_ in sorted(tables(team)[0][0]))
    third, fourth = (by_id[id_] for id_ in sorted(tables(team)[0][1]))
    team.tick("2027-01-11 09:30")
    one.types("/coffee snooze #1")
    third.types(f"/coffee avoid @{fourth.profile.handle}")
    team.tick("2027-01-11 10:01")
    assert one.inbox == []
    for alone in (other, third, fourth):
        assert "A chat instead" in alone.inbox[-1].text
        assert introductions(alone) == []


def test_nobody_takes_part_yet_and_the_first_need_not_wait(team: Team) -> None:
    pass_weeks(team, 1)
    assert tables(team) == []
    people = joined(team, 2)
    pass_weeks(team, 1, since=MONDAY + WEEK)
    assert [len(introductions(one)) for one in people] == [1, 1]


def test_to_avoid_somebody_during_a_round_looks_as_if_one_had_left(team: Team) -> None:
    people = joined(team, 4)
    pass_weeks(team, 1)
    by_id = {one.person.id: one for one in people}
    two = [[by_id[id_] for id_ in sorted(table)] for table in tables(team)[0]]
    (avoiding, avoided), (leaving, left) = two
    avoiding.types(f"/coffee avoid @{avoided.profile.handle}")
    leaving.types("/coffee leave")

    def sees(who: Member, words: str) -> str:
        mine, other = next(
            (one, pair[pair[0] is one]) for pair in two for one in pair if one is who
        )
        text = "\n".join(
            line for line in who.types(words).text.splitlines() if "offee" in line or "ound" in line
        )
        return text.replace(other.profile.name, "Other").replace(mine.profile.name, "Own")

    assert sees(avoided, "/coffee") == sees(left, "/coffee")
    assert sees(avoided, "/piazza whatyouknow") == sees(left, "/piazza whatyouknow")
    met = [one.presses("We met", on=introductions(one)[0]).text for one in (avoided, left)]
    assert ["good one" in words for words in met] == [True, True]


def test_who_wants_no_introduction_any_more_is_not_introduced_to_others(team: Team) -> None:
    bob, cora = joined(team, 2)
    team.tick("2027-01-10 06:01")
    team.app.database.write_now(
        lambda db: do_without(db.connection(), cora.person.id, "coffee.introduce")
    )
    team.tick("2027-01-11 10:01")
    assert cora.inbox == []
    assert "A chat instead" in bob.inbox[-1].text
    assert "Cora" not in bob.inbox[-1].text


def settled(team: Team, said: str, count: int) -> tuple[list[Member], Section]:
    """A round in which so many say the same, and what is told of it when it is over."""
    people = joined(team, 6)
    pass_weeks(team, 1)
    for one in people[:count]:
        one.presses(said, on=one.types("/coffee"))
    period = Period(MONDAY, MONDAY + WEEK, "Europe/Rome")
    team.tick("2027-01-18 06:01")
    found = team.app.database.read_now(lambda db: report(db, period))
    assert found is not None
    return people, found


def words_of(section: Section) -> list[tuple[str, object]]:
    """Of each figure its name, and the key and the values of its words."""
    return [
        (fact.name.key, (fact.value.key, fact.value.values))
        for fact in section.facts
        if isinstance(fact.name, Text) and isinstance(fact.value, Text)
    ]


def test_of_few_answers_neither_the_manager_nor_the_report_says_anything(
    team: Team, marco: Member
) -> None:
    _, found = settled(team, "Yes, we met", 4)
    told = words_of(found)
    assert told == [("cm_met", ("cm_too_few", {}))]
    seen = marco.types("/cm coffee").text
    assert "too few answers to say" in seen
    assert "%" not in seen


@pytest.mark.parametrize(("said", "key"), [("Yes, we met", "most"), ("Not yet", "few")])
def test_that_all_have_met_or_nobody_is_told_of_none_and_once_only(
    team: Team, marco: Member, said: str, key: str
) -> None:
    people, found = settled(team, said, 5)
    told = dict(words_of(found))
    assert told["cm_answered"] == ("cm_at_least", {"count": 5})
    assert told["cm_met"] == (f"cm_met_{key}", {"percent": 90 if key == "most" else 10})
    before = marco.types("/cm coffee").text
    assert "at least 5" in before
    # Who answers now would be known by the difference.
    people[5].presses("We met", on=introductions(people[5])[0])
    assert marco.types("/cm coffee").text == before


def test_of_two_who_sit_alone_the_manager_cannot_read_it(team: Team, marco: Member) -> None:
    bob, _ = joined(team, 2)
    bob.types("/coffee avoid @cora")
    card = marco.types("/cm coffee")
    marco.presses("Preview the next round", on=card)
    team.tick("2027-01-08 09:05")
    seen = marco.inbox[-1].text
    assert "People: 2" in seen
    assert "A chat instead" not in seen
    assert "nothing more is told" in seen
    pass_weeks(team, 1)
    assert "A chat instead" not in marco.types("/cm coffee").text
