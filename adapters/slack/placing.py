"""Putting an answer into its place: shown while it is written, then whole; private, or for all.

Refuses to decide who answers. Every method may be repeated after a crash.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering import (
    Form,
    answer_file,
    answer_parts,
    known_in,
    mentioning,
    opened,
)
from adapters.slack.blocks import sentence
from adapters.slack.delivering import Delivering
from adapters.slack.envelope import Envelope
from adapters.slack.messages import Messages
from adapters.slack.names import Names
from adapters.slack.neutral import plain
from adapters.slack.refusals import code_of
from adapters.slack.refusing import Refusing
from adapters.slack.signs import Signs
from adapters.slack.streaming import Spot, Stream, Streams
from adapters.slack.visibility import asked_by, offer_sharing
from adapters.slack.waiting import writing_message
from bot.answer import Answer
from bot.decision import Decision
from bot.events import Events
from bot.hearing import Alone, Keep, Listener
from bot.jobs.record import Job
from bot.provisional import First
from bot.request import Request
from bot.routing.policies import Policies
from bot.routing.telling import NAMED
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
#: A response_url lives 30 minutes (field/slack.md 1.6); we stop trusting it a little earlier.
RESPONSE_S = 25 * 60.0
QUOTE = 300


class Placing:
    """Answers of one workspace's bot."""

    def __init__(
        self,
        client: AsyncWebClient,
        seats: Seats,
        policies: Policies,
        messages: Messages,
        signs: Signs,
        refusing: Refusing,
        events: Events,
    ) -> None:
        self._seats = seats
        self._policies = policies
        self._messages = messages
        self._signs = signs
        self._refusing = refusing
        self._events = events
        self._streams, self._shown = Streams(client, events), dict[str, Stream]()
        self._names = Names(client)
        self._delivering = Delivering(client, messages, events)

    async def root(self, job: Job, request: Request, slots: dict[str, str]) -> str:
        """The thread to answer in; for a command it begins with a message that quotes it, whose id
        is added to the slots."""
        if request.place.thread_ts:
            return request.place.thread_ts
        if not slots.get("anchor"):
            quoted = plain(request.text[:QUOTE]).replace("\n", "\n> ")
            person, words = f"<@{request.asker.id}>", Words(request.language)
            message = sentence(words.say("slack.asked", person=person, question=quoted))
            slots["anchor"] = await self._messages.post(
                job, "anchor", request.place.channel, "", message, done=False
            )
        return slots["anchor"]

    def listener(
        self, job: Job, request: Request, decision: Decision, keep: Keep, alone: Alone
    ) -> Listener | None:
        """See `bot.ports.Front`. What a worker that died was writing is written no further: the
        whole answer replaces it."""
        hidden = request.private and request.place.kind != "dm"
        if hidden or not self._streams.work or job.slots.get("stream"):
            return None
        words, label = Words(request.language), self._seats.of(decision.tier).label
        notice, channel = job.slots.get("answer", ""), request.place.channel

        def spot(label: str) -> Spot:
            return Spot(
                thread_ts=request.place.thread_ts or job.slots.get("anchor", ""),
                notice=notice,
                opening=opened(request, label, words, named=asked_by(request, job.kind)),
                known=known_in(request),
                mark=words.say("wait.unfinished", label=label),
                label=label,
            )

        async def begun(label: str) -> None:
            message = writing_message(label, job.id, words)
            await self._messages.update(job, "notice", channel, notice, message, done=False)

        stream = Stream(self._streams, job, request, spot, label, keep, alone, begun)
        self._shown[job.id] = stream
        return stream

    async def leave(self, job: Job) -> None:
        """Write no further, whatever came of it."""
        stream = self._shown.pop(job.id, None)
        if stream is not None:
            await stream.end()

    async def deliver(
        self,
        job: Job,
        envelope: Envelope,
        request: Request,
        answer: Answer,
        first: First | None = None,
    ) -> dict[str, str]:
        """See `bot.ports.Front`. A question that was taken back meanwhile gets no answer; only
        those that took long are looked at again."""
        await self.leave(job)
        slow = answer.decision.tier == "reasoning" or job.cancelled
        if slow and await self._refusing.taken_back(job, envelope):
            return {}
        await self._refusing.stood_in(job, answer)
        words, slots = Words(request.language), dict(job.slots)
        answer = await self._named(answer)
        # Under an answer everybody reads the same line: "admins" see figures in their own places.
        display = self._policies.of(request).display
        named, place = asked_by(request, job.kind), await self._place(request, answer, words)
        late = self._late(job, request, answer, display.mention_after_s)

        def render(form: Form) -> list[Json]:
            parts = answer_parts(
                job.id,
                request,
                answer,
                self._seats,
                words,
                first,
                cost=display.cost == "all",
                form=form,
                named=named,
                place=place,
            )
            return mentioning(parts, request.asker.id) if late else parts

        if request.private and request.place.kind != "dm":
            parts = render("parts")
            offer_sharing(parts[-1], job.id, request, words)
            await self._privately(job, envelope, request, parts)
            await self._signs.end(job.id, replied=False)
            return {}
        root = await self.root(job, request, slots)
        await self._quiet(job, request, root, replied=not slots.get("answer"))
        if late and first is None and not await self._anew(job, request, answer, slots):
            return slots
        file = answer_file(request, answer, self._seats, words, first)
        told = job.model_copy(update={"slots": slots})
        return await self._delivering.deliver(told, request.place.channel, root, render, file)

    async def _named(self, answer: Answer) -> Answer:
        """With the name of whoever stopped it."""
        if not answer.stopped_by:
            return answer
        person = await self._names.person(answer.stopped_by)
        return answer.model_copy(update={"stopped_by": f"@{person.name}"})

    async def _place(self, request: Request, answer: Answer, words: Words) -> str:
        """The channel's name, where a rule of that channel decided who answers."""
        if answer.decision.cause != "policy" or request.place.kind not in NAMED:
            return ""
        name = (await self._names.placed(request.place.channel, words))["channel"]
        return name if name.startswith("#") else ""

    def _late(self, job: Job, request: Request, answer: Answer, after_s: float) -> bool:
        """Whether its asker has waited so long that they may be elsewhere by now."""
        if not after_s or request.place.kind == "dm" or request.private or answer.stopped_by:
            return False
        return bool(job.history) and job.history[-1].at - job.received_at > after_s

    async def _anew(
        self, job: Job, request: Request, answer: Answer, slots: dict[str, str]
    ) -> bool:
        """Make room for a message of its own: Slack tells nobody of a mention that a changed one
        brings. False: somebody has deleted the announcement, which is a cancel."""
        notice = slots.get("answer")
        if not notice or slots.get("stream"):
            return True
        channel, label = request.place.channel, self._seats.of(answer.decision.tier).label
        message = writing_message(label, job.id, Words(request.language))
        if not await self._messages.update(job, "notice", channel, notice, message, done=False):
            return False
        slots["notice"] = slots.pop("answer")
        return True

    async def _quiet(self, job: Job, request: Request, place: str, *, replied: bool) -> None:
        """No sign of work any more: Slack takes its line away for a new message, not for one that
        changes; and a worker before this one may have left some."""
        if job.cancelled or job.attempt > 1:
            await self._signs.clear(job.id, request.place.channel, place)
        else:
            await self._signs.end(job.id, replied=replied)

    async def seconded(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> None:
        """See `bot.ports.Front`. One that is gone, or that Slack does not let us change, stays."""
        words = Words(request.language)
        cost = self._policies.of(request).display.cost == "all"
        place = await self._place(request, answer, words)
        parts = answer_parts(
            job.id,
            request,
            answer,
            self._seats,
            words,
            first,
            cost=cost,
            seconded=True,
            place=place,
        )
        slot = "answer" if len(parts) == 1 else f"answer{len(parts)}"
        if not job.slots.get(slot) or request.compare:
            return
        channel = request.place.channel
        try:
            await self._messages.update(job, slot, channel, job.slots[slot], parts[-1])
        except SlackApiError as failure:
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def _privately(
        self, job: Job, envelope: Envelope, request: Request, parts: list[Json]
    ) -> None:
        """To the asker alone: by the command's response_url while it lives, else as a DM."""
        latest = job.history[-1].at if job.history else job.received_at
        young = latest - job.received_at < RESPONSE_S
        place, asker, url = request.place, request.asker.id, envelope.response_url
        for number, message in enumerate(parts, 1):
            if url and young and await self._messages.respond(job, url, message, place.thread_ts):
                continue
            if not url and place.channel:
                await self._messages.whisper(job, place.channel, asker, place.thread_ts, message)
                continue
            await self._messages.post(job, f"direct{number}", asker, "", message, done=True)
