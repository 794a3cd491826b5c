"""Slack as a front: an anchor for commands, a placeholder, the answer in the right thread.

Refuses to decide and to think. Every method may be repeated after a crash.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.alerting import Alerting
from adapters.slack.announcing import Announcing
from adapters.slack.answering import Form, answer_file, answer_parts, known_in
from adapters.slack.attached import Attachments
from adapters.slack.blocks import sentence
from adapters.slack.care import warn
from adapters.slack.delivering import Delivering
from adapters.slack.envelope import Envelope
from adapters.slack.files import SlackFiles
from adapters.slack.gather import Gatherer
from adapters.slack.hindrances import final
from adapters.slack.messages import Messages
from adapters.slack.names import Names
from adapters.slack.neutral import plain
from adapters.slack.pair import provisional
from adapters.slack.privately import privately
from adapters.slack.refusals import code_of
from adapters.slack.refusing import Refusing, thread_of
from adapters.slack.signs import Signs
from adapters.slack.streaming import Stream, Streams
from adapters.slack.visibility import asked_by, offer_sharing, visible
from adapters.slack.waiting import queue_line
from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ThinktwiceError
from bot.events import Events
from bot.hearing import Keep, Listener
from bot.jobs.defaults import Defaults
from bot.jobs.paces import Paces
from bot.jobs.readers import Readers
from bot.jobs.record import Ahead, Job, seal_scope
from bot.ports import Documents
from bot.provisional import First
from bot.request import Request, Wish
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words, prepared
from bot.words.languages import ENGLISH, spoken_in

Json = dict[str, Any]
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
        defaults: Defaults,
        alerting: Alerting,
        readers: Readers,
    ) -> None:
        self._defaults = defaults
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
            readers=readers,
        )
        self._messages = Messages(client, events)
        self._signs = Signs(client, events)
        self._streams, self._shown = Streams(client, events), dict[str, Stream]()
        self._announcing = Announcing(self._messages, self._signs, paces, seats)
        self._delivering = Delivering(client, self._messages, events)
        self._refusing = Refusing(
            self._messages, self._gatherer, Names(client), self._signs, alerting, seats, events
        )

    @final
    async def gather(self, job: Job, envelope: bytes) -> Request:
        """See `bot.ports.Front`."""
        request = await self._gatherer.request(job, Envelope.model_validate_json(envelope))
        await prepared(request.language)
        request = await self._wished(job, request)
        return visible(request, job.kind, self._policies.of(request).visibility)

    async def _wished(self, job: Job, request: Request) -> Request:
        """With the asker's own default, where neither a mark nor a button says who answers."""
        if request.wish is not None or job.kind == "click":
            return request
        tier = await self._defaults.of(request.place.team, request.asker.id)
        if tier is None:
            return request
        said = Words(request.language).say("home.said")
        return request.model_copy(update={"wish": Wish(tier=tier, said=said)})

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
        fixed = self._policies.book.in_force(envelope.channel).policy.display.language
        said = Words(fixed or spoken_in(envelope.text) or ENGLISH).say("wait.reading")
        self._signs.say(job.id, envelope.channel, thread_of(envelope), lambda _: said)

    async def leave(self, job: Job) -> None:
        """See `bot.ports.Front`. The line stays while the question waits for another worker."""
        stream = self._shown.pop(job.id, None)
        if stream is not None:
            await stream.end()
        await self._signs.end(job.id, replied=True)

    @final
    async def queued(
        self, job: Job, request: Request, decision: Decision, ahead: Ahead
    ) -> dict[str, str]:
        """See `bot.ports.Front`."""
        line = queue_line(ahead, job.id, Words(request.language))
        return await self._announced(job, request, decision, line) if line else dict(job.slots)

    @final
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

    async def progress(
        self, job: Job, request: Request, done: int, total: int, left_s: float | None
    ) -> None:
        """See `bot.ports.Front`."""
        place = job.slots.get("answer")
        if not place:
            return
        words, label = Words(request.language), self._seats.fast.label
        text = words.say("summary.progress.one", label=label, done=done, total=total)
        if left_s is not None:
            left = max(5, round(left_s / 5) * 5)
            text = words.say(
                "summary.progress.left", label=label, done=done, total=total, seconds=left
            )
        try:
            await self._messages.update(
                job, "answer", request.place.channel, place, sentence(plain(text)), done=False
            )
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    @final
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

    @final
    async def deliver(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> dict[str, str]:
        """See `bot.ports.Front`. A question that was taken back meanwhile gets no answer; only
        those that took long are looked at again."""
        envelope = self._envelope(job)
        slow = answer.decision.tier == "reasoning"
        if slow and await self._refusing.taken_back(job, envelope):
            return {}
        await self._refusing.stood_in(job, answer)
        words = Words(request.language)
        # Under an answer everybody reads the same line: "admins" see figures in their own places.
        cost = self._policies.of(request).display.cost == "all"
        named = asked_by(request, job.kind)

        def render(form: Form) -> list[Json]:
            return answer_parts(
                job.id,
                request,
                answer,
                self._seats,
                words,
                first,
                cost=cost,
                form=form,
                named=named,
            )

        if request.private and request.place.kind != "dm":
            parts = render("parts")
            offer_sharing(parts[-1], job.id, request, words)
            await privately(self._messages, job, request, parts, envelope.response_url)
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

    async def seconded(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> None:
        """See `bot.ports.Front`. One that is gone, or that Slack does not let us change, stays."""
        words = Words(request.language)
        cost = self._policies.of(request).display.cost == "all"
        parts = answer_parts(
            job.id, request, answer, self._seats, words, first, cost=cost, seconded=True
        )
        slot = "answer" if len(parts) == 1 else f"answer{len(parts)}"
        if not job.slots.get(slot) or request.compare:
            return
        channel = request.place.channel
        try:
            await self._messages.update(job, slot, channel, job.slots[slot], parts[-1])
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """See `bot.ports.Front`."""
        await self._refusing.refuse(job, self._envelope(job), request, error)

    def _envelope(self, job: Job) -> Envelope:
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        return Envelope.model_validate_json(raw)
