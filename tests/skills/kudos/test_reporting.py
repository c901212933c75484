"""Stories about thanks that hurt: who received them shows them to the community manager."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Role
from bot.delivery.tables import delivery
from bot.directory import roles
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Reply, Shown, Team
from skills.cm import skill as cm
from skills.kudos import skill
from tests.skills.kudos.telling import WHY, all_that_is_read_by
from tests.skills.kudos.test_managing import audited, removes

NASTY = "for leaving early again while we all stayed"
REASON = "this is no way to speak to a colleague"
REPORT = {"en": "Report to the community manager", "it": "Segnala al community manager"}


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


def reports(member: Member, letter: Shown, language: str = "it") -> Reply:
    asked = member.presses(REPORT[language], on=letter)
    return member.presses("Yes, show it" if language == "en" else "Sì, mostralo", on=asked)


def test_whom_it_is_for_shows_a_private_one_and_the_manager_removes_it(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna #private {NASTY}")
    [letter] = ann.inbox
    asked = ann.presses("Segnala al community manager", on=letter)
    assert asked.text == (
        f"Vuoi mostrarlo al community manager? Bob Ross ti ringrazia:\n{NASTY}\n"
        "Lo leggerà Cora Conti, e saprà che lo mostri tu."
    )
    assert cora.inbox == []
    assert NASTY not in cora.types("/cm kudos").text
    done = ann.presses("Sì, mostralo", on=asked)
    assert done.text == "Ora lo legge Cora Conti. Se viene eliminato, te lo diciamo."
    [told] = cora.inbox
    assert "Anna Neri shows you a thank-you that may have to go (number 1)." in told.text
    assert NASTY in told.text
    looked = cora.types("/cm kudos").text
    assert "One that was shown to you" in looked
    assert f"Number 1, Bob Ross to Anna Neri: {NASTY}" in looked
    shown = cora.fills(cora.presses("Remove it", on=told), reason=REASON)
    assert shown.text == (
        f"Remove this? Bob Ross thanks Anna Neri:\n{NASTY}\nYour reason: {REASON}"
    )
    assert letter in ann.inbox
    gone = cora.presses("Remove it", on=shown)
    assert gone.text == (
        "Removed: the thanks to Anna Neri, with every message about it.\nBob Ross reads why."
    )
    assert [one.text for one in ann.inbox] == [
        "Cora Conti ha eliminato il ringraziamento che hai segnalato. Grazie per averlo detto."
    ]
    assert REASON in bob.inbox[-1].text
    assert audited(team)[-1] == ("kudos.remove_it", REASON, None)
    assert "Ricevuti: 0" in ann.types("/kudos mine").text


def test_who_shows_an_anonymous_one_never_learns_who_gave_it(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna and @carl #anonymous #private {NASTY}")
    asked = ann.presses(REPORT["it"], on=ann.inbox[-1])
    assert "può anche vedere chi l’ha fatto; tu non lo saprai" in asked.text
    ann.presses("Sì, mostralo", on=asked)
    assert "A colleague wrote:" in cora.inbox[-1].text
    assert "Bob" not in cora.inbox[-1].text
    # As with what is flagged: to the control of abuse nobody is anonymous, and the look is noted.
    assert "Number 1, Bob Ross to Anna Neri and Carl Jung" in cora.types("/cm kudos").text
    assert audited(team)[-1][0] == "kudos.cm_kudos"
    removes(cora, "1", REASON)
    for reader in (ann, carl):
        assert "Bob" not in all_that_is_read_by(reader, team)
    assert audited(team)[-1] == ("kudos.remove_it", REASON, None)


def test_not_even_a_manager_learns_who_thanked_them_by_showing_it(
    team: Team, bob: Member, cora: Member
) -> None:
    dora = team.member("Dora", role=Role.CM)
    bob.types(f"/kudos @cora #anonymous {NASTY}")
    reports(cora, cora.inbox[-1], "en")
    looked = cora.types("/cm kudos").text
    assert f"Number 1, A colleague to Cora Conti: {NASTY}" in looked
    assert "Bob" not in looked + all_that_is_read_by(cora, team)
    assert "Number 1, Bob Ross to Cora Conti" in dora.types("/cm kudos").text


def test_what_is_shown_is_for_the_manager_alone(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    otto = team.member("Otto", role=Role.CO_ORGANISER)
    bob.types(f"/kudos @anna #private {NASTY}")
    reports(ann, ann.inbox[-1])
    looked = otto.types("/cm kudos")
    assert NASTY not in looked.text
    assert "shown to you" not in looked.text
    assert NASTY not in all_that_is_read_by(carl, team)


def test_only_who_was_thanked_can_show_it_and_once(
    team: Team, bob: Member, ann: Member, carl: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna #private {NASTY}")
    letter = ann.inbox[-1]
    assert "no longer works" in carl.presses(REPORT["it"], on=letter).text
    asked = ann.presses(REPORT["it"], on=letter)
    reports(ann, letter)
    assert ann.presses(REPORT["it"], on=letter).text == "L’hai già segnalato."
    assert ann.presses("Sì, mostralo", on=asked).text == "L’hai già segnalato."
    assert len(cora.inbox) == 1
    assert "segnalato: 1" in ann.types("/piazza whatyouknow").text


def test_a_command_shows_the_latest_one_too(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    assert bob.types("/kudos report").text == "You have received no private or anonymous thanks."
    ann.types(f"/kudos @bob #privato {NASTY}")
    ann.types(f"/kudos @bob {WHY}")
    asked = bob.types("/kudos report")
    assert NASTY in asked.text
    bob.presses("Yes, show it", on=asked)
    assert NASTY in cora.inbox[-1].text


def test_what_was_shown_is_known_also_when_the_giver_takes_it_back(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    sent = bob.types(f"/kudos @anna #private {NASTY}")
    reports(ann, ann.inbox[-1])
    assert "Taken back" in bob.presses("Undo (10 minutes)", on=sent).text
    assert NASTY in cora.inbox[-1].text
    assert ann.inbox == []
    form = cora.presses("Remove it", on=cora.inbox[-1])
    refused = cora.fills(form, reason=REASON)
    assert refused.problems["number"].startswith("There is no thank-you with this number.")


def test_the_command_goes_on_to_what_was_not_shown_yet(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    for words in ("the first, ", "the second, "):
        bob.types(f"/kudos @anna #private {words}{NASTY}")
        team.tick(timedelta(minutes=1))
    for words in ("the second", "the first"):
        asked = ann.types("/kudos report")
        assert words in asked.text
        ann.presses("Sì, mostralo", on=asked)
    assert ann.types("/kudos report").text == "L’hai già segnalato."
    assert len(cora.inbox) == 2


def forgets(member: Member) -> None:
    member.presses("Erase me", on=member.types("/piazza forgetme"))


def test_of_who_was_forgotten_there_are_no_words_to_show(
    team: Team, bob: Member, ann: Member, cora: Member
) -> None:
    bob.types(f"/kudos @anna #private {NASTY}")
    [letter] = ann.inbox
    forgets(bob)
    assert ann.presses(REPORT["it"], on=letter).text == "Questo ringraziamento non c’è più."
    assert "privati o anonimi" in ann.types("/kudos report").text
    assert cora.inbox == []


def shows(team: Team, ann: Member) -> None:
    reports(ann, ann.inbox[-1])


def asks_for_a_file(team: Team, ann: Member) -> None:
    ann.types("/kudos mine file")


def reads_the_week(team: Team, ann: Member) -> None:
    team.tick("2026-11-27 16:00")


def prints_the_week(team: Team, ann: Member) -> None:
    team.now = team.moment("2026-12-01 10:00")
    ann.types("/kudos page")


@pytest.mark.parametrize("passes_on", [shows, asks_for_a_file, reads_the_week, prints_the_week])
def test_words_passed_on_and_not_yet_there_go_with_who_is_forgotten(
    team: Team, bob: Member, ann: Member, cora: Member, passes_on: Callable[[Team, Member], None]
) -> None:
    bob.types(f"/kudos @anna #anonymous {NASTY}")
    team.platform.refusals += [DeliveryError("channel_gone", final=True)] * 9
    passes_on(team, ann)
    team.platform.refusals.clear()
    waits = sa.select(sa.cast(delivery.c.params, sa.Text))

    def kept() -> str:
        return "".join(team.app.database.read_now(lambda db: db.scalars(waits).all()))

    assert NASTY in kept()
    forgets(bob)
    assert NASTY not in kept()


def test_a_manager_without_an_account_reads_nothing(team: Team, bob: Member, ann: Member) -> None:
    zoe = team.employee("Zoe Quartz")
    team.app.database.write_now(lambda db: roles.grant(db.connection(), zoe.id, Role.CM, team.now))
    bob.types(f"/kudos @anna #private {NASTY}")
    assert "nessuno è community manager" in ann.presses(REPORT["it"], on=ann.inbox[-1]).text


def test_with_no_manager_it_is_said_so(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna #private {NASTY}")
    assert "nessuno è community manager" in ann.presses(REPORT["it"], on=ann.inbox[-1]).text


def test_what_everybody_reads_with_a_name_has_no_such_button(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    assert ann.inbox[-1].buttons == []
    bob.types(f"/kudos @anna #anonymous {WHY}")
    assert ann.inbox[-1].buttons == [REPORT["it"]]
    assert REPORT["en"] not in team.channel("#kudos")[-1].buttons


@pytest.mark.parametrize("how", ["", "#private", "#anonymous"])
def test_who_has_left_is_not_said_to_have_been_told(
    team: Team, bob: Member, ann: Member, cora: Member, how: str
) -> None:
    bob.types(f"/kudos @anna {how} {NASTY}")
    if how:
        reports(ann, ann.inbox[-1])
    team.run(team.app.registry.remember(WORKSPACE, [replace(bob.profile, active=False)]))
    gone = removes(cora, "1", REASON)
    if how == "#anonymous":
        assert "Whoever gave it reads why, if they are still here." in gone.text
        assert "Bob" not in gone.text
    else:
        assert "Bob Ross is no longer here and was not told." in gone.text
    assert bob.inbox == []
