"""The app was removed from a workspace, or its tokens were revoked: everything of it is forgotten.

Refuses to ask: whoever removes an app has said it all. A worker does it, from a record.
"""

from __future__ import annotations

import time
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.commands.command import Caller, Order
from bot.commands.errand import Errand, entry
from bot.commands.forgetting import LEFT
from bot.events import Events
from bot.installations import Installations
from bot.ports import Ledger
from bot.sealing import Sealer

Json = dict[str, Any]


class Leaving:
    """Listeners for those two events."""

    def __init__(
        self, ledger: Ledger, installations: Installations, sealer: Sealer, events: Events
    ) -> None:
        self._ledger = ledger
        self._installations = installations
        self._sealer = sealer
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_uninstalled")(self._gone)
        app.event("tokens_revoked")(self._revoked)

    async def _revoked(self, body: Json, event: Json) -> None:
        """Tokens of people are none of ours; without the bot's nothing can be answered any more
        (docs.slack.dev/reference/events/tokens_revoked)."""
        if (event.get("tokens") or {}).get("bot"):
            await self._gone(body)

    async def _gone(self, body: Json) -> None:
        """The token at once, the rest recorded before Slack hears 200; twice is once. Raises
        StoreError: Slack delivers it again then."""
        # Slack tells the second in which it happened.
        before = float(body.get("event_time") or time.time()) + 1
        team, org = str(body.get("team_id") or ""), _organisation(body)
        teams = {team} if team else set()
        if org:
            teams |= set(await self._installations.inside(org))
            await self._installations.drop(org, before)
        for one in sorted(teams):
            await self._installations.drop(one, before)
            await self._forget(one, body)

    async def _forget(self, team: str, body: Json) -> None:
        caller = Caller(id=LEFT, name="Slack", team=team, operator=True)
        order = Order(command="forget", args={"whom": "team"})
        errand = Errand(order=order, caller=caller, agreed=True)
        names = (f"event:{body.get('event_id')}:{team}",)
        receipt = await self._ledger.receive(entry(errand, names, self._sealer))
        self._events.emit("left", team=team, job=receipt.id)


def _organisation(body: Json) -> str:
    """The organisation that has removed the app as a whole, if it was one."""
    authorizations = body.get("authorizations") or [{}]
    whole = bool(authorizations[0].get("is_enterprise_install"))
    if whole or not body.get("team_id"):
        return str(body.get("enterprise_id") or authorizations[0].get("enterprise_id") or "")
    return ""
