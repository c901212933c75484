"""The community manager has something posted every week, once they saw how it looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import pytest

from bot import Role
from bot.delivery import outbox
from bot.delivery.notices import notices, remove
from bot.delivery.queue import SCHEDULED
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.runtime.posts import _QUOTED
from bot.testing import WORKSPACE, Member, Reply, Team
from skills import cm
from tests.bot import toy
from tests.bot.delivery.rows import deliveries, states
from tests.bot.traces import found

WORDS = "Coffee at ten in the kitchen, <!channel> @here\nhttps://intranet.example/coffee"
MONDAY = f'/cm post #general "every monday 09:30" {WORDS}'


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill, cm.skill, company={"closures": ["2026-12-07"]})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it", role=Role.CM)


def scheduled(who: Member, words: str = MONDAY) -> Reply:
    label = {"en": "Schedule it", "it": "Programmalo"}[who.person.language]
    return who.presses(label, on=who.types(words))


def posts(team: Team) -> list[str]:
    return [shown.text for shown in team.channel("#general")]


def test_first_it_is_shown_with_its_next_dates_and_nothing_is_stored(
    team: Team, cora: Member
) -> None:
    assert cora.types(MONDAY).text.splitlines() == [
        "Nothing is scheduled yet. In #general, every Monday at 09:30, company time, this will be"
        " posted:",
        "From the community manager:",
        *WORDS.splitlines(),
        # On that Monday the company is closed, and the day after is a holiday.
        "The next times: Monday 23 November 09:30, Monday 30 November 09:30, and"
        " Wednesday 9 December 09:30.",
    ]
    team.tick("2026-11-30 10:00")
    assert posts(team) == []
    assert cora.types("/cm post list").text.splitlines()[1].startswith("There is none yet.")


def test_it_is_posted_once_each_time_as_it_was_shown(team: Team, cora: Member) -> None:
    assert "for the first time on Monday 23 November 09:30" in scheduled(cora).text
    for moment in ("2026-11-23 09:29", "2026-11-23 09:30", "2026-11-23 09:31"):
        team.tick(moment)
    assert posts(team) == [f"From the community manager:\n{WORDS}"]
    team.tick("2026-11-30 09:30")
    team.tick("2026-12-14 09:30")
    assert len(posts(team)) == 3


def test_on_the_day_itself_what_is_past_is_not_made_up_for(team: Team, cora: Member) -> None:
    team.tick("2026-11-23 10:00")
    assert "first time on Monday 30 November" in scheduled(cora).text
    team.tick(timedelta(minutes=1))
    assert posts(team) == []


@pytest.mark.parametrize("channel", ["general", "#General"])
def test_a_channel_is_also_known_by_its_bare_name(cora: Member, channel: str) -> None:
    shown = cora.types(MONDAY.replace("#general", channel)).text
    assert shown.startswith("Nothing is scheduled yet. In #general, every Monday")


def test_what_was_looked_at_can_be_changed_before_it_is_scheduled(cora: Member) -> None:
    form = cora.presses("Change", on=cora.types(MONDAY))
    values = {one.spec.name: one.value for one in form.form.fields}
    assert values == {"channel": "#general", "when": "every monday 09:30", "words": WORDS}
    assert "every Tuesday" in cora.fills(form, when="tuesday 09:30").text


def test_in_italian_it_is_understood_and_shown(team: Team, ugo: Member) -> None:
    shown = ugo.types("/cm post #general “ogni lunedì e giovedì 09:30” Caffè alle dieci").text
    assert shown.startswith("Non è ancora programmato nulla. In #general, ogni lunedì e giovedì")
    assert "Le prossime volte: lunedì 23 novembre 09:30, giovedì 26 novembre 09:30" in shown


def test_pressed_twice_it_is_scheduled_once(team: Team, cora: Member) -> None:
    scheduled(cora)
    assert "scheduled already" in scheduled(cora).text
    team.tick("2026-11-23 09:30")
    assert len(posts(team)) == 1


def test_it_is_paused_moved_and_deleted(team: Team, cora: Member) -> None:
    scheduled(cora)
    listed = cora.types("/cm post list")
    assert "Post in #general: “Coffee at ten in the kitchen,…” (bot.post_1)" in listed.text
    [change] = listed.shown.buttons
    card = cora.presses(change, on=listed)
    cora.presses("Pause", on=card)
    team.tick("2026-11-23 09:30")
    assert posts(team) == []
    assert "Resumed by Cora Conti" in cora.types("/cm schedule resume post_1").text
    assert "every Tuesday at 09:30" in cora.types("/cm schedule move post_1 tuesday").text
    team.tick("2026-11-24 09:30")
    assert len(posts(team)) == 1
    assert "is deleted" in cora.types("/cm post delete post_1").text
    assert "#general: Coffee at ten" in cora.types("/cm audit").text
    team.tick("2026-12-01 09:30")
    assert len(posts(team)) == 1
    assert "No schedule is called bot.post_1." in cora.presses("Delete", on=card).text


def test_deleted_while_it_waits_it_is_not_posted(team: Team, cora: Member) -> None:
    scheduled(cora)
    team.now = team.moment("2026-11-23 09:30")
    due = team.app.database.read_now(team.app.planner.due)[-1]
    assert due.plan.key == "bot.post_1"
    team.run(team.app.planning.carry_out(due))
    cora.types("/cm post delete post_1")
    team.tick(timedelta(minutes=1))
    assert posts(team) == []
    assert "cancelled" in states(team)


@pytest.mark.parametrize(
    ("words", "field", "says"),
    [
        ('#general "fryday 09:00" hello', "when", "There is no day “fryday”. Did you mean Friday?"),
        ('#general "0 9 * * 1" hello', "when", "“0 9 * * 1” is no time I understand."),
        ('#general "monday 25:00" hello', "when", "25:00 is no time of day."),
        ("#general every monday hello", "when", "Write the time in quotes after the channel"),
        ('@general "monday 09:00" hello', "channel", "“@general” is no channel."),
        ('#closed "monday 09:00" hello', "channel", "I can’t post in #closed: either there is"),
        ('#general "monday 09:00"', "words", "Please fill this in."),
    ],
)
def test_what_is_unclear_is_told_in_the_form_with_all_that_was_typed(
    team: Team, cora: Member, words: str, field: str, says: str
) -> None:
    team.platform.closed.add("#closed")
    reply = cora.types(f"/cm post {words}")
    assert list(reply.problems) == [field]
    assert reply.problems[field].startswith(says)
    typed = " ".join(str(one.value) for one in reply.form.fields if one.value)
    assert set(words.replace('"', " ").split()) == set(typed.split())


def test_a_form_asks_for_it_and_says_what_is_wrong(team: Team, ugo: Member) -> None:
    team.platform.closed.add("#chiuso")
    form = ugo.types("/cm post")
    wrong = ugo.fills(form, channel="#chiuso", when="lunedì 09:30", words="Buongiorno")
    assert wrong.problems["channel"].startswith("In #chiuso non posso pubblicare")
    shown = ugo.fills(wrong, channel="#general")
    assert "Buongiorno" in shown.text
    assert ugo.presses("Programmalo", on=shown).text.startswith("Programmato. In #general esce")


def test_whoever_wrote_it_reads_it_and_takes_it_along(
    team: Team, cora: Member, ugo: Member
) -> None:
    scheduled(cora)
    assert "Posts you scheduled in channels: Coffee" in cora.types("/piazza whatyouknow").text
    cora.presses("Erase me", on=cora.types("/piazza forgetme"))
    team.tick("2026-11-30 09:30")
    assert posts(team) == []


def test_deleted_it_is_not_posted_by_whoever_has_just_taken_it(team: Team, cora: Member) -> None:
    scheduled(cora, MONDAY.replace("monday", "tuesday"))
    team.tick("2026-11-24 09:00")
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=60))
    team.tick("2026-11-24 09:30")
    team.now += timedelta(minutes=2)
    write, take = team.app.database.write_now, team.app.courier.sorter.take
    [taken] = write(partial(take, workspace=WORKSPACE, lane=SCHEDULED, most=20)) or []
    cora.types("/cm post delete post_1")
    assert not write(lambda db: outbox.begin(db.connection(), taken.row, taken.epoch, team.now))


WAYS = {
    "it waits": DeliveryError("ratelimited", retry_after=60),
    "it has failed": DeliveryError("is_archived", final=True),
    "it may have arrived": DeliveryError("timeout", unknown=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_deleted_its_words_are_kept_with_no_message(team: Team, cora: Member, way: str) -> None:
    half_way(team, cora, WAYS[way])
    assert spoken(team) == [True]
    cora.types("/cm post delete post_1")
    assert spoken(team) == [False]
    team.tick(timedelta(hours=8))
    assert posts(team) == []


@pytest.mark.parametrize("way", WAYS)
def test_not_a_byte_of_whose_words_they_are_is_left_when_they_are_forgotten(
    team: Team, cora: Member, ugo: Member, way: str
) -> None:
    half_way(team, cora, WAYS[way])
    assert found(team, ["https://intranet.example/coffee"]) != []
    cora.presses("Erase me", on=cora.types("/piazza forgetme"))
    assert found(team, ["https://intranet.example/coffee"]) == []
    team.tick(timedelta(hours=8))
    assert posts(team) == []


def test_nor_where_somebody_else_deleted_it(team: Team, cora: Member, ugo: Member) -> None:
    scheduled(cora)
    ugo.types("/cm post delete post_1")
    assert found(team, ["https://intranet.example/coffee"]) != []
    cora.presses("Erase me", on=cora.types("/piazza forgetme"))
    assert found(team, ["https://intranet.example/coffee"]) == []


@pytest.mark.parametrize("way", ["is refused", "is lost"])
def test_deleted_while_it_is_being_sent_its_words_go_when_that_fails(
    team: Team, cora: Member, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    scheduled(cora)

    deliver = team.platform.deliver

    async def refusing(parcel: Parcel) -> Mapping[str, str]:
        if parcel.to != "#general":
            return await deliver(parcel)
        await team.app.database.write(
            lambda db: remove(db.connection(), notices(db.connection())[0])
        )
        raise DeliveryError(way, final=way == "is refused", unknown=way == "is lost")

    monkeypatch.setattr(team.platform, "deliver", refusing)
    team.tick("2026-11-30 09:30")
    assert spoken(team) == [False]
    monkeypatch.undo()
    team.tick(timedelta(hours=8))
    assert posts(team) == []


def half_way(team: Team, who: Member, error: DeliveryError) -> None:
    """It is posted at its time, and that does not work out."""
    scheduled(who)
    team.tick("2026-11-30 09:29")
    team.platform.refusals.append(error)
    team.tick("2026-11-30 09:30")


def spoken(team: Team) -> list[bool]:
    """Of each message of the post whether it still says anything."""
    return [bool(row.params) for row in deliveries(team) if row.kind == "bot.post_1"]


def test_what_is_deleted_while_others_are_being_planned_is_not_posted(
    team: Team, cora: Member
) -> None:
    scheduled(cora)
    team.now = team.moment("2026-11-23 09:30")
    dues = team.app.database.read_now(team.app.planner.due)
    [due] = [one for one in dues if one.plan.key == "bot.post_1"]
    cora.types("/cm post delete bot.post_1")
    assert team.run(team.app.planning.carry_out(due)).people == 0
    team.tick(timedelta(minutes=1))
    assert posts(team) == []
    assert [row for row in deliveries(team) if row.kind == "bot.post_1"] == []


def test_a_quote_that_is_never_closed_holds_up_nobody() -> None:
    # Looked at in every way it can be divided, this would take days.
    assert _QUOTED.fullmatch('#general "' + 100_000 * " ") is None
    said = _QUOTED.fullmatch('#general  "  monday 09:30 "  Coffee')
    assert said is not None
    assert said["words"] == "Coffee"
