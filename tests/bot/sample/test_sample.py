"""The sample company: who works there, what they did, and where it may not be put."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot import Skill
from bot.errors import SetupError
from bot.insight.experiments.lots import Lots
from bot.people import Kind
from bot.runtime import discover
from bot.runtime.assembly import assemble
from bot.runtime.outgoing import plain
from bot.runtime.platform import Profile
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.sample.company import data, people
from bot.sample.filling import Told, fill
from bot.sample.lines import lines_below
from bot.store.database import Database, open_database
from tests.bot.sample.hall import Hall

NOW = datetime(2026, 11, 26, 16, 20, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
FRIDAY, AT_FOUR = 4, time(16)

SKILLS = discover.load_skills(["kudos", "cm"])


@dataclass(frozen=True)
class Filled:
    """A sample company that has been filled in."""

    told: Told
    hall: Hall
    database: Database
    lots: Lots

    def rows(self, query: str) -> list[Any]:
        """What a query finds."""
        return list(self.database.read_now(lambda db: db.execute(sa.text(query)).all()))


def settings(folder: Path | None = None) -> Settings:
    models = {skill.name: skill.settings() for skill in SKILLS}
    own = Secrets(piazza_home=folder, piazza_keys=folder / "keys") if folder else Secrets()
    return Settings(skills=models, secrets=own)


def filled(
    folder: Path, *, count: int, weeks: int, seed: str = "a", hall: Hall | None = None
) -> Filled:
    folder.mkdir(exist_ok=True)
    database = open_database(f"sqlite:///{folder}/piazza.db")
    hall = hall or Hall()
    try:
        told = fill(
            settings(folder), SKILLS, database, hall, people=count, weeks=weeks, seed=seed, now=NOW
        )
    except BaseException:
        database.close()
        raise
    return Filled(told, hall, database, Lots(folder / "keys"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    found = filled(tmp_path_factory.mktemp("sample"), count=180, weeks=6)
    yield found
    found.database.close()


def test_a_company_of_180_has_3_divisions_9_teams_4_zones_and_2_languages() -> None:
    everybody = [one for one in people(180, "a") if one.profile.kind is not Kind.BOT]
    assert len(everybody) == 180
    assert len({one.division for one in everybody}) == 3
    assert len({one.team for one in everybody}) == 9
    assert len({one.profile.zone for one in everybody}) == 4
    assert len({one.city for one in everybody}) == 4
    assert {one.profile.language for one in everybody} == {"en", "it"}
    assert len({one.profile.name for one in everybody}) == 180


def test_on_the_shop_floor_many_have_no_account() -> None:
    without = [one for one in people(180, "a") if not one.profile.id]
    assert 35 <= len(without) <= 45
    assert {one.division for one in without} == {"Workshop"}


@pytest.mark.parametrize(("count", "seed"), [(10, "a"), (180, "a"), (180, "b"), (2000, "c")])
def test_some_are_there_in_every_company(count: int, seed: str) -> None:
    everybody = people(count, seed)
    first = {one.profile.id: (one.profile.name, one.profile.language) for one in everybody[:3]}
    assert first == {
        "U1": ("Anna Neri", "it"),
        "U2": ("Marco Ferrari", "it"),
        "U3": ("Bruno Villa", "en"),
    }
    assert len(everybody) == count + 1
    assert len({one.profile.handle for one in everybody}) == count + 1
    assert len({one.profile.email for one in everybody}) == count + 1


def test_the_same_seed_makes_the_same_company_and_another_one_another() -> None:
    assert people(180, "a") == people(180, "a")
    assert people(180, "a") != people(180, "b")


def test_the_directory_knows_everybody(sample: Filled) -> None:
    kinds = dict(sample.rows("SELECT kind, count(*) FROM person GROUP BY kind"))
    assert kinds == {"member": 177, "guest": 3, "bot": 1}
    accounts = sample.rows("SELECT count(*) FROM identity")[0][0]
    assert (
        accounts
        == len(sample.hall.people)
        == len([one for one in people(180, "a") if one.profile.id])
    )
    assert sample.hall.about["U1"] == "designer, Milano"
    left = sample.rows("SELECT name FROM person WHERE NOT active")
    assert {name for (name,) in left} == {
        one.profile.name for one in people(180, "a") if one.leaves
    }
    assert left
    roles = sample.rows("SELECT name, role FROM person JOIN role_grant ON person_id = id")
    assert roles == [("Marco Ferrari", "cm")]


def test_people_thank_in_both_languages_and_cheer(sample: Filled) -> None:
    thanks = {message for (message,) in sample.rows("SELECT message FROM kudos")}
    home = Path(skill_named("kudos").home)
    lines = lines_below(home / "sample")
    for language in ("en", "it"):
        assert thanks & {one for kind in ("thanks", "thanks_two") for one in lines[kind, language]}
    assert len(thanks) > 100
    assert sample.rows("SELECT count(*) FROM kudos_cheer")[0][0] > 100
    assert {said.room for said in sample.hall.said} >= {"#general", "#workshop", "#coffee"}


def test_the_teams_of_each_city_are_groups_of_those_who_are_still_here(sample: Filled) -> None:
    found = sample.rows(
        "SELECT g.name, g.handle, p.active, p.kind FROM user_group AS g"
        " JOIN user_group_member ON group_id = g.id JOIN person AS p ON p.id = person_id"
    )
    assert {(active, kind) for _, _, active, kind in found} == {(1, "member")}
    counted = Counter(
        f"{one.team} {one.city}"
        for one in people(180, "a")
        if one.profile.id and one.profile.kind is Kind.MEMBER and not one.leaves
    )
    assert Counter(name for name, *_ in found) == counted
    assert ("Customer Care Porto Alegre", "customer.care.porto.alegre") in {
        (name, handle) for name, handle, *_ in found
    }


def test_groups_are_thanked_where_everybody_reads_it(sample: Filled) -> None:
    texts = [plain(one.card.text) for one in sample.hall.boxes["#kudos"]]
    assert len([one for one in texts if " thanks the group " in one]) > 3
    lines = lines_below(Path(skill_named("kudos").home) / "sample")
    named = {
        message
        for (message,) in sample.rows("SELECT message FROM kudos WHERE group_names IS NOT NULL")
    }
    for language in ("en", "it"):
        assert named & set(lines["thanks_group", language])


def test_nothing_failed_and_no_form_had_to_be_mended(sample: Filled) -> None:
    assert sample.told.failed == 0
    assert sample.told.left_open == 0
    assert sample.told.refused < sample.told.acts / 20


def test_everything_was_delivered(sample: Filled) -> None:
    assert (
        sample.rows("SELECT DISTINCT state FROM delivery WHERE state NOT IN ('sent', 'cancelled')")
        == []
    )


def test_every_friday_at_four_the_weeks_thanks_are_told(sample: Filled) -> None:
    posts = sample.hall.posts("#kudos", "This week")
    came = [at.astimezone(ROME) for at, _ in posts]
    assert [one.date() for one in came] == [came[0].date() + timedelta(weeks=n) for n in range(6)]
    assert {(one.weekday(), one.time()) for one in came} == {(FRIDAY, AT_FOUR)}
    assert [at for at, _ in posts] == sorted(at for at, _ in posts)


def test_the_community_manager_reads_a_digest_every_monday(sample: Filled) -> None:
    digests = [one for one in sample.hall.boxes["U2"] if "Tutta la settimana" in one.buttons]
    came = [sample.hall.came[one.place["message"]].astimezone(ROME) for one in digests]
    assert [(one.weekday(), one.time()) for one in came] == [(0, time(9))] * 6


def test_nudges_come_on_ones_own_friday_and_in_the_last_five_weeks_only(sample: Filled) -> None:
    zones = {one.id: one.zone for one in sample.hall.people.values()}
    came = [
        sample.hall.came[one.place["message"]].astimezone(ZoneInfo(zones[box]))
        for box, shown in sample.hall.boxes.items()
        if not box.startswith("#")
        for one in shown
        if "Friday is a good day" in one.text or "Il venerdì" in one.text
    ]
    assert {(one.weekday(), one.time()) for one in came} == {(FRIDAY, time(15))}
    assert len({one.date() for one in came}) == 5


def test_one_nudge_is_being_tested_and_the_test_of_another_is_over(sample: Filled) -> None:
    ends = {
        nudge: datetime.fromisoformat(until).replace(tzinfo=UTC)
        for nudge, until in sample.rows("SELECT nudge, until FROM experiment")
    }
    assert ends["kudos.gratitude"] < NOW < ends["kudos.colleague"]
    # Those drawn by lot went without it as long as it went on, and no longer.
    got = sample.rows("SELECT person_id, made FROM delivery WHERE kind = 'kudos.gratitude'")
    held = [
        datetime.fromisoformat(at).replace(tzinfo=UTC)
        for person, at in got
        if sample.lots.is_held("kudos.gratitude", 50, person)
    ]
    assert 0 < len(held) < len(got) / 2
    assert min(held) > ends["kudos.gratitude"]


def test_nobody_goes_beyond_the_allowance_or_thanks_themselves(sample: Filled) -> None:
    given: Counter[tuple[int, Any]] = Counter()
    for giver, zone, at in sample.rows(
        "SELECT giver, zone, given FROM kudos JOIN person ON person.id = giver"
    ):
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        given[giver, moment.astimezone(ZoneInfo(zone)).date()] += 1
    assert max(given.values()) <= 5
    own = "SELECT 1 FROM kudos JOIN kudos_recipient ON kudos_id = id WHERE person_id = giver"
    assert sample.rows(own) == []


def test_the_last_hour_is_lively_and_a_question_is_open(sample: Filled) -> None:
    latest = [at for at in sample.hall.came.values() if at >= NOW - timedelta(hours=1)]
    assert len(latest) > 3
    assert max(latest) <= NOW
    last = sample.hall.said[-1]
    assert last.text in {line for lines in data("chatter")["question"].values() for line in lines}
    assert NOW - timedelta(hours=1) < last.at <= NOW


def test_shown_cards_tell_who_thanks_whom(sample: Filled) -> None:
    texts = [plain(one.card.text) for one in sample.hall.boxes["#kudos"]]
    assert any(" thanks " in one for one in texts)


@pytest.mark.soak
def test_the_same_seed_makes_the_same_history(tmp_path: Path) -> None:
    queries = (
        "SELECT id, giver, message, given FROM kudos ORDER BY id",
        "SELECT kudos_id, person_id FROM kudos_cheer ORDER BY 1, 2",
        "SELECT kind, person_id, channel, state, made FROM delivery ORDER BY 1, 2, 3, 4, 5",
    )
    histories = []
    for name in ("one", "other"):
        one = filled(tmp_path / name, count=40, weeks=3)
        histories.append([one.rows(query) for query in queries])
        one.database.close()
    assert histories[0][0]
    assert histories[0] == histories[1]


def test_it_is_not_put_in_twice(tmp_path: Path) -> None:
    filled(tmp_path, count=10, weeks=1).database.close()
    with pytest.raises(SetupError, match="sample company is here already"):
        filled(tmp_path, count=10, weeks=1)


def test_it_is_not_put_among_real_people(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/piazza.db")
    app = assemble(settings(), SKILLS, database, lambda: NOW)
    asyncio.run(app.registry.remember("slack:T1", [Profile("U9", "Real Person")]))
    database.close()
    with pytest.raises(SetupError, match="holds people of Slack"):
        filled(tmp_path, count=10, weeks=1)


@pytest.mark.parametrize("count", [0, 9, 100_001])
def test_a_company_too_small_or_too_large_is_refused_in_one_line(
    tmp_path: Path, count: int
) -> None:
    with pytest.raises(SetupError, match=r"^a sample company has 10 to 100000 people, not \d+$"):
        filled(tmp_path, count=count, weeks=1)


def test_when_it_is_broken_off_nothing_is_left(tmp_path: Path) -> None:
    class Tired(Hall):
        async def post(self, room: str, who: str, text: str) -> None:
            raise KeyboardInterrupt

    database = open_database(f"sqlite:///{tmp_path}/piazza.db")
    with pytest.raises(KeyboardInterrupt):
        fill(settings(), SKILLS, database, Tired(), people=10, weeks=1, now=NOW)
    database.close()
    again = filled(tmp_path, count=10, weeks=1)
    assert again.told.acts
    again.database.close()


def test_a_second_filling_that_waits_for_the_first_is_refused(tmp_path: Path) -> None:
    begins, refusals = threading.Event(), list[str]()
    second = open_database(f"sqlite:///{tmp_path}/piazza.db")
    sa.event.listen(second.engine, "connect", lambda *_: begins.set())

    def fill_again() -> None:
        with pytest.raises(SetupError) as refused:
            fill(settings(), SKILLS, second, Hall(), people=10, weeks=1, now=NOW)
        refusals.append(str(refused.value))

    other = threading.Thread(target=fill_again)

    class Watched(Hall):
        async def stop(self) -> None:
            other.start()
            assert begins.wait(20)

    first = filled(tmp_path, count=10, weeks=1, hall=Watched())
    other.join()
    second.close()
    assert "the sample company is here already" in refusals[0]
    assert first.rows("SELECT count(*) FROM person") == [(11,)]
    first.database.close()


def test_of_a_large_company_no_nudges_of_the_past_are_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sample.filling.ACTORS", 50)
    one = filled(tmp_path, count=120, weeks=2)
    kinds = {kind for (kind,) in one.rows("SELECT DISTINCT kind FROM delivery")}
    givers = one.rows("SELECT count(DISTINCT giver) FROM kudos")[0][0]
    one.database.close()
    assert kinds == {"bot.first_day", "kudos", "kudos.digest", "cm.digest"}
    assert 0 < givers <= 50


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("kind", ["thanks", "thanks_two", "thanks_group"])
def test_every_line_of_thanks_may_be_said(kind: str, language: str) -> None:
    from skills.kudos import Give

    lines = lines_below(Path(skill_named("kudos").home) / "sample")[kind, language]
    spec = Give.fields["message"]
    assert [one for one in lines if not spec.min_length <= len(one) <= 300] == []
    assert [one for one in lines if any(sign in one for sign in "{}@<>*_")] == []
    assert len(set(lines)) == len(lines)


def test_there_is_much_to_say_in_both_languages() -> None:
    lines = lines_below(Path(skill_named("kudos").home) / "sample")
    chatter = data("chatter")
    for language in ("en", "it"):
        assert len(lines["thanks", language]) + len(lines["thanks_two", language]) >= 60
        said = [one for room in chatter.values() for one in room[language]]
        assert len(set(said)) == len(said)
    assert sum(len(room[language]) for room in chatter.values() for language in ("en", "it")) >= 60


def skill_named(name: str) -> Skill:
    return next(skill for skill in SKILLS if skill.name == name)


def test_a_history_is_complete_although_piazza_had_started_before(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/piazza.db")
    assemble(settings(), SKILLS, database, lambda: NOW)
    database.close()
    one = filled(tmp_path, count=20, weeks=2)
    digests = one.rows("SELECT state FROM occurrence WHERE schedule = 'kudos.digest'")
    one.database.close()
    assert digests == [("planned",), ("planned",)]
