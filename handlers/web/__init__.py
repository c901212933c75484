"""The web: what other programs reach over HTTP, and what only the operator does."""

from __future__ import annotations

from bot.runtime.app import App
from bot.runtime.secrets import Secrets
from handlers.web import feeds, hooks
from handlers.web.host import Host

__all__ = ["Host", "mounted"]


def mounted(app: App, secrets: Secrets) -> Host:
    """The host of an app with all its platforms, at the addresses the environment names."""
    platforms = app.platforms.values()
    called = hooks.routes(app, secrets.piazza_hook)
    return Host(
        app.state,
        [*called, *(route for platform in platforms for route in platform.routes())],
        [*feeds.routes(app), *(page for platform in platforms for page in platform.pages())],
        host=secrets.host,
        port=secrets.port,
        admin_host=secrets.admin_host,
        admin_port=secrets.admin_port,
    )
