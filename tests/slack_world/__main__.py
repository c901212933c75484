"""Run the strict fake by hand, to point SLACK_API_URL at it."""

from __future__ import annotations

import argparse
import sys

from .fake import StrictSlack
from .recording import Call


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict fake Slack on 127.0.0.1, until Ctrl-C.")
    parser.add_argument("--port", type=int, default=3100)
    with StrictSlack(port=parser.parse_args().port) as slack:
        app = slack.app
        say(f"SLACK_API_URL={slack.api_url}")
        say(f"SLACK_BOT_TOKEN={app.bot_token}\nSLACK_APP_TOKEN={app.app_token}")
        say(f"SLACK_SIGNING_SECRET={app.signing_secret}")
        follow(slack)


def follow(slack: StrictSlack) -> None:
    """Print every call when it is answered."""
    told: list[Call] = []

    def news() -> list[Call]:
        return [call for call in slack.calls if call.status and call not in told]

    try:
        while True:
            for call in slack.wait_for(news, timeout=86_400):
                say(" ".join([call.method, str(call.status), call.error, *call.faults]))
                told.append(call)
    except KeyboardInterrupt:
        say("ended")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
