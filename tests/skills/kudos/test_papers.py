"""Stories about the record as a file, and the page for the notice board."""

from __future__ import annotations

import csv
import io

from bot.testing import Member, Shown, Team
from tests.skills.kudos.telling import WHY


def rows(shown: Shown, delimiter: str = ",") -> list[list[str]]:
    assert shown.file is not None
    return list(csv.reader(io.StringIO(shown.file.text), delimiter=delimiter))


def test_the_whole_record_comes_as_a_file(team: Team, bob: Member, ann: Member) -> None:
    ann.types("/kudos @bob #teamwork perché sei sempre disponibile con tutti")
    ann.types("/kudos @bob #anonimo #privato =SOMMA(A1:A9) davvero molto bello")
    bob.types(f"/kudos @anna {WHY}")
    bob.types(f"/kudos @anna 2026-12-24 {WHY}")
    mine = bob.types("/kudos mine")
    told = bob.presses("As a file", on=mine)
    assert told.text == "The file is on its way to your direct messages."
    assert rows(bob.inbox[-1]) == [
        ["What", "When", "From", "To", "How", "Words"],
        [
            "Received",
            "2026-11-23 08:00",
            "A colleague",
            "Bob Ross",
            "private and anonymous",
            "'=SOMMA(A1:A9) davvero molto bello",
        ],
        [
            "Received",
            "2026-11-23 08:00",
            "Anna Neri",
            "Bob Ross",
            "#teamwork and public",
            "perché sei sempre disponibile con tutti",
        ],
        ["Waits for its day", "2026-12-24 09:00", "Bob Ross", "Anna Neri", "public", WHY],
        ["Given", "2026-11-23 08:00", "Bob Ross", "Anna Neri", "public", WHY],
    ]
    ann.types("/kudos mine file")
    assert rows(ann.inbox[-1], ";")[0] == ["Che cosa", "Quando", "Da", "A", "Come", "Parole"]
    assert len(rows(ann.inbox[-1], ";")) == 4  # what waits for its day is not theirs yet


def test_the_page_holds_last_weeks_public_thanks_by_value(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    team.employee("Maria Rossi")
    bob.types(f"/kudos @Maria Rossi #quality {WHY}")
    bob.types("/kudos @anna #teamwork for carrying the heavy boxes")
    bob.types("/kudos @anna #anonymous for the quiet work nobody sees")
    bob.types("/kudos @anna #private for what only you should read")
    carl.types("/kudos @anna 2026-11-30 for what comes a week later")
    undone = carl.types("/kudos @anna for what is taken back at once")
    carl.presses("Undo (10 minutes)", on=undone)
    assert "nothing to print" in carl.types("/kudos page").text
    team.tick("2026-11-30 09:01")
    assert carl.types("/kudos page").text == "The file is on its way to your direct messages."
    page = carl.inbox[-1].file
    assert page is not None
    assert page.media == "text/html"
    for told in (
        "Maria Rossi, from Bob Ross",
        WHY,
        "</strong> – 1 thank-you",
        "Anna Neri, from a colleague",
    ):
        assert told in page.text, told
    for hidden in ("only you should read", "a week later", "taken back"):
        assert hidden not in page.text, hidden
    assert page.text.index("teamwork") < page.text.index("quality")
