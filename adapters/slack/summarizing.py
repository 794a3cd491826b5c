"""The door for `/summarize`: a link, a channel since when, or a modal that asks which.

Refuses to call models: it answers from Redis alone, and shows one modal.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.envelope import Envelope, of_command
from adapters.slack.modals import field, input_block, plain_text
from adapters.slack.speaking import words_for
from adapters.slack.taking import Taking
from adapters.slack.typed import for_asker
from adapters.slack.wanted import source_in
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.ids import new_id
from bot.jobs.readers import Readers
from bot.routing.policies import Policies
from bot.words import Words

SUMMARIZE = re.compile(r"^/[\w-]*?summarize$")
VIEW, WHAT = "summarize", "what"
Json = dict[str, Any]


class Summarizing:
    """Listeners for the command and its modal."""

    def __init__(
        self, taking: Taking, policies: Policies, readers: Readers, events: Events
    ) -> None:
        self._taking = taking
        self._policies = policies
        self._readers = readers
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.command(SUMMARIZE)(self._command)
        app.view(VIEW)(self._chosen)

    async def _command(self, ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        envelope, names = of_command(command, str(command.get("text") or ""), None)
        source = source_in(envelope.text, envelope.channel)
        if source is None:
            await ack()
            view = which_view(envelope, await words_for(self._readers, command))
            await client.views_open(trigger_id=str(command["trigger_id"]), view=view)
            return
        await ack(await self._take(envelope.model_copy(update={"source": source}), names))

    async def _chosen(self, ack: AsyncAck, body: Json) -> None:
        view = body["view"]
        envelope = Envelope.model_validate_json(view["private_metadata"])
        source = source_in(field(view, WHAT) or "", envelope.channel)
        await ack()
        asked = envelope.model_copy(update={"source": source})
        told = await self._take(asked, (f"view:{view['id']}",))
        if told:
            await AsyncWebhookClient(envelope.response_url).send(
                text=told, response_type="ephemeral"
            )

    async def _take(self, envelope: Envelope, names: tuple[str, ...]) -> str:
        """Record it; what the asker is told at once."""
        words = await self._readers.words(envelope.team, envelope.user)
        try:
            job_id, _, _ = await self._taking.take(envelope, names)
        except StoreError as error:
            self._events.emit("store_failed", what="command", detail=str(error))
            return words.say("error.store", id=new_id())
        alone = for_asker(envelope, self._policies)
        return words.say("slack.on_it", id=job_id) if alone else ""


def which_view(envelope: Envelope, words: Words) -> Json:
    """The modal: one field for a link or a time, filled with what most people mean."""
    block = input_block(WHAT, words.say("slack.which.label"), words.say("slack.which.hint"))
    block["element"] = {
        "type": "plain_text_input",
        "action_id": WHAT,
        "initial_value": words.say("slack.which.usual"),
    }
    return {
        "type": "modal",
        "callback_id": VIEW,
        "private_metadata": envelope.model_dump_json(exclude_defaults=True),
        "title": plain_text(words.say("slack.which.title"), 24),
        "submit": plain_text(words.say("slack.which.submit"), 24),
        "close": plain_text(words.say("slack.button.close"), 24),
        "blocks": [block],
    }
