"""What every skill promises, ours or a third party's; each check lists its faults in words.

faults = [*worded(skill), *thankless(skill.home / "strings"), *keyed(skill), *declared(skill)]
faults += unclaimed([skill, *others])
with Tour([skill, *others]) as tour:
tour.walk()
faults += [*tour.faults, *schema(tour, skill), *known(tour, skill), *forgotten(tour, skill)]
"""

from tests.promises.keys import keyed
from tests.promises.memory import confided, forgotten, known, nothing_left, schema
from tests.promises.powers import unnoted
from tests.promises.shape import declared, unclaimed
from tests.promises.thankless import thankless
from tests.promises.tour import Tour
from tests.promises.worded import worded

__all__ = [
    "Tour",
    "confided",
    "declared",
    "forgotten",
    "keyed",
    "known",
    "nothing_left",
    "schema",
    "thankless",
    "unclaimed",
    "unnoted",
    "worded",
]
