"""Stages: where an idea stands."""

from __future__ import annotations

from bot import Text, t

NEW, REVIEW, PLANNED, BUILDING, DONE, DECLINED = STAGES = (
    "new",
    "review",
    "planned",
    "building",
    "done",
    "declined",
)
# In these something is still to come of it.
OPEN = (NEW, REVIEW, PLANNED, BUILDING)
# What can't be said of an idea once it was posted.
LATER = STAGES[1:]


def stage_name(stage: str) -> Text:
    """What a stage is called."""
    return t(f"stage_{stage}")
