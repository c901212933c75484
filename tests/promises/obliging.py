"""An obliging mind: it answers whatever it is asked, so that what comes of answers is seen, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.insight.oracle.asking import Request
from bot.insight.oracle.model import Reply

Json = Any
SAID = "A colleague looks into it, and there is nothing more to say about it today."


class Obliging:
    """Says the first thing that the schema of an answer lets through."""

    name, ready = "obliging", True

    def ask(self, request: Request) -> Reply:
        """Answer as a server would."""
        answer = self._made(request.schema, request.schema.get("$defs", {}), request)
        if request.each:
            [one] = answer["answers"]
            answer = {"answers": [{**one, "id": n} for n, _ in enumerate(request.texts, 1)]}
        return Reply(json.dumps(answer), (1, 1))

    def _made(self, part: Json, defs: Mapping[str, Json], request: Request) -> Json:
        if "$ref" in part:
            part = defs[part["$ref"].rpartition("/")[2]]
        if "enum" in part:
            return part["enum"][0]
        if "anyOf" in part:
            return self._made(part["anyOf"][0], defs, request)
        match part.get("type"):
            case "object":
                inner = part["properties"].items()
                return {name: self._made(one, defs, request) for name, one in inner}
            case "array":
                return [self._made(part["items"], defs, request)]
            case "string":
                quotes = "exactly as they stand" in part.get("description", "")
                return request.texts[0].split()[0] if quotes else SAID
            case "boolean":
                return False
        return 1
