"""The door for "Share": an asker shows a private answer to everybody where it was asked.

Refuses to call models and Slack: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.envelope import of_click
from adapters.slack.repeating import Repeating
from adapters.slack.taking import Taking
from adapters.slack.visibility import SHARE
from bot.errors import SealError, StoreError
from bot.explained import request_in
from bot.sealing import Sealer

Json = dict[str, Any]


class Sharing:
    """The listener for that button."""

    def __init__(self, taking: Taking, repeating: Repeating, sealer: Sealer) -> None:
        self._taking = taking
        self._repeating = repeating
        self._sealer = sealer

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.action(SHARE)(self._share)

    async def _share(self, ack: AsyncAck, body: Json) -> None:
        """Pressing twice shares once; only the asker, who alone sees the button, can press it."""
        try:
            job = await self._repeating.record(body)
            request = request_in(job, self._sealer) if job else None
            user = str(body["user"]["id"])
            if job is not None and request is not None and request.asker.id == user:
                changes: Json = {"private": False, "shared_of": job.id, "second_of": ""}
                shared = request.model_copy(update=changes)
                names = (f"share:{job.team}:{job.id}",)
                await self._taking.take(*of_click(shared, user, names))
                await ack()
                return
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        except SealError:
            pass
        await ack()
        await self._repeating.gone(body)
