"""What axe-core finds wrong with a page for people who do not see, hear or point as most do."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "npm/node_modules/axe-core/axe.min.js"
# What hinders somebody; axe knows "moderate" and "minor" too.
GRAVE = ("serious", "critical")


def violations(page: Page, *rules: str) -> list[str]:
    """The serious and critical faults of what the page shows now, one a line with its places.

    All rules are tried when none is named.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SCRIPT.read_text())
    how = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("(how) => axe.run(document, how)", how)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(" ".join(node["target"]) for node in one["nodes"][:5])
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]
