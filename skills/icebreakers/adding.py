"""Adding: anybody can hand in a question; the community manager lets it in or not."""

from __future__ import annotations

from sqlalchemy import func, select

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Person,
    Refused,
    Role,
    Text,
    choice,
    t,
    text,
)
from skills.icebreakers.model import HIDDEN, LONGEST, NEW, OPEN, Own
from skills.icebreakers.settings import IcebreakersSettings, skill

NAMED, UNNAMED = "named", "unnamed"
# So many may wait of one person's; and so many are shown at once.
MOST_WAITING, MOST = 5, 4


class Icebreaker(Form):
    """A question, and whether its author is named."""

    words: str = text(min_length=10, max_length=LONGEST)
    signed: str = choice((NAMED, UNNAMED), default=NAMED)


@skill.command("piazza icebreaker", Icebreaker)
def add(chat: Chat, form: Icebreaker) -> None:
    """Hand in a question."""
    mine = select(Own.id).where(Own.author == chat.person.id, Own.state == NEW)
    if len(chat.db.scalars(mine).all()) >= MOST_WAITING:
        raise Refused(t("too_many", count=MOST_WAITING))
    chat.db.add(
        Own(
            words=form.words,
            author=chat.person.id,
            named=form.signed == NAMED,
            state=NEW,
            made=chat.now,
        )
    )
    chat.whisper(Card(t("added"), quote=form.words))


@skill.command("cm icebreakers", only=ORGANISERS, reads=True)
@skill.button("cm_icebreakers", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show the questions that wait, and where they are asked."""
    waits = select(Own).where(Own.state == NEW)
    count = chat.db.scalar(select(func.count()).select_from(waits.subquery())) or 0
    found = chat.db.scalars(waits.order_by(Own.id).limit(MOST)).all()
    people = chat.people([one.author for one in found])
    facts = [Fact(_by(one, people), one.words) for one in found if one.author in people]
    buttons = []
    if Role.CM in chat.person.roles:
        for one in found:
            buttons.append(Button(t("let_in", number=one.id), let_in, one.id))
            buttons.append(Button(t("leave_out", number=one.id), leave_out, one.id))
    title = t("waiting", count=count) if found else t("none_waiting")
    more = [t("first_ones", count=MOST)] if count > MOST else []
    chat.whisper(Card(title, lines=[_where(chat), *more], facts=facts, buttons=buttons))


def _by(one: Own, people: dict[int, Person]) -> Text:
    return t("number_by", number=one.id, author=people[one.author])


def _where(chat: Chat) -> Text:
    channel = chat.settings(IcebreakersSettings).channel
    return t("asked_in", channel=channel) if channel else t("asked_nowhere")


@skill.button("let_in", only=Role.CM)
def let_in(chat: Chat, own_id: int) -> None:
    """Let a question be asked; it is the next one."""
    _decide(chat, own_id, OPEN)
    chat.whisper(t("is_in"))


@skill.button("leave_out", only=Role.CM)
def leave_out(chat: Chat, own_id: int) -> None:
    """Leave a question out."""
    _decide(chat, own_id, HIDDEN)
    chat.whisper(t("is_out"))


def _decide(chat: Chat, own_id: int, state: str) -> None:
    """Decide on a question that waits, and tell who wrote it."""
    found = chat.db.get(Own, own_id, with_for_update=True)
    if found is None or found.state != NEW:
        raise Refused(t("decided"))
    found.state = state
    author = chat.people([found.author]).get(found.author)
    chat.audit(str(own_id), about=author)
    if author is not None:
        told = t("yours_is_in") if state == OPEN else t("yours_is_out")
        chat.send(Card(told, quote=found.words), to=author)
