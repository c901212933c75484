"""How many answers a figure needs: more at once, fewer only with a second person's word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Role
from bot.privacy import thresholds
from bot.privacy.tables import ballot_round, ballot_threshold
from bot.runtime.incoming import Incoming, Pressed
from bot.runtime.outgoing import Answer
from bot.runtime.sections import Privacy
from bot.testing import WORKSPACE, Member, Shown, Team
from skills.cm import skill
from tests.bot.privacy import survey

SETTLED = "This is settled already. /cm privacy shows how it stands."


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, privacy=Privacy(least=8), schedules={"cm.digest": {"paused": True}})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def dino(team: Team, cora: Member) -> Member:
    return team.member("Dino Dini", role=Role.CM)


@pytest.fixture
def ugo(team: Team, cora: Member) -> Member:
    return team.member("Ugo Neri", language="it", role=Role.WORKERS_REPRESENTATIVE)


def current(team: Team, least: int = 8) -> int:
    """What a round gets that opens now, whatever the settings say by then."""
    settings = Privacy(least=least)
    return team.app.database.write_now(
        lambda db: thresholds.current(db.connection(), team.now, settings)
    )


def test_the_settings_say_it_at_first_and_lower_it_no_more(team: Team, cora: Member) -> None:
    shown = cora.types("/cm privacy").text.splitlines()
    assert "only where at least 8 of them have answered." in shown[0]
    assert len(shown) == 3
    assert current(team) == 8
    assert current(team, least=5) == 8


def test_more_holds_at_once_and_for_that_nobody_is_asked(
    team: Team, cora: Member, ugo: Member
) -> None:
    said = cora.types("/cm privacy least 10").text
    assert said.startswith("From now on a figure needs 10 answers.")
    assert current(team) == 10
    assert ugo.inbox == []
    assert ugo.types("/cm privacy").shown.buttons == []
    shown = ugo.types("/cm privacy").text
    assert "risposto almeno in 10." in shown
    assert "Per alzarla: /cm privacy least 15" in shown
    audit = ugo.types("/cm audit").text
    assert "Cora Conti, /cm privacy least – 8 → 10" in audit


def test_fewer_waits_for_the_workers_representative_whoever_else_is_there(
    team: Team, cora: Member, dino: Member, ugo: Member
) -> None:
    said = cora.types("/cm privacy least 6").text
    assert (
        said == "It stays 8 until a second person agrees that 6 are enough. I have asked Ugo Neri."
    )
    assert current(team) == 8
    assert dino.inbox == []
    [asked] = ugo.inbox
    assert asked.text.startswith("Cora Conti chiede che per mostrare un dato bastino 6 risposte,")
    assert asked.buttons == ["Accetta", "Rifiuta"]
    assert ugo.presses("Accetta", on=asked).text.startswith("Accettato: da adesso per mostrare")
    assert current(team) == 6
    assert cora.inbox[-1].text.startswith("Ugo Neri has agreed: from now on a figure needs 6")
    first, second = ugo.types("/cm audit").text.splitlines()[1:3]
    assert first.endswith(
        "Ugo Neri, ha accettato di abbassare la soglia delle risposte, su Cora Conti – 8 → 6"
    )
    assert second.endswith("Cora Conti, /cm privacy least – 8 → 6")


def test_it_may_be_refused_with_a_word_and_stays_as_it_is(
    team: Team, cora: Member, ugo: Member
) -> None:
    cora.types("/cm privacy least 6")
    form = ugo.presses("Rifiuta", on=ugo.inbox[-1])
    assert ugo.fills(form, why="siamo in pochi").text == (
        "Rifiutato: la soglia resta 8. L’ho detto a Cora Conti."
    )
    told = cora.inbox[-1]
    assert told.text.splitlines() == [
        "Ugo Neri does not agree that 6 answers are enough. It stays 8.",
        "siamo in pochi",
    ]
    assert current(team) == 8
    assert "su Cora Conti – 8 → 6: siamo in pochi" in ugo.types("/cm audit").text
    assert ugo.presses("Accetta", on=ugo.inbox[-1]).text.startswith("Questo è già stato deciso.")
    assert len(cora.types("/cm privacy").text.splitlines()) == 3


def test_without_a_representative_another_manager_agrees_and_nobody_to_their_own(
    team: Team, cora: Member, dino: Member
) -> None:
    cora.types("/cm privacy least 5")
    assert cora.inbox == []
    shown = dino.types("/cm privacy")
    assert shown.text.endswith(
        "Cora Conti asked on 23 November that 5 be enough; nobody has answered yet."
    )
    assert shown.shown.buttons == ["Change", "Agree", "Refuse"]
    assert cora.types("/cm privacy").shown.buttons == ["Change"]
    assert dino.presses("Agree", on=shown).text.startswith("Agreed: from now on a figure needs 5")
    assert current(team) == 5


def test_nobody_is_alone_with_it(team: Team, cora: Member) -> None:
    form = cora.presses("Change", on=cora.types("/cm privacy"))
    kept = cora.fills(form, number="6")
    assert kept.problems["number"].startswith("Nobody can have it lowered alone")
    assert current(team) == 8


def test_what_is_no_number_for_it_is_told_and_kept(team: Team, cora: Member) -> None:
    for number in ("4", "101", "six", "-8", "7.5"):
        said = cora.types(f"/cm privacy least {number}")
        assert "Please write a whole number from 5 to 100, such as 8." in said.text
        assert said.text.endswith(f"least {number}")
        assert said.shown.buttons == ["Change and send"]
    assert current(team) == 8


def test_a_wish_is_void_once_more_is_needed_another_is_there_or_the_role_is_gone(
    team: Team, cora: Member, ugo: Member
) -> None:
    for void in ("/cm privacy least 9", "/cm privacy least 8", "/cm privacy least 7"):
        cora.types("/cm privacy least 6")
        asked = ugo.inbox[-1]
        cora.types(void)
        assert ugo.presses("Accetta", on=asked).text.startswith("Questo è già stato deciso.")
    last = ugo.inbox[-1]
    eva = team.member("Eva", role=Role.CM)
    eva.types("/cm roles revoke @cora #cm")
    assert ugo.presses("Accetta", on=last).text.startswith("Questo è già stato deciso.")
    assert current(team) == 9


def test_who_has_no_say_cannot_press_what_was_for_another(
    team: Team, cora: Member, dino: Member
) -> None:
    cora.types("/cm privacy least 6")
    asked = dino.inbox[-1]
    ugo = team.member("Ugo Neri", role=Role.WORKERS_REPRESENTATIVE)
    assert dino.presses("Agree", on=asked).text == "The answer to this is for Ugo Neri to give."
    assert cora.presses("Agree", on=asked).text.startswith("This no longer works.")
    bob = team.member("Bob")
    assert "Only the community managers can do that" in bob.types("/cm privacy").text
    assert ugo.types("/cm privacy least 5").text.startswith("Only the community managers")
    assert current(team) == 8


def test_whom_the_settings_name_is_needed_even_when_the_role_was_taken_away(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, roles={"workers_representative": "ugo@example.org"})
    cora, ugo = team.member("Cora", role=Role.CM), team.member("Ugo")
    team.member("Dino", role=Role.CM)
    assert ugo.person.roles == {Role.WORKERS_REPRESENTATIVE}
    cora.types("/cm privacy least 9")
    cora.types("/cm roles revoke @ugo #workers_representative")
    said = cora.types("/cm privacy least 5").text
    assert said.startswith("It takes the workers’ representative to have it lowered, and nobody")
    # The settings give the role once; afterwards it is given by people.
    team.member("Eva")
    assert ugo.person.roles == frozenset()


def test_who_asked_and_is_forgotten_asks_no_more(team: Team, cora: Member, dino: Member) -> None:
    dino.types("/cm privacy least 6")
    asked = cora.inbox[-1]
    dino.presses("Erase me", on=dino.types("/piazza forgetme"))
    assert cora.presses("Agree", on=asked).text == SETTLED
    assert len(cora.types("/cm privacy").text.splitlines()) == 3


def test_a_round_keeps_the_number_it_was_opened_with(team_of: Callable[..., Team]) -> None:
    team = team_of(survey.skill, skill, schedules={"cm.digest": {"paused": True}})
    cora = team.member("Cora", role=Role.CM)
    cora.types("/survey open")
    cora.types("/cm privacy least 7")
    cora.types("/survey close")
    team.tick(timedelta(days=7))
    cora.types("/survey open")
    each = sa.select(ballot_round.c.k).order_by(ballot_round.c.id)
    assert team.app.database.read_now(lambda db: db.scalars(each).all()) == [5, 7]


def pressed(team: Team, who: Member, on: Shown) -> Incoming:
    token = next(one.token for one in on.card.buttons if one.label == "Agree")
    return Incoming(WORKSPACE, f"key-{next(team.numbers)}", who.id, Pressed(token, on.place))


def test_several_who_agree_at_once_agree_once(team: Team, cora: Member, dino: Member) -> None:
    others = [dino, *(team.member(f"Eva{n}", role=Role.CM) for n in range(3))]
    cora.types("/cm privacy least 6")
    presses = [pressed(team, one, one.inbox[-1]) for one in others]

    async def at_once() -> list[Answer]:
        return await asyncio.gather(*map(team.app.handle, presses))

    said = ["".join(run.text for run in one.card.text) for one in team.run(at_once()) if one.card]
    team.run(team.app.engine.idle())
    assert sorted(words == SETTLED for words in said) == [False, True, True, True]
    assert len(cora.inbox) == 1
    count = sa.select(sa.func.count()).select_from(ballot_threshold)
    assert team.app.database.read_now(lambda db: db.scalar(count)) == 2
    assert current(team) == 6
