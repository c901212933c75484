"""What customers talk about: a theme is named, found in what came and what comes, and dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import Role
from bot.testing import Member, Reply, Team
from tests.skills.cm.test_themes import SAID
from tests.skills.feedback.conftest import HOW, LATE

BILL = "La fattura di marzo è sbagliata, sono delusa."
INVOICES = "invoic*, fattur*"


def names(marco: Member, name: str = "Invoices", words: str = INVOICES) -> str:
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    return marco.fills(form, name=name, words=words).text


def looks(team: Team, who: Member) -> Reply:
    team.tick(timedelta(minutes=1))
    return who.types("/cm feedback themes")


def test_a_theme_is_found_in_what_came_before_and_in_what_comes(
    team: Team, marco: Member, ann: Member
) -> None:
    assert "No themes yet" in marco.types("/cm feedback themes").text
    ann.types(f"/feedback {HOW}")
    ann.types(f"/feedback {BILL}")
    ann.types(f"/feedback {LATE}")
    assert "it was there 2 times" in names(marco)
    ann.types("/feedback My invoice came twice, that is wrong.")
    assert "#invoices" in team.channel("#customers")[-1].text
    assert "#invoices: 3 (before: 0)" in looks(team, marco).text


def test_it_looks_back_two_months_and_compares_one_with_the_other(
    team: Team, marco: Member, ann: Member
) -> None:
    ann.types(f"/feedback {HOW}")
    team.tick(timedelta(days=20))
    ann.types(f"/feedback {BILL}")
    team.tick(timedelta(days=41))
    ann.types("/feedback Where can I find the invoice of the child seat?")
    assert "it was there 2 times" in names(marco)
    assert "#invoices: 1 (before: 1)" in looks(team, marco).text


def test_what_rises_stands_first(team: Team, marco: Member, ann: Member) -> None:
    names(marco)
    names(marco, "Workshop", "workshop, officina")
    ann.types(f"/feedback {BILL}")
    team.tick(timedelta(days=31))
    ann.types(f"/feedback {LATE}")
    shown = looks(team, marco).text
    assert shown.index("#workshop: 1") < shown.index("#invoices: 0 (before: 1)")


def test_a_theme_has_one_name_however_it_is_written(marco: Member) -> None:
    names(marco, "Late delivery", "late")
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    again = marco.fills(form, name="#late  DELIVERY", words="later")
    assert "a theme late_delivery already" in again.problems["name"]


def test_what_is_dropped_is_told_no_more_but_what_was_found_stays(
    team: Team, marco: Member, ann: Member
) -> None:
    names(marco)
    ann.types(f"/feedback {BILL}")
    shown = marco.types("/cm feedback themes")
    assert "#invoices: 0 (before: 0)" in shown.text
    assert "#invoices is told no more" in marco.presses("Remove invoices", on=shown).text
    assert "gone already" in marco.presses("Remove invoices", on=shown).text
    ann.types(f"/feedback {HOW}")
    assert "#invoices" not in team.channel("#customers")[-1].text
    after = looks(team, marco)
    assert "#invoices: 1 (before: 0)" in after.text
    assert after.shown.buttons == ["A new theme"]


def test_only_who_manages_names_themes(team: Team, marco: Member, bob: Member) -> None:
    names(marco)
    carla = team.member("Carla", role=Role.CO_ORGANISER)
    assert carla.types("/cm feedback themes").shown.buttons == []
    shown = marco.types("/cm feedback themes")
    bob.presses("Remove invoices", on=shown)
    assert "Remove invoices" in marco.types("/cm feedback themes").shown.buttons


@pytest.mark.parametrize(
    ("many", "told"), [(1, "negli ultimi due mesi c’era 1 volta."), (2, "c’era 2 volte.")]
)
def test_it_reads_well_in_italian(team: Team, ann: Member, many: int, told: str) -> None:
    anna = team.member("Anna", language="it", role=Role.CM)
    assert "Ancora nessun tema" in anna.types("/cm feedback themes").text
    for words in (BILL, HOW)[:many]:
        ann.types(f"/feedback {words}")
    form = anna.presses("Un nuovo tema", on=anna.types("/cm feedback themes"))
    assert told in anna.fills(form, name="Fatture", words=INVOICES).text
    shown = looks(team, anna)
    assert f"#fatture: {many} (prima: 0)" in shown.text
    dropped = anna.presses("Togli fatture", on=shown)
    assert "#fatture non viene più segnalato" in dropped.text


def test_what_is_found_by_night_is_told_of_what_comes_and_routes_it(
    team: Team, marco: Member, ann: Member
) -> None:
    for subject in ("battery", "brakes", "invoices", "delivery", "other"):
        for words in [text for some in SAID[subject].values() for text in some]:
            ann.types(f"/feedback {words}")
    marco.presses("Look for themes now", on=marco.types("/cm themes"))
    team.tick(timedelta(minutes=1))
    told = "Inaccettabile: la batteria è caduta per strada e si è rotta."
    ann.types(f"/feedback {told}")
    card = team.channel("#customers")[-1]
    assert told in card.text
    assert "#battery_charge" in card.text
    assert told in marco.types("/cm theme batteria").text
    form = marco.presses("A new rule", on=marco.types("/cm feedback rules"))
    marco.presses("Use it", on=marco.fills(form, channel="#workshop", theme="battery charge"))
    ann.types("/feedback The battery died after two winters, it takes no charge.")
    assert "two winters" in team.channel("#workshop")[-1].text
