"""An answer into its thread: one message, numbered parts, or a file with its beginning on top.

Refuses to know what is said. Every step may be repeated: what stands there is found, never doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering import Form
from adapters.slack.messages import Messages
from adapters.slack.upload import NotUploaded, Uploads
from bot.events import Events
from bot.jobs.record import Job

Json = dict[str, Any]
#: Of so many messages a reader still finds the whole; more of it is a file.
MOST_PARTS = 5


class _Thread(NamedTuple):
    """Where it goes, and what stands there of it by now."""

    channel: str
    root: str
    slots: dict[str, str]


class Delivering:
    """Answers of one workspace's bot."""

    def __init__(self, client: AsyncWebClient, messages: Messages, events: Events) -> None:
        self._messages = messages
        self._uploads = Uploads(client, messages)
        self._events = events

    async def deliver(
        self,
        job: Job,
        channel: str,
        thread_ts: str,
        render: Callable[[Form], Sequence[Json]],
        file: tuple[str, str],
    ) -> dict[str, str]:
        """The slots of the messages that stand there now. `render` gives the messages; `file` is
        the title and the text of the file in place of too many."""
        thread = _Thread(channel, thread_ts, dict(job.slots))
        messages = render("parts")
        if len(messages) > MOST_PARTS:
            try:
                await self._as_file(job, thread, render("file"), file)
            except NotUploaded as problem:
                self._events.emit("slack_failed", job=job.id, problem=str(problem))
                messages = render("declined" if problem.declined else "refused")
            else:
                await self._tidy(thread, 1)
                return thread.slots
        await self._post(job, thread, messages)
        await self._tidy(thread, len(messages))
        return thread.slots

    async def _tidy(self, thread: _Thread, count: int) -> None:
        """Take away what announced the answer, and messages of a stream beyond its last part."""
        for part, ts in thread.slots.items():
            number = part.removeprefix("answer")
            beyond = part.startswith("answer") and number.isdigit() and int(number) > count
            if ts and (part == "notice" or beyond) and ts != thread.slots.get("answer"):
                await self._messages.drop(thread.channel, ts)
                thread.slots[part] = ""
        if "stream" in thread.slots:
            thread.slots["stream"] = ""

    async def _as_file(
        self, job: Job, thread: _Thread, messages: Sequence[Json], file: tuple[str, str]
    ) -> None:
        title, text = file
        channel, root = thread.channel, thread.root
        if job.attempt > 1 and await self._uploads.shared(job.id, channel, root):
            await self._post(job, thread, messages)
            return
        file_id = await self._uploads.send(job.id, text)
        # The beginning first: the file stands below it.
        await self._post(job, thread, messages)
        await self._uploads.share(file_id, title, channel, root)

    async def _post(self, job: Job, thread: _Thread, messages: Sequence[Json]) -> None:
        for number, message in enumerate(messages, 1):
            part = "answer" if number == 1 else f"answer{number}"
            known = thread.slots.get(part)
            ts = known or await self._messages.post(
                job, part, thread.channel, thread.root, message, done=True
            )
            thread.slots[part] = ts
            if not known:
                continue
            # Posted before: now it gets its text. A deleted placeholder is a cancel: no new post.
            if not await self._messages.update(job, part, thread.channel, ts, message):
                self._events.emit("slack_failed", job=job.id, problem="message_not_found")
                break
