"""The web: what other programs reach over HTTP, and what only the operator does."""

from __future__ import annotations

from bot.runtime.app import App
from bot.runtime.secrets import Secrets
from handlers.web import feeds
from handlers.web.host import Host

__all__ = ["Host", "mounted"]


def mounted(app: App, secrets: Secrets) -> Host:
    """The host of an app with all its platforms, at the addresses the environment names."""
    return Host(
        app.state,
        [route for platform in app.platforms.values() for route in platform.routes()],
        [*feeds.routes(app), *(page for one in app.platforms.values() for page in one.pages())],
        host=secrets.host,
        port=secrets.port,
        admin_host=secrets.admin_host,
        admin_port=secrets.admin_port,
    )
