"""RoutedChatModel: two chat models behind one, chosen by the router, with the choice told.

Refuses to know Slack, caches and budgets; any LangChain chain can use it.
"""

from __future__ import annotations

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
from bot.routed_call import DECISION, TIER, Behind, Call
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
    classifier: Any = None

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

    def _chosen(self, messages: list[BaseMessage], steering: dict[str, Any]) -> Call:
        behind = Behind(
            self.fast, self.reasoning, self.policy, self.seats, self.health, self.classifier
        )
        return Call(behind, messages, steering)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chosen = self._chosen(messages, kwargs)
        try:
            raw = chosen.model.invoke(messages, chosen.config, stop=stop, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            failure = chosen.failure(error)
            raise failure from (None if failure is error else error)
        return ChatResult(generations=[ChatGeneration(message=chosen.whole(raw))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chosen = self._chosen(messages, kwargs)
        try:
            raw = await chosen.model.ainvoke(messages, chosen.config, stop=stop, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            failure = chosen.failure(error)
            raise failure from (None if failure is error else error)
        return ChatResult(generations=[ChatGeneration(message=chosen.whole(raw))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        chosen = self._chosen(messages, kwargs)
        try:
            for raw in chosen.model.stream(messages, chosen.config, stop=stop, **kwargs):
                chosen.in_time()
                for chunk in chosen.released(raw):
                    if run_manager:
                        run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            failure = chosen.failure(error)
            raise failure from (None if failure is error else error)
        yield chosen.last()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        chosen = self._chosen(messages, kwargs)
        seat = chosen.seat
        stream = chosen.model.astream(messages, chosen.config, stop=stop, **kwargs)
        try:
            async for raw in guarded(stream, seat.silence_s, seat.total_s):
                for chunk in chosen.released(raw):
                    if run_manager:
                        await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            failure = chosen.failure(error)
            raise failure from (None if failure is error else error)
        yield chosen.last()


def _steered(config: RunnableConfig | None, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Steering as keyword arguments: LangChain hands those on to a chat model, the config not."""
    configurable = (config or {}).get("configurable", {})
    given = {TIER: tier_of(config), DECISION: configurable.get("decision")}
    return {**kwargs, **{name: value for name, value in given.items() if value is not None}}
