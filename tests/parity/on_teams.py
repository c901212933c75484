"""The world of Microsoft's own playground of Teams: what it took is what people read."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.provider.loop import Loop
from tests.teams_world import Activity, user
from tests.teams_world.local import LocalTeams
from tests.teams_world.reading import fields, labels, shown
from tests.teams_world.recording import Exchange

from .inside import Inside
from .world import NAMES, Form, Seen, World, lines_of

PEOPLE = {who: user(who, name) for who, name in NAMES.items()}
WHO = {one.object_id: who for who, one in PEOPLE.items()}
# They write to Piazza in their own chats, the others where colleagues are.
ALONE = ("ann", "carla")
# A press or a dialog that ends is answered on Teams in any case; elsewhere with nothing.
SILENT = (
    *("Done.", "I have written to you alone.", "The form waits in your own chat with Piazza."),
    *("Fatto.", "Ti ho scritto in privato.", "Il modulo ti aspetta nella tua chat con Piazza."),
)
POPPER = "1f389_partypopper"
CARD = "application/vnd.microsoft.card.adaptive"


class OnTeams(World):
    """Commands are words in a channel, forms dialogs, private answers one's own chat."""

    def __init__(self, teams: LocalTeams, bot: Inside) -> None:
        super().__init__(bot.app, bot.model)
        self.teams = teams
        self._bot = bot
        self._toasts: dict[str, list[Seen]] = {who: [] for who in NAMES}

    def until(self, moment: str) -> None:
        self._bot.until(moment)

    def home(self, who: str) -> Seen:
        self.teams.says(PEOPLE[who], "", "home")
        self.settle()
        return _seen(self._chat(who)[-1])

    def chart(self, seen: Seen) -> bytes:
        [image] = [one for one in seen.own.cards[0]["body"] if one["type"] == "Image"]
        return base64.b64decode(image["url"].removeprefix("data:image/png;base64,"))

    def file(self, who: str, seen: Seen) -> tuple[str, str]:
        there = self.teams.messages(PEOPLE[who])
        since = there[[one.id for one in there].index(seen.own.id) + 1 :]
        # What else was told meanwhile may stand between.
        asked = next(one for one in since if "name" in one.payload["attachments"][0])
        name, data = self.teams.wants(PEOPLE[who], asked)
        self.settle()
        return name, data.decode("utf-8-sig", "replace")

    def _type(self, who: str, words: str) -> Form | None:
        said = [PEOPLE.get(one[1:], one) for one in re.split(r"(@\w+)", words) if one]
        room = "" if who in ALONE else "general"
        return self._following(who, lambda: self.teams.says(PEOPLE[who], room, *said))

    def _press(self, who: str, label: str, on: Seen) -> Form | None:
        [action] = [one for one in on.own.cards[0]["actions"] if one["title"] == label]
        if action["type"] == "Action.Submit":
            return self._opens(who, on.own, action)
        return self._following(who, lambda: self.teams.presses(PEOPLE[who], on.own, action))

    def _following(self, who: str, act: Any) -> Form | None:
        """Do something; a button that is offered for a form is pressed, as anybody would."""
        before = len(self._chat(who))
        exchange = act()
        self.settle()
        self._toasted(who, exchange.answer)
        for one in self._chat(who)[before:]:
            for action in one.cards[0].get("actions", []):
                if _opens_dialog(action) and (form := self._opens(who, one, action)):
                    # What is wrong stands on the card with that button.
                    return replace(form, lines=(*lines_of(shown(one.cards[0])), *form.lines))
        return None

    def _opens(self, who: str, on: Activity, action: dict[str, Any]) -> Form | None:
        return self._dialog(who, self.teams.fetches(PEOPLE[who], on, action))

    def _fill(self, who: str, form: Form, values: Mapping[str, Any]) -> Form | None:
        [action] = form.own["actions"]
        filled = {one["id"]: one["value"] for one in fields(form.own) if "value" in one}
        for name, value in values.items():
            [key] = [one["id"] for one in fields(form.own) if _name(one) == name]
            filled[key] = _raw(value)
        return self._dialog(who, self.teams.submits(PEOPLE[who], {**action["data"], **filled}))

    def _pick(self, who: str, shortcut: str, author: str, wrote: str) -> Form | None:
        return self._dialog(who, self.teams.picks(PEOPLE[who], shortcut, PEOPLE[author], wrote))

    def _react(self, who: str, on: Seen) -> Form | None:
        return self._following(who, lambda: self.teams.reacts(PEOPLE[who], on.own, POPPER))

    def _dialog(self, who: str, exchange: Exchange) -> Form | None:
        self.settle()
        task = exchange.answer["task"]
        if task["type"] == "message":
            self._toast(who, task["value"])
            return None
        card = task["value"]["card"]["content"]
        values = {_name(one): _value(one) for one in fields(card)}
        return Form(task["value"]["title"], lines_of(shown(card)), values, card)

    def _toasted(self, who: str, answer: Any) -> None:
        if isinstance(answer, dict) and answer.get("type") not in (None, CARD):
            self._toast(who, answer["value"])

    def _toast(self, who: str, words: str) -> None:
        if words not in SILENT:
            toasts = self._toasts[who]
            toasts.append(Seen(f"{who} toast {len(toasts)}", lines_of(words)))

    def settle(self) -> None:
        """Wait until all that follows was sent, and taken."""
        self._bot.settle(self._bot.platform._connected._reception.follow_ups)
        assert [(one.path, one.asked, one.answer) for one in self.teams.refused] == []

    def _chat(self, who: str) -> list[Activity]:
        found = self.teams.messages(PEOPLE[who])
        # Questions whether a file is wanted, and files, are no cards of ours.
        return [one for one in found if one.payload["attachments"][0]["contentType"] == CARD]

    def _alone(self, who: str) -> list[Seen]:
        found = [_seen(one) for one in self._chat(who) if not _offers(one)]
        return [*found, *self._toasts[who]]

    def _public(self, name: str) -> list[Seen]:
        return [_seen(one) for one in self.teams.messages(name)]


def _opens_dialog(action: Mapping[str, Any]) -> bool:
    return bool(action.get("data", {}).get("msteams", {}).get("type") == "task/fetch")


def _offers(one: Activity) -> bool:
    return any(_opens_dialog(action) for action in one.cards[0].get("actions", []))


def _seen(one: Activity) -> Seen:
    [card] = one.cards
    return Seen(f"{one.conversation} {one.id}", lines_of(shown(card)), tuple(labels(card)), one)


def _name(field: Mapping[str, Any]) -> str:
    return str(field["id"]).partition(":")[2]


def _value(field: Mapping[str, Any]) -> Any:
    given = field.get("value")
    if str(field["id"]).startswith("people:"):
        return [WHO[one] for one in (given or "").split(",") if one]
    return given


def _raw(value: Any) -> Any:
    return ",".join(PEOPLE[one].object_id for one in value) if isinstance(value, list) else value


@contextmanager
def opened(folder: Path, manager: str = "ann") -> Iterator[OnTeams]:
    """A company, for as long as the block; Ann sits at the playground's page."""
    everybody = tuple(PEOPLE.values())
    known = {"TEAMS_INSECURE_NO_AUTH": "1"}
    with (
        Loop() as loop,
        LocalTeams(loop, everybody) as teams,
        Inside(loop, "teams", known, folder) as bot,
    ):
        teams.recorder.bot = bot.address
        world = OnTeams(teams, bot)
        teams.joins()
        for one in everybody:
            teams.installs(one)
        world.settle()
        bot.grant(PEOPLE[manager].object_id)
        yield world
