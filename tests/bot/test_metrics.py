"""Metrics: work is counted, people and answers are not."""

from __future__ import annotations

import prometheus_client
from prometheus_client.parser import text_string_to_metric_families

from bot.runtime import metrics


def value(name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(name, labels) or 0


def test_interactions_are_counted_by_platform_and_outcome() -> None:
    labels = {"platform": "slack", "outcome": "done"}
    before = value("piazza_interactions_total", **labels)
    metrics.interaction("slack", "done")
    metrics.interaction("slack", "done")
    metrics.interaction("slack", "refused")
    assert value("piazza_interactions_total", **labels) == before + 2


def test_deliveries_are_counted_by_platform_and_state() -> None:
    before = value("piazza_deliveries_total", platform="slack", state="sent")
    metrics.delivery("slack", "sent")
    metrics.delivery("teams", "sent")
    assert value("piazza_deliveries_total", platform="slack", state="sent") == before + 1


def test_the_time_to_an_answer_is_kept_up_to_the_three_seconds_a_platform_waits() -> None:
    before = value("piazza_handle_seconds_bucket", le="3.0")
    slow = value("piazza_handle_seconds_count")
    metrics.handled(2.9)
    metrics.handled(3.1)
    assert value("piazza_handle_seconds_bucket", le="3.0") == before + 1
    assert value("piazza_handle_seconds_count") == slow + 2


def test_what_waits_in_the_outbox_goes_up_and_down() -> None:
    metrics.outbox_waiting(7)
    assert value("piazza_outbox_waiting") == 7
    metrics.outbox_waiting(0)
    assert value("piazza_outbox_waiting") == 0


def test_the_page_reads_back_and_holds_nothing_else() -> None:
    metrics.interaction("slack", "done")
    metrics.delivery("slack", "failed")
    metrics.job("done")
    families = list(text_string_to_metric_families(metrics.page().decode()))
    published = {sample.name for family in families for sample in family.samples}
    assert {name.removesuffix("_created") for name in published} == {
        "piazza_interactions_total",
        "piazza_interactions",
        "piazza_deliveries_total",
        "piazza_deliveries",
        "piazza_handle_seconds_bucket",
        "piazza_handle_seconds_count",
        "piazza_handle_seconds_sum",
        "piazza_handle_seconds",
        "piazza_outbox_waiting",
        "piazza_jobs_waiting",
        "piazza_jobs_total",
        "piazza_jobs",
    }
    labels = {name for family in families for sample in family.samples for name in sample.labels}
    assert labels == {"platform", "outcome", "state", "le"}


def test_the_registry_everybody_shares_is_left_alone() -> None:
    assert b"piazza" not in prometheus_client.generate_latest(prometheus_client.REGISTRY)
