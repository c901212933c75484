"""What leaves Piazza as a file: no more than who takes it may read, and not without a trace."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.directory import audit, roles
from bot.people import Role
from bot.runtime import exporting, takeout
from bot.testing import Member, Reply, Team
from skills.cm import skill as cm
from skills.kudos import skill as kudos

THANKS = "thank you for staying late with the release"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(cm, kudos, start="2026-11-23 08:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def ann(team: Team, cora: Member) -> Member:
    return team.member("Ann Archer")


@pytest.fixture
def bob(team: Team, cora: Member) -> Member:
    return team.member("Bob Brown")


def takes(who: Member, words: str) -> tuple[Reply, str]:
    """What somebody reads before they take something, and the file they get."""
    looked = who.types(f"/cm export {words}")
    who.presses("Send me the file", on=looked)
    file = who.inbox[-1].file
    assert file is not None
    return looked, file.text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def noted(team: Team) -> list[tuple[str, str]]:
    found = team.app.database.read_now(lambda db: audit.latest(db.connection(), 20))
    return [(row.power, row.reason) for row in found][::-1]


def by_hand(team: Team, kind: str, form: str = "csv") -> str:
    """The same as the command line writes it."""
    house, period = team.app.house, takeout.period_of(None, None, "Europe/Rome")
    door = house.router.exports[kind]
    told: list[Any] = team.app.database.read_now(
        lambda db: house.exported(door, db, period, team.now)
    )
    return takeout.text_of(door.columns, told, form, "en", "Europe/Rome")


def test_it_is_said_before_what_leaves_and_noted_who_took_it(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    ann.types(f"/kudos @bob {THANKS}")
    bob.types(f"/kudos @ann {THANKS} again")
    looked = cora.types("/cm export #kudos")
    assert looked.text.startswith("Thanks: 2 rows, as CSV\nFrom the very first day on.")
    assert "leave Piazza" in looked.text
    assert cora.inbox == []
    cora.presses("Send me the file", on=looked)
    assert cora.inbox[-1].text == "Here it is: Thanks, 2 rows."
    assert noted(team) == [("bot.cm_export", ""), ("bot.export_send", "kudos csv: 2")]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_chat_and_the_command_line_write_the_same(
    team: Team, cora: Member, ann: Member, bob: Member, form: str
) -> None:
    ann.types(f"/kudos @bob =HYPERLINK(1) and {THANKS}")
    _, text = takes(cora, f"#kudos #{form}")
    assert text == by_hand(team, "kudos", form)
    assert ("'=HYPERLINK" in text) is (form == "csv")


def test_of_private_thanks_nothing_leaves_but_the_day(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    ann.types(f"/kudos @bob #private {THANKS} in private")
    bob.types(f"/kudos @ann {THANKS} before all")
    _, text = takes(cora, "#kudos #json")
    first, second = json.loads(text)
    assert (first["from"], first["to"], first["private"]) == ("Bob Brown", "Ann Archer", False)
    told = {name for name, cell in second.items() if cell not in (None, "")}
    assert told == {"day", "private"}
    assert "in private" not in text
    assert noted(team)[-1] == ("bot.export_send", "kudos json: 2")


def test_who_thanks_without_a_name_has_none_there_either(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    team.member("Dan Drew")
    ann.types(f"/kudos @bob #anonymous {THANKS}")
    _, text = takes(cora, "#kudos")
    [row] = rows(text)
    assert (row["from"], row["to"], row["without a name"]) == ("", "Bob Brown", "yes")
    assert "Ann" not in text


def test_a_period_has_its_days_by_the_clocks_of_the_company(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    team.tick("2026-11-24 00:30")
    ann.types(f"/kudos @bob {THANKS}")
    before = cora.types("/cm export #kudos 2026-11-23 2026-11-23")
    assert before.text.startswith("There is nothing of that in these days")
    looked, text = takes(cora, "#kudos 2026-11-24 2026-11-24")
    assert "From 24 November 2026 to 24 November 2026." in looked.text
    [row] = rows(text)
    assert (row["day"], row["shown"]) == ("2026-11-24", "2026-11-24T00:30:00+01:00")
    assert noted(team)[-1][1] == "kudos csv 2026-11-24 – 2026-11-24: 1"
    back = cora.types("/cm export #kudos 2026-11-25 2026-11-24")
    assert back.text.startswith("The last day lies before the first one.")


def test_nobody_else_takes_anything_and_old_buttons_die_with_the_role(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    ann.types(f"/kudos @bob {THANKS}")
    looked = cora.types("/cm export #kudos")
    for words in ("", "#kudos", "#nothing", "x"):
        said = ann.types(f"/cm export {words}".strip()).text.split("\n")[0]
        assert said == "Only the community manager can do that: Cora. Write to them directly."
    team.grant(bob, Role.CM)
    id_ = cora.person.id
    team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))
    assert "Bob Brown" in cora.presses("Send me the file", on=looked).text
    assert cora.inbox == []


def test_the_workers_representative_takes_the_audit_and_nothing_else(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    team.grant(bob, Role.WORKERS_REPRESENTATIVE)
    ann.types(f"/kudos @bob {THANKS}")
    takes(cora, "#kudos")
    _, text = takes(bob, "#audit")
    assert [row["why"] for row in rows(text)] == ["", "kudos csv: 1", ""]
    form = bob.types("/cm export #kudos").form
    [kind] = [one for one in form.fields if one.spec.name == "what_kind"]
    assert [option for option, _ in kind.options] == ["audit"]


def test_everybodys_data_from_the_hr_file_is_for_nobody_in_a_chat(team: Team, cora: Member) -> None:
    form = cora.types("/cm export").form
    [kind] = [one for one in form.fields if one.spec.name == "what_kind"]
    assert "people" not in [option for option, _ in kind.options]


def test_much_comes_later_with_a_word_and_only_while_it_is_for_them(
    team: Team, cora: Member, ann: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    ann.types(f"/kudos @bob {THANKS}")
    looked = cora.types("/cm export #kudos")
    said = cora.presses("Send me the file", on=looked)
    assert said.text.startswith("One row: I am writing the file")
    [shown] = cora.inbox
    assert shown.file is not None
    assert shown.file.text == by_hand(team, "kudos")


def test_more_than_a_file_holds_is_for_fewer_days(
    team: Team, cora: Member, ann: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 0)
    ann.types(f"/kudos @bob {THANKS}")
    assert "Choose fewer days" in cora.types("/cm export #kudos").text


def test_the_dictionary_says_what_each_column_means_in_the_readers_language(
    team: Team, cora: Member
) -> None:
    carla = team.member("Carla", language="it", role=Role.CM)
    looked = carla.types("/cm export dictionary")
    assert "Grazie: 11 colonne" in looked.text
    carla.presses("Che cosa significa ogni colonna, in un file", on=looked)
    file = carla.inbox[-1].file
    assert file is not None
    told = list(csv.reader(io.StringIO(file.text), delimiter=";"))
    assert told[0] == ["Esportazione", "Colonna", "Significato", "Unità", "Perché può uscire"]
    assert ["kudos", "cheers", "Quante persone hanno applaudito"] in [one[:3] for one in told]
    doors = exporting.open_to(team.app.house, carla.person)
    assert len(told) == 1 + sum(len(one.columns) for one in doors)


def test_a_column_without_a_line_does_not_leave(
    team: Team, cora: Member, ann: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.types(f"/kudos @bob {THANKS}")
    door = team.app.house.router.exports["kudos"]
    fewer = [one for one in door.columns if one.name != "cheers"]
    monkeypatch.setitem(
        team.app.house.router.exports, "kudos", type(door)(**_parts(door) | {"columns": fewer})
    )
    with pytest.raises(Exception, match="no such column: 'cheers'"):
        cora.types("/cm export #kudos")


def _parts(door: Any) -> dict[str, Any]:
    return {name: getattr(door, name) for name in type(door).__dataclass_fields__}
