"""The skill itself; what it does hangs itself on."""

from __future__ import annotations

from pathlib import Path

from bot import Skill
from skills.cm.model import Gauged, Said

skill = Skill("cm", home=Path(__file__).parent, tables=[Gauged, Said])
