"""Questions that are edited or taken back: asked once, cancelled, or told which text is answered.

Refuses to answer twice what was asked once: a new text is answered when somebody presses for it.
"""

from __future__ import annotations

import time
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.asked import STONE
from adapters.slack.blocks import sentence
from adapters.slack.envelope import Envelope, of_event
from adapters.slack.offers import Offer, offer_button
from adapters.slack.refusals import code_of
from adapters.slack.taking import Taking
from bot.errors import StoreError, UnknownVersion
from bot.events import Events
from bot.jobs.care import Care
from bot.jobs.readers import Readers
from bot.jobs.record import FINAL, Job
from bot.keys import DAY_S
from bot.ports import FullLedger

Json = dict[str, Any]
#: Ends the name of a message that had no question in it when it was asked first.
AGAIN = ":again"


class Edits:
    """What a change of a message means for the question in it."""

    def __init__(
        self, ledger: FullLedger, taking: Taking, care: Care, readers: Readers, events: Events
    ) -> None:
        self._ledger = ledger
        self._taking = taking
        self._care = care
        self._readers = readers
        self._events = events

    async def mentioned(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """A mention in an edited message: asked, if its message was not asked before."""
        envelope, names = of_event(body, event)
        job = await self._known(envelope)
        if job is not None:
            await self._edited(job, envelope, names, str(event["edited"]["ts"]), client)
        elif time.time() - float(envelope.ts) < DAY_S:
            # Of an older message nobody knows any more whether it was answered.
            await self._taking.take_and_tell(envelope, names, client)

    async def changed(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """A message was edited; Slack says so, too, when it has only added a preview to it."""
        message, before = event.get("message") or {}, event.get("previous_message") or {}
        if message.get("subtype") == STONE:
            await self.deleted(body, {**event, "deleted_ts": message.get("ts")})
            return
        if message.get("bot_id") or message.get("text") == before.get("text"):
            return
        if not (message.get("user") and message.get("edited")):
            return
        place = {name: event.get(name) for name in ("channel", "channel_type")}
        envelope, names = of_event(body, {**message, **place})
        job = await self._known(envelope)
        if job is not None:
            await self._edited(job, envelope, names, str(message["edited"]["ts"]), client)

    async def deleted(self, body: Json, event: Json) -> None:
        """A message was taken back: what it asked is cancelled; the worker removes what stands of
        the answer."""
        team = str(body.get("team_id") or "")
        name = f"message:{team}:{event['channel']}:{event.get('deleted_ts')}"
        job_id = await self._ledger.known(team, name)
        if job_id is not None:
            await self._ledger.cancel(team, job_id)

    async def _known(self, envelope: Envelope) -> Job | None:
        """The job that this message became."""
        name = f"message:{envelope.team}:{envelope.channel}:{envelope.ts}"
        again = await self._ledger.known(envelope.team, name + AGAIN)
        job_id = again or await self._ledger.known(envelope.team, name)
        if job_id is None:
            return None
        try:
            return await self._ledger.job(envelope.team, job_id)
        except UnknownVersion:
            return None

    async def _edited(
        self,
        job: Job,
        envelope: Envelope,
        names: tuple[str, ...],
        edit: str,
        client: AsyncWebClient,
    ) -> None:
        if job.state == "received" and not job.attempt:
            # Nobody has read it yet: whoever does reads it as it stands then.
            return
        if job.state == "refused":
            # There was no question in it before.
            await self._taking.take_and_tell(envelope, (names[1] + AGAIN,), client)
            return
        if job.state in FINAL and job.state != "done":
            return
        offer = Offer(ts=envelope.ts, thread_ts=envelope.thread_ts, edit=edit)
        self._taking.behind(self._tell(job, envelope, offer, client))

    async def _tell(
        self, job: Job, envelope: Envelope, offer: Offer, client: AsyncWebClient
    ) -> None:
        """To whoever edited, once for each edit: which text is answered, and how to ask the new."""
        words = await self._readers.words(envelope.team, envelope.user)
        pressed = words.say("slack.button.new_text")
        element = offer_button(offer, pressed, words.say("slack.label.new_text"))
        row = {"type": "actions", "elements": [element]}
        message = sentence(words.say("slack.edited"), row)

        async def tell() -> None:
            await client.chat_postEphemeral(
                channel=envelope.channel,
                user=envelope.user,
                thread_ts=envelope.thread_ts or None,
                **message,
            )

        try:
            await self._care.once(envelope.team, f"{job.id}:{offer.edit}", tell)
        except SlackApiError as error:
            self._events.emit("slack_failed", job=job.id, problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="edit", detail=str(error))
