"""A challenge from the question to the thanks."""

from __future__ import annotations

import re
from datetime import date
from string import ascii_lowercase

import pytest
from sqlalchemy.orm import Session

from bot import Period, Role
from bot.runtime.catalogue import load_words
from bot.testing import Member, Reply, Shown, Team
from skills.ideas import IdeasSettings, outcome, reporting, skill, sparking
from skills.ideas.rice import rice_of
from tests.skills.ideas.conftest import BIKES, BIKES_AGAIN, MENU, moves, posted
from tests.skills.ideas.test_merging import merge

FILM = "Film the assembly of each new model once, for those who begin."


def open_(marco: Member, *reviewers: Member, **changes: str) -> Reply:
    form = marco.types("/cm challenge open")
    values = {
        "question": "Where do customers wait for us?",
        "goal": "Half the time until a repair is done.",
        "audience": "service and sales",
        "sponsor": marco,
        "collect_until": "2026-11-27",
        "discuss_until": "2026-12-04",
        "reviewers": list(reviewers),
        "evaluate_until": "2026-12-11" if reviewers else "",
    }
    return marco.fills(form, **(values | changes))


def proposes(team: Team, who: Member, post: Shown, words: str) -> Shown:
    reply = who.fills(who.presses("Write an idea", on=post), idea=words)
    assert "has number" in reply.text
    return team.channel("#ideas")[-1]


def test_from_the_question_to_the_thanks(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    assert "Challenge 1 is open" in open_(marco).text
    [post] = team.channel("#ideas")
    assert "A challenge: Where do customers wait for us?" in post.text
    assert "For: service and sales" in post.text
    assert "Marco stands behind it" in post.text
    # The day that was chosen, not the morning after.
    assert "Until the end of 27 November." in post.text
    assert "until the end of 27 November" in marco.types("/cm challenge").text
    bikes = proposes(team, ann, post, BIKES)
    menu = proposes(team, bob, post, MENU)
    anna.presses("Vote", on=menu)
    assert "In answer to: Where do customers wait for us?" in menu.text
    # Nobody sees who is ahead, wherever they look.
    for shown in (menu.text, bob.types("/idea list").text, bob.types("/idea top").text):
        assert "votes hidden for now" in shown
        assert "2 votes" not in shown
    assert "voted" not in marco.presses("Figures of 1", on=marco.types("/cm challenge")).text
    team.tick("2026-11-28 09:00")
    assert "Now for your votes" in team.channel("#ideas")[-1].text
    assert "2 votes" in menu.text
    assert "1 vote" in bikes.text
    late = ann.presses("Write an idea", on=post)
    assert "collects no more ideas" in late.text
    team.tick("2026-12-05 09:00")
    result = team.channel("#ideas")[-1]
    assert "What came of it" in result.text
    assert result.text.index("Publish the canteen menu") < result.text.index("Put covered")
    assert "Thank you to all 3 who took part" in result.text
    assert "Bob and Ann" in result.text
    figures = marco.presses("Figures of 1", on=marco.types("/cm challenge")).text
    assert "People who voted: 3" in figures
    assert "Of everybody: too few to say" in figures


def test_whoever_writes_an_idea_meanwhile_can_say_that_it_answers_one(
    team: Team, marco: Member, ann: Member
) -> None:
    assert [one.spec.name for one in ann.types("/idea").form.fields] == ["idea"]
    open_(marco)
    form = ann.types("/idea")
    assert "has number" in ann.fills(form, idea=BIKES, more={"challenge": "1"}).text
    assert "votes hidden for now" in team.channel("#ideas")[-1].text


def test_what_was_typed_when_it_closed_is_not_lost(team: Team, marco: Member, ann: Member) -> None:
    open_(marco)
    form = ann.presses("Write an idea", on=team.channel("#ideas")[-1])
    team.tick("2026-11-28 09:00")
    refused = ann.fills(form, idea=BIKES)
    assert "collects no more ideas" in refused.problems["idea"]
    assert refused.form.fields[0].value == BIKES


def test_reviewers_see_what_others_gave_only_after_their_own(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    open_(marco, bob, anna)
    post = team.channel("#ideas")[-1]
    proposes(team, ann, post, BIKES)
    proposes(team, ann, post, FILM)
    for day in ("2026-11-28 09:00", "2026-12-05 09:00"):
        team.tick(day)
    assert "Being scored" in team.channel("#ideas")[-1].text
    asked = bob.inbox[-1]
    assert "Please score these ideas" in asked.text
    assert "Idea 2: Film the assembly" in asked.text
    [first, *_] = bob.presses("Score 2", on=asked).form.fields
    assert "idea 2: Film the assembly" in first.hint
    give = {"reach": "5", "impact": "4", "confidence": "5", "effort": "1"}
    own = bob.fills(bob.presses("Score 1", on=asked), scores=give)
    assert "What 1 reviewer gave so far" in own.text
    assert "20 (one reviewer only)" in own.text
    # The manager is no reviewer: before the end nothing is to be seen, anywhere.
    for words in ("/cm challenge", "/cm ideas", "/idea show 1", "/idea list"):
        assert "reviewer only" not in marco.types(words).text
    assert (
        "reviewer only" not in marco.presses("Figures of 1", on=marco.types("/cm challenge")).text
    )
    asked = anna.inbox[-1]
    assert "5" not in asked.text
    other = {"reach": "1", "impact": "4", "confidence": "5", "effort": "1"}
    seen = anna.fills(anna.presses("Valuta la 1", on=asked), scores=other)
    assert "portata 5, effetto 4" in seen.text
    assert "non è d’accordo su: portata" in seen.text
    team.tick("2026-12-12 09:00")
    assert "What came of it" in team.channel("#ideas")[-1].text
    assert "they disagree on reach" in team.channel("#ideas")[-1].text


def test_only_reviewers_score(team: Team, marco: Member, ann: Member, bob: Member) -> None:
    open_(marco, bob)
    proposes(team, ann, team.channel("#ideas")[-1], BIKES)
    for day in ("2026-11-28 09:00", "2026-12-05 09:00"):
        team.tick(day)
    asked = bob.inbox[-1]
    assert "no longer works" in ann.presses("Score 1", on=asked).text
    team.tick("2026-12-12 09:00")
    assert "not being scored now" in bob.presses("Score 1", on=asked).text


def steers(marco: Member, label: str) -> Reply:
    return marco.presses(label, on=marco.presses("Change 1", on=marco.types("/cm challenge")))


def test_a_phase_that_is_ended_early_ends_once(team: Team, marco: Member, ann: Member) -> None:
    open_(marco)
    proposes(team, ann, team.channel("#ideas")[-1], BIKES)
    sure = steers(marco, "End this phase now")
    assert "can’t be opened again" in sure.text
    assert "It goes on. They are discussed" in marco.presses("Yes, end it", on=sure).text
    assert "Now for your votes" in team.channel("#ideas")[-1].text
    # It was pressed for the phase that has ended.
    assert "They are discussed" in marco.presses("Yes, end it", on=sure).text
    posts = len(team.channel("#ideas"))
    team.tick("2026-11-28 09:00")
    assert len(team.channel("#ideas")) == posts
    team.tick("2026-12-05 09:00")
    assert "What came of it" in team.channel("#ideas")[-1].text
    assert "Change 1" not in marco.types("/cm challenge").shown.buttons


def test_days_that_are_changed_hold_and_are_told(team: Team, marco: Member) -> None:
    open_(marco)
    form = steers(marco, "Change the days")
    assert [one.value for one in form.form.fields] == ["2026-11-27", "2026-12-04"]
    wrong = marco.fills(form, days={"collect": "2026-12-09"})
    assert "has to come after" in wrong.problems["days_discuss"]
    assert "new days" in marco.fills(form, days={"collect": "2026-12-02"}).text
    told = team.channel("#ideas")[-1].text
    assert "New days: Where do customers wait for us?" in told
    assert "until the end of 2 December" in told
    team.tick("2026-11-28 09:00")
    assert team.channel("#ideas")[-1].text == told
    team.tick("2026-12-03 09:00")
    assert "Now for your votes" in team.channel("#ideas")[-1].text


def test_days_can_be_brought_forward(team: Team, marco: Member) -> None:
    open_(marco)
    form = steers(marco, "Change the days")
    assert (
        "day is over" in marco.fills(form, days={"collect": "2026-11-20"}).problems["days_collect"]
    )
    marco.fills(form, days={"collect": "2026-11-24"})
    team.tick("2026-11-25 09:00")
    assert "Now for your votes" in team.channel("#ideas")[-1].text
    team.tick("2026-11-28 09:00")
    assert "Now for your votes" in team.channel("#ideas")[-1].text


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"collect_until": "2026-11-20"}, "collect_until", "This day is over"),
        ({"discuss_until": "2026-11-27"}, "discuss_until", "has to come after"),
        ({"evaluate_until": "2026-12-20"}, "reviewers", "Both or neither"),
    ],
)
def test_days_that_do_not_fit_are_one_clear_line(
    marco: Member, changes: dict[str, str], field: str, said: str
) -> None:
    assert said in open_(marco, **changes).problems[field]


def test_scores_with_their_uncertainty() -> None:
    assert rice_of([(5, 4, 5, 1)]).low is None
    same = rice_of([(3, 3, 5, 3), (3, 3, 5, 3)])
    assert (same.value, same.low, same.high) == (3.0, 3.0, 3.0)
    two = rice_of([(5, 4, 5, 1), (1, 4, 5, 1)])
    assert (two.low, two.value, two.high) == (0.1, 8.9, 25.0)
    apart = rice_of([(5, 5, 5, 1), (1, 1, 5, 5), (3, 3, 3, 3)])
    assert apart.low is not None
    assert apart.high is not None
    assert apart.low < apart.value < apart.high


def test_no_figure_tells_how_many_want_an_idea_while_it_is_hidden(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    open_(marco)
    post = team.channel("#ideas")[-1]
    proposes(team, ann, post, BIKES)
    menu = proposes(team, bob, post, MENU)
    before = told_of(team)
    anna.presses("Vote", on=menu)
    assert told_of(team) == before
    moved = moves(marco, menu, "review", "The kitchen looks into it.").text
    assert "Whoever it concerns is being told." in moved
    marco.presses("As a file", on=marco.types("/cm ideas"))
    file = marco.inbox[-1].card.file
    assert file is not None
    assert ",Bob,Under review,,0," in file.text
    team.tick("2026-11-28 09:00")
    assert told_of(team) == (3, [MENU, BIKES])


def told_of(team: Team) -> tuple[object, list[str]]:
    """The week's votes as the manager reads them, and the words of new ideas in their order."""
    week = Period(date(2026, 11, 23), date(2026, 11, 29), "Europe/Rome")

    def look(db: Session) -> tuple[object, list[str]]:
        found = reporting.report(db, week, settings=IdeasSettings(), now=team.now)
        assert found is not None
        return found.facts[1].value, [one.words for one in reporting.voices(db, week)]

    return team.app.database.read_now(look)


def test_of_two_that_are_alike_it_is_not_told_who_wants_both_while_that_is_hidden(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    first = posted(team, ann, BIKES)
    open_(marco)
    form = bob.presses("Write an idea", on=team.channel("#ideas")[-1])
    bob.presses("Post mine", on=bob.fills(form, idea=BIKES_AGAIN))
    for card in (first, team.channel("#ideas")[-1]):
        anna.presses("Vote", on=card)
    assert "May be the same" in marco.types("/cm ideas").text
    assert "both" not in marco.types("/cm ideas").text
    team.tick("2026-11-28 09:00")
    assert "1 person wants both" in marco.types("/cm ideas").text


def test_what_an_idea_was_merged_into_shows_its_votes_when_all_are_to_be_seen(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    first = posted(team, ann, BIKES)
    open_(marco)
    second = proposes(team, bob, team.channel("#ideas")[-1], MENU)
    merge(marco, second, 1)
    assert "1 vote " in first.text
    team.tick("2026-11-28 09:00")
    assert "2 votes" in first.text


def test_every_idea_can_be_scored_however_many_there_are(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    open_(marco, bob)
    post = team.channel("#ideas")[-1]
    for n in range(12):
        form = ann.presses("Write an idea", on=post)
        reply = ann.fills(form, idea=" ".join(letter * 9 for letter in ascii_lowercase[n : n + 3]))
        if "Post mine" in reply.shown.buttons:
            ann.presses("Post mine", on=reply)
    for day in ("2026-11-28 09:00", "2026-12-05 09:00"):
        team.tick(day)
    give = {"reach": "3", "impact": "3", "confidence": "3", "effort": "3"}
    shown = bob.inbox[-1]
    for n in range(1, 13):
        shown = bob.fills(bob.presses(f"Score {n}", on=shown), scores=give).shown
    assert shown.buttons == ["Change mine"]


@pytest.mark.parametrize(
    ("zone", "now", "day", "said"),
    [
        ("Pacific/Honolulu", "2026-11-24 10:00", "2026-11-23", "This day is over"),
        ("Asia/Tokyo", "2026-11-24 20:00", "2026-11-24", ""),
    ],
)
def test_days_are_those_of_the_company_wherever_the_manager_is(
    team: Team, zone: str, now: str, day: str, said: str
) -> None:
    team.now = team.moment(now)
    far = team.member("Far", role=Role.CM, zone=zone)
    reply = open_(far, collect_until=day)
    if said:
        assert said in reply.problems["collect_until"]
    else:
        assert "Challenge 1 is open" in reply.text


def test_the_cards_of_very_many_are_brought_up_to_date_a_few_at_a_time(
    team: Team, marco: Member, ann: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "AT_ONCE", 1)
    open_(marco)
    post = team.channel("#ideas")[-1]
    cards = [proposes(team, ann, post, words) for words in (BIKES, MENU, FILM)]
    team.tick("2026-11-28 09:00")
    assert all("1 vote " in one.text for one in cards)


def test_new_days_are_those_of_the_company_too(team: Team, marco: Member) -> None:
    open_(marco)
    team.now = team.moment("2026-11-24 20:00")
    far = team.member("Far", role=Role.CM, zone="Asia/Tokyo")
    form = steers(far, "Change the days")
    assert "new days" in far.fills(form, days={"collect": "2026-11-24"}).text


def sparks(team: Team) -> list[str]:
    return [one.text for one in team.channel("#ideas") if "Halfway" in one.text]


def test_halfway_the_channel_gets_one_question_that_helps(
    team: Team, marco: Member, ann: Member
) -> None:
    open_(marco, collect_until="2026-12-04", discuss_until="2026-12-11")
    # Half of it is Saturday; on Monday everybody is there.
    for day in ("2026-11-27", "2026-11-28"):
        team.tick(f"{day} 10:00")
    assert sparks(team) == []
    team.tick("2026-11-30 10:00")
    [spark] = sparks(team)
    assert "Halfway: Where do customers wait for us?" in spark
    assert "What would it look like at half the cost?" in spark
    proposes(team, ann, team.channel("#ideas")[-1], BIKES)
    # With more days there is no second one.
    form = steers(marco, "Change the days")
    marco.fills(form, days={"collect": "2026-12-16", "discuss": "2026-12-18"})
    for number in range(1, 17):
        team.tick(f"2026-12-{number:02} 10:00")
    assert len(sparks(team)) == 1
    assert ann.inbox == []


@pytest.mark.parametrize("until", ["2026-11-24", "2026-11-26"])
def test_what_is_collected_in_a_few_days_needs_none(team: Team, marco: Member, until: str) -> None:
    open_(marco, collect_until=until, discuss_until="2026-12-11")
    for day in range(23, 28):
        team.tick(f"2026-11-{day} 10:00")
    assert sparks(team) == []


def test_there_are_as_many_as_are_counted_in_both_languages() -> None:
    for language in ("en", "it"):
        words = load_words(skill.home / "strings" / f"{language}.yaml")
        found = {key for key in words if re.fullmatch(r"spark_\d+", key)}
        assert found == {f"spark_{n}" for n in range(1, sparking.SPARKS + 1)}
