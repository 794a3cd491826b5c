"""Questions that nobody takes up: their askers are told within seconds that they are kept.

Refuses to promise that somebody will come. What it says stands in the place of the answer, under
the answer's name: the worker that takes the question up finds it there and writes over it; what no
worker has found is taken away again. What only its asker sees, by a `response_url`, no worker can
write over: it is set right from here once somebody has taken the question up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.envelope import Envelope
from adapters.slack.messages import Messages
from adapters.slack.refusals import code_of
from adapters.slack.waiting import waiting_message
from bot.ending import ended
from bot.errors import StoreError, UnknownVersion
from bot.events import Events
from bot.jobs.readers import Readers
from bot.jobs.record import FINAL, Job
from bot.ports import FullLedger

#: How often somebody looks, and for how long a worker that has died still seems to live (seconds).
LOOK_S, SEEMS_S = 3.0, 20.0
#: So many are told at each look, and so many questions are kept in mind.
TOLD, KEPT = 20, 1_000
#: A response_url lives 30 minutes (field/slack.md 1.6); we stop trusting it a little earlier.
RESPONSE_S = 25 * 60.0
#: What is asked so has no message of its own that a `response_url` would replace.
TYPED = frozenset({"command", "shortcut"})
#: Whether any worker lives. Raises StoreError.
Attended = Callable[[], Awaitable[bool]]


@dataclass
class _Asked:
    """A question, where it was asked, since when; `ts` of what was said of it."""

    envelope: Envelope
    client: AsyncWebClient | None
    since: float
    ts: str = ""


class Unattended:
    """For one web process; one look for all of its questions."""

    def __init__(
        self, ledger: FullLedger, attended: Attended, readers: Readers, events: Events
    ) -> None:
        self._ledger = ledger
        self._attended = attended
        self._readers = readers
        self._events = events
        self._waiting: dict[str, _Asked] = {}
        self._told: dict[str, _Asked] = {}
        self._looking: asyncio.Task[None] | None = None

    def expect(self, job_id: str, envelope: Envelope, client: AsyncWebClient | None) -> None:
        """Look after this question until somebody has taken it up."""
        if len(self._waiting) < KEPT:
            self._waiting[job_id] = _Asked(envelope, client, time.monotonic())
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Nobody looks any more; a worker still writes over what was said."""
        if self._looking is not None:
            await ended(self._looking)

    async def _look(self) -> None:
        while self._waiting or self._told:
            await asyncio.sleep(LOOK_S)
            try:
                await self._tell_some()
                for job_id in list(self._told):
                    await self._settle(job_id)
            except StoreError as error:
                self._events.emit("store_failed", what="unattended", detail=str(error))

    async def _tell_some(self) -> None:
        now = time.monotonic()
        if await self._attended():
            # The sign of life may be of one that has just died.
            for job_id, asked in list(self._waiting.items()):
                if now - asked.since > SEEMS_S:
                    del self._waiting[job_id]
            return
        due = [name for name, asked in self._waiting.items() if now - asked.since >= LOOK_S]
        for job_id in due[:TOLD]:
            asked = self._waiting.pop(job_id)
            job = await self._job(asked, job_id)
            if job is not None and not job.attempt and job.state not in FINAL:
                await self._tell(job, asked)

    async def _job(self, asked: _Asked, job_id: str) -> Job | None:
        try:
            return await self._ledger.job(asked.envelope.team, job_id)
        except UnknownVersion:
            return None

    async def _tell(self, job: Job, asked: _Asked) -> None:
        envelope = asked.envelope
        words = await self._readers.words(envelope.team, envelope.user)
        text = words.say("wait.unattended", id=job.id)
        try:
            if asked.client is not None and not envelope.response_url:
                thread = envelope.thread_ts or envelope.ts
                message = waiting_message(text, job.id, words, quick=False)
                messages = Messages(asked.client, self._events)
                asked.ts = await messages.post(
                    job, "answer", envelope.channel, thread, message, done=False
                )
                self._told[job.id] = asked
            elif envelope.response_url:
                await self._respond(envelope, text)
                self._told[job.id] = asked
        except SlackApiError as error:
            self._events.emit("slack_failed", job=job.id, problem=code_of(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._events.emit("slack_failed", job=job.id, problem=type(error).__name__)

    async def _respond(self, envelope: Envelope, text: str) -> None:
        """To the asker alone, in place of what was said so before."""
        hook = AsyncWebhookClient(envelope.response_url)
        again = envelope.kind in TYPED
        await hook.send(text=text, response_type="ephemeral", replace_original=again)

    async def _correct(self, job_id: str, job: Job | None, asked: _Asked) -> None:
        """Once a worker has come, or the question was stopped before one did."""
        waits = job is not None and not job.attempt and job.state not in FINAL
        if waits and time.monotonic() - asked.since < RESPONSE_S:
            return
        del self._told[job_id]
        if job is None or waits:
            return
        words = await self._readers.words(asked.envelope.team, asked.envelope.user)
        said = words.say("wait.attended" if job.attempt else "refused.cancelled", id=job_id)
        try:
            await self._respond(asked.envelope, said)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._events.emit("slack_failed", job=job_id, problem=type(error).__name__)

    async def _settle(self, job_id: str) -> None:
        """Once something stands in the place of the answer, or nothing ever will."""
        asked = self._told[job_id]
        job = await self._job(asked, job_id)
        if asked.envelope.response_url:
            await self._correct(job_id, job, asked)
            return
        stands = job.slots.get("answer", "") if job is not None else ""
        if job is not None and not stands and job.state not in FINAL:
            return
        del self._told[job_id]
        others = {ts for part, ts in job.slots.items() if part != "notice"} if job else set()
        if asked.ts in others or asked.client is None:
            return
        try:
            await Messages(asked.client, self._events).drop(asked.envelope.channel, asked.ts)
        except SlackApiError as error:
            self._events.emit("slack_failed", job=job_id, problem=code_of(error))
