"""Private thanks that hurt are shown to the community manager, who removes them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO, MARCO

HURTS = "you only ever draw what nobody has asked for"


@pytest.mark.soak
def test_private_thanks_are_reported_read_and_removed(window_of: Opens) -> None:
    bruno, anna, marco = window_of(BRUNO), window_of(ANNA), window_of(MARCO)
    bruno.types("/kudos ", "@Anna Neri", f"#private {HURTS}")
    bruno.private("Thank you for thanking @Anna Neri!")
    anna.goes_to("Piazza")
    anna.presses("Segnala al community manager", on=anna.message(HURTS))
    asked = anna.private("Vuoi mostrarlo al community manager?")
    expect(asked).to_contain_text(HURTS)
    anna.presses("Sì, mostralo", on=asked)
    anna.private("Marco Ferrari")

    marco.goes_to("Piazza")
    shown = marco.message(HURTS)
    expect(shown).to_contain_text("Anna Neri ti segnala un ringraziamento")
    marco.presses("Eliminalo", on=shown)
    expect(marco.form.field("Quale numero?")).not_to_have_value("")
    marco.form.fills("Perché?", "Con queste parole non si ringrazia nessuno.")
    marco.form.sends("Avanti")
    marco.presses("Eliminalo", on=marco.private("Vuoi eliminare questo?"))
    marco.private("Eliminato: il ringraziamento a @Anna Neri")
    expect(anna.messages(HURTS)).to_have_count(0)
    bruno.goes_to("Piazza")
    bruno.message("Con queste parole non si ringrazia nessuno.")
