"""Figures about the running process, for a monitor to fetch.

They count work, never people and never answers: no label names a person, a workspace, a skill or a
form, for a count of submitted forms would show a vote while it is still open.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

Outcome: TypeAlias = Literal["done", "again", "refused", "busy", "failed", "unknown"]
State: TypeAlias = Literal["sent", "failed", "unknown", "cancelled", "later"]

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
# Everything private has taken so long: who answers waits longer than who calls for help.
UNTOLD = BUCKETS[0]

# One of our own, so that nothing a library registers is published.
registry = CollectorRegistry(auto_describe=True)

_interactions = Counter(
    "piazza_interactions",
    "Interactions, by platform and outcome",
    ["platform", "outcome"],
    registry=registry,
)
_deliveries = Counter(
    "piazza_deliveries",
    "Attempts to deliver, by platform and the state they led to",
    ["platform", "state"],
    registry=registry,
)
_handling = Histogram(
    "piazza_handle_seconds",
    "From an event's arrival to its answer",
    buckets=BUCKETS,
    registry=registry,
)
_jobs = Counter(
    "piazza_jobs",
    "Attempts to do a job, by the state they led to",
    ["state"],
    registry=registry,
)
_jobs_waiting = Gauge("piazza_jobs_waiting", "Jobs that wait to be done", registry=registry)
_waiting = Gauge("piazza_outbox_waiting", "Deliveries that wait to be sent", registry=registry)


def interaction(platform: str, outcome: Outcome) -> None:
    """Count an interaction."""
    _interaction(platform, outcome)()


def delivery(platform: str, state: State) -> None:
    """Count an attempt to deliver."""
    _delivery(platform, state)()


def job(state: Literal["done", "later", "failed"]) -> None:
    """Count an attempt to do a job."""
    _jobs.labels(state).inc()


def jobs_waiting(count: int) -> None:
    """Note how many jobs wait."""
    _jobs_waiting.set(count)


def handled(seconds: float) -> None:
    """Note how long an event took to be answered."""
    _handling.observe(seconds)


def outbox_waiting(count: int) -> None:
    """Note how many deliveries wait."""
    _waiting.set(count)


def page() -> bytes:
    """Everything, in the text format monitors read."""
    return generate_latest(registry)


# Finding a label's child costs several times as much as counting; there are few of them.
@cache
def _interaction(platform: str, outcome: Outcome) -> Callable[[], None]:
    return _interactions.labels(platform, outcome).inc


@cache
def _delivery(platform: str, state: State) -> Callable[[], None]:
    return _deliveries.labels(platform, state).inc
