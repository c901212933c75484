"""The time zones this machine knows, by their names and by their cities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Their IANA names; asked once, for the answer is read from hundreds of files."""
    return frozenset(available_timezones())


def folded(name: str) -> str:
    """A zone or a city as it is compared: `New York` is `new_york`."""
    return name.strip().replace(" ", "_").casefold()


@cache
def cities(language: str) -> Mapping[str, str]:
    """The zones by their folded cities, as the IANA and as a language calls them."""
    from babel import Locale  # at first use: hardly anybody sets a zone

    known = sorted(zones())
    spoken = Locale.parse(language).time_zones
    local = {folded(spoken[zone].get("city", "")): zone for zone in known if zone in spoken}
    local.pop("", None)
    return local | {folded(zone.rpartition("/")[2]): zone for zone in known}
