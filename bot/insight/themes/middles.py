"""Middles: where the themes lie that there are; what is near belongs to them, and moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.insight.likeness import likeness
from bot.insight.themes.centre import Centre
from bot.insight.themes.clusters import nearest
from bot.insight.themes.tables import theme, theme_centre, theme_thing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

# So many have drawn a middle at most: what comes later still moves it a little.
HEAVIEST: Final = 200
# From so many of its things a theme finds its place again when another encoder is there.
LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Middles:
    """The numbers of the themes of which it is known where they lie, row by row."""

    ids: Sequence[int]
    weights: Sequence[int]
    rows: Rows

    def nearest(self, rows: Rows, centre: Centre) -> list[tuple[int, float]]:
        """The theme each text is nearest to, and how near; the texts are apart from the centre."""
        places, degrees = nearest(rows, centre.apart(self.rows))
        return [(self.ids[place], float(near)) for place, near in zip(places, degrees, strict=True)]

    def moved(self, id_: int, rows: Rows) -> dict[str, Any]:
        """Where a theme lies once some more belong to it; it moves slowly."""
        import numpy as np

        place = self.ids.index(id_)
        weight = min(self.weights[place], HEAVIEST)
        total = self.rows[place] * weight + np.asarray(rows).sum(axis=0)
        weight += len(rows)
        return {"id": id_, "centroid": stored(total / weight), "weight": weight}


def load(db: Connection, encoder: str) -> Middles:
    """Where the themes lie for an encoder."""
    query = sa.select(theme.c.id, theme.c.weight, theme.c.centroid)
    rows = db.execute(query.where(theme.c.encoder == encoder).order_by(theme.c.id)).all()
    ids, weights = [row.id for row in rows], [row.weight for row in rows]
    return Middles(ids, weights, restored([row.centroid for row in rows]))


def stored(middle: Rows) -> bytes:
    """Where a theme lies, as it is stored."""
    import numpy as np

    found: bytes = middle.astype(np.float16).tobytes()
    return found


def restored(middles: Sequence[bytes]) -> Rows:
    """Where themes lie, from what was stored."""
    import numpy as np

    from bot.insight.language import SIZE

    found: Rows = np.frombuffer(b"".join(middles), np.float16).reshape(-1, SIZE).astype(np.float32)
    return found


def unpacked(numbers: Sequence[bytes]) -> Rows:
    """Numbers that were stored, each row of length 1."""
    import numpy as np

    from bot.insight.language import SIZE

    found = np.frombuffer(b"".join(numbers), np.int8).reshape(-1, SIZE).astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    rows: Rows = found / lengths
    return rows


def keep_centre(db: Connection, encoder: str, centre: Centre) -> None:
    """Store what all has in common, for what is sorted before the next night."""
    db.execute(sa.delete(theme_centre).where(theme_centre.c.encoder == encoder))
    row = {"encoder": encoder, "mean": stored(centre.mean), "trust": centre.trust}
    db.execute(sa.insert(theme_centre), row)


def last_centre(db: Connection, encoder: str) -> Centre | None:
    """What all had in common last night; None before the first one."""
    query = sa.select(theme_centre.c.mean, theme_centre.c.trust)
    row = db.execute(query.where(theme_centre.c.encoder == encoder)).one_or_none()
    return Centre(restored([row.mean])[0], row.trust) if row else None


def move(db: Connection, moved: Sequence[dict[str, Any]]) -> None:
    """Store where themes lie now."""
    to: dict[str, Any] = {name: sa.bindparam(name) for name in ("centroid", "weight")}
    query = sa.update(theme).where(theme.c.id == sa.bindparam("which")).values(to)
    if moved:
        db.execute(query, [{**one, "which": one["id"]} for one in moved])


def lost(db: Connection, encoder: str) -> list[int]:
    """The themes of which another encoder knew where they lie."""
    query = sa.select(theme.c.id).where(theme.c.encoder.not_in((encoder, "")))
    return list(db.scalars(query.order_by(theme.c.id)))


def found_again(db: Connection, id_: int, encoder: str) -> dict[str, Any] | None:
    """Where a theme lies for another encoder, by its things; None where that isn't known."""
    mine = likeness.c.skill == theme_thing.c.skill, likeness.c.thing == theme_thing.c.thing
    query = sa.select(likeness.c.numbers).join(theme_thing, sa.and_(*mine))
    here = theme_thing.c.theme_id == id_, likeness.c.encoder == encoder, ~theme_thing.c.by_words
    latest = query.where(*here).order_by(theme_thing.c.said.desc()).limit(LOOKED_AT)
    rows = unpacked(list(db.scalars(latest)))
    if not len(rows):
        return None
    return {"centroid": stored(rows.mean(axis=0)), "weight": len(rows), "encoder": encoder}
