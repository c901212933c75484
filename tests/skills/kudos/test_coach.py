"""Stories about the coach: a look at thanks before they are given, for their writer alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.tables import delivery, job
from bot.insight.oracle.tables import asked_answer
from bot.testing import WORKSPACE, Member, Reply, Team
from skills.kudos import KudosSettings, skill
from tests.skills.kudos.telling import WHY, all_that_is_read_by

WHOLE = "You rewrote the test plan on Monday, so that we could ship on time."
BETTER = "Thank you for the patient review of the plan on that busy Monday … it saved us."

both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def filled(reply: Reply) -> dict[str, Any]:
    return {one.spec.name: one.value for one in reply.form.fields if one.value}


def rows(team: Team, table: sa.Table) -> list[Any]:
    return list(team.app.database.read_now(lambda db: db.execute(sa.select(table)).all()))


def test_who_asks_in_the_form_reads_what_could_be_added_and_says_it_as_it_is(
    team: Team, bob: Member, ann: Member
) -> None:
    form = bob.types("/kudos")
    seen = bob.fills(form, to=[ann], message=WHY, value="quality", how="private", first="coach")
    assert seen.problems[""].splitlines() == [
        "The coach, for you alone. Say it as it is, or add something first.",
        "What they did: you say it.",
        "What it changed I can’t find yet. What went better because of it, and for whom?",
        "The value: you name quality.",
    ]
    assert seen.form.calm
    assert (team.channel("#kudos"), ann.inbox, bob.inbox) == ([], [], [])
    assert filled(seen) == {
        "to": [ann.id],
        "message": WHY,
        "value": "quality",
        "how": "private",
        "signed": "signed",
    }
    assert "Nobody else reads it. You can give 4 more" in bob.fills(seen).text
    assert WHY in ann.inbox[-1].text
    assert team.channel("#kudos") == []


def test_words_that_say_it_all_are_left_alone(team: Team, bob: Member, ann: Member) -> None:
    seen = bob.types(f"/kudos @anna #coach #teamwork {WHOLE}")
    assert seen.problems[""].splitlines() == [
        "The coach, for you alone. It is all there. Say it as it is.",
        "What they did: you say it.",
        "What it changed: you say it.",
        "The value: you name teamwork.",
    ]
    bob.fills(seen)
    assert WHOLE in team.channel("#kudos")[-1].text


def test_it_is_asked_by_a_command_and_answers_in_ones_own_language(
    team: Team, bob: Member, ann: Member
) -> None:
    seen = ann.types("/kudos coach @bob grazie davvero per tutto l’aiuto di sempre")
    assert seen.problems[""].splitlines() == [
        "Il coach, solo per te. Puoi ringraziare così, o prima aggiungere qualcosa.",
        "Che cosa è stato fatto può essere più chiaro. A quale lavoro, momento o dettaglio pensi?",
        "Che cosa ha cambiato non lo trovo ancora. Che cosa è andato meglio, e per chi?",
        "Un valore ci starebbe bene. Rappresenta teamwork? Puoi sceglierlo qui sotto.",
    ]
    ann.fills(seen, message="Hai corretto la fattura, così il cliente ha pagato subito.")
    assert "Hai corretto la fattura" in team.channel("#kudos")[-1].text


def test_a_value_is_suggested_only_where_one_is_near(team: Team, bob: Member, ann: Member) -> None:
    told = bob.types(f"/kudos coach @anna {WHY}").problems[""]
    assert "Does it show quality? You can choose it below." in told
    told = bob.types("/kudos coach @anna for the funny song you sang on Friday").problems[""]
    assert told.endswith("Which of ours did you see at work?")


def test_without_values_none_is_spoken_of(team_of: Callable[..., Team]) -> None:
    team = team_of(skill)
    bob, _ = team.member("Bob Ross"), team.member("Anna Neri")
    assert len(bob.types(f"/kudos coach @anna {WHOLE}").problems[""].splitlines()) == 3


def test_what_can_not_be_given_is_said_first_and_kept(team: Team, bob: Member, ann: Member) -> None:
    form = bob.types("/kudos")
    short = bob.fills(form, to=[ann], message="too short", first="coach")
    assert "at least 20 characters" in short.problems["message"]
    own = bob.fills(short, to=[bob], message=WHY)
    assert "thanking yourself" in own.problems["to"]
    past = bob.fills(own, to=[ann], day="2026-11-01")
    assert list(past.problems) == ["day"]
    assert bob.fills(past, day="").form.calm


def test_a_group_is_still_thanked_as_one(team: Team, bob: Member, ann: Member) -> None:
    carl = team.member("Carl Jung")
    team.group("desk", [ann, carl])
    bob.fills(bob.types(f"/kudos @desk #coach {WHY}"))
    assert "thanks the group Desk" in team.channel("#kudos")[-1].text


def test_nobody_hides_behind_the_coach_in_a_group_of_their_own(
    team: Team, bob: Member, ann: Member
) -> None:
    team.member("Carl Jung")
    team.group("desk", [ann, bob])
    seen = bob.types(f"/kudos @desk #coach {WHY}")
    assert "start again with single colleagues" in bob.fills(seen, signed="anonymous").problems[""]


def test_where_no_form_opens_its_words_stand_beside_what_was_typed(
    team: Team, bob: Member, ann: Member
) -> None:
    told = bob.types(f"kudos coach @anna {WHY}", aloud=True).late
    assert "What it changed I can’t find yet." in told.text
    assert WHY in told.text
    bob.fills(bob.presses("Change and send", on=told))
    assert WHY in team.channel("#kudos")[-1].text


def test_where_it_is_switched_off_nobody_is_offered_it(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings={"kudos": KudosSettings(coach=False)})
    bob, _ = team.member("Bob Ross"), team.member("Anna Neri")
    assert "first" not in {one.spec.name for one in bob.types("/kudos").form.fields}
    assert "no writing coach here" in bob.types(f"/kudos coach @anna {WHY}").text
    assert "4 more" in bob.types(f"/kudos @anna {WHY}").text


@both
def test_a_model_follows_with_a_wording_that_is_used_only_when_pressed(
    team: Team, bob: Member, ann: Member
) -> None:
    team.model.answers("kudos_coach", {"words": BETTER})
    seen = bob.types(f"/kudos coach @anna #private #anonymous 2026-12-24 {WHY}")
    assert seen.problems[""].endswith(
        "A wording suggested by AI follows in a direct message. You need not wait for it."
    )
    [told] = bob.inbox
    assert told.text.startswith("AI suggests these words for your thanks to Anna Neri:\n" + BETTER)
    used = bob.presses("Use these words", on=told)
    assert "These words are by AI." in used.problems[""]
    assert filled(used) == {
        "to": [ann.id],
        "message": BETTER,
        "how": "private",
        "signed": "anonymous",
        "day": "2026-12-24",
    }
    assert filled(seen)["message"] == WHY
    assert team.channel("#kudos") == ann.inbox == []
    bob.fills(used, day="")
    assert ann.inbox[-1].text.startswith(f"Qualcuno in azienda ti ringrazia:\n{BETTER}")


@both
def test_nothing_of_it_is_kept_anywhere(team: Team, bob: Member, ann: Member, carl: Member) -> None:
    team.model.answers("kudos_coach", {"words": BETTER})
    bob.types(f"/kudos coach @anna {WHY}")
    assert len(bob.inbox) == 1
    assert rows(team, job) == rows(team, delivery) == rows(team, asked_answer) == []
    for who in (ann, carl):
        assert WHY not in all_that_is_read_by(who, team)
    told = bob.types("/piazza whatyouknow").text
    assert "Kudos" not in told or WHY not in told


@pytest.mark.parametrize("how", ["slow", "refusal", "key"])
def test_where_the_model_fails_the_coachs_own_words_stand(
    team: Team, bob: Member, ann: Member, how: Any
) -> None:
    team.model.answers("kudos_coach", {"words": BETTER})
    team.model.fails(how)
    assert bob.types(f"/kudos coach @anna {WHY}").form.calm
    assert [one.text for one in bob.inbox] == [
        "No suggestion by AI this time. What the coach has told you stands."
    ]


@pytest.mark.parametrize("said", ["Too short", "Look at https://example.org for the reason.", WHY])
def test_what_helps_nobody_is_not_shown(team: Team, bob: Member, ann: Member, said: str) -> None:
    team.model.answers("kudos_coach", {"words": said})
    bob.types(f"/kudos coach @anna {WHY}")
    assert [one.buttons for one in bob.inbox] == [[]]


def test_when_the_day_is_used_up_nothing_is_promised(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, llm={"tokens_a_day": 1})
    bob, _ = team.member("Bob Ross"), team.member("Anna Neri")
    team.model.answers("kudos_coach", {"words": BETTER})
    for _ in range(2):
        told = bob.types(f"/kudos coach @anna {WHY}").problems[""]
    assert "AI" not in told
    assert len(team.model.asked) <= 1


def test_who_is_named_is_hidden_from_the_model(team: Team, bob: Member, ann: Member) -> None:
    team.model.answers("kudos_coach", {"words": "Thanks for helping [NAME_1] with the plan."})
    bob.types("/kudos coach @anna thanks for helping Carl Jung with the plan on Monday")
    [asked] = team.model.asked
    assert "Carl" not in " ".join(asked.texts)
    assert "Anna" not in " ".join([*asked.texts, *asked.facts])


def test_who_is_gone_or_has_left_is_not_filled_in(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    dora = team.member("Dora Dall")
    team.model.answers("kudos_coach", {"words": BETTER})
    bob.types(f"/kudos coach @anna @carl @dora {WHY}")
    ann.presses("Cancellami", on=ann.types("/piazza forgetme"))
    team.run(team.app.registry.remember(WORKSPACE, [replace(carl.profile, active=False)]))
    used = bob.presses("Use these words", on=bob.inbox[-1])
    assert filled(used)["message"] == BETTER
    assert filled(used)["to"] == [dora.id]


def test_a_look_costs_none_of_the_days_thanks(team: Team, bob: Member, ann: Member) -> None:
    for _ in range(7):
        bob.types(f"/kudos coach @anna {WHY}")
    team.tick(timedelta(minutes=1))
    assert "4 more" in bob.types(f"/kudos @anna {WHY}").text
