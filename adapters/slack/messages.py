"""Posting and finding our own messages, so that none is ever posted twice.

Refuses to know what they say. A message carries its job's id in Slack's metadata, never text: all
apps in the workspace can read that (field/slack.md 1.9).
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from bot.jobs.record import Job

Json = dict[str, Any]
EVENT = "thinktwice_answer"
PAGE = 200
GONE = frozenset({"message_not_found", "thread_not_found", "channel_not_found"})


class Messages:
    """Our messages in one workspace, by job and part."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(
        self, job: Job, part: str, channel: str, thread_ts: str, message: Json, *, done: bool
    ) -> str:
        """The id of the message for that part: found, if a crashed worker posted it, else new."""
        if job.attempt > 1:
            found = await self.find(job, part, channel, thread_ts)
            if found:
                return found
        sent = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata=_metadata(job, part, done=done),
            **message,
        )
        return str(sent["ts"])

    async def find(self, job: Job, part: str, channel: str, thread_ts: str) -> str:
        """The id of the message that already stands there for this part, or ""."""
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
            for message in page["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if (payload.get("job_id"), payload.get("part")) == (job.id, part):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or not thread_ts:
                return ""

    async def update(
        self, job: Job, part: str, channel: str, ts: str, message: Json, *, done: bool = True
    ) -> bool:
        """Replace what stands there; may be repeated. False: somebody has deleted it."""
        try:
            await self._client.chat_update(
                channel=channel, ts=ts, metadata=_metadata(job, part, done=done), **message
            )
        except SlackApiError as error:
            if code_of(error) in GONE:
                return False
            raise
        return True


def _metadata(job: Job, part: str, *, done: bool) -> Json:
    state = "done" if done else "thinking"
    payload = {"job_id": job.id, "part": part, "state": state}
    return {"event_type": EVENT, "event_payload": payload}
