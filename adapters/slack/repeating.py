"""Asking a known question again, changed as a button says, under one name per press.

Refuses to know the buttons, and to call models: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.envelope import of_click
from adapters.slack.speaking import words_for
from adapters.slack.taking import Taking
from bot.errors import RequestRefused, SealError, StoreError, UnknownVersion
from bot.events import Events
from bot.explained import request_in
from bot.jobs.ids import new_id
from bot.jobs.readers import Readers
from bot.jobs.record import Job
from bot.ports import FullLedger
from bot.request import Place, Request
from bot.sealing import Sealer

Json = dict[str, Any]


class Repeating:
    """What every button under an answer shares; its value is the id of the answer's job."""

    def __init__(
        self,
        ledger: FullLedger,
        sealer: Sealer,
        taking: Taking,
        readers: Readers,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._taking = taking
        self._readers = readers
        self._events = events

    async def record(self, body: Json) -> Job | None:
        """The job whose answer the pressed button stands under. Raises StoreError."""
        try:
            return await self._ledger.job(str(body["team"]["id"]), str(body["actions"][0]["value"]))
        except UnknownVersion:
            return None

    async def repeat(self, ack: AsyncAck, body: Json, name: str, **changes: object) -> None:
        """The same question again, changed; under one name per press or per opinion."""
        try:
            job = await self.record(body)
            request = request_in(job, self._sealer) if job else None
            if job is None or request is None:
                raise RequestRefused(said="slack.gone")
            asked = request.model_copy(update={"place": _place(request, body), **changes})
            names = (f"trigger:{body['trigger_id']}", *([name] if name else []))
            await self._taking.take(*of_click(asked, str(body["user"]["id"]), names))
            await ack()
        except StoreError as error:
            await self.store_down(ack, body, error)
        except (RequestRefused, SealError):
            await ack()
            await self.gone(body)

    async def store_down(self, ack: AsyncAck, body: Json, error: StoreError) -> None:
        """Tell whoever pressed that the store is not answering."""
        self._events.emit("store_failed", what="click", detail=str(error))
        await ack()
        words = await words_for(self._readers, body)
        await self.respond(body, words.say("error.store", id=new_id()))

    async def gone(self, body: Json) -> None:
        """Tell whoever pressed that what the button stands under is known no more."""
        words = await words_for(self._readers, body)
        await self.respond(body, words.say("slack.gone"))

    async def respond(self, body: Json, text: str) -> None:
        """Tell whoever pressed, and only them, beside what stands there."""
        if body.get("response_url"):
            await AsyncWebhookClient(str(body["response_url"])).send(
                text=text, response_type="ephemeral", replace_original=False
            )


def _place(request: Request, body: Json) -> Place:
    """Where the button stands: a command's answer has a thread that its request did not know."""
    container = body.get("container") or {}
    thread = container.get("thread_ts") or container.get("message_ts") or ""
    return request.place.model_copy(update={"thread_ts": request.place.thread_ts or str(thread)})
