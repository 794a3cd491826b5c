"""Telling an asker why there is no answer, in the place of the answer or for their eyes only.

Refuses to judge: the error says what is said. Who operates is told of what only they can mend.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.alerting import Alerting
from adapters.slack.blocks import sentence
from adapters.slack.envelope import Envelope, thread_of
from adapters.slack.gather import TAKEN_BACK, Gatherer
from adapters.slack.messages import Messages
from adapters.slack.names import Names
from adapters.slack.neutral import plain
from adapters.slack.offers import Offer, offer_button
from adapters.slack.refusals import code_of
from adapters.slack.signs import Signs
from adapters.slack.troubles import stood_in_trouble, trouble_in
from adapters.slack.ways import ways_on
from bot.answer import Answer
from bot.errors import FrontRefused, ThinktwiceError
from bot.events import Events
from bot.jobs.record import Job
from bot.request import Request
from bot.seats import Seats
from bot.words import Words, prepared
from bot.words.languages import of_locale

Json = dict[str, Any]


class Refusing:
    """For one workspace."""

    def __init__(
        self,
        messages: Messages,
        gatherer: Gatherer,
        names: Names,
        signs: Signs,
        alerting: Alerting,
        seats: Seats,
        events: Events,
    ) -> None:
        self._signs = signs
        self._messages = messages
        self._gatherer = gatherer
        self._names = names
        self._alerting = alerting
        self._seats = seats
        self._events = events

    async def refuse(
        self, job: Job, envelope: Envelope, request: Request | None, error: ThinktwiceError
    ) -> None:
        """Why there is no answer; a question that was taken back gets no word at all."""
        died = job.attempt > 1 or job.state == "posting"
        if died or error.key == "refused.cancelled":
            job = await self._announced(job, envelope)
        if error.key in (TAKEN_BACK, "refused.cancelled") and await self.taken_back(job, envelope):
            return
        self._events.emit("refused", job=job.id, said=error.key)
        trouble = trouble_in(error, job.id, self._seats)
        if trouble is not None:
            await self._alerting.tell(job.team, *trouble)
        if isinstance(error, FrontRefused) and error.gone:
            # Nobody is left to tell it to.
            return
        words = Words(request.language) if request else await self._reader(envelope)
        message = sentence(plain(await self._said(job, envelope, error, words)))
        if request is not None or job.request or envelope.request is not None:
            message["blocks"] += ways_on(error, job.id, self._seats, words)
        if error.key == "refused.only_files":
            message["blocks"].append(_summarize(envelope, words))
        await self._signs.clear(job.id, envelope.channel, thread_of(envelope))
        await self._tell(job, envelope, message, hindered=isinstance(error, FrontRefused))

    async def _announced(self, job: Job, envelope: Envelope) -> Job:
        """With what announced the answer, also where its worker was stopped or died before it noted
        the id."""
        thread = thread_of(envelope)
        if job.slots.get("answer") or not thread:
            return job
        try:
            found = await self._messages.find(job, "answer", envelope.channel, thread)
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))
            return job
        return job.model_copy(update={"slots": {**job.slots, "answer": found}}) if found else job

    async def stood_in(self, job: Job, answer: Answer) -> None:
        """Who operates is told why another model had to answer, where only they can mend it."""
        trouble = stood_in_trouble(answer, job.id, self._seats)
        if trouble is not None:
            await self._alerting.tell(job.team, *trouble)

    async def _said(
        self, job: Job, envelope: Envelope, error: ThinktwiceError, words: Words
    ) -> str:
        values: dict[str, str | int | float] = {"label": "", **error.values, "id": job.id}
        if isinstance(error, FrontRefused):
            values |= await self._names.placed(envelope.channel, words)
        return words.say(error.key, **values)

    async def _reader(self, envelope: Envelope) -> Words:
        """For whoever wrote what became no question."""
        person = await self._gatherer.person(envelope.team, envelope.user)
        return await prepared(of_locale(person.locale))

    async def taken_back(self, job: Job, envelope: Envelope) -> bool:
        """Whether the asker has deleted the question; then nothing of its answer stays."""
        if await self._gatherer.stands(envelope):
            return False
        await self._messages.remove(await self._announced(job, envelope), envelope.channel)
        self._events.emit("taken_back", job=job.id)
        return True

    async def _tell(self, job: Job, envelope: Envelope, message: Json, *, hindered: bool) -> None:
        """Where the answer would stand; where Slack does not take that, to the asker directly."""
        try:
            if await self._there(job, envelope, message) or not hindered:
                return
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))
        try:
            await self._messages.post(job, "direct", envelope.user, "", message, done=True)
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def _there(self, job: Job, envelope: Envelope, message: Json) -> bool:
        """False: somebody has deleted the place, or its address is used up."""
        placeholder, channel = job.slots.get("answer"), envelope.channel
        if placeholder:
            return await self._messages.update(job, "answer", channel, placeholder, message)
        if envelope.response_url:
            url, thread = envelope.response_url, envelope.thread_ts
            return await self._messages.respond(job, url, message, thread)
        thread = envelope.thread_ts or envelope.ts
        if envelope.kind == "dm":
            await self._messages.post(job, "answer", channel, thread, message, done=True)
            return True
        user, thread = envelope.user, envelope.thread_ts
        await self._messages.whisper(job, channel, user, thread, message)
        return True


def _summarize(envelope: Envelope, words: Words) -> Json:
    """The button for those who sent files and no word."""
    offer = Offer(ts=envelope.ts, thread_ts=envelope.thread_ts, text=words.say("slack.summarize"))
    text, label = words.say("slack.button.summarize"), words.say("slack.label.summarize")
    return {"type": "actions", "elements": [offer_button(offer, text, label)]}
