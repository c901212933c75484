"""Stories about what repeats itself, and about what the community manager does about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot import Role
from bot.directory.tables import audit
from bot.testing import Member, Reply, Team
from skills.cm import skill as cm
from skills.kudos import KudosSettings, skill
from tests.skills.kudos.telling import WHY
from tests.skills.weekly import everything

REASON = "it said the same as the other four"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm, settings={"kudos": KudosSettings(values=("teamwork",))})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


def thanks(member: Member, count: int, *, to: str, words: str = "") -> None:
    for number in range(count):
        member.types(f"/kudos @{to} {words or f'for the help with order number {number}'}")


def audited(team: Team) -> list[tuple[str, str, int | None]]:
    rows = select(audit.c.power, audit.c.reason, audit.c.subject).order_by(audit.c.id)
    return team.app.database.read_now(lambda db: [tuple(one) for one in db.execute(rows)])


def removes(manager: Member, number: str, reason: str = REASON) -> Reply:
    """Let the manager remove one: by its number, with a reason, once they have seen which it is."""
    shown = manager.fills(manager.types(f"/cm kudos remove {number}"), reason=reason)
    return manager.presses("Remove it", on=shown)


def test_the_last_thirty_days_by_value(team: Team, bob: Member, ann: Member, cora: Member) -> None:
    bob.types(f"/kudos @anna #teamwork {WHY}")
    bob.types(f"/kudos @anna #private #anonymous {WHY} again")
    assert cora.types("/cm kudos").text == (
        "The thanks of the last 30 days\n"
        "Nothing repeats itself in a way that you should look at.\n"
        "By value\n"
        "The latest that everybody reads\n"
        "Thanks given: 2\n"
        "Read only by those who were thanked: 1\n"
        "Given without a name: 1\n"
        "People who thanked in public with their name: 1\n"
        "Value teamwork: 1\n"
        "Without a value: 1\n"
        f"Number 1, Bob Ross to Anna Neri: {WHY}"
    )
    team.tick("2026-12-24 08:00")
    assert "Thanks given: 0" in cora.types("/cm kudos").text


def test_anonymous_thanks_change_no_number_of_people(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    carl.types(f"/kudos @anna #anonymous {WHY}")
    looked = cora.types("/cm kudos").text
    assert "Thanks given: 2" in looked
    assert "People who thanked in public with their name: 1" in looked
    # Of values nothing is said where nobody has named one.
    assert "By value" not in looked
    team.tick("2026-11-30 09:01")
    digest = everything(cora).text
    assert "Thanks given: 2" in digest
    assert "People who thanked in public with their name: 1" in digest


def test_the_same_two_again_and_again_are_flagged(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    thanks(bob, 4, to="anna")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text
    thanks(bob, 1, to="anna and @carl", words=WHY)
    looked = cora.types("/cm kudos")
    assert "One thing to look at" in looked.text
    assert "Bob Ross always to Anna Neri: 5 thanks (numbers 5, 4, 3, 2, and 1)" in looked.text
    assert "always to Carl" not in looked.text


@pytest.mark.parametrize(
    "again",
    [
        "For the patient REVIEW on a busy monday",
        "for the patient review,   on a busy Monday!!!",
        "for the patient review on a busy Mönday",
    ],
)
def test_the_same_words_are_flagged_however_they_are_written(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member, again: str
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types(f"/kudos @carl {again}")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text
    bob.types(f"/kudos @anna {again}")
    assert "Bob Ross in the same words: 3 thanks" in cora.types("/cm kudos").text


@pytest.mark.parametrize("how", ["", "#private", "#anonymous"])
def test_what_is_said_and_at_once_taken_back_is_flagged_without_its_words(
    team: Team, bob: Member, ann: Member, cora: Member, how: str
) -> None:
    for number in range(5):
        assert "Nothing repeats itself" in cora.types("/cm kudos").text
        bob.types(f"/kudos @anna {how} for being late again on day {number}")
        bob.types("/kudos undo")
    looked = cora.types("/cm kudos").text
    told = "5 thanks, each taken back soon after others could read it"
    assert f"Bob Ross always to Anna Neri: {told}" in looked
    assert "being late" not in looked
    assert "ritirati di recente: 5" in ann.types("/piazza whatyouknow").text
    team.tick("2026-12-24 08:00")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text


def test_what_was_taken_back_counts_with_what_is_still_there(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    for whom in ("anna", "carl"):
        bob.types(f"/kudos @{whom} {WHY}")
        bob.types("/kudos undo")
    bob.types(f"/kudos @anna {WHY}")
    told = "Bob Ross in the same words: 3 thanks, 2 of them taken back (still there: number 3)"
    assert told in cora.types("/cm kudos").text


def test_what_nobody_could_read_is_no_repetition(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    for _ in range(6):
        bob.types(f"/kudos @anna 2026-12-24 {WHY}")
        bob.types("/kudos undo")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text


def test_a_manager_is_not_shown_who_took_back_what_was_anonymous_and_to_them(
    team: Team, bob: Member, cora: Member
) -> None:
    dora = team.member("Dora", role=Role.CM)
    for _ in range(5):
        bob.types(f"/kudos @cora #anonymous {WHY}")
        bob.types("/kudos undo")
    assert "Bob" not in cora.types("/cm kudos").text
    assert "Bob Ross always to Cora Conti" in dora.types("/cm kudos").text


def test_others_who_say_the_same_are_no_repetition(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    for one in (bob, carl, cora):
        one.types(f"/kudos @anna {WHY}")
    assert "Nothing repeats itself" in cora.types("/cm kudos").text


def test_what_is_long_past_is_no_repetition(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    thanks(bob, 2, to="anna", words=WHY)
    team.tick("2026-12-23 08:01")
    thanks(bob, 1, to="anna", words=WHY)
    assert "Nothing repeats itself" in cora.types("/cm kudos").text


def test_the_digest_counts_what_there_is_to_look_at(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    thanks(bob, 3, to="anna", words=WHY)
    team.tick("2026-11-30 09:01")
    digest = everything(cora).text
    assert "To look at: 1 (see /cm kudos)" in digest
    assert "Bob" not in digest


def test_the_manager_removes_one_with_a_reason_that_its_giver_is_told(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    thanks(bob, 3, to="anna", words=WHY)
    form = cora.presses("Remove one", on=cora.types("/cm kudos"))
    missing = cora.fills(form, number="2")
    assert missing.problems == {"reason": "Please fill this in."}
    shown = cora.fills(missing, reason=REASON)
    assert shown.text == (f"Remove this? Bob Ross thanks Anna Neri:\n{WHY}\nYour reason: {REASON}")
    assert (len(team.channel("#kudos")), len(ann.inbox)) == (3, 3)
    done = cora.presses("Remove it", on=shown)
    assert done.text == (
        "Removed: the thanks to Anna Neri, with every message about it.\nBob Ross reads why."
    )
    assert (len(team.channel("#kudos")), len(ann.inbox)) == (2, 2)
    assert bob.inbox[-1].text == (
        "Cora Conti has removed your thanks to Anna Neri. This is why:\n"
        f"{REASON}\nIt is not about you; if you see it differently, write to them."
    )
    assert audited(team)[-1] == ("kudos.remove_it", REASON, bob.person.id)


def test_a_number_on_the_line_is_in_the_form(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    team.tick("2027-01-15 08:00")
    form = cora.types("/cm kudos remove 1")
    assert {one.spec.name: one.value for one in form.form.fields}["number"] == "1"
    shown = cora.fills(form, reason=REASON)
    assert "Removed" in cora.presses("Remove it", on=shown).text
    assert "no longer there" in cora.presses("Remove it", on=shown).text
    assert team.channel("#kudos") == []
    again = cora.fills(cora.types("/cm kudos remove #1"), reason=REASON)
    assert again.problems["number"].startswith("There is no thank-you with this number.")


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "9" * 15, "9" * 40, "١", "1e3"])
def test_what_is_no_number_of_ours_is_refused_kindly(
    team: Team, bob: Member, ann: Member, cora: Member, number: str
) -> None:
    thanks(bob, 2, to="anna")
    form = cora.fills(cora.types("/cm kudos remove"), number=number, reason=REASON)
    assert "number" in form.problems
    assert len(team.channel("#kudos")) == 2


def test_the_audit_does_not_name_who_gave_anonymously(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna #anonymous {WHY}")
    shown = cora.fills(cora.types("/cm kudos remove 1"), reason=REASON)
    assert f"A colleague thanks Anna Neri:\n{WHY}" in shown.text
    gone = cora.presses("Remove it", on=shown)
    assert "Whoever gave it reads why, if they are still here." in gone.text
    assert audited(team)[-1] == ("kudos.remove_it", REASON, None)
    assert REASON in bob.inbox[-1].text


@pytest.mark.parametrize("how", ["#private", "2026-12-24", "#private #anonymous"])
def test_what_a_manager_cannot_know_of_has_no_number_for_them(
    team: Team, bob: Member, ann: Member, cora: Member, how: str
) -> None:
    bob.types(f"/kudos @anna {how} {WHY}")
    refused = cora.fills(cora.types("/cm kudos remove 1"), reason=REASON)
    assert refused.problems["number"].startswith("There is no thank-you with this number.")
    assert "Anna" not in str(refused.form)
    team.tick("2026-12-24 09:01")
    assert WHY in ann.types("/kudos mine").text


def test_a_private_one_that_is_flagged_goes_and_the_audit_names_nobody(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    for _ in range(3):
        bob.types(f"/kudos @anna #private {WHY}")
    shown = cora.fills(cora.types("/cm kudos remove 3"), reason=REASON)
    assert WHY not in shown.text
    assert "It is private, and nobody has shown you its words." in shown.text
    assert "Removed" in cora.presses("Remove it", on=shown).text
    assert audited(team)[-1] == ("kudos.remove_it", REASON, None)
    assert len(ann.inbox) == 2


def test_co_organisers_look_and_do_not_remove(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    otto = team.member("Otto", role=Role.CO_ORGANISER)
    thanks(bob, 5, to="anna")
    looked = otto.types("/cm kudos")
    assert "Bob Ross always to Anna Neri" in looked.text
    assert looked.shown.buttons == ["How evenly they are spread"]
    assert "Only the community manager" in otto.types("/cm kudos remove 1").text


def test_everybody_else_learns_who_can(team: Team, bob: Member, cora: Member) -> None:
    for words in ("/cm kudos", "/cm kudos remove 1"):
        assert "Cora Conti" in bob.types(words).text


def test_a_manager_who_no_longer_is_one_removes_nothing(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    from bot.directory import roles

    bob.types(f"/kudos @anna {WHY}")
    form = cora.types("/cm kudos remove 1")
    team.member("Dora", role=Role.CM)
    id_ = cora.person.id
    team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))
    refused = cora.fills(form, reason=REASON)
    assert "Only the community manager" in refused.text
    assert len(team.channel("#kudos")) == 1
