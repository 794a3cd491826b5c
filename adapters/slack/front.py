"""Slack as a front: an anchor for commands, a placeholder, the answer in the right thread.

Refuses to decide and to think. Every method may be repeated after a crash.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.alerting import Alerting
from adapters.slack.announcing import Announcing
from adapters.slack.attached import Attachments
from adapters.slack.care import warn
from adapters.slack.envelope import Envelope, thread_of
from adapters.slack.files import SlackFiles
from adapters.slack.gather import Gatherer
from adapters.slack.hindrances import final
from adapters.slack.messages import Messages
from adapters.slack.names import Names
from adapters.slack.pair import provisional
from adapters.slack.placing import Placing
from adapters.slack.refusals import code_of
from adapters.slack.refusing import Refusing
from adapters.slack.signs import Signs
from adapters.slack.turns import Turns
from adapters.slack.visibility import visible
from adapters.slack.waiting import queue_line, task_message
from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ThinktwiceError
from bot.events import Events
from bot.hearing import Alone, Keep, Listener
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
from bot.summaries.seeing import seeing_tier
from bot.words import Words, prepared
from bot.words.languages import spoken_in

Json = dict[str, Any]


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
        self._readers = readers
        self._client = client
        self._seats = seats
        self._sealer = sealer
        self._policies = policies
        self._events = events
        files = SlackFiles(lambda: str(client.token), client.base_url)
        self._gatherer = Gatherer(
            client,
            attachments=Attachments(
                files, documents, lambda: seeing_tier(seats, policies.base) is not None
            ),
            language=lambda channel: policies.book.in_force(channel).policy.display.language,
            readers=readers,
        )
        self._messages = Messages(client, events)
        self._signs, self._turns = Signs(client, events), Turns()
        self._announcing = Announcing(self._messages, self._signs, paces, seats)
        self._refusing = Refusing(
            self._messages, self._gatherer, Names(client), self._signs, alerting, seats, events
        )
        self._placing = Placing(
            client, seats, policies, self._messages, self._signs, self._refusing, events
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
            envelope = self._envelope(job)
            await warn(self._client, envelope, await self._words(envelope))
        except SlackApiError as failure:
            # Who cannot be reached by this shall still be answered.
            self._events.emit("slack_failed", job=job.id, problem=code_of(failure))

    async def attend(self, job: Job) -> None:
        """See `bot.ports.Front`."""
        envelope = self._envelope(job)
        said = (await self._words(envelope)).say("wait.reading")
        self._signs.say(job.id, envelope.channel, thread_of(envelope), lambda _: said)
        self._turns.enter(job.id, envelope.channel, thread_of(envelope))

    async def _words(self, envelope: Envelope) -> Words:
        """Before anybody is asked who they are: the channel's language, the question's own, or
        where that is too short to tell the one that its asker is known to read."""
        fixed = self._policies.book.in_force(envelope.channel).policy.display.language
        told = fixed or (None if envelope.private else spoken_in(envelope.text))
        if told:
            return await prepared(told)
        return await self._readers.words(envelope.team, envelope.user)

    async def leave(self, job: Job) -> None:
        """See `bot.ports.Front`. The line stays while the question waits for another worker."""
        self._turns.done(job.id)
        await self._placing.leave(job)
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
        place = await self._placing.root(job, request, slots)
        if job.attempt > 1:
            slots = await self._messages.written(job, request.place.channel, place, slots)
        slots = await self._announcing.announce(job, request, decision, place, slots, line)
        if slots.get("answer"):
            self._turns.done(job.id)  # its place in the thread is taken
        return slots

    def listener(
        self, job: Job, request: Request, decision: Decision, keep: Keep, alone: Alone
    ) -> Listener | None:
        """See `bot.ports.Front`."""
        return self._placing.listener(job, request, decision, keep, alone)

    async def progress(
        self, job: Job, request: Request, done: int, total: int, left_s: float | None
    ) -> None:
        """See `bot.ports.Front`."""
        place, channel = job.slots.get("answer"), request.place.channel
        words, label = Words(request.language), self._seats.fast.label
        text = words.say("summary.progress.one", label=label, done=done, total=total)
        if left_s is not None:
            left = max(5, round(left_s / 5) * 5)
            text = words.say(
                "summary.progress.left", label=label, done=done, total=total, seconds=left
            )
        if not place:
            thread = request.place.thread_ts or job.slots.get("anchor", "")
            self._signs.say(job.id, channel, thread, lambda _: text)
            return
        message = task_message(text, job.id, words)
        try:
            await self._messages.update(job, "answer", channel, place, message, done=False)
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
        """See `bot.ports.Front`."""
        await self._turns.mine(job.id)
        return await self._placing.deliver(job, self._envelope(job), request, answer, first)

    async def seconded(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> None:
        """See `bot.ports.Front`."""
        await self._placing.seconded(job, request, answer, first)

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """See `bot.ports.Front`."""
        await self._refusing.refuse(job, self._envelope(job), request, error)

    def _envelope(self, job: Job) -> Envelope:
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        return Envelope.model_validate_json(raw)
