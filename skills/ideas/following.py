"""Following: whoever wants to hear what comes of an idea."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Refused, t
from skills.ideas import finding
from skills.ideas.model import Follow, Idea
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


@skill.button("follow")
def follow(chat: Chat, idea_id: int) -> None:
    """Follow an idea; who follows it already is offered to stop."""
    idea = finding.head_of(chat, idea_id, held=True)
    stop = [Button(t("unfollow"), unfollow, idea.id)]
    title = title_of(idea.words)
    new = begin(chat, idea)
    told = t("follows", title=title) if new else t("follows_already", title=title)
    chat.whisper(Card(told, buttons=stop))


def begin(chat: Chat, idea: Idea) -> bool:
    """Let the asker follow an idea; whether that is new."""
    if follows(chat, idea):
        return False
    chat.db.add(Follow(idea_id=idea.id, person_id=chat.person.id))
    chat.db.flush()
    return True


def follows(chat: Chat, idea: Idea) -> bool:
    """Whether the asker follows an idea, or what was merged into it."""
    theirs = Follow.person_id == chat.person.id, finding.together(idea)
    found = select(Follow.idea_id).join(Idea, Idea.id == Follow.idea_id).where(*theirs)
    return chat.db.scalar(found.limit(1)) is not None


@skill.button("unfollow")
def unfollow(chat: Chat, idea_id: int) -> None:
    """Follow an idea no more."""
    idea = finding.head_of(chat, idea_id, held=True)
    if not follows(chat, idea):
        raise Refused(t("not_following"))
    ideas = select(Idea.id).where(finding.together(idea))
    mine = Follow.person_id == chat.person.id, Follow.idea_id.in_(ideas)
    chat.db.execute(delete(Follow).where(*mine))
    chat.whisper(t("unfollowed", title=title_of(idea.words)))
