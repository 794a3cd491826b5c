"""RoutedChatModel: two chat models behind one, chosen by the router, with the choice told.

Refuses to know Slack, caches and budgets; any LangChain chain can use it.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import (
    BaseChatModel,
    LangSmithParams,
    LanguageModelInput,
)
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableConfig
from pydantic import ConfigDict, model_validator

from bot.deadlines import guarded
from bot.decision import Decision, Routing, Spent
from bot.errors import ModelError
from bot.model_errors import translate
from bot.reply import REASONING, Thoughts, separated, served_by, usage_of
from bot.request import Tier
from bot.routing.decide import Health, decide
from bot.routing.estimate import both
from bot.routing.policy import Policy
from bot.routing.router import as_request, tier_of
from bot.seats import Seat, Seats

#: Keyword arguments that carry the steering from the public methods to `_Call`.
TIER, DECISION = "thinktwice_tier", "thinktwice_decision"

DEFAULT_SEATS = Seats(
    preset="chain",
    fast=Seat(tier="fast", label="fast"),
    reasoning=Seat(tier="reasoning", label="reasoning", silence_s=300, total_s=600),
)


class RoutedChatModel(BaseChatModel):
    """`fast` and `reasoning` are LangChain chat models; `policy` decides between them per call.

    `config={"configurable": {"tier": "reasoning"}}` steers one call; `{"decision": Decision}` pins
    one that was made before. The choice is in `response_metadata["routing"]` of the message, and
    of the last chunk of a stream. `gates` lists the routing gates in use; this version has the
    first one. Raises ModelError for whatever a model's server does wrong.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    fast: BaseChatModel
    reasoning: BaseChatModel
    policy: Policy = Policy.default()
    seats: Seats = DEFAULT_SEATS
    gates: tuple[Literal[1, 2, 3], ...] = (1,)
    health: Health = Health()

    @model_validator(mode="after")
    def _gates_exist(self) -> RoutedChatModel:
        if self.gates != (1,):
            raise ValueError("this version has the first gate only: gates=(1,)")
        return self

    def invoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """One answer; see the class for steering by config."""
        return super().invoke(input, config, stop=stop, **_steered(config, kwargs))

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """One answer; see the class for steering by config."""
        return await super().ainvoke(input, config, stop=stop, **_steered(config, kwargs))

    def stream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> Iterator[AIMessageChunk]:
        """The answer as it comes; see the class for steering by config."""
        yield from super().stream(input, config, stop=stop, **_steered(config, kwargs))

    async def astream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[AIMessageChunk]:
        """The answer as it comes; see the class for steering by config."""
        steering = _steered(config, kwargs)
        async for chunk in super().astream(input, config, stop=stop, **steering):
            yield chunk

    @property
    def _llm_type(self) -> str:
        return "thinktwice"

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        """What tracers are told: both seats, for which one it will be is not known yet."""
        told = super()._get_ls_params(stop=stop, **kwargs)
        both = f"{self.seats.fast.label} or {self.seats.reasoning.label}"
        told["ls_model_name"] = str(kwargs.get("model") or both)
        return told

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chosen = _Call(self, messages, kwargs)
        try:
            raw = chosen.model.invoke(messages, chosen.config, stop=stop, **kwargs)
        except Exception as error:
            raise chosen.failure(error) from error
        return ChatResult(generations=[ChatGeneration(message=chosen.whole(raw))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chosen = _Call(self, messages, kwargs)
        try:
            raw = await chosen.model.ainvoke(messages, chosen.config, stop=stop, **kwargs)
        except Exception as error:
            raise chosen.failure(error) from error
        return ChatResult(generations=[ChatGeneration(message=chosen.whole(raw))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        chosen = _Call(self, messages, kwargs)
        try:
            for raw in chosen.model.stream(messages, chosen.config, stop=stop, **kwargs):
                for chunk in chosen.released(raw):
                    if run_manager:
                        run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        except Exception as error:
            raise chosen.failure(error) from error
        yield chosen.last()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        chosen = _Call(self, messages, kwargs)
        seat = chosen.seat
        stream = chosen.model.astream(messages, chosen.config, stop=stop, **kwargs)
        try:
            async for raw in guarded(stream, seat.silence_s, seat.total_s):
                for chunk in chosen.released(raw):
                    if run_manager:
                        await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        except Exception as error:
            raise chosen.failure(error) from error
        yield chosen.last()


class _Call:
    """One call: its decision, the model that serves it, and what is to be told about it."""

    def __init__(
        self,
        routed: RoutedChatModel,
        messages: list[BaseMessage],
        steering: dict[str, Any],
    ) -> None:
        tier, pinned = steering.pop(TIER, None), steering.pop(DECISION, None)
        self.request = as_request(messages, tier)
        self.decision = (
            pinned
            if isinstance(pinned, Decision)
            else decide(self.request, routed.policy, routed.health)
        )
        self.tier: Tier = self.decision.tier
        self.seat = routed.seats.of(self.tier)
        self.model = routed.fast if self.tier == "fast" else routed.reasoning
        # Callbacks hear of this run once, from here: handed on, they would count usage twice.
        self.config: RunnableConfig = {"callbacks": []}
        if getattr(self.model, "accepts_decision", False):
            # The offline demo says what the router saw; a real model is told nothing of it.
            steering["decision"] = self.decision
        self._estimates = both(self.request, routed.seats, routed.health.tokens)
        self._started = time.monotonic()
        self._thoughts = Thoughts()
        self._sum: AIMessageChunk | None = None

    def failure(self, error: Exception) -> Exception:
        """The exception to raise in its place: ours, or itself when it is no server's fault."""
        ours = translate(error, self.seat.silence_s)
        return error if ours is None else ours

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


def _steered(config: RunnableConfig | None, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Steering as keyword arguments: LangChain hands those on to a chat model, the config not."""
    configurable = (config or {}).get("configurable", {})
    given = {TIER: tier_of(config), DECISION: configurable.get("decision")}
    return {**kwargs, **{name: value for name, value in given.items() if value is not None}}


def _with(chunk: AIMessageChunk, answer: str, thought: str) -> AIMessageChunk:
    if not thought:
        return chunk.model_copy(update={"content": answer})
    before = str(chunk.additional_kwargs.get(REASONING) or "")
    extra = {**chunk.additional_kwargs, REASONING: before + thought}
    return chunk.model_copy(update={"content": answer, "additional_kwargs": extra})
