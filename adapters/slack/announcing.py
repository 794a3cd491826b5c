"""What a thread shows before an answer: Slack's own line, and for a slow one who thinks, and why.

Refuses to post answers.
"""

from __future__ import annotations

from adapters.slack.blocks import sentence
from adapters.slack.messages import Messages
from adapters.slack.neutral import plain
from adapters.slack.signs import Signs
from adapters.slack.waiting import status_line, task, waiting_message
from bot.decision import Decision
from bot.jobs.paces import Pace, Paces
from bot.jobs.record import Job
from bot.request import Request
from bot.routing.estimate import estimate
from bot.routing.waiting import waiting
from bot.seats import Seats
from bot.words import Words


class Announcing:
    """Announcements in one workspace. Raises SlackApiError, StoreError."""

    def __init__(self, messages: Messages, signs: Signs, paces: Paces, seats: Seats) -> None:
        self._messages = messages
        self._signs = signs
        self._paces = paces
        self._seats = seats

    async def announce(
        self,
        job: Job,
        request: Request,
        decision: Decision,
        thread_ts: str,
        slots: dict[str, str],
        line: str = "",
    ) -> dict[str, str]:
        """The slots with the message that stands there now. A quick answer is announced by Slack's
        line alone, where it has one; `line` is where in the queue a slow one waits."""
        words = Words(request.language)
        pace = await self._paces.usual(decision.tier)
        expected_s = pace.middle if pace else self._estimate(request, decision)
        half = slots.get("stream")
        if half:
            slots = await self._messages.only_first(request.place.channel, slots)
        if decision.tier == "fast" and self._signs.works and not half:
            self._line(job, request, decision, thread_ts, expected_s)
            return slots
        stands, went_up = slots.get("answer"), decision.cause in ("handed_on", "check_failed")
        if not stands or went_up or half or slots.get("queued"):
            message = self._message(job, request, decision, pace, line, words)
            channel = request.place.channel
            if stands:
                # It was the fast model's placeholder, said how long the line was, or is half an
                # answer that nobody writes any further.
                await self._messages.update(job, "answer", channel, stands, message, done=False)
            else:
                slots["answer"] = await self._messages.post(
                    job, "answer", channel, thread_ts, message, done=False
                )
        await self._signs.stoppable(job.id, request.place.channel, thread_ts, request.asker.id)
        # After the message: Slack takes its line away when one comes.
        self._line(job, request, decision, thread_ts, expected_s)
        if half:
            slots = {**slots, "stream": ""}
        return {**slots, "queued": "yes" if line else ""} if line or "queued" in slots else slots

    def _estimate(self, request: Request, decision: Decision) -> float:
        return estimate(request, self._seats.of(decision.tier)).seconds

    def _message(
        self,
        job: Job,
        request: Request,
        decision: Decision,
        pace: Pace | None,
        line: str,
        words: Words,
    ) -> dict[str, object]:
        estimated = (self._estimate(request, decision), 0.0)
        bounds = (pace.low, pace.high) if pace else estimated
        text = waiting(decision, self._seats, words, *bounds, both=request.compare)
        if decision.tier == "fast":
            return sentence(plain(text))
        # Who was sent up by the fast model has had its look; in the demo there is none.
        first_known = decision.cause in ("handed_on", "check_failed")
        quick = not first_known and not request.compare and self._seats.preset != "offline"
        doing = words.say("wait.task", label=self._seats.of(decision.tier).label)
        card = task(line or doing, job.id, "pending" if line else "in_progress")
        return waiting_message(text, job.id, words, quick=quick, card=card)

    def _line(
        self, job: Job, request: Request, decision: Decision, thread_ts: str, expected_s: float
    ) -> None:
        words, label = Words(request.language), self._seats.of(decision.tier).label

        def said(elapsed_s: float) -> str:
            if decision.tier == "fast":
                return words.say("wait.writing")
            return status_line(label, expected_s, elapsed_s, words)

        self._signs.say(job.id, request.place.channel, thread_ts, said)
