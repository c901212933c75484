"""The card of a theme: all sources and languages together, and who noticed it first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills import cm, feedback, ideas, kudos
from tests.skills.cm.spoken import DAY, WEEK, Words, as_ideas, as_thanks, by_customers
from tests.skills.cm.test_themes import SAID, SPOKEN

BILLING = "invoic*, billing, fattur*"
LATE_BILL = "Your invoice came twice and nobody could tell me which one is right."
FATTURA = "La fattura è illeggibile, non capisco mai quanto devo pagare."
FIXED = "You found out why the invoices of March were wrong, and now they are right."


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(feedback.skill, ideas.skill, kudos.skill, cm.skill)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it", role=Role.CO_ORGANISER)


@pytest.fixture
def colleagues(team: Team, cora: Member) -> list[Member]:
    return [team.member(name) for name in ("Ann", "Bob", "Carl", "Dora")]


def a_theme(team: Team, cora: Member, name: str = "Billing", words: str = BILLING) -> None:
    """The manager tells a theme by words, and it is found in what was said."""
    form = cora.presses("New theme", on=cora.types("/cm themes"))
    cora.fills(form, name=name, words=words)
    team.tick(DAY)


def card(who: Member, name: str = "Billing") -> str:
    return who.types(f"/cm theme {name}").text


@pytest.fixture
def spoken(team: Team, cora: Member, colleagues: list[Member]) -> Team:
    """Customers complain for six weeks, colleagues propose for two, and some were thanked."""
    now, (ann, bob, carl, dora) = team.now, colleagues
    by_customers(
        team,
        [
            Words(LATE_BILL, "Rita Lane", now - 6 * WEEK),
            Words(FATTURA, "Sara Riva", now - 6 * WEEK + DAY),
            Words("Billing is a riddle.", "Tom Hill", now - 5 * WEEK),
            Words("Another riddle of an invoice.", "Tom Hill", now - 4 * WEEK),
            Words("The new invoice is so clear, thank you!", "Uma Day", now - DAY, "praise"),
        ],
    )
    as_ideas(
        team,
        [
            Words("Print the invoice number large on top.", ann, now - 2 * WEEK),
            Words("Una pagina che spiega ogni riga della fattura.", bob, now - 2 * WEEK + DAY),
            Words("Send invoices on the same day each month.", carl, now - WEEK),
        ],
    )
    as_thanks(team, [Words(FIXED, dora, now - DAY), Words(FIXED, ann, now - DAY)], bob)
    a_theme(team, cora)
    return team


def test_all_who_speak_of_it_stand_in_one_sentence_whatever_their_language(
    spoken: Team, cora: Member, ugo: Member
) -> None:
    told = card(cora)
    assert (
        "In 13 weeks: 3 customers complain, 1 customer is full of praise, 3 ideas propose"
        " something, and 2 kudos thank who saw to it." in told
    )
    assert (
        "In 13 settimane: 3 clienti si lamentano, 1 cliente fa i complimenti, 3 idee propongono"
        " qualcosa e 2 grazie vanno a chi se n’è occupato." in card(ugo)
    )
    # A few of each, the latest.
    for words in ("another riddle", "the new invoice is", "ogni riga della", "invoices of march"):
        assert words in told.casefold()


def test_it_says_who_noticed_first_and_by_how_many_weeks(
    spoken: Team, cora: Member, ugo: Member
) -> None:
    assert (
        "Who noticed first: Customers, 4 weeks before colleagues: since the week of 19 October,"
        " colleagues since that of 16 November" in card(cora)
    )
    assert (
        "Chi se n’è accorto prima: I clienti, 4 settimane prima dei colleghi: dalla settimana del"
        " 19 ottobre, i colleghi da quella del 16 novembre" in card(ugo)
    )


def test_one_voice_that_repeats_itself_has_noticed_nothing(
    team: Team, cora: Member, colleagues: list[Member]
) -> None:
    by_customers(team, [Words(LATE_BILL, "Rita Lane", team.now - n * WEEK) for n in range(1, 5)])
    a_theme(team, cora)
    assert "Who noticed first" not in card(cora)
    by_customers(team, [Words(FATTURA, name, team.now - DAY) for name in ("Sara Riva", "Tom Hill")])
    team.tick(DAY)
    assert "Customers, since the week of 23 November" in card(cora)


def test_a_picture_shows_the_weeks_and_says_so_in_words(spoken: Team, cora: Member) -> None:
    picture = cora.types("/cm theme billing").shown.card.picture
    assert picture is not None
    alt = str(picture.alt)
    assert "Line chart of 13 weeks." in alt
    assert "Ideas: 3 in all, most in the week of 9 November: 2" in alt


def test_thanks_alone_make_no_theme(team: Team, cora: Member, colleagues: list[Member]) -> None:
    ann, bob, *_ = colleagues
    said = [words for subject in SPOKEN for some in SAID[subject].values() for words in some]
    as_thanks(team, [Words(one, ann, team.now - DAY) for one in said], bob)
    team.tick(DAY)
    assert "No themes yet" in cora.types("/cm themes").text
