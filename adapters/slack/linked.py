"""Files for a channel's brief: of a message that somebody links to, or that they have uploaded.

Refuses to read from any other channel than the one it is for, and what others have uploaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.attached import Attachments
from adapters.slack.files import SlackFiles
from adapters.slack.refusals import code_of
from bot.documents import Reading
from bot.errors import CommandRefused
from bot.ports import Documents

#: https://acme.slack.com/archives/C0123/p1700000000000100?thread_ts=1700000000.000100
_LINK = re.compile(
    r"<?https?://[^/\s]+/archives/([CGD][A-Z0-9]+)/p(\d{10})(\d{6})(?:\?\S*?thread_ts=([\d.]+))?"
)


class SlackLinked:
    """`bot.ports.Linked` in Slack."""

    def __init__(self, client: AsyncWebClient, attachments: Attachments) -> None:
        self._client = client
        self._attachments = attachments

    async def files(self, channel: str, link: str) -> Sequence[Reading]:
        """See `bot.ports.Linked`."""
        found = _LINK.match(link)
        if found is None:
            raise CommandRefused(said="commands.brief_link", given=link[:80])
        if found.group(1) != channel:
            raise CommandRefused(said="commands.brief_elsewhere")
        ts = f"{found.group(2)}.{found.group(3)}"
        root = found.group(4) or ts
        try:
            reply = await self._client.conversations_replies(
                channel=channel, ts=root, oldest=ts, latest=ts, inclusive=True, limit=10
            )
        except SlackApiError as error:
            raise CommandRefused(said="commands.brief_gone", problem=code_of(error)) from error
        messages: list[dict[str, Any]] = reply["messages"]
        message = next((one for one in messages if one["ts"] == ts), {})
        readings = await self._attachments.readings([message])
        if not readings:
            raise CommandRefused(said="commands.brief_no_files")
        return readings

    async def uploaded(self, user: str, ids: Sequence[str]) -> Sequence[Reading]:
        """See `bot.ports.Linked`."""
        files = []
        for name in ids:
            try:
                file = (await self._client.files_info(file=name))["file"]
            except SlackApiError as error:
                problem = code_of(error)
                raise CommandRefused(said="commands.brief_upload", problem=problem) from error
            if file.get("user") != user:
                raise CommandRefused(said="commands.brief_others")
            files.append(file)
        return await self._attachments.readings([{"files": files}])


def linked_of(client: AsyncWebClient, documents: Documents) -> SlackLinked:
    """For one workspace's bot."""
    files = SlackFiles(lambda: str(client.token), client.base_url)
    return SlackLinked(client, Attachments(files, documents))
