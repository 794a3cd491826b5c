"""An answer shown while it is being written, by Slack's own streams.

Refuses to be the last word: every message is replaced by its part of the whole answer at the end,
whatever went wrong here. Slack closes a stream after about five minutes, holds 12,000 characters in
one, and starts twenty a minute (field/slack.md 1.7): a stream is ended before, and begun only where
it helps the reader. On top of each stands that it is still being written, under a name by which a
message whose id was lost in a crash is found again: no half answer is taken for a whole one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import context
from adapters.slack.messages import metadata, stream_name
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
#: At this length or age a stream is ended, and what follows goes into a next message; it breaks off
#: at a line or a blank, where there is one so near to its end.
MOST, LIFE_S, SEAM = 10_000, 240.0, 500
#: What a workspace answers that has no such streams, or not with a block on top.
MISSING = frozenset(
    {
        "unknown_method",
        "method_deprecated",
        "feature_not_enabled",
        "missing_scope",
        "invalid_arguments",
        "invalid_chunks",
        "invalid_blocks",
    }
)
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


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


class Spot(NamedTuple):
    """Where an answer is shown: in which thread; the message that announces it there ("": none);
    the line that opens it; what vouches for addresses; what is said on top while it is written; the
    label of who writes it."""

    thread_ts: str
    notice: str
    opening: str
    known: str
    mark: str
    label: str


class Stream:
    """One answer as it comes (`bot.hearing.Listener`), in as many messages as it takes.

    `keep` writes the id of each down at once, so that whoever goes on after a crash goes on in the
    same messages; what announced the answer is the slot "notice" from then on, and `begun` is told
    who writes. `spot` says where the answer of the model with that label stands.
    `alone`: whether nothing else is said in that place meanwhile; asked before the first message.
    """

    def __init__(
        self,
        streams: Streams,
        job: Job,
        request: Request,
        spot: Callable[[str], Spot],
        label: str,
        keep: Keep,
        alone: Callable[[], Awaitable[bool]],
        begun: Callable[[str], Awaitable[None]],
    ) -> None:
        self._streams = streams
        self._job = job
        self._request = request
        self._at, self._spot = spot, spot(label)
        self._keep = keep
        self._alone = alone
        self._begun = begun
        self._neutral = Neutral(self._spot.known)
        self._text = ""
        self._from = self._sent = self._parts = 0
        self._heard = self._last = self._started = 0.0
        self._broken = False
        self._ts, self._part = "", "answer"

    async def heard(self, text: str) -> None:
        """A piece of the answer. Raises StoreError, Fenced (from `keep`), never what Slack says."""
        now = time.monotonic()
        self._heard = self._heard or now
        self._text = (self._text + self._neutral.feed(text)).lstrip()
        if self._broken or not self._text[self._sent :].strip():
            return
        if self._ts and (len(self._text) - self._from > MOST or now - self._started > LIFE_S):
            await self._turn()
        elif self._ts:
            if now - self._last > APPEND_S * max(1, self._streams.open):
                await self._append()
        elif self._parts or len(self._text) > SCREEN or now - self._heard > PATIENCE_S:
            await self._start()

    async def anew(self) -> None:
        """What was heard counts no more: what is shown stays until the whole answer replaces it."""
        if self._text:
            self._neutral, self._text, self._heard = Neutral(self._spot.known), "", 0.0
            await self.end()

    def by(self, label: str) -> None:
        """A stand-in writes; where the other one's beginning stands already, that stays instead."""
        self._spot = self._at(label)

    async def end(self) -> None:
        """Show no more; the messages are replaced when the whole answer is there."""
        if self._ts and not self._broken:
            await self._stop()
        self._broken = True

    async def _start(self) -> None:
        first = not self._parts
        if (first and not await self._alone()) or not self._streams.may_start():
            self._broken = True
            return
        if first and self._spot.opening:
            self._text = f"{self._spot.opening}\n\n{self._text}"
        self._sent += len(self._text[self._sent :]) - len(self._text[self._sent :].lstrip())
        self._from = self._sent
        self._part = f"answer{self._parts + 1}" if self._parts else "answer"
        mark = {**context(self._spot.mark), "block_id": stream_name(self._job.id, self._part)}
        piece = self._piece()
        try:
            reply = await self._streams.client.chat_startStream(
                channel=self._request.place.channel,
                thread_ts=self._spot.thread_ts,
                recipient_team_id=self._request.place.team,
                recipient_user_id=self._request.asker.id,
                chunks=[
                    {"type": "blocks", "blocks": [mark]},
                    {"type": "markdown_text", "text": piece},
                ],
            )
        except FAILURES as error:
            self._broken = True
            self._streams.failed(self._job.id, error)
            return
        self._ts, self._sent = str(reply["ts"]), self._sent + len(piece)
        self._started = self._last = time.monotonic()
        self._streams.open += 1
        self._parts += 1
        await self._written_down()

    async def _written_down(self) -> None:
        slots = {self._part: self._ts, "stream": "yes"}
        notice = self._spot.notice if self._parts == 1 else ""
        await self._keep({**slots, "notice": notice} if notice else slots)
        if notice:
            try:
                await self._begun(self._spot.label)
            except FAILURES as error:
                self._streams.failed(self._job.id, error)

    async def _append(self) -> None:
        piece = self._piece()
        if not piece.strip():
            return
        try:
            await self._streams.client.chat_appendStream(
                channel=self._request.place.channel, ts=self._ts, markdown_text=piece
            )
        except FAILURES as error:
            self._streams.failed(self._job.id, error)
            await self.end()
            return
        self._sent += len(piece)
        self._last = time.monotonic()

    async def _turn(self) -> None:
        """This message is full, or old: the next one goes on where it ends."""
        await self._append()
        if self._broken or not await self._stop():
            self._broken = True
            return
        self._ts = ""
        if self._text[self._sent :].strip():
            await self._start()

    def _piece(self) -> str:
        """What is not shown yet, as far as one stream holds it; blanks at its end wait."""
        piece = self._text[self._sent : self._from + MOST]
        if len(self._text) > self._from + MOST:
            seam = max(piece.rfind("\n"), piece.rfind(" "))
            piece = piece[:seam] if seam > len(piece) - SEAM else piece
        return piece.rstrip()

    async def _stop(self) -> bool:
        self._streams.open -= 1
        try:
            await self._streams.client.chat_stopStream(
                channel=self._request.place.channel,
                ts=self._ts,
                metadata=metadata(self._job, self._part, done=False),
            )
        except FAILURES as error:
            self._streams.failed(self._job.id, error)
            return False
        return True
