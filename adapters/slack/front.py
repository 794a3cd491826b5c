"""Slack as a front: an anchor for commands, a placeholder, the answer in the right thread.

Refuses to decide and to think. Every method may be repeated after a crash.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering import answer_parts
from adapters.slack.attached import Attachments
from adapters.slack.blocks import button, sentence
from adapters.slack.buttons import GO, QUICK
from adapters.slack.care import warn
from adapters.slack.envelope import Envelope
from adapters.slack.files import SlackFiles
from adapters.slack.gather import TAKEN_BACK, Gatherer
from adapters.slack.messages import Messages
from adapters.slack.neutral import plain
from adapters.slack.offers import Offer, offer_button
from adapters.slack.pair import provisional
from adapters.slack.refusals import code_of
from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ThinktwiceError
from bot.events import Events
from bot.jobs.readers import Readers
from bot.jobs.record import Job, seal_scope
from bot.ports import Documents
from bot.provisional import First
from bot.request import Request
from bot.routing.estimate import estimate
from bot.routing.policies import Policies
from bot.routing.waiting import waiting
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words, prepared
from bot.words.languages import of_locale

Json = dict[str, Any]
#: A response_url lives 30 minutes (field/slack.md 1.6); we stop trusting it a little earlier.
RESPONSE_S = 25 * 60.0
QUOTE = 300


class SlackFront:
    """`bot.ports.Front` for one workspace."""

    def __init__(
        self,
        client: AsyncWebClient,
        seats: Seats,
        sealer: Sealer,
        policies: Policies,
        events: Events,
        documents: Documents,
        readers: Readers,
    ) -> None:
        self._client = client
        self._seats = seats
        self._sealer = sealer
        self._policies = policies
        self._events = events
        self._readers = readers
        files = SlackFiles(str(client.token), client.base_url)
        self._gatherer = Gatherer(
            client,
            attachments=Attachments(files, documents),
            language=lambda channel: policies.book.in_force(channel).policy.display.language,
        )
        self._messages = Messages(client, events)

    async def gather(self, job: Job, envelope: bytes) -> Request:
        """See `bot.ports.Front`."""
        request = await self._gatherer.request(job, Envelope.model_validate_json(envelope))
        await self._readers.learn(job.team, request.asker)
        await prepared(request.language)
        return request

    async def warn(self, job: Job) -> None:
        """See `bot.ports.Front`."""
        try:
            await warn(self._client, self._envelope(job))
        except SlackApiError as failure:
            # Who cannot be reached by this shall still be answered.
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def open(self, job: Job, request: Request, decision: Decision) -> dict[str, str]:
        """See `bot.ports.Front`."""
        if request.private and request.place.kind != "dm":
            return {}
        words = Words(request.language)
        slots = dict(job.slots)
        place = await self._root(job, request, slots, words)
        went_up = decision.cause in ("handed_on", "check_failed")
        if slots.get("answer") and not went_up:
            return slots
        seat = self._seats.of(decision.tier)
        text = waiting(decision, self._seats, words, estimate(request, seat).seconds)
        message = sentence(plain(text))
        if decision.tier == "reasoning" and not went_up and self._seats.preset != "offline":
            message["blocks"].append(_quick(job, words))
        channel = request.place.channel
        if slots.get("answer"):
            # It was the fast model's placeholder; who reads it waits longer now.
            await self._messages.update(
                job, "answer", channel, slots["answer"], message, done=False
            )
        else:
            slots["answer"] = await self._messages.post(
                job, "answer", channel, place, message, done=False
            )
        return slots

    async def _root(self, job: Job, request: Request, slots: dict[str, str], words: Words) -> str:
        """The thread to answer in; for a command it begins with a message that quotes it."""
        if request.place.thread_ts:
            return request.place.thread_ts
        if not slots.get("anchor"):
            quoted = plain(request.text[:QUOTE]).replace("\n", "\n> ")
            person = f"<@{request.asker.id}>"
            message = sentence(words.say("slack.asked", person=person, question=quoted))
            slots["anchor"] = await self._messages.post(
                job, "anchor", request.place.channel, "", message, done=False
            )
        return slots["anchor"]

    async def provisional(self, job: Job, request: Request, first: First) -> dict[str, str]:
        """See `bot.ports.Front`."""
        words = Words(request.language)
        slots = dict(job.slots)
        message = provisional(first, request, self._seats, words)
        if slots.get("answer"):
            channel = request.place.channel
            await self._messages.update(
                job, "answer", channel, slots["answer"], message, done=False
            )
        return slots

    async def deliver(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> dict[str, str]:
        """See `bot.ports.Front`. A question that was taken back meanwhile gets no answer; only
        those that took long are looked at again."""
        if answer.decision.tier == "reasoning" and await self._taken_back(job):
            return {}
        words = Words(request.language)
        # Under an answer everybody reads the same line: "admins" see figures in their own places.
        cost = self._policies.of(request).display.cost == "all"
        parts = answer_parts(job.id, request, answer, self._seats, words, first, cost=cost)
        if request.private and request.place.kind != "dm":
            await self._privately(job, request, parts)
            return {}
        slots = dict(job.slots)
        place = await self._root(job, request, slots, words)
        for number, message in enumerate(parts, 1):
            part = "answer" if number == 1 else f"answer{number}"
            if not slots.get(part):
                slots[part] = await self._messages.post(
                    job, part, request.place.channel, place, message, done=True
                )
                if job.attempt == 1:
                    continue
            # Posted before: now it gets its text. A deleted placeholder is a cancel: no new post.
            stands = await self._messages.update(
                job, part, request.place.channel, slots[part], message
            )
            if not stands:
                self._events.emit("slack_failed", job=job.id, problem="message_not_found")
                break
        return slots

    async def _privately(self, job: Job, request: Request, parts: list[Json]) -> None:
        """To the asker alone: by the command's response_url while it lives, else as a DM."""
        envelope = self._envelope(job)
        latest = job.history[-1].at if job.history else job.received_at
        young = latest - job.received_at < RESPONSE_S
        place, asker, url = request.place, request.asker.id, envelope.response_url
        for number, message in enumerate(parts, 1):
            if url and young and await self._messages.respond(job, url, message):
                continue
            if not url and place.channel:
                await self._messages.whisper(job, place.channel, asker, place.thread_ts, message)
                continue
            await self._messages.post(job, f"direct{number}", asker, "", message, done=True)

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """See `bot.ports.Front`."""
        envelope = self._envelope(job)
        if error.key in (TAKEN_BACK, "refused.cancelled") and await self._taken_back(job):
            return
        words = Words(request.language) if request else await self._reader(job, envelope)
        values: dict[str, str | int | float] = {"label": "", **error.values}
        text = plain(words.say(error.key, **{**values, "id": job.id}))
        message = sentence(text)
        if error.key == "refused.confirm":
            go = button(GO, words.say("slack.button.go"), job.id, words.say("slack.label.go"))
            message["blocks"].append({"type": "actions", "elements": [go]})
        if error.key == "refused.only_files":
            message["blocks"].append(_summarize(envelope, words))
        self._events.emit("refused", job=job.id, said=error.key)
        try:
            await self._tell(job, envelope, message)
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def _reader(self, job: Job, envelope: Envelope) -> Words:
        """For whoever wrote what became no question."""
        person = await self._gatherer.person(envelope.user)
        await self._readers.learn(job.team, person)
        return await prepared(of_locale(person.locale))

    async def _taken_back(self, job: Job) -> bool:
        """Whether the asker has deleted the question; then nothing of its answer stays."""
        envelope = self._envelope(job)
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
            await self._messages.respond(job, envelope.response_url, message)
        elif envelope.kind == "dm":
            thread = envelope.thread_ts or envelope.ts
            await self._messages.post(job, "answer", envelope.channel, thread, message, done=True)
        else:
            await self._messages.whisper(
                job, envelope.channel, envelope.user, envelope.thread_ts, message
            )

    def _envelope(self, job: Job) -> Envelope:
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        return Envelope.model_validate_json(raw)


def _quick(job: Job, words: Words) -> Json:
    """The button for those who cannot wait."""
    label = words.say("provisional.quick_label")
    return {
        "type": "actions",
        "elements": [button(QUICK, words.say("provisional.quick"), job.id, label)],
    }


def _summarize(envelope: Envelope, words: Words) -> Json:
    """The button for those who sent files and no word."""
    offer = Offer(ts=envelope.ts, thread_ts=envelope.thread_ts, text=words.say("slack.summarize"))
    text, label = words.say("slack.button.summarize"), words.say("slack.label.summarize")
    return {"type": "actions", "elements": [offer_button(offer, text, label)]}
