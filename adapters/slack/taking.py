"""Taking on what was asked: into the ledger first, and whoever is in danger is told whom to call.

Refuses to call models and tokenizers; of Slack it calls only what tells a person whom to call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import sentence
from adapters.slack.care import warn
from adapters.slack.envelope import Envelope, received
from adapters.slack.refusals import code_of
from adapters.slack.unattended import Unattended
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.bursts import MANY, Bursts
from bot.jobs.care import Care
from bot.jobs.readers import Readers
from bot.ports import Ledger
from bot.routing.danger import sign
from bot.routing.text import read
from bot.sealing import Sealer


class Taken(NamedTuple):
    """A question in the ledger: its id, or that of the first one when it is a `duplicate`; and
    whether its writer is to be told now whom to call."""

    id: str
    telling: bool
    duplicate: bool


class Taking:
    """What every listener that takes a question on shares."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        care: Care,
        bursts: Bursts,
        readers: Readers,
        unattended: Unattended,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._care = care
        self._bursts = bursts
        self._readers = readers
        self._unattended = unattended
        self._events = events
        self._telling: set[asyncio.Task[None]] = set()

    async def take(
        self, envelope: Envelope, names: tuple[str, ...], client: AsyncWebClient | None = None
    ) -> Taken:
        """Into the ledger. `telling`: someone may be in danger, and no other process tells.
        Raises StoreError.
        """
        entry = received(envelope, names, self._sealer)
        danger = bool(envelope.text and sign(read(envelope.text)))
        # Before it is recorded: the worker that takes it up at once shall not tell as well.
        telling = danger and await self._care.begin(entry.team, entry.id)
        receipt = await self._ledger.receive(entry)
        name = "duplicate" if receipt.duplicate else "received"
        self._events.emit(name, job=receipt.id, kind=envelope.kind, team=envelope.team)
        if not receipt.duplicate:
            self._unattended.expect(receipt.id, envelope, client)
        return Taken(receipt.id, telling and not receipt.duplicate, receipt.duplicate)

    async def take_and_tell(
        self, envelope: Envelope, names: tuple[str, ...], client: AsyncWebClient
    ) -> str:
        """The same for what Slack delivers again if it hears no 200: the telling goes on behind
        it. The id. Raises StoreError."""
        job_id, telling, _ = await self.take(envelope, names, client)
        if telling:
            # Slack hears 200 meanwhile; should this process die here, the worker tells.
            words = await self._readers.words(envelope.team, envelope.user)
            self.behind(self.tell(envelope.team, job_id, lambda: warn(client, envelope, words)))
        self.behind(self._many(envelope, client))
        return job_id

    def behind(self, telling: Coroutine[Any, Any, None]) -> None:
        """Go on with it while Slack hears 200."""
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _many(self, envelope: Envelope, client: AsyncWebClient) -> None:
        """Whoever asks many questions at once is told that none of them is lost."""
        try:
            if await self._bursts.became_many(envelope.team, envelope.user):
                words = await self._readers.words(envelope.team, envelope.user)
                said = words.say("slack.burst", count=MANY)
                await client.chat_postEphemeral(
                    channel=envelope.channel, user=envelope.user, **sentence(said)
                )
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="burst", detail=str(error))

    async def tell(self, team: str, job_id: str, tell: Callable[[], Awaitable[object]]) -> None:
        """Tell them by `tell`; what fails is logged, and a worker tells."""
        try:
            await self._care.end(team, job_id, tell)
        except SlackApiError as error:
            self._events.emit("slack_failed", job=job_id, problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="care", detail=str(error))
        else:
            self._events.emit("warned", job=job_id)
