"""Signs of life while a question is worked on: Slack's status line under its thread, and for a slow
one Slack's own Stop button (`sessions`).

Refuses to post messages. Slack takes the line away when a reply comes, and after two minutes
(docs.slack.dev/reference/methods/assistant.threads.setStatus): it is renewed until then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from adapters.slack.sessions import Sessions
from bot.ending import ended
from bot.events import Events

#: An answer that comes sooner than this is its own first sign.
FIRST_S = 0.15
#: The line is written anew this often: what it says grows old, and Slack drops it after 120 s.
BEAT_S = 30.0
LAST_CALL_S = 1.0
#: What a workspace without this method answers; it is not asked again.
MISSING = frozenset(
    {"unknown_method", "method_deprecated", "feature_not_enabled", "missing_scope", "not_agent_app"}
)
Said = Callable[[float], str]


class Signs:
    """The lines of one workspace, by job. `works`: whether Slack shows such lines here."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events
        self._sessions = Sessions(client, events)
        self._lines: dict[str, _Line] = {}
        self.works = True

    async def stoppable(self, job_id: str, channel: str, thread_ts: str, asker: str) -> None:
        """From now on Slack shows its Stop button there, until the end."""
        await self._sessions.begin(job_id, channel, thread_ts, asker)

    def say(self, job_id: str, channel: str, thread_ts: str, said: Said) -> None:
        """From now on the line says this; `said` is asked with the seconds since now."""
        line = self._lines.get(job_id)
        if not (self.works and thread_ts) and line is None:
            return
        if line is None:
            line = self._lines[job_id] = _Line(self, job_id, channel, thread_ts)
        line.say(said)

    async def end(self, job_id: str, *, replied: bool) -> None:
        """No line any more, before the answer stands there; without a reply it is taken away."""
        line = self._lines.pop(job_id, None)
        if line is not None:
            await line.end(replied=replied)
        await self._sessions.end(job_id)

    async def clear(self, job_id: str, channel: str, thread_ts: str) -> None:
        """The same, whoever wrote the line: a worker before this one may have."""
        await self.end(job_id, replied=True)
        await self._sessions.clear(job_id, channel, thread_ts)
        if self.works and thread_ts:
            await self.show(job_id, channel, thread_ts, "")

    async def show(self, job_id: str, channel: str, thread_ts: str, status: str) -> bool:
        """Write the line; whether Slack has taken it."""
        try:
            await self._client.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread_ts, status=status
            )
        except SlackApiError as error:
            if code_of(error) in MISSING:
                self.works = False
            self._events.emit("slack_failed", job=job_id, problem=code_of(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._events.emit("slack_failed", job=job_id, problem=type(error).__name__)
        else:
            return True
        return False


class _Line:
    """One line, kept alive by a task of its own."""

    def __init__(self, signs: Signs, job_id: str, channel: str, thread_ts: str) -> None:
        self._signs = signs
        self._place = (job_id, channel, thread_ts)
        self._said: Said = lambda _: ""
        self._since = time.monotonic()
        self._changed = asyncio.Event()
        self._shown = self._over = False
        self._task = asyncio.create_task(self._run())

    def say(self, said: Said) -> None:
        self._said, self._since = said, time.monotonic()
        self._changed.set()

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_S)
        while not self._over and self._signs.works:
            self._changed.clear()
            status = self._said(time.monotonic() - self._since)
            self._shown = await self._signs.show(*self._place, status) or self._shown
            try:
                await asyncio.wait_for(self._changed.wait(), BEAT_S)
            except TimeoutError:
                continue

    async def end(self, *, replied: bool) -> None:
        """A call under way is waited for: Slack would show its line after the answer."""
        self._over = True
        self._changed.set()
        if self._shown:
            await asyncio.wait({self._task}, timeout=LAST_CALL_S)
        await ended(self._task)
        if self._shown and not replied:
            await self._signs.show(*self._place, "")
