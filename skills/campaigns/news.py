"""News: the community manager writes it, with a link and a text that is ready to be shared."""

from __future__ import annotations

import datetime

from bot import Chat, Form, Refused, Role, date, t, text
from skills.campaigns import planning
from skills.campaigns.model import EVERYBODY, LONGEST, LONGEST_LINK, LONGEST_READY, NEWS, PEOPLE
from skills.campaigns.settings import skill

WEB = ("https://", "http://")


class Announcing(Form):
    """What is new, where it can be read, and what one could say of it outside."""

    words: str = text(min_length=10, max_length=LONGEST, multiline=True)
    link: str = text(min_length=10, max_length=LONGEST_LINK)
    ready: str = text(min_length=10, max_length=LONGEST_READY, multiline=True)
    begins: datetime.date = date()
    ends: datetime.date = date()


@skill.command("cm news", Announcing, only=Role.CM)
def write(chat: Chat, form: Announcing) -> None:
    """Write news that colleagues may share outside, and see it before it goes out."""
    link = form.link.strip()
    if not link.startswith(WEB) or " " in link:
        raise Refused(t("no_link"), field="link")
    campaign = planning.draft(
        chat,
        NEWS,
        words=form.words,
        link=link,
        ready=form.ready,
        scope=EVERYBODY,
        to=PEOPLE,
        begins=form.begins,
        ends=form.ends,
    )
    chat.whisper(planning.preview(chat, campaign))
