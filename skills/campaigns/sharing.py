"""Sharing: who wants gets news with a text to copy; of who shares it nothing is noted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from bot import Button, Card, Chat, Fact, Refused, t
from skills.campaigns import sending
from skills.campaigns.model import NEWS, ON, Campaign, Fan
from skills.campaigns.settings import skill

MOST = 3


def card_of(one: Campaign) -> Card:
    """News as those read it who want it."""
    buttons = [Button(t("copy"), copy, one.id), Button(t("shared"), shared, one.id)]
    lines = [t("read_more", link=one.link), t("if_you_like", day=one.ends)]
    return Card(
        t("news", words=one.words), quote=one.ready, lines=lines, buttons=buttons, about=one.id
    )


def current(chat: Chat) -> Sequence[Campaign]:
    """The news that can be shared now, the latest first."""
    today = sending.today(chat)
    now = Campaign.kind == NEWS, Campaign.state == ON, Campaign.begins <= today
    query = select(Campaign).where(*now, Campaign.ends >= today)
    return chat.db.scalars(query.order_by(Campaign.begins.desc()).limit(MOST)).all()


@skill.command("share", reads=True)
def listed(chat: Chat) -> None:
    """Show the news that one may share, and how to get it or not."""
    found = current(chat)
    facts = [Fact(t("number", number=one.id), one.words) for one in found]
    buttons = [Button(t("copy_number", number=one.id), copy, one.id) for one in found]
    is_fan = chat.db.get(Fan, chat.person.id) is not None
    buttons.append(Button(t("leave"), leave) if is_fan else Button(t("join"), join))
    said = t("share_list") if found else t("share_none")
    chat.whisper(Card(said, lines=[t("share_free")], facts=facts, buttons=buttons))


@skill.button("join")
@skill.command("share join")
def join(chat: Chat) -> None:
    """Get news to share from now on."""
    if chat.db.get(Fan, chat.person.id) is None:
        chat.db.add(Fan(person_id=chat.person.id, since=chat.now))
    chat.whisper(Card(t("is_fan"), buttons=[Button(t("leave"), leave)]))


@skill.button("leave")
@skill.command("share leave")
def leave(chat: Chat) -> None:
    """Get no more of it."""
    found = chat.db.get(Fan, chat.person.id)
    if found is not None:
        chat.db.delete(found)
    chat.whisper(Card(t("no_fan"), buttons=[Button(t("join"), join)]))


@skill.button("copy", sealed=True)
def copy(chat: Chat, campaign_id: int) -> None:
    """Show the text alone, to be copied as it is."""
    one = _open(chat, campaign_id)
    button = Button(t("shared"), shared, one.id)
    chat.whisper(Card(t("copy_this"), quote=f"{one.ready}\n{one.link}", buttons=[button]))


@skill.button("shared", sealed=True)
def shared(chat: Chat, campaign_id: int) -> None:
    """Count that somebody shared it; who, nobody notes."""
    one = _open(chat, campaign_id)
    this = update(Campaign).where(Campaign.id == one.id)
    chat.db.execute(this.values(shared=Campaign.shared + 1))
    chat.whisper(t("counted"))


def _open(chat: Chat, campaign_id: int) -> Campaign:
    one = chat.db.get(Campaign, campaign_id)
    if one is None or one.kind != NEWS or one.state != ON or one.ends < sending.today(chat):
        raise Refused(t("news_over"))
    return one


@skill.home_tab
def home(chat: Chat) -> Card | None:
    """That there is news to share, for those who want it."""
    if chat.db.get(Fan, chat.person.id) is None or not (found := current(chat)):
        return None
    return Card(t("home", count=len(found)), buttons=[Button(t("show"), show)])


@skill.button("show", reads=True)
def show(chat: Chat) -> None:
    """Show it."""
    listed(chat)
