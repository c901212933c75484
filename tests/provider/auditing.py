"""The auditor: what was posted how often, who did not wait, how fast it went."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .recording import Call


@dataclass(frozen=True)
class Post:
    """One posted message: of which delivery (empty when it does not say), and where."""

    delivery: str
    where: str
    direct: bool


@dataclass(frozen=True)
class Audit:
    """The books of a fake. `posts` are what was accepted, heard of or not; `early` the calls that
    came inside a Retry-After; `rates` the most calls of a method in any one second.
    """

    posts: Sequence[Post]
    early: Sequence[Call]
    rates: Mapping[str, int]
    answers: Mapping[str, Counter[str]]
    faults: Sequence[str]

    @property
    def direct(self) -> Counter[str]:
        """How often each delivery was posted in a direct message."""
        return Counter(post.delivery for post in self.posts if post.direct and post.delivery)

    @property
    def elsewhere(self) -> Counter[str]:
        """How often each delivery was posted where several people read."""
        return Counter(post.delivery for post in self.posts if not post.direct and post.delivery)

    @property
    def unnamed(self) -> int:
        """How many posts do not say which delivery they are."""
        return sum(not post.delivery for post in self.posts)

    @property
    def repeated(self) -> dict[str, int]:
        """The deliveries posted more than once, and how often."""
        return _repeated(self.direct + self.elsewhere)

    @property
    def impatient(self) -> dict[str, int]:
        """How many calls of each method came inside a Retry-After."""
        return dict(Counter(call.method for call in self.early))

    def __str__(self) -> str:
        direct, elsewhere = self.direct, self.elsewhere
        return "\n".join(
            [
                _posted("direct messages", direct),
                _posted("channels", elsewhere),
                *([f"posts that name no delivery: {self.unnamed}"] if self.unnamed else []),
                *(self._method(name) for name in sorted(self.answers)),
                *(
                    f"did not wait: {call.method} came {call.early:.1f} s early"
                    for call in self.early
                ),
                *(f"fault: {line}" for line in self.faults),
            ]
        )

    def _method(self, name: str) -> str:
        answers = ", ".join(f"{count} x {what}" for what, count in self.answers[name].most_common())
        return f"{name}: at most {self.rates[name]} in a second; {answers}"


def audit(calls: Iterable[Call], post_of: Callable[[Call], Post | None]) -> Audit:
    """Draw up the books of some calls; `post_of` says what a call would have posted."""
    calls = list(calls)
    posts = [post for call in calls if call.accepted and (post := post_of(call)) is not None]
    answers: dict[str, Counter[str]] = {}
    for call in calls:
        answers.setdefault(call.method, Counter())[_answer(call)] += 1
    return Audit(
        posts=posts,
        early=[call for call in calls if call.early > 0],
        rates={name: _busiest(one.at for one in calls if one.method == name) for name in answers},
        answers=answers,
        faults=[f"{call.method}: {line}" for call in calls for line in call.faults],
    )


def _answer(call: Call) -> str:
    if not call.status:
        return "accepted, not answered" if call.accepted else "not answered"
    return f"{call.status} {call.error}".strip()


def _busiest(times: Iterable[float]) -> int:
    """The most calls in any span of one second."""
    recent: deque[float] = deque()
    most = 0
    for at in sorted(times):
        recent.append(at)
        while recent[0] <= at - 1:
            recent.popleft()
        most = max(most, len(recent))
    return most


def _posted(where: str, times: Counter[str]) -> str:
    repeated = _repeated(times)
    said = "".join(f"\n  {name} came {count} times" for name, count in sorted(repeated.items()))
    return f"{where}: {len(times)} deliveries, {len(repeated)} more than once{said}"


def _repeated(times: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in times.items() if count > 1}
