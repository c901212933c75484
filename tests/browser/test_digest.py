"""The community manager's digest: figures, and a chart that looks at home."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Opens
from .people import MARCO


def test_the_chart_has_one_title_and_follows_the_theme(window_of: Opens) -> None:
    marco = window_of(MARCO)
    marco.types("/cm digest")
    marco.goes_to("Piazza")
    marco.presses("Tutta la settimana", on=marco.messages("La settimana:").last)
    digest = marco.messages("Ringraziamenti fatti").last
    chart = digest.locator("figure img")
    expect(chart).to_be_visible()
    expect(digest.locator("figure")).to_have_text("")
    expect(chart).to_have_css("filter", "none")
    marco.sees_it("dark")
    expect(chart).not_to_have_css("filter", "none")
    # Somebody may want it otherwise than their system.
    marco.presses("Chiari")
    expect(chart).to_have_css("filter", "none")
