"""The connection is lost and comes back: nothing typed is lost, and nothing happens twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO

DOWN = "The connection was lost."


def test_what_is_sent_without_a_connection_arrives_once_when_it_is_back(
    window_of: Opens,
) -> None:
    bruno, anna = window_of(BRUNO, room="#general", cuttable=True), window_of(ANNA, room="#general")
    bruno.wire.cut()
    expect(bruno.page.get_by_text(DOWN)).to_be_visible()
    bruno.types("written on the train, in a tunnel")
    expect(bruno.page.locator("#composer-hint")).to_contain_text("Kept.")
    expect(bruno.composer).to_have_value("written on the train, in a tunnel")
    bruno.wire.mend()
    anna.message("written on the train, in a tunnel")
    expect(bruno.page.get_by_text(DOWN)).to_have_count(0)
    expect(bruno.composer).to_have_value("")
    for window in (bruno, anna):
        expect(window.messages("written on the train, in a tunnel")).to_have_count(1)


def test_an_act_whose_answer_was_lost_counts_once(window_of: Opens) -> None:
    bruno, anna = window_of(BRUNO, cuttable=True), window_of(ANNA)
    bruno.writes("/kudos ", "@Marco Ferrari", "for the list of names at the fair")
    bruno.wire.answers_lost = True
    bruno.composer.press("Enter")
    anna.message("for the list of names at the fair")
    bruno.wire.cut()
    bruno.wire.mend()
    bruno.private("Thank you for thanking @Marco Ferrari!")
    bruno.types("and that was all")
    anna.message("and that was all")
    for window in (bruno, anna):
        expect(window.messages("for the list of names at the fair")).to_have_count(1)


@pytest.mark.soak
def test_what_others_wrote_meanwhile_is_there_when_it_is_back(window_of: Opens) -> None:
    bruno, anna = window_of(BRUNO, room="#general", cuttable=True), window_of(ANNA, room="#general")
    bruno.writes("half a sent")
    bruno.wire.cut()
    expect(bruno.page.get_by_text(DOWN)).to_be_visible()
    anna.types("chi ha le chiavi del furgone?")
    anna.message("chi ha le chiavi del furgone?")
    bruno.wire.mend()
    bruno.message("chi ha le chiavi del furgone?")
    expect(bruno.composer).to_have_value("half a sent")
