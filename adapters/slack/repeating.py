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
from bot.words import Words

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

    async def repeat(
        self, ack: AsyncAck, body: Json, name: str, again: str = "", **changes: object
    ) -> None:
        """The same question again, changed; under one name per press or per opinion.

        `again` is the sentence told to whoever presses for what is there already.
        """
        try:
            job = await self.record(body)
            request = request_in(job, self._sealer) if job else None
            user = str(body["user"]["id"])
            if job is None or request is None or not _may_press(request, body):
                raise RequestRefused(said="slack.gone")
            asked = request.model_copy(update={"place": _place(request, body), **changes})
            names = (f"trigger:{body['trigger_id']}", *([name] if name else []))
            url = str(body.get("response_url") or "")
            taken = await self._taking.take(*of_click(asked, user, names, url))
            await ack()
            if again and taken.duplicate:
                await self.tell(body, again)
        except StoreError as error:
            await self.store_down(ack, body, error)
        except (RequestRefused, SealError):
            await ack()
            await self.tell(body, "slack.gone")

    async def store_down(self, ack: AsyncAck, body: Json, error: StoreError) -> None:
        """Tell whoever pressed that the store is not answering."""
        self._events.emit("store_failed", what="click", detail=str(error))
        await ack()
        await self.tell(body, "error.store", id=new_id())

    async def gone(self, body: Json) -> None:
        """Tell whoever pressed that what the button stands under is known no more."""
        await self.tell(body, "slack.gone")

    async def tell(self, body: Json, key: str, **values: str | int) -> None:
        """Tell whoever pressed, and only them, in the language that they read in."""
        words = await self.words(body)
        await respond(body, words.say(key, **values))

    async def words(self, body: Json) -> Words:
        """The language of whoever pressed."""
        return await words_for(self._readers, body)


async def respond(body: Json, text: str) -> None:
    """Tell whoever pressed, and only them, beside what stands there: in its thread."""
    if not body.get("response_url"):
        return
    thread = (body.get("container") or {}).get("thread_ts")
    place = {"thread_ts": thread} if thread else {}
    said = {"text": text, "response_type": "ephemeral", "replace_original": False}
    await AsyncWebhookClient(str(body["response_url"])).send_dict({**said, **place})


def _may_press(request: Request, body: Json) -> bool:
    """Whether the button can stand where this person sees it: its value may be forged."""
    if str(body["user"]["id"]) == request.asker.id:
        return True
    where = str((body.get("channel") or {}).get("id") or "")
    return where == request.place.channel and not request.private


def _place(request: Request, body: Json) -> Place:
    """Where the button stands: a command's answer has a thread that its request did not know."""
    container = body.get("container") or {}
    thread = container.get("thread_ts") or container.get("message_ts") or ""
    return request.place.model_copy(update={"thread_ts": request.place.thread_ts or str(thread)})
