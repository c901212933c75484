"""Heard: what somebody outside said, as a source tells it, before it is filed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from math import isfinite
from typing import Any, Final

from bot import Refused, is_address, t, words_of
from skills.feedback.fields import TEXT
from skills.feedback.kinds import CUSTOMER, HIGHEST, INTENTS, LOWEST, NOT_SAID, WHO
from skills.feedback.model import (
    LONGEST,
    LONGEST_KEY,
    LONGEST_LANGUAGE,
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_PRODUCT,
    LONGEST_TAG,
)

FEWEST_LETTERS: Final = 3
MOST_TAGS: Final = 8
# Before that nobody said anything in a program: it is a year or a day, taken for seconds.
OLDEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
# What programs that keep HTML send.
_MARKUP: Final = re.compile(
    r"</?(?:a|b|br|div|em|i|li|ol|p|span|strong|ul)\b[^<>]*>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was said: its words, whose they are, and what the source says of them.

    `key` is the source's own, and known again; `rating` is from 1 to 5.
    """

    words: str
    key: str
    who: str = CUSTOMER
    name: str = ""
    address: str = ""
    product: str = ""
    rating: int | None = None
    language: str = ""
    intent: str = NOT_SAID
    tags: Sequence[str] = field(default=())
    link: str = ""
    said: datetime | None = None
    public: bool = False


def heard(said: Mapping[str, Any], now: datetime) -> Heard:
    """What a source tells, by our names of fields; Refused where that can't be taken."""
    words = _words(said)
    return Heard(
        words=words,
        key=_key(said, words),
        who=_one_of(said, "who", WHO) or CUSTOMER,
        name=_short(said, "name", LONGEST_NAME),
        address=_address(said),
        product=_short(said, "product", LONGEST_PRODUCT),
        rating=_rating(said),
        language=_text(said, "language").casefold()[:LONGEST_LANGUAGE],
        intent=_one_of(said, "intent", INTENTS),
        tags=tags_of(said.get("tags")),
        link=link_of(_text(said, "link")),
        said=_moment(said, now),
        public=said.get("public") in (True, "true", "yes", "1", 1),
    )


def _key(said: Mapping[str, Any], words: str) -> str:
    """By what something is known again: its source's own number, or else all it says."""
    id_ = _text(said, "id")
    if id_:
        return id_ if len(id_) <= LONGEST_KEY else sha256(id_.encode()).hexdigest()
    who = _text(said, "email") or _text(said, "name")
    more = (_text(said, name) for name in ("product", "rating", "said"))
    whole = "\n".join(" ".join(one.split()).casefold() for one in (words, who, *more))
    return sha256(whole.encode()).hexdigest()


def check_words(words: str, name: str = TEXT) -> None:
    """Refuse what says nothing."""
    if sum(one.isalpha() for one in words) < FEWEST_LETTERS:
        raise Refused(t("needs_text" if name == TEXT else "needs_words"), field=name)


def _words(said: Mapping[str, Any]) -> str:
    title, text = _unmarked(_text(said, "title")), _unmarked(_text(said, "text"))
    apart = title and not text.startswith(title.rstrip(".… "))
    words = f"{title}\n\n{text}".strip() if apart else text
    check_words(words)
    if len(words) > LONGEST:
        raise Refused(t("too_long", field="text", have=len(words), most=LONGEST), field="text")
    return words


def _unmarked(words: str) -> str:
    return words_of(words) if _MARKUP.search(words) else words


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool | list | dict):
        raise Refused(t("no_text", field=name), field=name)
    return str(value).strip()


def _short(said: Mapping[str, Any], name: str, most: int) -> str:
    return " ".join(_text(said, name).split())[:most].strip()


def _address(said: Mapping[str, Any]) -> str:
    address = _text(said, "email").casefold()
    if address and not is_address(address):
        raise Refused(t("no_address"), field="email")
    return address


def _one_of(said: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    value = _text(said, name).casefold()
    if value and value not in known:
        raise Refused(t("not_one_of", field=name, value=value[:40], known=", ".join(known)))
    return value


def _rating(said: Mapping[str, Any]) -> int | None:
    """A rating from 1 to 5; of one that goes up to `best`, what that comes to."""
    value = _text(said, "rating").replace(",", ".")
    if not value:
        return None
    try:
        number, best = float(value), float(_text(said, "best") or HIGHEST)
    except ValueError:
        raise Refused(t("no_rating", value=value[:40]), field="rating") from None
    if not (isfinite(best) and best >= HIGHEST and 0 <= number <= best):
        raise Refused(t("no_rating", value=value[:40]), field="rating")
    return max(LOWEST, min(HIGHEST, int(number / best * HIGHEST + 0.5)))


def tags_of(value: object) -> tuple[str, ...]:
    """Tags as a source gives them: a list, or one text with commas."""
    many = value if isinstance(value, list) else str(value or "").split(",")
    named = ("_".join(str(one).casefold().lstrip("# ").split())[:LONGEST_TAG] for one in many)
    return tuple(one for one in dict.fromkeys(named) if one)[:MOST_TAGS]


def link_of(value: str) -> str:
    """An address that may be shown, or nothing."""
    fits = value.startswith(("https://", "http://")) and len(value) <= LONGEST_LINK
    return value if fits and not re.search(r"[\s<>|]", value) else ""


def _moment(said: Mapping[str, Any], now: datetime) -> datetime | None:
    value = _text(said, "said")
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        return _iso(value, now)
    # Some programs count in thousandths.
    seconds = number / 1000 if number > 1e11 else number
    if not OLDEST.timestamp() <= seconds <= now.timestamp() + 86_400:
        raise Refused(t("no_moment", value=value[:40]), field="said")
    return min(datetime.fromtimestamp(seconds, UTC), now)


def _iso(value: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Refused(t("no_moment", value=value[:40]), field="said") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if aware < OLDEST:
        raise Refused(t("no_moment", value=value[:40]), field="said")
    return min(aware, now)
