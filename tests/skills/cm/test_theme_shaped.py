"""What the manager does with a theme can be undone; what was promised stands on its card."""

from __future__ import annotations

import pytest

from bot.testing import Member, Reply, Team
from tests.skills.cm.spoken import DAY, Words, as_ideas
from tests.skills.cm.test_theme_card import (
    BILLING,
    FATTURA,
    LATE_BILL,
    a_theme,
    card,
    colleagues,
    cora,
    team,
)
from tests.skills.cm.test_themes import names, number_of

__all__ = ["colleagues", "cora", "team"]
OTHER = "The canteen should write an invoice for each lunch."


@pytest.fixture
def shaped(team: Team, cora: Member, colleagues: list[Member]) -> Team:
    ann, bob, *_ = colleagues
    said = [Words(one, ann, team.now - DAY) for one in (LATE_BILL, FATTURA)]
    as_ideas(team, [*said, Words(OTHER, bob, team.now - DAY)])
    a_theme(team, cora)
    return team


def more(cora: Member) -> Reply:
    """What else can be done with the theme."""
    return cora.presses("More", on=cora.types("/cm theme billing"))


def test_what_is_about_something_else_is_taken_out_and_put_back(shaped: Team, cora: Member) -> None:
    assert "3 ideas propose" in card(cora)
    form = cora.presses("Take something out", on=more(cora))
    [field] = form.form.fields
    [key] = [one for one, label in field.options if "canteen" in str(label)]
    told = cora.fills(form, out={"one": key})
    assert OTHER not in card(cora)
    assert "2 ideas propose" in card(cora)
    # Neither by night nor by other words does it come back by itself.
    form = cora.presses("Tell by words", on=cora.types("/cm theme billing"))
    cora.fills(form, words=f"{BILLING}, lunch")
    shaped.tick(2 * DAY)
    assert "2 ideas propose" in card(cora)
    # In the audit there is no word of it.
    assert "lunch" not in cora.types("/cm audit").text.replace(f"{BILLING}, lunch", "")
    assert "back in Billing" in cora.presses("Undo", on=told).text
    assert OTHER in card(cora)
    assert "3 ideas propose" in card(cora)
    assert "not there" in cora.presses("Undo", on=told).text


def test_each_change_is_undone_at_one_press(shaped: Team, cora: Member) -> None:
    a_theme(shaped, cora, "Lunch", "canteen")
    form = cora.presses("Rename", on=cora.types("/cm theme lunch"))
    told = cora.fills(form, name="Food")
    assert "Food" in names(cora)
    cora.presses("Undo", on=told)
    assert "Lunch" in names(cora)
    form = cora.presses("Tell by words", on=cora.types("/cm theme lunch"))
    told = cora.fills(form, words="bicycle")
    assert OTHER not in card(cora, "lunch")
    cora.presses("Undo", on=told)
    assert OTHER in card(cora, "lunch")
    told = cora.presses("Drop", on=cora.types("/cm theme lunch"))
    assert "Lunch" not in names(cora)
    cora.presses("Undo", on=told)
    assert "Lunch" in names(cora)


def test_a_merge_is_undone_as_it_was(shaped: Team, cora: Member) -> None:
    for name, words in (("Lunch", "canteen"), ("Food", "lunch")):
        a_theme(shaped, cora, name, words)
    form = cora.presses("Merge into another", on=cora.types("/cm theme food"))
    cora.fills(form, into={"theme": number_of(shaped, "Lunch")})
    form = cora.presses("Merge into another", on=cora.types("/cm theme lunch"))
    told = cora.fills(form, into={"theme": number_of(shaped, "Billing")})
    assert names(cora) == ["Billing"]
    # What stood in both counts once.
    assert "3 ideas propose" in card(cora)
    cora.presses("Undo", on=told)
    assert names(cora) == ["Billing", "Lunch"]
    assert "Merged into it: Food" in card(cora, "lunch")
    assert "not there" in cora.presses("Undo", on=told).text


def test_what_is_promised_because_of_it_stands_on_its_card(
    shaped: Team, cora: Member, colleagues: list[Member]
) -> None:
    form = cora.presses("Promise something", on=more(cora))
    words = "A page that explains each line."
    cora.fills(form, owner=colleagues[0], due="2026-12-20", words=words)
    told = card(cora)
    assert "What was promised" in told
    assert words in told
    assert "planned" in told
    assert "Ann" in told


def test_a_promise_that_speaks_of_it_is_linked_at_one_press(
    shaped: Team, cora: Member, colleagues: list[Member]
) -> None:
    cora.types("/cm promise @ann 2026-12-20 Every invoice has its number on top.")
    cora.types("/cm promise @bob 2026-12-20 The roof of the shed is mended.")
    seen = cora.types("/cm theme billing")
    assert "What was promised" not in seen.text
    [one] = [label for label in seen.shown.buttons if label.startswith("Link “")]
    told = cora.presses(one, on=seen)
    assert "Every invoice has its number on top." in card(cora)
    cora.presses("Undo", on=told)
    assert "What was promised" not in card(cora)
    form = cora.presses("Link a promise", on=more(cora))
    [field] = form.form.fields
    [shed] = [key for key, label in field.options if "shed" in str(label)]
    cora.fills(form, promise={"one": shed})
    assert "The roof of the shed is mended." in card(cora)
    # How it stands is said as it is now.
    report = colleagues[1].presses("Say what came of it", on=colleagues[1].inbox[-1])
    colleagues[1].fills(report, state="kept", news="It is dry inside now.")
    assert "kept" in card(cora)


def test_what_was_promised_because_of_an_idea_in_it_stands_there_too(
    shaped: Team, cora: Member, colleagues: list[Member]
) -> None:
    shown = cora.types("/idea show 1")
    form = cora.presses("Promise something", on=shown)
    cora.fills(form, owner=colleagues[0], due="2026-12-20", words="Each invoice comes once.")
    assert "Each invoice comes once." in card(cora)
