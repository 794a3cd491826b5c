"""Telling an asker why there is no answer, in the place of the answer or for their eyes only.

Refuses to judge: the error says what is said.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.blocks import button, sentence
from adapters.slack.buttons import GO
from adapters.slack.envelope import Envelope
from adapters.slack.gather import TAKEN_BACK, Gatherer
from adapters.slack.messages import Messages
from adapters.slack.neutral import plain
from adapters.slack.offers import Offer, offer_button
from adapters.slack.refusals import code_of
from adapters.slack.signs import Signs
from bot.errors import ThinktwiceError
from bot.events import Events
from bot.jobs.record import Job
from bot.request import Request
from bot.words import Words, prepared
from bot.words.languages import of_locale

Json = dict[str, Any]


class Refusing:
    """For one workspace."""

    def __init__(
        self, messages: Messages, gatherer: Gatherer, signs: Signs, events: Events
    ) -> None:
        self._signs = signs
        self._messages = messages
        self._gatherer = gatherer
        self._events = events

    async def refuse(
        self, job: Job, envelope: Envelope, request: Request | None, error: ThinktwiceError
    ) -> None:
        """Why there is no answer; a question that was taken back gets no word at all."""
        if error.key in (TAKEN_BACK, "refused.cancelled") and await self.taken_back(job, envelope):
            return
        words = Words(request.language) if request else await self._reader(envelope)
        values: dict[str, str | int | float] = {"label": "", **error.values}
        text = plain(words.say(error.key, **{**values, "id": job.id}))
        message = sentence(text)
        if error.key == "refused.confirm":
            go = button(GO, words.say("slack.button.go"), job.id, words.say("slack.label.go"))
            message["blocks"].append({"type": "actions", "elements": [go]})
        if error.key == "refused.only_files":
            message["blocks"].append(_summarize(envelope, words))
        self._events.emit("refused", job=job.id, said=error.key)
        await self._signs.clear(job.id, envelope.channel, thread_of(envelope))
        try:
            await self._tell(job, envelope, message)
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def _reader(self, envelope: Envelope) -> Words:
        """For whoever wrote what became no question."""
        person = await self._gatherer.person(envelope.team, envelope.user)
        return await prepared(of_locale(person.locale))

    async def taken_back(self, job: Job, envelope: Envelope) -> bool:
        """Whether the asker has deleted the question; then nothing of its answer stays."""
        if await self._gatherer.stands(envelope):
            return False
        await self._messages.remove(job, envelope.channel)
        self._events.emit("taken_back", job=job.id)
        return True

    async def _tell(self, job: Job, envelope: Envelope, message: Json) -> None:
        placeholder = job.slots.get("answer")
        if placeholder:
            await self._messages.update(job, "answer", envelope.channel, placeholder, message)
        elif envelope.response_url:
            await self._messages.respond(job, envelope.response_url, message, envelope.thread_ts)
        elif envelope.kind == "dm":
            thread = envelope.thread_ts or envelope.ts
            await self._messages.post(job, "answer", envelope.channel, thread, message, done=True)
        else:
            await self._messages.whisper(
                job, envelope.channel, envelope.user, envelope.thread_ts, message
            )


def thread_of(envelope: Envelope) -> str:
    """The thread it was asked in; "" for a command, whose thread is still to be begun."""
    if envelope.request:
        return envelope.request.place.thread_ts
    return envelope.thread_ts or envelope.ts


def _summarize(envelope: Envelope, words: Words) -> Json:
    """The button for those who sent files and no word."""
    offer = Offer(ts=envelope.ts, thread_ts=envelope.thread_ts, text=words.say("slack.summarize"))
    text, label = words.say("slack.button.summarize"), words.say("slack.label.summarize")
    return {"type": "actions", "elements": [offer_button(offer, text, label)]}
