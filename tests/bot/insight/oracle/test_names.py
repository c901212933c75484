"""Names: who is hidden, among all whom the directory knows, on the day of the question."""

from __future__ import annotations

import pytest

from bot.insight.oracle.names import Names, among
from bot.testing import Member
from tests.bot.insight.oracle.mind import Mind
from tests.bot.insight.oracle.world import SOUP, Company

KNOWN = Names(["Niccolò D'Ambrosio", "Anna Maria Łukasz", "Bo Li", "Xaver Unbekannt"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nicolo dambrosio? NICCOLO!", ["Niccolò D'Ambrosio"]),
        ("L u k a s z and maria", ["Anna Maria Łukasz"]),
        ("mail annamaria.lukasz", ["Anna Maria Łukasz"]),
        ("Ｌｕｋａｓｚ", ["Anna Maria Łukasz"]),
        ("nobody here", ["Bo Li"]),
        ("", []),
    ],
)
def test_of_many_names_those_are_looked_for_that_might_be_there(
    text: str, names: list[str]
) -> None:
    assert among([KNOWN], [text]) == names


def test_who_came_today_is_hidden_too(mind: Mind, firm: Company) -> None:
    team = firm.team
    firm.asks(SOUP)
    new: Member = team.member("Zenobia Quattrocchi")
    firm.asks(f"{SOUP} Zenobia saw it, and so did Quattrocchi’s friend.")
    team.employee("Teofilo Sorrentino")
    firm.asks(f"{SOUP} Sorrentino, too.")
    told = "".join(one.user for one in mind.heard)
    assert [one for one in ("Zenobia", "Quattrocchi", "Sorrentino") if one in told] == []
    assert new.person.name == "Zenobia Quattrocchi"
