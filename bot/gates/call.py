"""One call of a RoutedChatModel from its decision to its answer, through all three gates.

Refuses to know how LangChain runs it and whether it waits: `steps` says what to ask and what to
show, one after the other; a driver does it (`driving`).
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import Any, Literal, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.outputs import ChatGenerationChunk

from bot.answer import Text, Usage
from bot.decision import Decision, Routing, Spent, instead
from bot.errors import ModelError
from bot.escalated import Earlier, Escalated
from bot.fences import open_fence
from bot.gates.hand import Hand
from bot.gates.instructing import is_uncertain, may_escalate, may_raise_hand
from bot.gates.look import expected_cost, look_messages, verdict
from bot.gates.turn import Release, Turn
from bot.ports import Classifier
from bot.prompting import unfence
from bot.reply import ending_of, finish_of, served_by, usage_of
from bot.routing.checks.answer import no_answer, wrong_answer
from bot.routing.decide import Health
from bot.routing.estimate import both
from bot.routing.policy import Policy
from bot.routing.router import Router, as_request
from bot.routing.telling import worded
from bot.seats import Seats
from bot.words import Words

#: Keyword arguments that carry the steering from the public methods to `Call`.
TIER, DECISION, GATES = "thinktwice_tier", "thinktwice_decision", "thinktwice_gates"

Step = Turn | ChatGenerationChunk
#: A driver sends the message that a turn brought, and nothing after a chunk.
Steps = Generator[Step, AIMessage | None, AIMessage]


class Behind(NamedTuple):
    """What stands behind a RoutedChatModel."""

    fast: BaseChatModel
    reasoning: BaseChatModel
    policy: Policy
    seats: Seats
    health: Health
    classifier: Classifier | None
    gates: tuple[int, ...]
    on_escalation: Literal["here", "raise"]


class Call:
    """One call. `streamed`: what is released is shown at once and cannot be taken back."""

    def __init__(
        self,
        behind: Behind,
        messages: Sequence[BaseMessage],
        steering: dict[str, Any],
        *,
        streamed: bool,
    ) -> None:
        tier, pinned = steering.pop(TIER, None), steering.pop(DECISION, None)
        self._behind = behind
        self._messages = messages
        self._given = steering
        self._streamed = streamed
        self.request = as_request(messages, tier)
        self.decision = (
            pinned
            if isinstance(pinned, Decision)
            else Router(behind.policy, behind.health, behind.classifier).decide(self.request)
        )
        gates = frozenset(steering.pop(GATES, None) or behind.gates) & frozenset(behind.gates)
        # The offline demo quotes; it has no doubts of its own and gets none of ours.
        open_to_doubt = not getattr(behind.fast, "accepts_decision", False)
        self._gates = gates if may_escalate(self.decision) and open_to_doubt else frozenset({1})
        self._question = unfence(self.request.text)[0]
        self._uncertain = is_uncertain(self.decision, behind.policy.routing.band)
        self._started = time.monotonic()
        self._passed: dict[str, Any] = {}
        self._used = Usage()
        self._counted: UsageMetadata | None = None
        self._words = Words(self.request.language)

    def steps(self) -> Steps:
        """What to ask and what to show, in order; ends with the answer. Raises Escalated when the
        question goes up and somebody else takes it from there, and what a driver throws in."""
        first = self._first()
        message = yield from self._ask(first)
        overturned = self._overturned(first, message)
        if overturned is None and self._held:
            overturned = yield from self._look(first, message)
        if overturned is None:
            return (yield from self._told(first, message, self.decision))
        answer = self._fast_answer(first, message)
        if self._behind.on_escalation == "raise":
            seconds = round(time.monotonic() - self._started, 3)
            earlier = Earlier(usage=self._used, answer=answer, seconds=seconds)
            raise Escalated(overturned, earlier)
        if first.shown:
            yield _text(first.rest() + self._closing(first, overturned))
        second = self._turn(overturned, self._messages)
        try:
            better = yield from self._ask(second)
        except ModelError as error:
            if answer is None or second.shown:
                raise
            self._used += Usage(calls=1)
            overturned = instead(overturned, "fast", "unavailable", error.code)
            if first.shown:
                yield _text(self._left_alone(error))
            return (yield from self._told(first, message, overturned))
        return (yield from self._told(second, better, overturned))

    @property
    def _held(self) -> bool:
        return 3 in self._gates and self._uncertain

    def _first(self) -> Turn:
        if 2 not in self._gates:
            return self._turn(self.decision, self._messages, self._release)
        seat = self._behind.seats.of(self.decision.tier)
        told = may_raise_hand(self._messages, system=seat.system_prompt)
        return self._turn(self.decision, told, self._release, Hand())

    @property
    def _release(self) -> Release:
        return "held" if self._held else "shown"

    def _turn(
        self,
        decision: Decision,
        messages: Sequence[BaseMessage],
        release: Release = "shown",
        hand: Hand | None = None,
    ) -> Turn:
        fast = decision.tier == "fast"
        model = self._behind.fast if fast else self._behind.reasoning
        given = dict(self._given)
        if getattr(model, "accepts_decision", False):
            # The offline demo says what the router saw; a real model is told nothing of it.
            given["decision"] = decision
        return Turn(
            self._behind.seats.of(decision.tier),
            model,
            messages,
            release=release,
            hand=hand,
            given=given,
            passed=self._passed,
        )

    def _ask(self, turn: Turn) -> Generator[Step, AIMessage | None, AIMessage]:
        message = yield turn
        assert message is not None
        used = usage_of(message, turn.seat)
        self._used += used
        self._counted = add_usage(self._counted, message.usage_metadata)
        return message

    def _overturned(self, turn: Turn, message: AIMessage) -> Decision | None:
        """The decision in place of the first one, after the hand and the checks."""
        if turn.hand is not None and turn.hand.raised:
            reason = turn.hand.reason
            return instead(self.decision, "reasoning", "handed_on", reason, words=())
        if 3 not in self._gates or message.tool_calls:
            return None
        finish = finish_of(message)
        silent = not ending_of(message) and not (self._streamed and message.response_metadata)
        if finish == "cut" and silent:
            # A reply that came in one piece is whole; a client that tells nothing of its server
            # does not tell how it ended, either.
            finish = "stop"
        check = wrong_answer if self._held else no_answer
        return self._failed(check(self._question, turn.answer, finish))

    def _failed(self, key: str) -> Decision | None:
        return instead(self.decision, "reasoning", "check_failed", key) if key else None

    def _look(
        self, turn: Turn, message: AIMessage
    ) -> Generator[Step, AIMessage | None, Decision | None]:
        """A second opinion of the same cheap model; one that fails leaves things as they are."""
        rule, seat = self._behind.policy.second_look, turn.seat
        asked = look_messages(self._messages, turn.answer)
        if not rule.on or message.tool_calls or expected_cost(asked, seat) > rule.usd:
            return None
        look = Turn(seat, turn.model, asked, release="silent")
        try:
            seen = yield from self._ask(look)
        except ModelError:
            self._used += Usage(calls=1)
            return None
        return self._failed("second_look") if verdict(seen.text) == "disagree" else None

    def _fast_answer(self, turn: Turn, message: AIMessage) -> Text | None:
        """The fast answer as it would stand: none when it raised its hand or said nothing."""
        text = turn.answer.strip()
        if not text or (turn.hand is not None and turn.hand.raised):
            return None
        finish = finish_of(message)
        return Text(
            text=text,
            model=served_by(message) or turn.seat.model,
            label=turn.seat.label,
            complete=finish == "stop",
            finish=finish,
        )

    def _closing(self, turn: Turn, decision: Decision) -> str:
        """The line under what was shown already; an open code block ends before it."""
        seats = self._behind.seats
        values = {"label": seats.fast.label, "other": seats.reasoning.label}
        if decision.cause == "check_failed":
            assert decision.floors
            values["detail"] = self._words.say(f"check.{decision.floors[0].words[0]}")
        line = self._words.say(f"gate.closed.{decision.cause}", **values)
        fence, _ = open_fence(turn.answer)
        end = f"\n{fence}" if fence else ""
        above = "\n" if turn.answer.endswith("\n") and not fence else "\n\n"
        return f"{end}{above}{line}\n\n"

    def _left_alone(self, error: ModelError) -> str:
        other = self._behind.seats.reasoning.label
        detail = worded(error.code, other, self._words)
        label = self._behind.seats.fast.label
        return self._words.say("gate.left_alone", detail=detail, label=label)

    def _told(self, turn: Turn, message: AIMessage, decision: Decision) -> Steps:
        """The end: in a stream, the last chunk with what was still held back; then the message."""
        routing = self._routing(message, decision)
        told = {**message.response_metadata, "routing": routing}
        if self._streamed:
            rest = {name: value for name, value in told.items() if name not in self._passed}
            last = turn.tail.model_copy(
                update={"response_metadata": rest, "chunk_position": "last"}
            )
            yield ChatGenerationChunk(message=last)
        return message.model_copy(
            update={"response_metadata": told, "usage_metadata": self._counted}
        )

    def _routing(self, message: AIMessage, decision: Decision) -> dict[str, Any]:
        behind = self._behind
        spent = Spent(
            seconds=time.monotonic() - self._started,
            cost_usd=self._used.cost_usd,
            calls=self._used.calls,
        )
        told = Routing(
            **dict(decision),
            served_model=served_by(message),
            estimated=both(self.request, behind.seats, behind.health.tokens),
            actual=spent,
        )
        return told.model_dump(mode="json")


def _text(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))
