"""Those of the sample company who are always there, by the ids they always have."""

from __future__ import annotations

ANNA = "U1"
"""Anna Neri, designer in Milan, who reads Italian."""
MARCO = "U2"
"""Marco Ferrari, the community manager, in Milan, who reads Italian."""
BRUNO = "U3"
"""Bruno Villa, head of welding in Barcelona, who reads English."""
