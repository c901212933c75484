"""Asking: a question that is sealed at once, so that nobody can tell whose it is."""

from __future__ import annotations

from bot import Button, Card, Chat, Form, Refused, Text, choice, t, text
from skills.leaders import finding
from skills.leaders.model import LONGEST
from skills.leaders.settings import skill

# The kind of the round in which questions are sealed, and what it asks besides. Who has nothing to
# ask chooses a subject: that somebody has sent the form off does not say that they wrote.
QUESTIONS, ITEM = "questions", "subject"
SUBJECTS = ("direction", "work", "customers", "pay", "together", "other")
SHORTEST = 10
# From so many who have sent something questions are shown.
SHOWN_FROM = 10


class Asked(Form, sealed=True):
    """What somebody wants to hear about, and a question, if they have one."""

    subject: str = choice(SUBJECTS)
    question: str = text(max_length=LONGEST, multiline=True, default="")


@skill.command("ask", sealed=True)
def ask(chat: Chat) -> None:
    """Open the form for a question; where none can be sent now, say how things stand."""
    talk = finding.collecting(chat)
    if talk is None:
        raise Refused(t("none_open"))
    chat.open(Asked, t("ask_note", topic=talk.topic), concerns=talk.id)


@skill.button("ask", sealed=True)
def ask_here(chat: Chat) -> None:
    """The same, from a card."""
    ask(chat)


@skill.form(Asked)
def take_question(chat: Chat, form: Asked) -> None:
    """Take a question, sealed, in the place of what the same person sent before."""
    talk = finding.collecting(chat)
    if talk is None or talk.id != form.concerns:
        raise Refused(t("over"))
    words = form.question.strip()
    if words and len(words) < SHORTEST:
        raise Refused(t("too_short", count=SHORTEST), field="question")
    chat.cast(talk.asking_round or 0, {ITEM: SUBJECTS.index(form.subject) + 1}, words)


@skill.button("why", sealed=True)
def why(chat: Chat) -> None:
    """Say why nobody can see who asks."""
    lines = [t("why_sealed"), t("why_mixed"), t("why_few"), t("why_not")]
    chat.whisper(Card(t("why_title"), lines=lines))


def subject_name(subject: str) -> Text:
    """What a subject is called."""
    return t(f"asked.subject_{subject}")


def buttons() -> list[Button]:
    """What can be done while questions can be sent."""
    return [Button(t("ask"), ask_here), Button(t("why"), why)]
