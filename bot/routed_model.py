"""RoutedChatModel: two chat models behind one, chosen by the router, with the choice told.

Refuses to know Slack, caches and budgets; any LangChain chain can use it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
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
from pydantic import ConfigDict, field_validator

from bot.gates.call import DECISION, GATES, TIER, Behind, Call
from bot.gates.driving import at_once, awaited, streamed, streamed_awaited
from bot.routing.decide import Health
from bot.routing.policy import Policy
from bot.routing.router import tier_of
from bot.seats import Seat, Seats

DEFAULT_SEATS = Seats(
    preset="chain",
    fast=Seat(tier="fast", label="fast"),
    reasoning=Seat(tier="reasoning", label="reasoning", silence_s=300, total_s=600),
)


class RoutedChatModel(BaseChatModel):
    """`fast` and `reasoning` are LangChain chat models; `policy` decides between them per call.

    `config={"configurable": {"tier": "reasoning"}}` steers one call; `{"decision": Decision}` pins
    one that was made before, `{"gates": (1,)}` leaves later gates out of one call. The choice is in
    `response_metadata["routing"]` of the message, and of the last chunk of a stream; usage is that
    of all calls together.

    `gates` are those in use: 1 the router; 2 the fast model may hand a question on; 3 its answer is
    looked over, and in the uncertain band held until then. Escalation only goes up, and a stream
    never takes back what it has shown: it closes it with a line. `on_escalation` "here" asks the
    reasoning model at once; "raise" raises `Escalated` for somebody else to go on.

    Raises ModelError for whatever a model's server does wrong.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    fast: BaseChatModel
    reasoning: BaseChatModel
    policy: Policy = Policy.default()
    seats: Seats = DEFAULT_SEATS
    gates: tuple[Literal[1, 2, 3], ...] = (1, 2, 3)
    on_escalation: Literal["here", "raise"] = "here"
    health: Health = Health()
    classifier: Any = None

    @field_validator("gates")
    @classmethod
    def _routes(cls, gates: tuple[int, ...]) -> tuple[int, ...]:
        if 1 not in gates:
            raise ValueError("the first gate is the router itself: gates=(1,) at least")
        return gates

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

    def _call(self, messages: list[BaseMessage], kwargs: dict[str, Any], *, streamed: bool) -> Call:
        behind = Behind(
            self.fast,
            self.reasoning,
            self.policy,
            self.seats,
            self.health,
            self.classifier,
            self.gates,
            self.on_escalation,
        )
        return Call(behind, messages, kwargs, streamed=streamed)

    async def _called(
        self, messages: list[BaseMessage], kwargs: dict[str, Any], *, streamed: bool
    ) -> Call:
        if kwargs.get(DECISION) is not None:
            return self._call(messages, kwargs, streamed=streamed)
        # On a thread: reading the sentence takes some milliseconds, the first one a second.
        return await asyncio.to_thread(self._call, messages, kwargs, streamed=streamed)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = at_once(self._call(messages, kwargs, streamed=False), stop)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        call = await self._called(messages, kwargs, streamed=False)
        message = await awaited(call, stop)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in streamed(self._call(messages, kwargs, streamed=True), stop):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        call = await self._called(messages, kwargs, streamed=True)
        async with aclosing(streamed_awaited(call, stop)) as chunks:
            async for chunk in chunks:
                if run_manager:
                    await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk


def _steered(config: RunnableConfig | None, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Steering as keyword arguments: LangChain hands those on to a chat model, the config not."""
    configurable = (config or {}).get("configurable", {})
    given = {
        TIER: tier_of(config),
        DECISION: configurable.get("decision"),
        GATES: configurable.get("gates"),
    }
    return {**kwargs, **{name: value for name, value in given.items() if value is not None}}
