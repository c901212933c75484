"""Fetching: what feeds of reviews, forums and alerts say that is new."""

from __future__ import annotations

from bot import Work
from skills.feedback.settings import skill


@skill.job("fetch_feed")
def fetch(work: Work, source_id: int) -> None:
    """Read a feed, if it is to be read."""
    raise NotImplementedError
