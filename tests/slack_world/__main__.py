"""Run the strict fake by hand: `python -m tests.slack_world --port 3100`.

It prints the variables with which a bot finds it (SLACK_API_URL and the credentials), then every
call when it is answered. Ctrl-C ends it, and it prints the audit: what was posted how often, the
highest rate of each method, who did not wait. `--strict` enforces the rates that Slack publishes;
`--fail chat.postMessage=503` lets the next call of a method go wrong, as often as it is said; see
`StrictSlack.fail` for what can.
"""

from __future__ import annotations

import argparse

from tests.provider.by_hand import follow, say

from .fake import StrictSlack


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict fake Slack on 127.0.0.1, until Ctrl-C.")
    parser.add_argument("--port", type=int, default=3100)
    parser.add_argument("--strict", action="store_true", help="enforce the published rates")
    parser.add_argument("--fail", action="append", default=[], metavar="METHOD=HOW")
    asked = parser.parse_args()
    with StrictSlack(port=asked.port) as slack:
        if asked.strict:
            slack.limit_like_slack()
        for method, _, how in (one.partition("=") for one in asked.fail):
            slack.fail(method, how)
        app = slack.app
        say(f"SLACK_API_URL={slack.api_url}")
        say(f"SLACK_BOT_TOKEN={app.bot_token}\nSLACK_APP_TOKEN={app.app_token}")
        say(f"SLACK_SIGNING_SECRET={app.signing_secret}")
        follow(slack)


if __name__ == "__main__":
    main()
