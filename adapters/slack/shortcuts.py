"""The door for shortcuts on a message: summarize its thread, ask about it, draft a reply to it.

Refuses to call models: it answers from Redis alone, and shows one modal.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.envelope import Envelope
from adapters.slack.modals import field, input_block, plain_text, section
from adapters.slack.speaking import words_for
from adapters.slack.taking import Taking
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.ids import new_id
from bot.jobs.readers import Readers
from bot.request import Wish
from bot.routing.policies import Policies
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
SUMMARIZE, ASK, DRAFT = "summarize_thread", "ask_about", "draft_reply"
#: So much of a message goes through a modal's metadata, which holds 3,000 characters.
CARRIED = 1_000


class Shortcuts:
    """Listeners for the three of them."""

    def __init__(
        self, taking: Taking, seats: Seats, policies: Policies, readers: Readers, events: Events
    ) -> None:
        self._taking = taking
        self._seats = seats
        self._policies = policies
        self._readers = readers
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.shortcut({"type": "message_action", "callback_id": SUMMARIZE})(self._summarize)
        app.shortcut({"type": "message_action", "callback_id": DRAFT})(self._draft)
        app.shortcut({"type": "message_action", "callback_id": ASK})(self._ask)
        app.view(ASK)(self._asked)

    async def _summarize(self, ack: AsyncAck, body: Json) -> None:
        words = await words_for(self._readers, body)
        envelope = _on(body).model_copy(
            update={
                "text": words.say("slack.summarize_thread"),
                "about": "",
                "author": "",
                "summary": True,
            }
        )
        await ack()
        await self._take(envelope, (f"trigger:{body['trigger_id']}",))

    async def _draft(self, ack: AsyncAck, body: Json) -> None:
        envelope = _on(body).model_copy(update={"drafting": True, "private": True})
        await ack()
        await self._take(envelope, (f"trigger:{body['trigger_id']}",))

    async def _ask(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = asking_view(_on(body), self._label(), await words_for(self._readers, body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def _asked(self, ack: AsyncAck, body: Json) -> None:
        view = body["view"]
        text = field(view, "question") or ""
        words = await words_for(self._readers, body)
        wish = Wish(tier="reasoning", said=words.say("slack.shortcut.ask", label=self._label()))
        envelope = Envelope.model_validate_json(view["private_metadata"])
        await ack()
        await self._take(
            envelope.model_copy(update={"text": text, "wish": wish}), (f"view:{view['id']}",)
        )

    def _label(self) -> str:
        return self._seats.reasoning.label

    async def _take(self, envelope: Envelope, names: tuple[str, ...]) -> None:
        """Record it, and tell the asker where the answer will be."""
        words = await self._readers.words(envelope.team, envelope.user)
        try:
            job_id, _, _ = await self._taking.take(envelope, names)
        except StoreError as error:
            self._events.emit("store_failed", what="shortcut", detail=str(error))
            said = words.say("error.store", id=new_id())
        else:
            rule = (
                self._policies.at(envelope.team).book.in_force(envelope.channel).policy.visibility
            )
            private = envelope.private or rule.shortcuts == "asker"
            said = words.say("slack.on_it" if private else "slack.on_it_all", id=job_id)
        place = {"response_type": "ephemeral", "thread_ts": envelope.thread_ts}
        await AsyncWebhookClient(envelope.response_url).send_dict({"text": said, **place})


def _on(body: Json) -> Envelope:
    """The message that the shortcut was used on, in its thread."""
    message, channel = body["message"], body["channel"]
    ts = str(message["ts"])
    return Envelope(
        kind="shortcut",
        team=str(body["team"]["id"]),
        channel=str(channel["id"]),
        channel_name=str(channel.get("name") or ""),
        user=str(body["user"]["id"]),
        on=ts,
        about=str(message.get("text") or "")[:CARRIED],
        author=str(message.get("user") or ""),
        thread_ts=str(message.get("thread_ts") or ts),
        response_url=str(body.get("response_url") or ""),
    )


def asking_view(envelope: Envelope, label: str, words: Words) -> Json:
    """The modal in which a question about the message may be written, or none."""
    quoted = words.say("slack.ask_about.message", message=envelope.about[:300] or "…")
    hint = words.say("slack.ask_about.hint")
    return {
        "type": "modal",
        "callback_id": ASK,
        "private_metadata": envelope.model_dump_json(exclude_defaults=True),
        "title": plain_text(words.say("slack.ask_about.title", label=label), 24),
        "submit": plain_text(words.say("slack.ask_about.submit"), 24),
        "close": plain_text(words.say("slack.button.close"), 24),
        "blocks": [
            section(quoted),
            input_block("question", words.say("slack.ask_about.label"), hint, optional=True),
        ],
    }
