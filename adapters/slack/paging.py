"""Slack's lists to their end: a thread, a channel since then with its threads, a channel's members.

Refuses to choose: what is there is returned, oldest first.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
PAGE = 200


class Pages:
    """For one workspace's bot. Every method raises SlackApiError."""

    def __init__(self, client: AsyncWebClient, page: int = PAGE) -> None:
        self._client = client
        self._page = page

    async def thread(self, channel: str, root: str) -> list[Json]:
        """The thread, root first, newest message included."""
        messages: list[Json] = []
        cursor = ""
        while True:
            reply = await self._client.conversations_replies(
                channel=channel, ts=root, limit=self._page, cursor=cursor or None
            )
            messages += reply["messages"]
            cursor = _next(reply)
            if not cursor:
                return messages

    async def since(self, channel: str, oldest: float) -> list[Json]:
        """Every message from then on with all of its thread, in the order of writing."""
        roots: list[Json] = []
        cursor = ""
        while True:
            reply = await self._client.conversations_history(
                channel=channel,
                oldest=f"{oldest:.6f}",
                inclusive=True,
                limit=self._page,
                cursor=cursor or None,
            )
            roots += reply["messages"]
            cursor = _next(reply)
            if not cursor:
                break
        found = {str(one["ts"]): one for one in roots}
        for one in roots:
            if one.get("reply_count"):
                found |= {str(m["ts"]): m for m in await self.thread(channel, str(one["ts"]))}
        return sorted(found.values(), key=lambda one: float(one["ts"]))

    async def is_member(self, channel: str, user: str) -> bool:
        """Whether that person is in the channel."""
        cursor = ""
        while True:
            reply = await self._client.conversations_members(
                channel=channel, limit=self._page, cursor=cursor or None
            )
            if user in reply["members"]:
                return True
            cursor = _next(reply)
            if not cursor:
                return False


def _next(reply: Any) -> str:
    return str((reply.get("response_metadata") or {}).get("next_cursor") or "")
