"""Thumbs under an answer: the vote is kept at once; a bad one is asked why, and has consequences.

Refuses to call models and to know how memory finds an answer; a worker sees that it is not given
again.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.comparing import CHOSEN
from adapters.slack.feedback_blocks import FIELD, TELL, UP, VOTE, asking, chosen, note, pressed
from adapters.slack.repeating import respond
from adapters.slack.speaking import words_for
from bot.answer import Answer
from bot.errors import RequestRefused, SealError, StoreError, UnknownVersion
from bot.events import Events
from bot.explained import answer_in, request_in
from bot.jobs.ids import new_id
from bot.jobs.readers import Readers
from bot.jobs.record import Job
from bot.jobs.votes import Fault, Said, Votes, unwanted, vote_on
from bot.ports import FullLedger
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
_PAIR: dict[str, Said] = {
    "fast_enough": "fast_enough",
    "reasoning_worth": "reasoning_worth",
    "neither": "neither",
}


class Feedback:
    """Listeners for the thumbs and for the modal behind the lower one."""

    def __init__(
        self,
        ledger: FullLedger,
        sealer: Sealer,
        votes: Votes,
        seats: Seats,
        readers: Readers,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._votes = votes
        self._seats = seats
        self._readers = readers
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(VOTE)(self._vote)
        app.action(re.compile(f"^{CHOSEN}"))(self._compared)
        app.view(TELL)(self._tell)

    async def _vote(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        which, job_id = pressed(body)
        words = await words_for(self._readers, body)
        try:
            job, answer = await self._voted_on(body, job_id)
            await self._keep(job, answer, body, "up" if which == UP else "down")
        except StoreError as error:
            text = self._store_failed(error, words)
        except RequestRefused as error:
            text = words.say(error.key)
        else:
            text = words.say("vote.thanks")
            if which != UP:
                view = asking(job_id, words)
                await client.views_open(trigger_id=body["trigger_id"], view=view)
                return
        await respond(body, text)

    async def _compared(self, ack: AsyncAck, body: Json) -> None:
        """Which of two answers would have done."""
        await ack()
        action, words = body["actions"][0], await words_for(self._readers, body)
        said = _PAIR[str(action["action_id"]).removeprefix(CHOSEN)]
        try:
            job, answer = await self._voted_on(body, str(action["value"]))
            await self._keep(job, answer, body, said)
        except StoreError as error:
            text = self._store_failed(error, words)
        except RequestRefused as error:
            text = words.say(error.key)
        else:
            text = words.say("vote.thanks_pair")
        await respond(body, text)

    async def _tell(self, ack: AsyncAck, body: Json, view: Json) -> None:
        words, faults = await words_for(self._readers, body), chosen(view)
        if not faults:
            await ack(response_action="errors", errors={FIELD: words.say("vote.choose")})
            return
        try:
            job, answer = await self._record(body, str(view["private_metadata"]))
            await self._keep(job, answer, body, "down", faults)
            lines = self._thanks(answer, faults, words)
        except StoreError as error:
            lines = [self._store_failed(error, words)]
        except RequestRefused as error:
            lines = [words.say(error.key)]
        await ack(response_action="update", view=note(lines, words))

    def _thanks(self, answer: Answer, faults: tuple[Fault, ...], words: Words) -> list[str]:
        named = ", ".join(words.say(f"vote.fault.{fault}").lower() for fault in faults)
        lines = [words.say("vote.done", faults=named)]
        if "wrong_model" in faults:
            fast = answer.decision.tier == "fast"
            other = self._seats.reasoning if fast else self._seats.fast
            lines.append(words.say("vote.done_model", label=other.label))
        return lines

    async def _voted_on(self, body: Json, job_id: str) -> tuple[Job, Answer]:
        """The answer, if it can be one that this person sees: a button's value may be forged."""
        job, answer = await self._record(body, job_id)
        where = str((body.get("channel") or {}).get("id") or "")
        request = request_in(job, self._sealer)
        asker = request.asker.id if request else ""
        if where != job.channel and str(body["user"]["id"]) != asker:
            raise RequestRefused(said="slack.gone")
        return job, answer

    async def _record(self, body: Json, job_id: str) -> tuple[Job, Answer]:
        """Raises StoreError, and RequestRefused when it is kept no more."""
        try:
            job = await self._ledger.job(str(body["team"]["id"]), job_id)
            answer = answer_in(job, self._sealer) if job else None
        except (SealError, UnknownVersion):
            job = answer = None
        if job is None or answer is None:
            raise RequestRefused(said="slack.gone")
        return job, answer

    async def _keep(
        self, job: Job, answer: Answer, body: Json, said: Said, faults: tuple[Fault, ...] = ()
    ) -> None:
        user = str(body["user"]["id"])
        vote = vote_on(job, answer, user, said, datetime.now(UTC), faults)
        await self._votes.keep(job.team, vote)
        if said == "down" and not faults:
            names = (f"trigger:{body['trigger_id']}",)
            await self._ledger.receive(unwanted(job, user, names, self._sealer))
        self._events.emit("voted", job=job.id, said=said, faults=",".join(faults))

    def _store_failed(self, error: StoreError, words: Words) -> str:
        self._events.emit("store_failed", what="vote", detail=str(error))
        return words.say("error.store", id=new_id())
