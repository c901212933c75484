"""Run the strict fake by hand: `python -m tests.teams_world --port 3200`.

It prints where it is and the bot's credentials, then every call when it is answered. Ctrl-C ends
it, and it prints the audit: what was posted how often, the highest rate of each method, who did not
wait. `--strict` enforces the rates that Microsoft publishes; `--fail send=503` lets the next call
of a method go wrong, as often as it is said; see `StrictTeams` for methods and failures.
"""

from __future__ import annotations

import argparse

from tests.provider.by_hand import follow, say

from .fake import StrictTeams


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict fake Teams on 127.0.0.1, until Ctrl-C.")
    parser.add_argument("--port", type=int, default=3200)
    parser.add_argument("--strict", action="store_true", help="enforce the published rates")
    parser.add_argument("--fail", action="append", default=[], metavar="METHOD=HOW")
    asked = parser.parse_args()
    with StrictTeams(port=asked.port) as teams:
        if asked.strict:
            teams.limit_like_teams()
        for method, _, how in (one.partition("=") for one in asked.fail):
            teams.fail(method, how)
        say(f"serviceUrl={teams.service_url}\ntoken={teams.token_url}")
        say(f"id={teams.app.id}\npassword={teams.app.password}")
        follow(teams)


if __name__ == "__main__":
    main()
