"""Posting and finding our own messages, so that none is ever posted twice.

Refuses to know what they say. A message carries its job's id in Slack's metadata, never text: all
apps in the workspace can read that (field/slack.md 1.9).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.refusals import code_of
from adapters.slack.spoken import spoken
from adapters.slack.turns import Channels
from bot.events import Events
from bot.jobs.record import Job
from bot.words import Words
from bot.words.languages import ENGLISH, spoken_in

Json = dict[str, Any]
EVENT = "thinktwice_answer"
PAGE = 200
#: Somebody has deleted it.
GONE = frozenset({"message_not_found", "thread_not_found"})
#: Slack takes the words of such a message, but not its blocks or not so many of them.
UNFIT = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_blocks_too_many",
        "msg_too_long",
    }
)


#: Sooner than this after it was asked, nobody has said of a question that it waits (seconds).
LATE_S = 2.5
#: Slots that hold no message.
FLAGS = frozenset({"queued", "stream"})


class _Unfit(Exception):
    """One of these, from where the SDK raises nothing."""


class Messages:
    """Our messages in one workspace, by job and part. What Slack does not take as blocks is said
    in plain text, and logged."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events
        self._channels = Channels()

    async def post(
        self, job: Job, part: str, channel: str, thread_ts: str, message: Json, *, done: bool
    ) -> str:
        """The id of the message for that part: new, or the one that a crashed worker posted, or a
        web process while nobody took the question up; that one says this then."""
        if job.attempt > 1 or (part == "answer" and _taken_late(job)):
            found = await self.find(job, part, channel, thread_ts)
            if found:
                await self.update(job, part, channel, found, message, done=done)
                return found

        async def send(content: Json) -> Any:
            return await self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts or None,
                unfurl_links=False,
                unfurl_media=False,
                metadata=metadata(job, part, done=done),
                **content,
            )

        async with self._channels.alone(channel):
            return str((await self._taken(job, message, send))["ts"])

    async def find(self, job: Job, part: str, channel: str, thread_ts: str) -> str:
        """The id of the message that already stands there for this part, or ""."""

        def wanted(message: Json) -> bool:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            return (payload.get("job_id"), payload.get("part")) == (job.id, part)

        return await self.search(channel, thread_ts, wanted)

    async def search(self, channel: str, thread_ts: str, wanted: Callable[[Json], bool]) -> str:
        """The id of the first such message in that thread, or among the latest of the channel."""
        cursor = ""
        while True:
            if thread_ts:
                page = await self._client.conversations_replies(
                    channel=channel,
                    ts=thread_ts,
                    limit=PAGE,
                    cursor=cursor or None,
                    include_all_metadata=True,
                )
            else:
                page = await self._client.conversations_history(
                    channel=channel, limit=PAGE, include_all_metadata=True
                )
            found = next((one for one in page["messages"] if wanted(one)), None)
            if found is not None:
                return str(found["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or not thread_ts:
                return ""

    async def written(
        self, job: Job, channel: str, thread_ts: str, slots: dict[str, str]
    ) -> dict[str, str]:
        """The slots with what was being written when a worker died, also where it had no time left
        to note the id; what had announced the answer is the slot "notice" then."""
        begun: dict[str, str] = {}

        def named(message: Json) -> bool:
            for block in message.get("blocks") or []:
                name = str(block.get("block_id") or "")
                if name.startswith(stream_name(job.id, "")):
                    begun[name.removeprefix(stream_name(job.id, ""))] = str(message["ts"])
            return False

        await self.search(channel, thread_ts, named)
        if not begun:
            return slots
        if slots.get("answer") and begun.get("answer", slots["answer"]) != slots["answer"]:
            begun["notice"] = slots["answer"]
        return {**slots, **begun, "stream": "yes"}

    async def only_first(self, channel: str, slots: dict[str, str]) -> dict[str, str]:
        """The slots without what announced a half answer and what it went on in, taken away."""
        kept = dict(slots)
        for part, ts in slots.items():
            if ts and (part == "notice" or part.removeprefix("answer").isdigit()):
                await self.drop(channel, ts)
                kept[part] = ""
        return kept

    async def remove(self, job: Job, channel: str) -> None:
        """Take away everything that stands of this job's answer; what is gone already is fine."""
        for part, ts in job.slots.items():
            if ts and part not in FLAGS:
                await self.drop(channel, ts)

    async def drop(self, channel: str, ts: str) -> None:
        """Take one message of ours away; one that is gone already is fine."""
        try:
            await self._client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if code_of(error) not in {*GONE, "channel_not_found"}:
                raise

    async def update(
        self, job: Job, part: str, channel: str, ts: str, message: Json, *, done: bool = True
    ) -> bool:
        """Replace what stands there; may be repeated. False: somebody has deleted it."""

        async def send(content: Json) -> Any:
            told = metadata(job, part, done=done)
            return await self._client.chat_update(channel=channel, ts=ts, metadata=told, **content)

        try:
            try:
                await self._taken(job, message, send)
            except SlackApiError as error:
                if code_of(error) != "streaming_state_conflict":
                    raise
                # It was being written by somebody who died meanwhile.
                await self._client.chat_stopStream(channel=channel, ts=ts)
                await self._taken(job, message, send)
        except SlackApiError as error:
            if code_of(error) in GONE:
                return False
            raise
        return True

    async def whisper(
        self, job: Job, channel: str, user: str, thread_ts: str, message: Json
    ) -> None:
        """For that person's eyes, where they are. Raises SlackApiError."""

        async def send(content: Json) -> Any:
            return await self._client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread_ts or None, **content
            )

        await self._taken(job, message, send)

    async def respond(self, job: Job, url: str, message: Json, thread_ts: str = "") -> bool:
        """To the asker alone by a `response_url`, beside what stands there. False: it is used up,
        or its time is."""
        place: Json = {"response_type": "ephemeral", "replace_original": False}
        if thread_ts:
            place["thread_ts"] = thread_ts
        hook = AsyncWebhookClient(url)

        async def send(content: Json) -> int:
            reply = await hook.send_dict({**place, **content})
            if reply.status_code != 200 and reply.body.strip() in UNFIT:
                raise _Unfit(reply.body.strip())
            return reply.status_code

        return bool(await self._taken(job, message, send) == 200)

    async def _taken(self, job: Job, message: Json, send: Callable[[Json], Awaitable[Any]]) -> Any:
        """What Slack answered to the message, or to its words alone; no blocks stay then from an
        earlier version of it, and words of which it takes only the beginning say so."""
        for content in (message, {"text": _whole(message), "blocks": []}):
            try:
                return await send(content)
            except (SlackApiError, _Unfit) as error:
                code = str(error) if isinstance(error, _Unfit) else code_of(error)
                if code not in UNFIT:
                    raise
                self._events.emit("said_plainly", job=job.id, problem=code)
        words = Words(spoken_in(str(message["text"])) or ENGLISH)
        return await send({"text": f"{message['text']}\n{words.say('slack.cut')}", "blocks": []})


def _whole(message: Json) -> str:
    """Its words: of a long answer all of them, while `text` holds only the beginning."""
    if not any(block["type"] == "markdown" for block in message["blocks"]):
        return str(message["text"])
    said = []
    for block in message["blocks"]:
        if block["type"] == "markdown":
            said.append(spoken(block["text"]))
        elif block["type"] == "context":
            said += [element["text"] for element in block["elements"]]
    return "\n".join(said)


def _taken_late(job: Job) -> bool:
    """Whether it waited so long for its first worker that its asker may have been told of it."""
    begun = job.history[1].at if len(job.history) > 1 else time.time()
    return begun - job.received_at > LATE_S


def stream_name(job_id: str, part: str) -> str:
    """By what a message that is still being written is found again: `block_id` of its top."""
    return f"stream:{job_id}:{part}"


def metadata(job: Job, part: str, *, done: bool) -> Json:
    """By what a message of ours is found again: ids, never text."""
    state = "done" if done else "thinking"
    payload = {"job_id": job.id, "part": part, "state": state}
    return {"event_type": EVENT, "event_payload": payload}
