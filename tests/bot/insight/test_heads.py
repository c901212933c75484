"""Heads: what is learnt from labelled texts is told of others, and how sure it is holds."""

from __future__ import annotations

import numpy as np
import pytest

from bot.insight.heads import packed, train, unpacked

SIZE, CHANCE = 12, np.random.default_rng(7)


def some(count: int, labels: list[str]) -> tuple[list[np.ndarray], list[str]]:
    """Numbers around a middle for each label."""
    middles = {one: np.eye(SIZE, dtype=np.float32)[place] for place, one in enumerate(labels)}
    truth = [labels[place % len(labels)] for place in range(count)]
    noise = CHANCE.normal(0, 0.45, (count, SIZE)).astype(np.float32)
    return [middles[one] + noise[place] for place, one in enumerate(truth)], truth


def test_what_lies_near_what_was_labelled_is_labelled_so() -> None:
    head = train(*some(600, ["bad", "fair", "good"]), [1.0] * 600)
    numbers, truth = some(600, ["bad", "fair", "good"])
    told = head.tell(numbers)
    right = [one.label == true for one, true in zip(told, truth, strict=True)]
    assert sum(right) / len(right) > 0.7
    # Of those that are so sure, so many are right.
    sure = [one.sure for one in told]
    assert sum(sure) / len(sure) == pytest.approx(sum(right) / len(right), abs=0.06)
    surest = [hit for hit, one in zip(right, told, strict=True) if one.sure > 0.9]
    assert surest and sum(surest) / len(surest) > 0.88


def test_a_rare_label_is_told_as_well() -> None:
    numbers, truth = some(400, ["common", "rare"])
    kept = [place for place, one in enumerate(truth) if one == "common" or place % 20 == 1]
    head = train([numbers[one] for one in kept], [truth[one] for one in kept], [1.0] * len(kept))
    told = head.tell(some(200, ["common", "rare"])[0])
    assert 60 < sum(one.label == "rare" for one in told) < 140


def test_what_weighs_more_decides() -> None:
    numbers = [np.ones(SIZE, np.float32)] * 40
    labels = ["one", "other"] * 20
    head = train(numbers, labels, [1.0, 9.0] * 20)
    # Labels count alike over all, so it is held against something of each elsewhere.
    assert head.tell(numbers[:1])[0].sure == pytest.approx(0.5, abs=0.05)
    apart = [-np.ones(SIZE, np.float32)] * 20
    head = train([*numbers, *apart], [*labels, *["one"] * 20], [1.0, 9.0] * 20 + [9.0] * 20)
    assert head.tell(numbers[:1])[0].label == "other"


def test_heads_are_the_same_after_they_were_stored() -> None:
    head = train(*some(300, ["no", "yes"]), [1.0] * 300)
    again = unpacked(packed({"urgent": head}))["urgent"]
    numbers, _ = some(50, ["no", "yes"])
    before, after = head.tell(numbers), again.tell(numbers)
    assert [one.label for one in before] == [one.label for one in after]
    assert again.tell([]) == []
