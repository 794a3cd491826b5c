"""Slack's own Stop button: a thread's session is `processing` while a slow answer is made.

Refuses to stop anything: the press arrives as an event (`stopping`). The button stays until the
session is said to be `active` again, a reply does not end it (field/slack.md 1.8).
"""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from bot.events import Events

#: What a workspace without sessions answers, or an app that is no agent; it is not asked again.
MISSING = frozenset(
    {
        "unknown_method",
        "method_deprecated",
        "feature_not_enabled",
        "missing_scope",
        "not_agent_app",
        "not_allowed_token_type",
    }
)


class Sessions:
    """The sessions of one workspace that are at work, by job."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events
        self._works = True
        self._open: dict[str, tuple[str, str]] = {}

    async def begin(self, job_id: str, channel: str, thread_ts: str, asker: str) -> None:
        """Show the button under this thread, unless it is shown for this job already."""
        if thread_ts and job_id not in self._open and self._works:
            self._open[job_id] = (channel, thread_ts)
            await self._set(job_id, channel, thread_ts, "processing", asker)

    async def end(self, job_id: str) -> None:
        """Take it away, if this process has shown it and no other of its jobs needs it there."""
        place = self._open.pop(job_id, None)
        if place is not None and place not in self._open.values():
            await self._set(job_id, *place, "active")

    async def clear(self, job_id: str, channel: str, thread_ts: str) -> None:
        """Take it away, whoever has shown it."""
        await self.end(job_id)
        if thread_ts and (channel, thread_ts) not in self._open.values():
            await self._set(job_id, channel, thread_ts, "active")

    async def _set(
        self, job_id: str, channel: str, thread_ts: str, status: str, asker: str = ""
    ) -> None:
        if not self._works:
            return
        try:
            await self._client.agents_sessions_setStatus(
                channel_id=channel,
                thread_ts=thread_ts,
                status=status,
                initiator_user_id=asker or None,
            )
        except SlackApiError as error:
            self._works = code_of(error) not in MISSING
            self._events.emit("slack_failed", job=job_id, problem=code_of(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._events.emit("slack_failed", job=job_id, problem=type(error).__name__)
