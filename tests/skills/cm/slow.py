"""The slow path: the figures of reports again, by plain loops over what was exported.

Of what no export tells, such as who thanked in private, the rows of the tables are looked through.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot import Period, Table, Text
from bot.runtime import takeout
from bot.testing import Team

Row = Mapping[str, Any]
ROME = "Europe/Rome"


@dataclass(frozen=True)
class Books:
    """All that a company exports, as a program reads it, and the tables behind it."""

    team: Team

    def exported(self, kind: str) -> list[Row]:
        """Everything of a kind."""
        house, ever = self.team.app.house, takeout.period_of(None, None, ROME)
        door = house.router.exports[kind]
        rows = self.team.app.database.read_now(
            lambda db: house.exported(door, db, ever, self.team.now)
        )
        told: list[Row] = json.loads(takeout.text_of(door.columns, rows, "json", "en", ROME))
        return told

    def rows(self, table: type[Table]) -> list[Row]:
        """Every row of a table."""
        query = sa.select(table.__table__)
        return self.team.app.database.read_now(
            lambda db: [dict(row) for row in db.execute(query).mappings()]
        )

    def told(self, name: str, period: Period) -> dict[str, Any]:
        """What a skill's report says: the values of its facts by the keys of their names."""
        house = self.team.app.house
        [skill] = [one for one in house.skills if one.name == name]
        assert skill.reporter is not None
        reporter = skill.reporter
        section = self.team.app.database.read_now(
            lambda db: house.told(reporter, skill, db, period, self.team.now)
        )
        if section is None:
            return {}
        chart = section.chart
        found = {_key(one.name): _plain(one.value) for one in section.facts}
        days = [point for one in chart.series for point in one.points] if chart else []
        return found | ({"chart": days} if days else {})


def _key(name: Text | str) -> str:
    return name.key if isinstance(name, Text) else name


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"": value.key, **{name: _plain(one) for name, one in value.values.items()}}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


WEEK = 7


def inside(day: str, period: Period) -> bool:
    """Whether a day or an instant, as exported, lies in a period: by its first ten letters."""
    return period.first.isoformat() <= day[:10] < period.end.isoformat()


def kudos(shown: Sequence[Row], period: Period) -> dict[str, Any]:
    """Thanks of a period, who gave and got those that everybody reads, and thanks by day."""
    length = (period.end - period.first).days
    before = Period(period.first - timedelta(days=length), period.first, period.zone)
    days = Counter(row["day"] for row in shown)
    mine = [row for row in shown if inside(row["day"], period) and not row["private"]]
    givers = {row["from"] for row in mine}
    receivers = {name for row in mine for name in row["to"].split(", ") if name}
    every = [period.first + timedelta(days=n) for n in range(length)]
    count = sum(days[day.isoformat()] for day in every)
    earlier = sum(number for day, number in days.items() if inside(day, before))
    if not count and not earlier:
        return {}
    return {
        "report_given": {"": "report_beside", "count": count, "before": earlier}
        if length == WEEK
        else {"": "report_beside_days", "count": count, "before": earlier, "days": length},
        "report_givers": len(givers - {""}),
        "report_receivers": len(receivers),
        "chart": [(day, float(days[day.isoformat()])) for day in every],
    }


def ideas(
    posted: Sequence[Row],
    said: Sequence[Row],
    moved: Sequence[Row],
    votes: Sequence[str],
    period: Period,
    late: str,
) -> dict[str, Any]:
    """What happened to ideas; `late` is the instant before which one still waits for a word."""
    counts = {
        "report_new": sum(inside(row["posted"], period) for row in posted),
        "report_votes": sum(inside(one, period) for one in votes),
        "report_comments": sum(inside(row["posted"], period) for row in said),
        "report_decided": len({row["number"] for row in moved if inside(row["since"], period)}),
    }
    waits = sum(
        row["stage"] == "new"
        and row["merged into"] is None
        and datetime.fromisoformat(row["posted"]) < datetime.fromisoformat(late)
        for row in posted
    )
    if not waits and not any(counts.values()):
        return {}
    if waits:
        return counts | {"report_waits": {"": "report_look", "count": waits}}
    return counts


def feedback(said: Sequence[Row], period: Period) -> dict[str, Any]:
    """How much customers said of which kind, how they rate and feel, and which themes move."""
    mine = [row for row in said if inside(row["came"], period)]
    if not mine:
        return {}
    found: dict[str, Any] = {"report_all": len(mine)}
    for row in mine:
        key = f"intent_{row['intent'] or 'none'}"
        found[key] = found.get(key, 0) + 1
    ratings = [row["rating"] for row in mine if row["rating"] is not None]
    if len(ratings) >= 5:
        found["report_rated"] = _rated(ratings)
    felt = Counter(row["feels"] if row["feels sure"] >= 55 else "" for row in mine)
    if {*felt} != {""}:
        found["report_felt"] = [
            {"": "felt_share", "how": {"": f"felt_{how or 'uncertain'}"}, "count": felt[how]}
            for how in ("negative", "neutral", "positive", "")
            if felt[how]
        ]
    found |= _themes(said, period.end)
    found["report_waits"] = sum(
        row["state"] in ("open", "claimed") and row["channel"] != "" for row in mine
    )
    return found


def _rated(ratings: Sequence[int]) -> Row:
    """The mean, and how far it may lie off: both ends of the scale count as given, too."""
    count, padded = len(ratings), [*ratings, 1, 5]
    middle = sum(padded) / len(padded)
    spread = (sum((one - middle) ** 2 for one in padded) / (len(padded) - 1)) ** 0.5
    mean, wide = sum(ratings) / count, 1.96 * spread / count**0.5
    return {"": "rated", "mean": round(mean, 1), "wide": round(wide, 1), "count": count}


def _themes(said: Sequence[Row], end: date) -> dict[str, Any]:
    month = timedelta(days=30)
    late, early = (Period(end - n * month, end - (n - 1) * month, ROME) for n in (1, 2))
    now, before, first = Counter[str](), Counter[str](), dict[str, str]()
    for row in said:
        for tag in filter(None, row["tags"].split(", ")):
            now[tag] += inside(row["came"], late)
            before[tag] += inside(row["came"], early)
            first[tag] = min(first.get(tag, "9"), row["came"][:10])
    moved = {tag: now[tag] - before[tag] for tag in first}
    order = sorted(first, key=lambda tag: (-moved[tag], -now[tag], tag))
    shown = {tag: f"#{tag} ({before[tag]} → {now[tag]})" for tag in order}
    parts = {
        "report_rising": [shown[tag] for tag in order if moved[tag] > 0],
        "report_falling": [shown[tag] for tag in reversed(order) if moved[tag] < 0],
        "report_new": [f"#{tag}" for tag in sorted(first) if inside(first[tag], late)],
    }
    return {name: many[:3] for name, many in parts.items() if many}


def newcomers(started: Sequence[Row], steps: Mapping[str, int], period: Period) -> dict[str, Any]:
    """Who started, with a buddy or without, and how far those came who could.

    `steps` is for how many of their days each newcomer has had the words.
    """
    mine = [row for row in started if inside(row["first day"], period)]
    found: dict[str, Any] = {}
    if mine:
        found["report_started"] = len(mine)
        found["report_buddies"] = sum(row["buddy"] != "" for row in mine)
    reached = []
    for day, before in ((30, 3), (90, 4)):
        could = [
            row
            for row in started
            if row["newcomer"] in steps
            and inside(str(date.fromisoformat(row["first day"]) + timedelta(days=day + 7)), period)
        ]
        did = [row for row in could if steps[row["newcomer"]] > before]
        if len(could) >= 5:
            reached.append({"": "report_of", "count": len(did), "all": len(could)})
    return found | ({"report_reached": reached[-1]} if reached else {})


def coffee(rounds: Sequence[Row], period: Period) -> dict[str, Any]:
    """The last round that ended in a period."""
    mine = [row for row in rounds if inside(row["last week"], period)]
    if not mine:
        return {}
    last = max(mine, key=lambda row: row["week"])
    found = {"cm_people": last["people"]}
    if last["tables"] is not None:
        found |= {"cm_tables": last["tables"], "cm_alone": last["alone"]}
    if last["met"] is None:
        return found
    low, percent = last["answered at least"], last["met"]
    key = {90: "cm_met_most", 10: "cm_met_few"}.get(percent, "cm_met_share")
    return found | {
        "cm_answered": {"": "cm_at_least", "count": low},
        "cm_met": {"": key, "percent": percent},
        "cm_cost": {"": "cm_hours", "count": last["took"]},
    }
