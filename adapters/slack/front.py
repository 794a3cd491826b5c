"""Slack as a front: an anchor for commands, a placeholder, the answer in the right thread.

Refuses to decide and to think. Every method may be repeated after a crash.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.announcing import Announcing
from adapters.slack.answering import Form, answer_file, answer_parts, known_in
from adapters.slack.attached import Attachments
from adapters.slack.blocks import button, sentence
from adapters.slack.buttons import GO
from adapters.slack.care import warn
from adapters.slack.delivering import Delivering
from adapters.slack.envelope import Envelope
from adapters.slack.files import SlackFiles
from adapters.slack.gather import TAKEN_BACK, Gatherer
from adapters.slack.messages import Messages
from adapters.slack.neutral import plain
from adapters.slack.offers import Offer, offer_button
from adapters.slack.pair import provisional
from adapters.slack.refusals import code_of
from adapters.slack.signs import Signs
from adapters.slack.streaming import Stream, Streams
from adapters.slack.waiting import queue_line
from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ThinktwiceError
from bot.events import Events
from bot.hearing import Keep, Listener
from bot.jobs.paces import Paces
from bot.jobs.record import Ahead, Job, seal_scope
from bot.ports import Documents
from bot.provisional import First
from bot.request import Request
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words

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
        paces: Paces,
    ) -> None:
        self._client = client
        self._seats = seats
        self._sealer = sealer
        self._policies = policies
        self._events = events
        files = SlackFiles(str(client.token), client.base_url)
        self._gatherer = Gatherer(
            client,
            attachments=Attachments(files, documents),
            language=lambda channel: policies.book.in_force(channel).policy.display.language,
        )
        self._messages = Messages(client, events)
        self._signs = Signs(client, events)
        self._streams, self._shown = Streams(client, events), dict[str, Stream]()
        self._announcing = Announcing(self._messages, self._signs, paces, seats)
        self._delivering = Delivering(client, self._messages, events)

    async def gather(self, job: Job, envelope: bytes) -> Request:
        """See `bot.ports.Front`."""
        return await self._gatherer.request(job, Envelope.model_validate_json(envelope))

    async def warn(self, job: Job) -> None:
        """See `bot.ports.Front`."""
        try:
            await warn(self._client, self._envelope(job))
        except SlackApiError as failure:
            # Who cannot be reached by this shall still be answered.
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    def attend(self, job: Job) -> None:
        """See `bot.ports.Front`."""
        envelope = self._envelope(job)
        said = Words().say("wait.reading")
        self._signs.say(job.id, envelope.channel, _thread(envelope), lambda _: said)

    async def leave(self, job: Job) -> None:
        """See `bot.ports.Front`. The line stays while the question waits for another worker."""
        stream = self._shown.pop(job.id, None)
        if stream is not None:
            await stream.end()
        await self._signs.end(job.id, replied=True)

    async def queued(
        self, job: Job, request: Request, decision: Decision, ahead: Ahead
    ) -> dict[str, str]:
        """See `bot.ports.Front`."""
        line = queue_line(ahead, job.id, Words(request.language))
        return await self._announced(job, request, decision, line) if line else dict(job.slots)

    async def open(self, job: Job, request: Request, decision: Decision) -> dict[str, str]:
        """See `bot.ports.Front`."""
        return await self._announced(job, request, decision)

    async def _announced(
        self, job: Job, request: Request, decision: Decision, line: str = ""
    ) -> dict[str, str]:
        if request.private and request.place.kind != "dm":
            return {}
        slots = dict(job.slots)
        place = await self._root(job, request, slots, Words(request.language))
        return await self._announcing.announce(job, request, decision, place, slots, line)

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

    def listener(self, job: Job, request: Request, keep: Keep) -> Listener | None:
        """See `bot.ports.Front`. Only a new message can be a stream: what stands there already is
        replaced when the answer is whole."""
        alone = request.private and request.place.kind != "dm"
        if alone or not self._streams.work or job.slots.get("answer") or request.second_of:
            return None
        thread = request.place.thread_ts or job.slots.get("anchor", "")
        stream = Stream(self._streams, job, request, thread, known_in(request), keep)
        self._shown[job.id] = stream
        return stream

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

        def render(form: Form) -> list[Json]:
            return answer_parts(
                job.id, request, answer, self._seats, words, first, cost=cost, form=form
            )

        if request.private and request.place.kind != "dm":
            await self._privately(job, request, render("parts"))
            await self._signs.end(job.id, replied=False)
            return {}
        slots = dict(job.slots)
        place = await self._root(job, request, slots, words)
        # Slack takes its line away for a new message, not for one that changes.
        await self._signs.end(job.id, replied=not slots.get("answer"))
        stream = self._shown.pop(job.id, None)
        if stream is not None and stream.ts:
            slots["answer"] = stream.ts
            if not first and await self._streamed(stream, render("parts")):
                return slots
        file = answer_file(request, answer, self._seats, words, first)
        told = job.model_copy(update={"slots": slots})
        return await self._delivering.deliver(told, request.place.channel, place, render, file)

    async def _streamed(self, stream: Stream, messages: list[Json]) -> bool:
        """Whether the stream ended with all that the answer's message has."""
        return await stream.finish(messages[0], whole=len(messages) == 1)

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
        words = Words(request.language if request else "en")
        values: dict[str, str | int | float] = {"label": "", **error.values}
        text = plain(words.say(error.key, **{**values, "id": job.id}))
        message = sentence(text)
        if error.key == "refused.confirm":
            go = button(GO, words.say("slack.button.go"), job.id, words.say("slack.label.go"))
            message["blocks"].append({"type": "actions", "elements": [go]})
        if error.key == "refused.only_files":
            message["blocks"].append(_summarize(envelope, words))
        self._events.emit("refused", job=job.id, said=error.key)
        await self._signs.clear(job.id, envelope.channel, _thread(envelope))
        try:
            await self._tell(job, envelope, message)
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

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


def _thread(envelope: Envelope) -> str:
    """The thread it was asked in; "" for a command, whose thread is still to be begun."""
    if envelope.request:
        return envelope.request.place.thread_ts
    return envelope.thread_ts or envelope.ts


def _summarize(envelope: Envelope, words: Words) -> Json:
    """The button for those who sent files and no word."""
    offer = Offer(ts=envelope.ts, thread_ts=envelope.thread_ts, text=words.say("slack.summarize"))
    text, label = words.say("slack.button.summarize"), words.say("slack.label.summarize")
    return {"type": "actions", "elements": [offer_button(offer, text, label)]}
