"""Standing: where somebody is on their journey, and how it stops and goes on."""

from __future__ import annotations

from bot import Button, Card, Chat, Fact, Refused, Text, t
from skills.belonging.answering import ask_first, ask_surprise, journey
from skills.belonging.model import Journey, Prompt
from skills.belonging.settings import skill
from skills.belonging.tracks import DAY, DAYS, NEWCOMER


@skill.command("piazza welcome")
def standing(chat: Chat) -> None:
    """Show the asker's journey."""
    found = chat.db.get(Journey, chat.person.id)
    if found is None:
        raise Refused(t("no_journey"))
    chat.whisper(card_of(chat, found))


def card_of(chat: Chat, found: Journey) -> Card:
    """Somebody's own journey as it stands."""
    day = (chat.today - found.start).days
    facts = [Fact(t("your_start"), found.start), *_buddy(chat, found)]
    if found.stopped:
        buttons = [Button(t("go_on"), resume)]
        return Card(t("stands_stopped"), facts=facts, buttons=buttons)
    lines, buttons = [t("first_question")], [Button(t("answer"), ask_first)]
    if day >= DAYS[NEWCOMER][3]:
        lines.append(t("a_month_in"))
        buttons.append(Button(t("write_down"), ask_surprise))
    buttons.append(Button(t("no_more"), stop))
    return Card(_stands(day), lines=lines, facts=facts, buttons=buttons)


def _stands(day: int) -> Text:
    if day < 0:
        return t("stands_before", count=-day)
    if day == 0:
        return t("stands_first")
    return t("stands", day=day) if day <= DAYS[NEWCOMER][-1] else t("stands_over")


def _buddy(chat: Chat, found: Journey) -> list[Fact]:
    who = chat.people([found.buddy_id]).get(found.buddy_id) if found.buddy_id else None
    return [Fact(t("your_buddy"), who)] if who else []


@skill.button("stop")
def stop(chat: Chat) -> None:
    """End the asker's journey."""
    found = journey(chat)
    found.stopped = found.stopped or chat.now
    chat.whisper(Card(t("stopped"), buttons=[Button(t("go_on"), resume)]))


@skill.button("resume")
def resume(chat: Chat) -> None:
    """Let it go on with what is due next; what was missed meanwhile stays behind."""
    found = journey(chat)
    prompt = chat.db.get(Prompt, (chat.person.id, NEWCOMER), with_for_update=True)
    found.stopped = None
    if prompt is not None and prompt.due is not None and prompt.due <= chat.today:
        prompt.due = chat.today + DAY
    chat.whisper(t("goes_on"))
