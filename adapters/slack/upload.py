"""An answer as a file in its thread: an address from Slack, the bytes, the message that shares it.

Refuses to decide when. Bytes that were sent and not shared are nobody's, and Slack forgets them: a
file is there once its message is (field/slack.md 1.10).
"""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messages import Messages
from adapters.slack.refusals import code_of

TOTAL_S = 60.0
NAME = "answer-{id}.md"


class NotUploaded(Exception):
    """Slack has no such file of ours; `declined`: an administrator has not granted the scope."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.declined = problem == "missing_scope"


class Uploads:
    """Files of our own in one workspace."""

    def __init__(self, client: AsyncWebClient, messages: Messages) -> None:
        self._client = client
        self._messages = messages

    async def shared(self, job_id: str, channel: str, thread_ts: str) -> bool:
        """Whether the job's file stands in that thread already."""
        name = NAME.format(id=job_id)
        found = await self._messages.search(
            channel,
            thread_ts,
            lambda one: any(file.get("name") == name for file in one.get("files") or []),
        )
        return bool(found)

    async def send(self, job_id: str, text: str) -> str:
        """The bytes to Slack, seen by nobody yet; the file's id. Raises NotUploaded."""
        content = text.encode()
        try:
            place = await self._client.files_getUploadURLExternal(
                filename=NAME.format(id=job_id), length=len(content)
            )
        except SlackApiError as error:
            raise NotUploaded(code_of(error)) from error
        timeout = aiohttp.ClientTimeout(total=TOTAL_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
                session.post(str(place["upload_url"]), data=content) as reply,
            ):
                if reply.status != 200:
                    raise NotUploaded(f"HTTP {reply.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotUploaded(type(error).__name__) from error
        return str(place["file_id"])

    async def share(self, file_id: str, title: str, channel: str, thread_ts: str) -> None:
        """Into the thread, for everybody there. Raises NotUploaded."""
        try:
            await self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": title}], channel_id=channel, thread_ts=thread_ts
            )
        except SlackApiError as error:
            raise NotUploaded(code_of(error)) from error
