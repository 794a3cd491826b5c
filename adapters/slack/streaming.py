"""An answer shown while it is being written, by Slack's own streams.

Refuses to be the only way: whatever goes wrong here, the message gets the whole answer at the end.
Slack closes a stream after about five minutes, holds 12,000 characters in one, and starts twenty a
minute (field/slack.md 1.7): a stream is ended before, and begun only where it helps the reader.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messages import metadata
from adapters.slack.neutral import Neutral
from adapters.slack.refusals import code_of
from bot.events import Events
from bot.hearing import Keep
from bot.jobs.record import Job
from bot.request import Request

Json = dict[str, Any]
#: A quick answer of up to a screen is one message; what takes longer, or says more, is shown.
SCREEN, PATIENCE_S = 1_200, 2.5
#: Slack takes 100 appends a minute for all streams together (tier 4), 20 starts (tier 2).
APPEND_S, STARTS, MINUTE_S = 0.8, 18, 60.0
#: A stream is ended at this length or age.
MOST, LIFE_S = 10_000, 240.0
MISSING = frozenset({"unknown_method", "method_deprecated", "feature_not_enabled", "missing_scope"})


class Streams:
    """The streams of one workspace. `work`: whether Slack has them here."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self.client = client
        self.events = events
        self.work = True
        self.open = 0
        self._starts: deque[float] = deque()

    def may_start(self) -> bool:
        """Whether one more start is within what Slack takes in a minute; then it counts."""
        now = time.monotonic()
        while self._starts and self._starts[0] < now - MINUTE_S:
            self._starts.popleft()
        if not self.work or len(self._starts) >= STARTS:
            return False
        self._starts.append(now)
        return True

    def failed(self, job_id: str, error: Exception) -> None:
        """Note it; where the workspace has no streams, none is tried again."""
        code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
        self.work = self.work and code not in MISSING
        self.events.emit("slack_failed", job=job_id, problem=code)


class Stream:
    """One answer as it comes (`bot.hearing.Listener`). `keep` writes the message's id down as soon
    as there is one, so that whoever goes on after a crash goes on in the same message."""

    def __init__(
        self, streams: Streams, job: Job, request: Request, thread_ts: str, known: str, keep: Keep
    ) -> None:
        self._streams = streams
        self._job = job
        self._request = request
        self._thread_ts = thread_ts
        self._known = known
        self._keep = keep
        self._neutral = Neutral(known)
        self._text = ""
        self._sent = 0
        self._began = self._last = self._started = 0.0
        self._broken = False
        self.ts = ""

    async def heard(self, text: str) -> None:
        """A piece of the answer. Raises StoreError, Fenced (from `keep`), never what Slack says."""
        now = time.monotonic()
        self._began = self._began or now
        self._text = (self._text + self._neutral.feed(text)).lstrip()
        if self._broken or not self._text.strip():
            return
        if not self.ts:
            if len(self._text) > SCREEN or now - self._began > PATIENCE_S:
                await self._start()
            return
        if len(self._text) > MOST or now - self._started > LIFE_S:
            await self.end()
        elif now - self._last > APPEND_S * max(1, self._streams.open):
            await self._append()

    async def anew(self) -> None:
        """What was heard counts no more: what is shown stays until the whole answer replaces it."""
        if self._text:
            self._neutral, self._text, self._began = Neutral(self._known), "", 0.0
            await self.end()

    async def finish(self, message: Json, *, whole: bool) -> bool:
        """The end of the stream, with what the message has below its text. False: what stands there
        is not the message, and is to be replaced by it. `whole`: it is the only one."""
        if not self.ts or self._broken:
            return False
        text, shown = message["blocks"][0]["text"], self._text[: self._sent]
        if not (whole and text.startswith(shown) and len(text) < MOST):
            await self.end()
            return False
        rest = text[len(shown) :]
        return await self._stop(
            markdown_text=rest or None,
            blocks=message["blocks"][1:],
            metadata=metadata(self._job, "answer", done=True),
        )

    async def _start(self) -> None:
        if not self._streams.may_start():
            self._broken = True
            return
        place, asker = self._request.place, self._request.asker
        piece = self._piece()
        try:
            reply = await self._streams.client.chat_startStream(
                channel=place.channel,
                thread_ts=self._thread_ts,
                recipient_team_id=place.team,
                recipient_user_id=asker.id,
                markdown_text=piece,
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._broken = True
            self._streams.failed(self._job.id, error)
            return
        self.ts, self._sent = str(reply["ts"]), len(piece)
        self._started = self._last = time.monotonic()
        self._streams.open += 1
        await self._keep({"answer": self.ts})

    async def _append(self) -> None:
        piece = self._piece()
        if not piece.strip():
            return
        try:
            await self._streams.client.chat_appendStream(
                channel=self._request.place.channel, ts=self.ts, markdown_text=piece
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._streams.failed(self._job.id, error)
            await self.end()
            return
        self._sent += len(piece)
        self._last = time.monotonic()

    def _piece(self) -> str:
        """What is not shown yet, as far as one stream holds it; blanks at its end wait."""
        return self._text[self._sent : MOST].rstrip()

    async def end(self) -> None:
        """Show no more; the message is replaced when the whole answer is there."""
        if self.ts and not self._broken:
            await self._stop(metadata=metadata(self._job, "answer", done=False))
        self._broken = True

    async def _stop(self, **more: Any) -> bool:
        self._broken = True
        self._streams.open -= 1
        try:
            await self._streams.client.chat_stopStream(
                channel=self._request.place.channel, ts=self.ts, **more
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            self._streams.failed(self._job.id, error)
            return False
        return True
