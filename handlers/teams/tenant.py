"""The tenant: everything that belongs to one bot in one company, put together."""

from __future__ import annotations

from typing import Final

import aiohttp

from bot.runtime.app import App
from bot.runtime.settings import Settings
from handlers.teams.adapter import Adapter
from handlers.teams.bearer import Bearer
from handlers.teams.channels import Channels
from handlers.teams.checking import faults
from handlers.teams.connectors import Connectors
from handlers.teams.door import Door
from handlers.teams.files import Files
from handlers.teams.homes import Homes
from handlers.teams.keys import Keys
from handlers.teams.people import People
from handlers.teams.reception import Reception
from handlers.teams.references import References
from handlers.teams.replies import Replies
from handlers.teams.send import Sender
from handlers.teams.tokens import Tokens
from handlers.teams.transport import Transport
from handlers.teams.trust import Trust
from handlers.teams.words import learn

TIMEOUT: Final = 10
OPENID: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
# The tenant of Microsoft's playground, as long as nobody gives it another.
PLAYGROUND: Final = "00000000-0000-0000-0000-0000000000001"


class Tenant:
    """One company's Teams; `workspace` is how everybody else calls it."""

    def __init__(self, conf: Settings, app: App) -> None:
        secrets = conf.secrets
        open_here = secrets.teams_insecure_no_auth
        tenant = (secrets.teams_tenant_id or PLAYGROUND).lower()
        self.workspace = f"teams:{tenant}"
        self._session = new_session()
        self._bearer = None if open_here else bearer(conf, self._session)
        trust = Trust(tenant, conf.teams.service_hosts, open_here)
        connectors = Connectors(trust, Transport(self._session, self._bearer))
        references = References(app.database, self.workspace)
        self.people = People(connectors, references, tenant)
        self.channels = Channels(connectors, references)
        files = Files(app.seal, self.workspace, trust, self._session)
        self.sender = Sender(connectors, references, self.channels, self.people, tenant, files)
        learn(app.catalogue)
        replies = Replies(app, self.workspace, self.sender, self.people, references, files)
        homes = Homes(app, self.sender)
        self._reception = Reception(
            app, self.workspace, self.people, references, replies, files, homes
        )
        adapter = Adapter(connectors, self._reception.take)
        keys = Keys(self._session, secrets.teams_openid_url or OPENID)
        tokens = None if open_here else Tokens(secrets.teams_app_id or "", keys)
        self.door = Door(trust, tokens, adapter.take)

    async def sign_in(self) -> None:
        """Get our own token; a playground on this machine wants none."""
        if self._bearer is not None:
            await self._bearer.token()

    async def stop(self) -> None:
        """Let follow-ups finish, then close the connections."""
        await self._reception.follow_ups.stop()
        await self._session.close()


def new_session() -> aiohttp.ClientSession:
    """What all calls share; to be closed."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


def bearer(conf: Settings, session: aiohttp.ClientSession) -> Bearer:
    """Our token, as the credentials of the environment get it."""
    secrets = conf.secrets
    assert secrets.teams_app_id is not None
    assert secrets.teams_app_password is not None
    url = f"{secrets.teams_login_url}{secrets.teams_tenant_id}/oauth2/v2.0/token"
    password = secrets.teams_app_password.get_secret_value()
    return Bearer(session, url, secrets.teams_app_id, password)


async def check(conf: Settings) -> list[str]:
    """What is missing for Teams to work, a line each."""
    if conf.secrets.teams_insecure_no_auth:
        return []
    async with new_session() as session:
        return await faults(conf.secrets, session, bearer(conf, session))
