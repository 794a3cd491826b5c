"""The door for what is said in channels and direct messages: recorded before Slack hears 200.

Refuses to call models, tokenizers and Slack: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.edits import Edits
from adapters.slack.envelope import Envelope, of_event
from adapters.slack.following import Following
from adapters.slack.saying import addressed
from adapters.slack.seen import sight_in
from adapters.slack.taking import Taking
from bot.errors import StoreError
from bot.jobs.sights import Sights

Json = dict[str, Any]


class Door:
    """Listeners for mentions and direct messages."""

    def __init__(self, taking: Taking, edits: Edits, sights: Sights, following: Following) -> None:
        self._taking = taking
        self._edits = edits
        self._sights = sights
        self._following = following

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_mention")(self._mention)
        app.event("message")(self._message)

    async def _mention(
        self, body: Json, event: Json, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Other bots are never answered, so that no two of us talk for ever; a name in code calls
        nobody. Slack sends a mention again when its message is edited."""
        if not _by_a_person(event) or not addressed(_text(event), str(context.bot_user_id)):
            return
        envelope, names = of_event(body, event)
        if event.get("edited"):
            await self._edits.mentioned(body, event, client)
        else:
            await self._taking.take_and_tell(envelope, names, client)
        await self._following.called(envelope)

    async def _message(
        self, body: Json, event: Json, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Direct messages, and follow-ups in threads; in channels a mention arrives as an event of
        its own. Whatever is edited or taken back concerns questions that are known."""
        match event.get("subtype"):
            case None | "file_share":
                if _by_a_person(event):
                    await self._said(body, event, client, str(context.bot_user_id))
            case "message_changed":
                await self._edits.changed(body, event, client)
            case "message_deleted":
                await self._edits.deleted(body, event)

    async def _said(self, body: Json, event: Json, client: AsyncWebClient, bot: str) -> None:
        """Of a message that brings files Slack may send no `app_mention` at all (field/slack.md
        1.3); where it does, the two are one."""
        envelope, names = of_event(body, event)
        if envelope.kind == "dm":
            sight = await self._before(envelope, event)
            seen = envelope.model_copy(update={"sight": sight})
            await self._taking.take_and_tell(seen, names, client)
        elif event.get("files") and addressed(_text(event), bot):
            await self._taking.take_and_tell(envelope, names, client)
            await self._following.called(envelope)
        elif await self._following.answers(envelope):
            followed = envelope.model_copy(update={"followed": True})
            await self._taking.take_and_tell(followed, names, client)

    async def _before(self, envelope: Envelope, event: Json) -> str:
        """What the writer has before them, as the message says, or as was heard last."""
        if event.get("app_context") is not None:
            return sight_in(event["app_context"])
        try:
            return await self._sights.of(envelope.team, envelope.user)
        except StoreError:
            # Taking the question on will say so.
            return ""


def _by_a_person(event: Json) -> bool:
    return bool(event.get("user")) and not event.get("bot_id")


def _text(event: Json) -> str:
    return str(event.get("text") or "")
