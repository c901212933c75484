"""Commenting: what others say to an idea."""

from __future__ import annotations

from bot import Button, Card, Chat, Form, Message, Refused, Text, t, text
from skills.ideas import cards, finding, following, hiding, showing, telling
from skills.ideas.model import LONGEST_COMMENT, Comment, Idea
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.titles import title_of


class Say(Form):
    """What somebody says to an idea."""

    comment: str = text(min_length=3, max_length=LONGEST_COMMENT, multiline=True)


# Sealed, so that nothing tells whoever wrote the idea without a name from all others.
@skill.button("comment", reads=True, sealed=True)
def ask(chat: Chat, idea_id: int) -> None:
    """Open the form for a comment; who wrote the idea without a name is asked with which it is."""
    idea = finding.head_of(chat, idea_id)
    own = hiding.own_in(chat, idea)
    if own is None:
        chat.open(Say, concerns=idea.id)
        return
    buttons = [
        Button(t("answer_hidden"), hiding.ask_answer, own),
        Button(t("comment_named"), ask_named, idea.id),
    ]
    chat.whisper(Card(t("comment_which"), buttons=buttons))


@skill.button("comment_named", reads=True, sealed=True)
def ask_named(chat: Chat, idea_id: int) -> None:
    """Open the form for a comment with one's name."""
    chat.open(Say, concerns=finding.head_of(chat, idea_id).id)


@skill.form(Say)
def say(chat: Chat, form: Say) -> None:
    """Keep a comment, and tell who wants to hear of it; whoever comments follows the idea."""
    idea = finding.head_of(chat, form.concerns, held=True)
    keep(chat, idea, form.comment)
    see = [Button(t("more"), showing.more, idea.id)]
    chat.whisper(Card(t("commented", title=title_of(idea.words)), buttons=see))


def in_threads(settings: IdeasSettings) -> bool:
    """Whether what is said in the thread of an idea's card is a comment, too."""
    return settings.thread_comments


@skill.reply(when=in_threads)
def take(chat: Chat, idea_id: int, message: Message) -> None:
    """Keep what somebody says in the thread of a card; where they said it, it stays."""
    if not message.text:
        raise Refused(t("reply_empty"))
    if len(message.text) > LONGEST_COMMENT:
        raise Refused(t("reply_too_long", most=LONGEST_COMMENT, count=len(message.text)))
    keep(chat, finding.head_of(chat, idea_id, held=True), message.text)


def keep(chat: Chat, idea: Idea, words: str) -> None:
    """Keep a comment of the asker's."""
    _keep(chat, idea, idea, words, author=chat.person.id)
    said = t("comment_by", who=chat.person, title=title_of(idea.words))
    _tell(chat, idea, said, words)
    following.begin(chat, idea)


def keep_unnamed(chat: Chat, idea: Idea, words: str) -> None:
    """Keep what whoever wrote an idea without a name says to it, also where it was merged."""
    head = finding.head_of(chat, idea.id)
    _keep(chat, idea, head, words, author=None)
    _tell(chat, head, t("comment_by_author", title=title_of(idea.words)), words)


def _keep(chat: Chat, idea: Idea, head: Idea, words: str, *, author: int | None) -> None:
    said = Comment(idea_id=idea.id, words=words, made=chat.now, author=author)
    said.unnamed = author is None
    chat.db.add(said)
    chat.db.flush()
    chat.update(cards.card_of(chat, head))


def _tell(chat: Chat, idea: Idea, said: Text, words: str) -> None:
    buttons = [Button(t("reply"), ask, idea.id), Button(t("more"), showing.more, idea.id)]
    telling.tell(chat, idea, Card(said, quote=words, buttons=buttons), voters=False)
