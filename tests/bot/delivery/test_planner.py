"""What is due, in whose time: once, in time or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot import Card, Chat, Kind, Person, Skill, daily, members, t, weekly
from bot.delivery.planner import Due
from bot.directory.tables import person
from bot.report import Period
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import Profile
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import occurrences, states

FRIDAY = {"ping": weekly("friday", at="15:00")}
PING = ("toy.ping", "Europe/Rome", "2026-11-27")


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.on_schedule(nudges=FRIDAY))


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def posts(team: Team) -> list[str]:
    return [shown.text for shown in team.channel(toy.CHANNEL)]


def moves(team: Team, member: Member, zone: str) -> None:
    profile = replace(member.profile, zone=zone)
    team.run(team.app.registry.remember(WORKSPACE, [profile]))


def test_before_its_time_nothing_is_planned(team: Team, bob: Member) -> None:
    team.tick("2026-11-27 14:59")
    assert (bob.inbox, occurrences(team)) == ([], {})


@pytest.mark.parametrize("late", ["2026-11-27 15:00", "2026-11-27 18:59", "2026-11-27 19:00"])
def test_late_inside_the_window_it_is_sent_once(team: Team, bob: Member, late: str) -> None:
    team.tick(late)
    team.tick(timedelta(minutes=1))
    assert [one.text for one in bob.inbox] == ["Ping, Bob!"]
    assert occurrences(team) == {PING: "planned"}


def test_outside_the_window_it_is_skipped_and_that_is_written_down(team: Team, bob: Member) -> None:
    team.tick("2026-11-27 19:01")
    assert (bob.inbox, occurrences(team)) == ([], {PING: "skipped"})
    team.tick("2026-12-04 15:00")
    assert len(bob.inbox) == 1


def test_a_post_may_be_a_day_late(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(digest=weekly("monday", at="09:00")))
    team.tick("2026-12-01 09:00")
    assert posts(team) == ["Good morning, it is 1 December."]


def test_a_post_is_not_two_days_late(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(digest=weekly("monday", at="09:00")))
    team.tick("2026-12-01 09:01")
    assert posts(team) == []


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2026-11-23 08:00", "2026-11-27 09:00"),
        # A day of 23 hours: the post missed on Saturday is not yet a day late.
        ("2028-03-24 10:00", "2028-03-26 09:00"),
    ],
)
def test_several_that_were_missed_are_never_sent_together(
    team_of: Callable[..., Team], start: str, until: str
) -> None:
    team = team_of(toy.on_schedule(digest=daily(at="09:00")), start=start)
    team.tick(until)
    assert len(posts(team)) == 1
    assert Counter(occurrences(team).values())["planned"] == 1
    assert occurrences(team)["toy.digest", "company", until[:10]] == "planned"


def test_after_a_long_silence_only_what_is_in_time_is_sent(team: Team, bob: Member) -> None:
    team.tick("2027-01-20 12:00")
    assert bob.inbox == []
    team.tick("2027-01-22 15:00")
    assert len(bob.inbox) == 1


def test_what_was_due_before_the_installation_never_comes(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(nudges=FRIDAY), start="2026-11-27 15:01")
    bob = team.member("Bob")
    team.tick("2026-11-27 15:02")
    assert (bob.inbox, occurrences(team)) == ([], {})


def test_each_zone_has_its_own_afternoon(team: Team, bob: Member) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    team.tick("2026-11-27 07:00")  # 15:00 in Tokyo
    assert (len(kim.inbox), len(bob.inbox)) == (1, 0)
    team.tick("2026-11-27 15:00")
    assert (len(kim.inbox), len(bob.inbox)) == (1, 1)


def test_who_flies_west_is_not_asked_twice_on_one_date(team: Team, bob: Member) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    team.tick("2026-11-27 07:00")
    moves(team, kim, "America/New_York")
    team.tick("2026-11-27 21:01")  # 15:01 in New York
    assert len(kim.inbox) == 1
    assert occurrences(team)["toy.ping", "America/New_York", "2026-11-27"] == "planned"
    team.tick("2026-12-04 21:01")
    assert len(kim.inbox) == 2


def test_an_unknown_zone_is_the_companys(team: Team) -> None:
    kim = team.member("Kim", zone="Mars/Olympus_Mons")
    team.tick("2026-11-27 15:00")
    assert len(kim.inbox) == 1


def test_only_active_members_are_asked(team: Team) -> None:
    others = [
        team.member("Gus", kind=kind, active=active)
        for kind, active in ((Kind.GUEST, True), (Kind.BOT, True), (Kind.MEMBER, False))
    ]
    team.tick("2026-11-27 15:00")
    assert [one.inbox for one in others] == [[], [], []]
    assert states(team) == []


def test_the_company_may_move_or_pause_a_schedule(team_of: Callable[..., Team]) -> None:
    moved = {"toy.ping": {"at": "16:30", "on": "thursday"}, "toy.digest": {"paused": True}}
    skill = toy.on_schedule(nudges=FRIDAY, digest=daily(at="09:00"))
    team = team_of(skill, schedules=moved)
    bob = team.member("Bob")
    team.tick("2026-11-26 16:29")
    assert bob.inbox == []
    team.tick("2026-11-26 16:30")
    team.tick("2026-11-27 15:00")
    assert len(bob.inbox) == 1
    assert posts(team) == []


def test_planned_by_hand_it_goes_out_at_any_hour_and_once_a_date(team: Team, bob: Member) -> None:
    [plan] = team.app.planner.nudges
    due = Due(plan, "Europe/Rome", date(2026, 11, 23), team.now)
    for expected in ("planned", "done before"):
        planned = team.run(team.app.planning.carry_out(due, force=True))
        assert planned.state == expected
    team.tick(timedelta(minutes=1))
    assert len(bob.inbox) == 1


def test_a_skill_that_fails_does_not_keep_the_others_from_their_time(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)

    @skill.post("broken", daily(at="08:30"))
    def broken(chat: Chat, _week: Period) -> None:
        chat.say(t("thanks"), to=toy.CHANNEL)
        raise ZeroDivisionError

    skill.post("digest", daily(at="09:00"))(toy.post())
    team = team_of(skill)
    team.now = team.moment("2026-11-23 09:00")
    with capture_logs() as logged:
        team.run(beat(team))
    assert [line["event"] for line in logged] == ["not_planned", "planned"]
    assert posts(team) == ["Good morning, it is 23 November."]
    assert occurrences(team) == {("toy.digest", "company", "2026-11-23"): "planned"}


async def beat(team: Team) -> None:
    await team.app.tick()
    await team.app.engine.idle()


ELSEWHERE = "test:T2"


def both(team: Team, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Connect a second workspace; return what is sent, and where, as it is sent."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(team.platform, "workspaces", (WORKSPACE, ELSEWHERE))
    team.app.planner.workspaces = team.platform.workspaces

    async def keep(parcel: Parcel) -> Mapping[str, str]:
        sent.append((parcel.workspace, parcel.to))
        return {"channel": parcel.to, "message": f"{len(sent)}"}

    monkeypatch.setattr(team.platform, "deliver", keep)
    return sent


@pytest.mark.parametrize("each", [True, False])
def test_a_post_runs_once_or_once_for_each_workspace(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch, each: bool
) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.post("digest", weekly("friday", at="10:00"), each_workspace=each)(toy.post())
    team = team_of(skill)
    sent = both(team, monkeypatch)
    for _ in range(2):
        team.tick("2026-11-27 10:00")
    assert sorted(sent) == [
        (one, toy.CHANNEL) for one in (WORKSPACE, *([ELSEWHERE] if each else []))
    ]
    cohorts = {cohort for _, cohort, _ in occurrences(team)}
    assert cohorts == ({WORKSPACE, ELSEWHERE} if each else {"company"})


def test_what_ran_for_the_company_does_not_run_again_for_each_workspace(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.post("digest", weekly("friday", at="10:00"))(toy.post())
    team = team_of(skill)
    sent = both(team, monkeypatch)
    team.tick("2026-11-27 10:00")
    skill.posts[0] = replace(skill.posts[0], each_workspace=True)
    team.tick(timedelta(hours=1))
    assert sent == [(WORKSPACE, toy.CHANNEL)]
    team.tick("2026-12-04 10:00")
    assert sent[1:] == [(WORKSPACE, toy.CHANNEL), (ELSEWHERE, toy.CHANNEL)]


def test_a_workspace_that_is_gone_waits_and_the_others_go_on(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.post("digest", weekly("friday", at="10:00"), each_workspace=True)(toy.post())
    team = team_of(skill)
    sent = both(team, monkeypatch)
    monkeypatch.setattr(team.platform, "workspaces", (ELSEWHERE,))
    team.tick("2026-11-27 10:00")
    assert sent == [(ELSEWHERE, toy.CHANNEL)]
    assert states(team) == ["pending", "sent"]
    monkeypatch.setattr(team.platform, "workspaces", (WORKSPACE, ELSEWHERE))
    team.tick(timedelta(minutes=1))
    assert sent[1:] == [(WORKSPACE, toy.CHANNEL)]


def test_members_of_one_workspace_are_those_in_it(team: Team, bob: Member) -> None:
    there = Profile("U9", "Ann Elsewhere")
    team.run(team.app.registry.remember(ELSEWHERE, [there]))
    names = {where: named(team, where) for where in ("", WORKSPACE, ELSEWHERE, "test:T3")}
    assert names == {
        "": {"Bob", "Ann Elsewhere"},
        WORKSPACE: {"Bob"},
        ELSEWHERE: {"Ann Elsewhere"},
        "test:T3": set(),
    }


def named(team: Team, workspace: str) -> set[str]:
    """Who is a member."""
    query = person.select().where(person.c.id.in_(members(workspace)))
    return {row.name for row in team.app.database.read_now(lambda db: db.execute(query).all())}


HOURS = (9, 11, 13, 15, 17)
ZONES = [
    *("Europe/Rome", "Asia/Tokyo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "UTC"),
]


def busy_day() -> Skill:
    """Six schedules; with ten zones that makes 51 occurrences a day."""
    skill = Skill("toy", home=toy.HOME)
    for hour in HOURS:
        when = daily(at=f"{hour:02}:00")
        skill.nudge(f"ping_{hour}", when, audience=toy.everybody)(worded(hour))
    skill.post("digest", daily(at="10:00"))(toy.post())
    return skill


def worded(hour: int) -> Callable[[Person], Card]:
    return lambda person: Card(t("ping", name=f"{hour} o’clock {person.name}"))


def test_four_processes_on_one_database_plan_and_send_everything_once(postgres_url: str) -> None:
    start = "2026-11-23 00:00"
    often = {"a_week": 50}
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        starting = [
            pool.submit(Team, [busy_day()], database_url=postgres_url, start=start, attention=often)
            for _ in range(4)
        ]
        teams = [stack.enter_context(one.result()) for one in starting]
        members = {zone: teams[0].member(f"In-{zone}", zone=zone).id for zone in ZONES}
        for _ in range(10):
            list(pool.map(lambda team: team.tick(timedelta(hours=3)), teams))
        heard = Counter(
            (reader, shown.text)
            for team in teams
            for reader, box in team.platform.boxes.items()
            for shown in box
        )
        assert heard == expected(members, teams[0].moment(start), teams[0].now)
        assert sum(heard.values()) > 50
        assert set(states(teams[0])) == {"sent"}


def expected(members: dict[str, str], start: datetime, end: datetime) -> Counter[tuple[str, str]]:
    """Everything that is due between two instants, counted without the planner."""
    days = [date(2026, 11, 22) + timedelta(days=n) for n in range(4)]
    found = [
        (id_, f"Ping, {hour} o’clock In-{zone}!")
        for zone, id_ in members.items()
        for hour in HOURS
        for day in days
        if start <= datetime.combine(day, time(hour), ZoneInfo(zone)) <= end
    ]
    morning = datetime.combine(date(2026, 11, 23), time(10), ZoneInfo("Europe/Rome"))
    assert start < morning < end
    return Counter([*found, (toy.CHANNEL, "Good morning, it is 23 November.")])
