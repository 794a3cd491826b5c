"""Asking a model for statements: once, once more if nothing of it can be used, never twice for the
same text.

Refuses to believe what comes back; `verifying` looks it up.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from bot.answer import Usage
from bot.asking import Asking, Wording, pinned_fast
from bot.decision import Decision
from bot.prompting import guarded, prompt
from bot.request import Request, Tier
from bot.routing.policy import Policy
from bot.routing.reach import may_go
from bot.seats import Seat, Seats
from bot.summaries.lanes import Lanes
from bot.summaries.notebook import Notebook
from bot.summaries.notes import Said
from bot.summaries.order import Order
from bot.summaries.replies import read

#: What a list of notes takes to write at most, and how much longer than expected it may.
OUTPUT_TOKENS = 2_000
PATIENCE = 2.5
#: The chat template around the messages.
TEMPLATE_TOKENS = 32
LANGUAGE = "the language of the text"
LOOK = "Here is the picture."


class Heard(NamedTuple):
    """Statements, who made them (a seat's label), and the decision as it stands after the call."""

    said: tuple[Said, ...]
    label: str
    decision: Decision


class Calls:
    """Calls for one kind of task after another, over the two seats."""

    def __init__(self, asking: Asking, seats: Seats, notebook: Notebook, lanes: Lanes) -> None:
        self._asking = asking
        self._seats = seats
        self._notebook = notebook
        self.lanes = lanes

    def taker(self, order: Order) -> Decision:
        """Who takes notes: the fast tier, unless text may not go there."""
        if may_go(self._seats.fast, order.policy.text):
            return pinned_fast()
        return pinned_fast().model_copy(update={"tier": "reasoning"})

    def seat(self, decision: Decision) -> Seat:
        """The seat that a decision names."""
        return self._seats.of(decision.tier)

    async def ask(self, order: Order, decision: Decision, task: str, text: str) -> Heard:
        """Statements in reply to the prompt `summaries/<task>` over the text; none when two replies
        held none. Raises ModelError, RequestRefused."""
        seat = self.seat(decision)
        rules = rules_of(task, order)
        name = (seat.model or seat.kind, seat.tier, rules, text)
        keeps = order.policy.memory.on and not order.request.fresh
        if keeps and (kept := await self._notebook.recall(order.request, name)):
            return Heard(kept[0], kept[1], decision)
        total_s = PATIENCE * OUTPUT_TOKENS / seat.tokens_per_s
        said: tuple[Said, ...] = ()
        label = seat.label
        for _ in range(2):
            async with self.lanes.lane(order.request.place.team, seat.base_url or seat.kind):
                answer = await self._asking.ask(
                    order.request,
                    decision,
                    policy=order.policy,
                    wording=Wording(rules, text, total_s),
                )
            order.usage += answer.usage
            label, decision = answer.answer.label, answer.decision
            said = read(answer.answer.text)
            if said:
                break
        if said and order.policy.memory.on and decision.tier == seat.tier:
            ttl_s = order.policy.memory.ttl_h * 3600
            await self._notebook.keep(order.request, name, said, label, ttl_s)
        return Heard(said, label, decision)

    async def look(
        self, request: Request, policy: Policy, tier: Tier, place: str, image: str
    ) -> tuple[str, Usage]:
        """What the tier's model sees in a picture, as text; "" when it said nothing of use, and
        what that used. Raises ModelError, RequestRefused."""
        seat = self._seats.of(tier)
        rules = prompt("summaries/picture").fill(place=guarded(place))
        name = (
            seat.model or seat.kind,
            seat.tier,
            rules,
            hashlib.sha256(image.encode()).hexdigest(),
        )
        if policy.memory.on and not request.fresh:
            kept = await self._notebook.recall(request, name)
            if kept:
                return kept[0][0].text, Usage()
        decision = pinned_fast().model_copy(update={"tier": tier})
        async with self.lanes.lane(request.place.team, seat.base_url or seat.kind):
            answer = await self._asking.ask(
                request,
                decision,
                policy=policy,
                wording=Wording(rules, LOOK, PATIENCE * OUTPUT_TOKENS / seat.tokens_per_s, image),
            )
        text = answer.answer.text.strip()
        if text and answer.answer.complete and policy.memory.on:
            ttl_s = policy.memory.ttl_h * 3600
            said = (Said(text=text),)
            await self._notebook.keep(request, name, said, seat.label, ttl_s)
        return text, answer.usage


def rules_of(task: str, order: Order) -> str:
    """The prompt's text for this order."""
    values = {"language": order.language or LANGUAGE}
    if task != "follow_up":
        values["topics"] = prompt(f"summaries/{order.kind}").fill()
    if task == "merge":
        values["most"] = str(MOST_MERGED)
    return prompt(f"summaries/{task}").fill(**values)


#: Notes that one merge leaves at most.
MOST_MERGED = 60


def fenced(name: str, text: str) -> str:
    """The text as data, and the reminder after it that models without a system role need."""
    return f"<{name}>\n{text}\n</{name}>\n\nReply with the JSON object only."
