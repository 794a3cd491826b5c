"""The button `Cancel`: whoever asked stops what is under way, the model's call included.

Refuses to call models: the ledger tells the worker that holds the question.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.buttons import CANCEL
from adapters.slack.repeating import Repeating
from bot.errors import StoreError
from bot.ports import FullLedger

Json = dict[str, Any]


class Cancelling:
    """The listener for that button."""

    def __init__(self, ledger: FullLedger, repeating: Repeating) -> None:
        self._ledger = ledger
        self._repeating = repeating

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.action(CANCEL)(self._cancel)

    async def _cancel(self, ack: AsyncAck, body: Json) -> None:
        try:
            job = await self._repeating.record(body)
            if job is not None and job.user != str(body["user"]["id"]):
                await ack()
                await self._repeating.tell(body, "wait.not_yours", person=f"<@{job.user}>")
                return
            stopped = job is not None and await self._ledger.cancel(job.team, job.id)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        await ack()
        if not stopped:
            await self._repeating.tell(body, "wait.over")
