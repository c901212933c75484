"""What is done with a role is in the audit, also where everybody has the same button."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import Chat, Role, Skill, t
from bot.directory import audit
from bot.runtime.incoming import Incoming, Pressed
from bot.runtime.seal import Sealed
from bot.testing import WORKSPACE, Member, Team
from skills.belonging import skill as belonging
from skills.cm import skill as cm
from skills.feedback import skill as feedback
from skills.feedback.model import Item
from skills.pulse import skill as pulse
from skills.pulse.model import PulsePoll
from tests.bot import toy

CHECKOUT = Path(__file__).resolve().parents[2]
# Every function that looks at somebody's roles. What it offers to some is declared `only` for
# them, and where it lets them do more it says so with `chat.audit`: look, then add yours.
LOOK_AT_ROLES = {
    "bot/runtime/about.py": "beginning helping helping_on",
    "bot/runtime/audience.py": "_may_write",
    "bot/runtime/exporting.py": "open_to",
    "bot/runtime/interaction.py": "_check_role",
    "bot/runtime/promising.py": "_buttons _mine",
    "bot/runtime/running.py": "health",
    "bot/runtime/schedules.py": "_steps buttons_of",
    "bot/runtime/thresholds.py": "look",
    "bot/runtime/verdicts.py": "_may_stop",
    "skills/belonging/guiding.py": "may_hand_over",
    "skills/belonging/managing.py": "_buttons",
    "skills/campaigns/sampling.py": "play",
    "skills/campaigns/tracking.py": "overview",
    "skills/cm/digest.py": "digest_now",
    "skills/cm/home.py": "_next at_home waits",
    "skills/cm/monthly.py": "_organises",
    "skills/cm/subjects.py": "_alone _paths",
    "skills/cm/theme_card.py": "_buttons",
    "skills/cm/themes.py": "_more",
    "skills/coffee/managing.py": "overview",
    "skills/feedback/advocates.py": "overview",
    "skills/feedback/correcting.py": "put_right",
    "skills/feedback/public.py": "buttons",
    "skills/feedback/rules.py": "overview",
    "skills/feedback/sampling.py": "play",
    "skills/feedback/themes.py": "overview",
    "skills/feedback/watching.py": "overview",
    "skills/icebreakers/adding.py": "overview",
    "skills/ideas/sampling.py": "play",
    "skills/ideas/showing.py": "_managing manages",
    "skills/ideas/steering.py": "overview",
    "skills/kudos/fairness.py": "_may",
    "skills/kudos/managing.py": "manager",
    "skills/leaders/sampling.py": "play",
    "skills/pulse/asking.py": "overview",
    "skills/pulse/managing.py": "_buttons",
    "skills/pulse/polling.py": "_own",
}


def noted(team: Team) -> list[tuple[str, str]]:
    found = team.app.database.read_now(lambda db: audit.latest(db.connection(), 20))
    return [(row.power, row.reason) for row in found][::-1]


def presses(team: Team, who: Member, key: str, *arguments: object) -> None:
    """Press a button that somebody has from a card of theirs."""
    token = team.app.seal.close(WORKSPACE, Sealed(key, arguments, who.person.id))
    team.hand_in(Incoming(WORKSPACE, f"k-{next(team.numbers)}", who.id, Pressed(token), "C1"))


def polled(team: Team, who: Member) -> int:
    who.types("/poll Where do we eat? | Pizza | Sushi", channel="#lunch")
    team.tick(timedelta(minutes=1))
    query = sa.select(sa.func.max(PulsePoll.id))
    return team.app.database.read_now(lambda db: db.scalar(query)) or 0


def test_who_closes_or_stops_a_colleagues_poll_by_their_role_is_noted(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(cm, pulse)
    cora, bob = team.member("Cora", role=Role.CM), team.member("Bob")
    own, other = polled(team, bob), polled(team, bob)
    for button in ("poll_stop", "poll_close"):
        presses(team, bob, f"pulse.{button}", own)
        presses(team, cora, f"pulse.{button}", other)
    assert noted(team) == [
        ("pulse.poll_stop", f"{other}: Where do we eat?"),
        ("pulse.poll_close", f"{other}: Where do we eat?"),
    ]
    assert "closed somebody else’s poll" in cora.types("/cm audit").text


def test_who_takes_a_newcomers_page_by_their_role_is_noted(team_of: Callable[..., Team]) -> None:
    team = team_of(cm, belonging, start="2026-11-23 08:00")
    cora, boss = team.member("Cora", role=Role.CM), team.member("Bob Ross")
    team.employ(boss)
    zeno = team.employee("Zeno Senza", manager=boss.id, started=team.now.date())
    team.tick(timedelta(days=1))
    presses(team, boss, "belonging.page", zeno.id)
    assert noted(team) == []
    presses(team, cora, "belonging.page", zeno.id)
    assert noted(team) == [("belonging.page", "")]


def test_who_teaches_how_words_are_meant_is_noted(team_of: Callable[..., Team]) -> None:
    team = team_of(cm, feedback)
    cora, bob = team.member("Cora", role=Role.CM), team.member("Bob")
    bob.types("/feedback My bike has been in your workshop for three weeks. Unacceptable!")
    number = team.app.database.read_now(lambda db: db.scalar(sa.select(Item.id))) or 0
    meant = {"intent": "help", "sentiment": "neutral", "urgent": "no"}
    for who in (bob, cora):
        key = f"k-{next(team.numbers)}"
        token = team.app.seal.close(WORKSPACE, Sealed("feedback.intent", (number,), who.person.id))
        opened = team.hand_in(Incoming(WORKSPACE, key, who.id, Pressed(token), "C1"))
        who.fills(opened, **meant)
    assert noted(team) == [("feedback.put_right", f"{number}: help, neutral, no")]


def test_what_gives_a_reason_and_no_role_fails_in_its_authors_story(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)

    @skill.command("toy")
    def quietly(chat: Chat) -> None:
        chat.audit("because I can")
        chat.whisper(t("thanks"))

    team = team_of(skill)
    with pytest.raises(Exception, match="say with `only` or `also` which role it uses"):
        team.member("Bob").types("/toy")


def test_nothing_looks_at_roles_that_nobody_has_looked_at() -> None:
    found: dict[str, str] = {}
    for path in sorted([*CHECKOUT.glob("skills/*/*.py"), *CHECKOUT.glob("bot/runtime/*.py")]):
        if names := " ".join(sorted(set(_looking(path)))):
            found[str(path.relative_to(CHECKOUT))] = names
    assert found == LOOK_AT_ROLES


def _looking(path: Path) -> Iterator[str]:
    """The functions of a file that look at the roles of a person."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(map(_is_look, ast.walk(node))):
            yield node.name


def _is_look(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr != "roles":
        return False
    # Settings have roles, too, and so has a module.
    of = node.value
    return of.attr == "person" if isinstance(of, ast.Attribute) else _is_somebody(of)


def _is_somebody(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("asker", "person", "reader", "who")
