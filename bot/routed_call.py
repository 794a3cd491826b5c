"""One call of a RoutedChatModel: its decision, the model that serves it, what is told about it.

Refuses to know how LangChain runs it; `routed_model` does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import RunnableConfig

from bot.decision import Decision, Routing, Spent
from bot.errors import ModelError, ModelTimeout
from bot.model_errors import translate
from bot.ports import Classifier
from bot.reply import REASONING, Thoughts, separated, served_by, usage_of
from bot.request import Tier
from bot.routing.decide import Health
from bot.routing.estimate import both
from bot.routing.policy import Policy
from bot.routing.router import Router, as_request
from bot.seats import Seats

#: Keyword arguments that carry the steering from the public methods to `Call`.
TIER, DECISION = "thinktwice_tier", "thinktwice_decision"


class Behind(NamedTuple):
    """What stands behind a RoutedChatModel."""

    fast: BaseChatModel
    reasoning: BaseChatModel
    policy: Policy
    seats: Seats
    health: Health
    classifier: Classifier | None = None


class Call:
    """One call: its decision, the model that serves it, and what is to be told about it."""

    def __init__(
        self, behind: Behind, messages: list[BaseMessage], steering: dict[str, Any]
    ) -> None:
        tier, pinned = steering.pop(TIER, None), steering.pop(DECISION, None)
        self.request = as_request(messages, tier)
        self.decision = (
            pinned
            if isinstance(pinned, Decision)
            else Router(behind.policy, behind.health, behind.classifier).decide(self.request)
        )
        self.tier: Tier = self.decision.tier
        self.seat = behind.seats.of(self.tier)
        self.model = behind.fast if self.tier == "fast" else behind.reasoning
        # Callbacks hear of this run once, from here: handed on, they would count usage twice.
        self.config: RunnableConfig = {"callbacks": []}
        if getattr(self.model, "accepts_decision", False):
            # The offline demo says what the router saw; a real model is told nothing of it.
            steering["decision"] = self.decision
        self._estimates = both(self.request, behind.seats, behind.health.tokens)
        self._started = time.monotonic()
        # Without a reasoning parser a server sends the thoughts first, perhaps with no opening tag:
        # nothing is shown before it is clear what is what. Where the switch is ours, or thoughts
        # come in a field of their own, nothing is held back.
        bare = (
            self.tier == "reasoning" and self.seat.kind == "chat" and self.seat.thinking == "none"
        )
        self._thoughts = Thoughts(closing_only=bare)
        self._sum: AIMessageChunk | None = None

    def failure(self, error: Exception) -> Exception:
        """The exception to raise in its place: ours, or itself when it is no server's fault."""
        return translate(error, self.seat.silence_s) or error

    def in_time(self) -> None:
        """For calls without an event loop: looked at between chunks. Raises ModelTimeout."""
        if time.monotonic() - self._started > self.seat.total_s:
            raise ModelTimeout("total deadline", seconds=self.seat.total_s)

    def whole(self, raw: BaseMessage) -> AIMessage:
        """The message with thoughts apart and the routing told."""
        if not isinstance(raw, AIMessage):
            raise ModelError(f"the model answered with a {type(raw).__name__}")
        message = separated(raw)
        told = {**message.response_metadata, "routing": self._routing(message)}
        return message.model_copy(update={"response_metadata": told})

    def released(self, raw: BaseMessage) -> Iterator[ChatGenerationChunk]:
        """What of this chunk may be shown now; metadata and usage pass through."""
        if not isinstance(raw, AIMessageChunk):
            return
        self._sum = raw if self._sum is None else self._sum + raw
        if raw.additional_kwargs.get(REASONING):
            self._thoughts.told_apart()
        if raw.chunk_position == "last":
            raw = raw.model_copy(update={"chunk_position": None})
        if isinstance(raw.content, str) and raw.content:
            answer, thought = self._thoughts.feed(raw.content)
            raw = _with(raw, answer, thought)
        yield ChatGenerationChunk(message=raw)

    def last(self) -> ChatGenerationChunk:
        """The closing chunk: what was still held back, and the routing."""
        answer, thought = self._thoughts.end()
        whole = self._sum or AIMessageChunk(content="")
        message = AIMessageChunk(
            content=answer,
            additional_kwargs={REASONING: thought} if thought else {},
            response_metadata={"routing": self._routing(whole)},
            chunk_position="last",
        )
        return ChatGenerationChunk(message=message)

    def _routing(self, message: AIMessage | AIMessageChunk) -> dict[str, Any]:
        spent = Spent(
            seconds=time.monotonic() - self._started,
            cost_usd=usage_of(message, self.seat).cost_usd,
        )
        told = Routing(
            **dict(self.decision),
            served_model=served_by(message),
            estimated=self._estimates,
            actual=spent,
        )
        return told.model_dump(mode="json")


def _with(chunk: AIMessageChunk, answer: str, thought: str) -> AIMessageChunk:
    if not thought:
        return chunk.model_copy(update={"content": answer})
    before = str(chunk.additional_kwargs.get(REASONING) or "")
    extra = {**chunk.additional_kwargs, REASONING: before + thought}
    return chunk.model_copy(update={"content": answer, "additional_kwargs": extra})
