"""The buttons under an answer that ask again: the other model, without the memory, with all read.

Refuses to call models: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.buttons import (
    AGAIN,
    COMPARE,
    CONTINUE,
    EVERYTHING,
    GO,
    INSTEAD,
    OTHER,
    QUICK,
)
from adapters.slack.repeating import Repeating
from bot.answer import Answer
from bot.errors import SealError, StoreError
from bot.explained import answer_in
from bot.request import Wish
from bot.sealing import Sealer
from bot.seats import Seats

Json = dict[str, Any]
#: What a question is not any more when it is asked again.
PLAIN: Json = {"fresh": False, "second_of": "", "so_far": "", "compare": False}


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
        app.action(COMPARE)(self._compare)
        app.action(CONTINUE)(self._continue)
        for action in INSTEAD.values():
            app.action(action)(self._instead)

    async def _other(self, ack: AsyncAck, body: Json) -> None:
        """The other model's opinion, once for an answer; pressing twice is told where it is."""
        known = await self._answered(ack, body)
        if known is None:
            return
        other = "reasoning" if known.decision.tier == "fast" else "fast"
        wish = Wish.model_validate({"tier": other, "said": _said(body)})
        of = str(body["actions"][0]["value"])
        await self._repeating.repeat(
            ack,
            body,
            f"second:{of}:{other}",
            "second.below",
            **{**PLAIN, "wish": wish, "second_of": of},
        )

    async def _continue(self, ack: AsyncAck, body: Json) -> None:
        """The same model goes on where its answer was cut."""
        known = await self._answered(ack, body)
        if known is None:
            return
        of = str(body["actions"][0]["value"])
        wish = Wish(tier=known.decision.tier, said=_said(body))
        changes = {**PLAIN, "wish": wish, "fresh": True, "so_far": known.answer.text}
        await self._repeating.repeat(ack, body, f"continue:{of}", "second.below", **changes)

    async def _compare(self, ack: AsyncAck, body: Json) -> None:
        """Both models at once, once for an answer."""
        wish = Wish(tier="reasoning", said=_said(body))
        of = str(body["actions"][0]["value"])
        changes = {**PLAIN, "wish": wish, "fresh": True, "compare": True}
        await self._repeating.repeat(ack, body, f"compare:{of}", "second.below", **changes)

    async def _answered(self, ack: AsyncAck, body: Json) -> Answer | None:
        """The answer under which a button was pressed; None, and told, when it is kept no more."""
        try:
            job = await self._repeating.record(body)
            answer = answer_in(job, self._sealer) if job else None
        except SealError:
            answer = None
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return None
        if answer is None:
            await ack()
            await self._repeating.gone(body)
        return answer

    async def _again(self, ack: AsyncAck, body: Json) -> None:
        await self._repeating.repeat(ack, body, "", **{**PLAIN, "fresh": True})

    async def _everything(self, ack: AsyncAck, body: Json) -> None:
        """The record holds what was read; the worker gathers the whole thread again."""
        wish = Wish(tier="reasoning", said=_said(body))
        whole: Json = {**PLAIN, "context": (), "extent": None, "everything": True}
        await self._repeating.repeat(ack, body, "", **{**whole, "wish": wish})

    async def _go(self, ack: AsyncAck, body: Json) -> None:
        name = f"confirmed:{body['actions'][0]['value']}"
        await self._repeating.repeat(ack, body, name, confirmed=True)

    async def _instead(self, ack: AsyncAck, body: Json) -> None:
        """By the tier of the button; pressing twice is once."""
        action = body["actions"][0]
        tier = "fast" if action["action_id"] == INSTEAD["fast"] else "reasoning"
        wish = Wish.model_validate({"tier": tier, "said": _said(body)})
        name = f"instead:{action['value']}:{tier}"
        await self._repeating.repeat(ack, body, name, **{**PLAIN, "wish": wish})

    async def _quick(self, ack: AsyncAck, body: Json) -> None:
        """A first answer for a question that is being thought about; pressing twice is once."""
        target = str(body["actions"][0]["value"])
        await self._repeating.repeat(ack, body, f"first:{target}", first_for=target)


def _said(body: Json) -> str:
    """How the wish was said: what stands on the button, in the language it was shown in."""
    return str(body["actions"][0].get("text", {}).get("text") or "button")
