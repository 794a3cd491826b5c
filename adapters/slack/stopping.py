"""Slack's own Stop button: whoever asked ends what is under way in the thread, models included.

Refuses to call models: the ledger tells the worker that holds the question. The session is said to
be over by that worker, when it has closed its message.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import sentence
from adapters.slack.envelope import Envelope, thread_of
from adapters.slack.refusals import code_of
from bot.errors import SealError
from bot.events import Events
from bot.jobs.record import ASIDE, Job, seal_scope
from bot.ports import FullLedger
from bot.sealing import Sealer
from bot.words import Words

Json = dict[str, Any]
#: Of so many unfinished questions those of the thread are looked for.
MOST = 1_000


class Stopping:
    """The listener for that button."""

    def __init__(self, ledger: FullLedger, sealer: Sealer, events: Events) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.event("agent_session_stopped")(self._stopped)

    async def _stopped(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """Slack delivers it again when the store does not answer (StoreError: no 200)."""
        channel, thread_ts = str(event["channel"]), str(event["thread_ts"])
        person, team = str(event["user"]), str(body.get("team_id") or "")
        others = ""
        for job in await self._ledger.jobs(MOST):
            if job.team != team or not self._stands_in(job, channel, thread_ts):
                continue
            if job.user == person:
                await self._ledger.cancel(team, job.id, person)
            else:
                others = job.user
        if others:
            said = Words().say("wait.not_yours", person=f"<@{others}>")
            try:
                await client.chat_postEphemeral(
                    channel=channel, user=person, thread_ts=thread_ts, **sentence(said)
                )
            except SlackApiError as error:
                self._events.emit("slack_failed", job="", problem=code_of(error))

    def _stands_in(self, job: Job, channel: str, thread_ts: str) -> bool:
        if job.kind in ASIDE or job.channel != channel:
            return False
        if job.slots.get("anchor") == thread_ts:
            return True
        try:
            raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        except SealError:
            return False
        return thread_of(Envelope.model_validate_json(raw)) == thread_ts
