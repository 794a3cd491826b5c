"""The buttons `Cancel`: whoever asked stops what is under way, the model's call included, or lets
go what waits for a yes.

Refuses to call models: the ledger tells the worker that holds the question.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.buttons import CANCEL, DROP
from adapters.slack.repeating import Repeating
from bot.errors import StoreError
from bot.ports import FullLedger

Json = dict[str, Any]


class Cancelling:
    """The listeners for those buttons."""

    def __init__(self, ledger: FullLedger, repeating: Repeating) -> None:
        self._ledger = ledger
        self._repeating = repeating

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(CANCEL)(self._cancel)
        app.action(DROP)(self._drop)

    async def _drop(self, ack: AsyncAck, body: Json) -> None:
        """What was asked before is over; only the question whether to go on is taken away."""
        try:
            job = await self._repeating.record(body)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        await ack()
        if job is not None and job.user != str(body["user"]["id"]):
            await self._repeating.tell(body, "wait.not_yours", person=f"<@{job.user}>")
        elif body.get("response_url"):
            said = (await self._repeating.words(body)).say("slack.dropped")
            hook = AsyncWebhookClient(str(body["response_url"]))
            await hook.send(text=said, blocks=[], replace_original=True)

    async def _cancel(self, ack: AsyncAck, body: Json) -> None:
        try:
            job = await self._repeating.record(body)
            if job is not None and job.user != str(body["user"]["id"]):
                await ack()
                await self._repeating.tell(body, "wait.not_yours", person=f"<@{job.user}>")
                return
            stopped = job is not None and await self._ledger.cancel(job.team, job.id, job.user)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        await ack()
        if not stopped:
            await self._repeating.tell(body, "wait.over")
