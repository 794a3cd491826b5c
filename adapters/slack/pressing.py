"""The buttons under an answer that ask again: the other model, without the memory, with all read.

Refuses to call models: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.buttons import AGAIN, EVERYTHING, GO, OTHER, QUICK
from adapters.slack.repeating import Repeating
from bot.errors import SealError, StoreError
from bot.explained import answer_in
from bot.request import Wish
from bot.sealing import Sealer
from bot.seats import Seats

Json = dict[str, Any]


class Pressing:
    """Listeners for those buttons."""

    def __init__(self, repeating: Repeating, sealer: Sealer, seats: Seats) -> None:
        self._repeating = repeating
        self._sealer = sealer
        self._seats = seats

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(OTHER)(self._other)
        app.action(AGAIN)(self._again)
        app.action(GO)(self._go)
        app.action(QUICK)(self._quick)
        app.action(EVERYTHING)(self._everything)

    async def _other(self, ack: AsyncAck, body: Json) -> None:
        try:
            job = await self._other_tier(body)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        if job is None:
            await self._repeating.repeat(ack, body, "")
            return
        job_id, wish = job
        await self._repeating.repeat(
            ack,
            body,
            f"second:{job_id}:{wish.tier}",
            wish=wish,
            second_of=job_id,
            fresh=False,
        )

    async def _other_tier(self, body: Json) -> tuple[str, Wish] | None:
        try:
            job = await self._repeating.record(body)
            answer = answer_in(job, self._sealer) if job else None
        except SealError:
            return None
        if job is None or answer is None:
            return None
        other = "reasoning" if answer.decision.tier == "fast" else "fast"
        return job.id, Wish.model_validate({"tier": other, "said": _said(body)})

    async def _again(self, ack: AsyncAck, body: Json) -> None:
        await self._repeating.repeat(ack, body, "", fresh=True)

    async def _everything(self, ack: AsyncAck, body: Json) -> None:
        """The record holds what was read; the worker gathers the whole thread again."""
        wish = Wish(tier="reasoning", said=_said(body))
        whole: Json = {"context": (), "extent": None, "everything": True}
        await self._repeating.repeat(ack, body, "", wish=wish, second_of="", **whole)

    async def _go(self, ack: AsyncAck, body: Json) -> None:
        name = f"confirmed:{body['actions'][0]['value']}"
        await self._repeating.repeat(ack, body, name, confirmed=True)

    async def _quick(self, ack: AsyncAck, body: Json) -> None:
        """A first answer for a question that is being thought about; pressing twice is once."""
        target = str(body["actions"][0]["value"])
        await self._repeating.repeat(ack, body, f"first:{target}", first_for=target)


def _said(body: Json) -> str:
    """How the wish was said: what stands on the button, in the language it was shown in."""
    return str(body["actions"][0].get("text", {}).get("text") or "button")
