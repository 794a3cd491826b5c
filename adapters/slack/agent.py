"""The conversation with the app in Slack's agent view: prompts, and what a person has before them.

Refuses to read what they look at, and to call models: it answers from Redis, and sets prompts.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from adapters.slack.seen import sight_in
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.readers import Readers
from bot.jobs.sights import Sights
from bot.words import Words

Json = dict[str, Any]
#: The prompts that are always offered; Slack shows four at most
#: (docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts).
ALWAYS = ("quick", "stakes", "steps")


class AgentView:
    """Listeners for opening the conversation, and for looking at something else beside it."""

    def __init__(self, sights: Sights, readers: Readers, events: Events) -> None:
        self._sights = sights
        self._readers = readers
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_home_opened", matchers=[_conversation])(self._opened)
        app.event("app_context_changed")(self._changed)

    async def _opened(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        await self._keep(body, event)
        await self._offer(body, event, client)

    async def _changed(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        if await self._keep(body, event) and event.get("channel"):
            await self._offer(body, event, client)

    async def _keep(self, body: Json, event: Json) -> bool:
        """Whether they look at something else than before."""
        try:
            team, user = _who(body, event)
            return await self._sights.saw(team, user, sight_in(event.get("context")))
        except StoreError as error:
            self._events.emit("store_failed", what="sight", detail=str(error))
            return False

    async def _offer(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """Without a thread: with one, Slack takes the call and shows nothing (the same page)."""
        words = await self._readers.words(*_who(body, event))
        seen = bool(sight_in(event.get("context")))
        try:
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=str(event["channel"]),
                title=words.say("agent.title"),
                prompts=prompts(words, seen=seen),
            )
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))


def prompts(words: Words, *, seen: bool) -> list[dict[str, str]]:
    """What is offered; `seen`: there is something before them that can be read."""
    names = ("view", *ALWAYS) if seen else ALWAYS
    return [
        {"title": words.say(f"agent.shown.{name}"), "message": words.say(f"agent.asked.{name}")}
        for name in names
    ]


async def _conversation(event: Json) -> bool:
    """App Home has two tabs; the other one is no conversation."""
    return event.get("tab") == "messages"


def _who(body: Json, event: Json) -> tuple[str, str]:
    """Workspace and person; where the event names none, the one it was delivered for."""
    granted = (body.get("authorizations") or [{}])[0]
    return str(body.get("team_id") or ""), str(event.get("user") or granted.get("user_id") or "")
