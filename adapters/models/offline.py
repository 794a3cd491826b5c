"""The offline demo: a chat model without a model. It quotes, names the place, and says so.

Refuses to pretend: when nothing at hand answers, it says which tier would have been asked and why.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, ClassVar

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from adapters.models.quoting import quotes, summary, wants_summary
from adapters.models.shelf import look_up
from bot.decision import Decision
from bot.prompting import unfence
from bot.reply import REASONING
from bot.request import Unit
from bot.routing.length import text_bounds
from bot.routing.telling import is_personal, quoted, slowing, stake
from bot.seats import Seat
from bot.summaries.sentences import content_words
from bot.words import Words
from bot.words.languages import ENGLISH, spoken_in

NAME = "offline-demo"
PIECE_CHARACTERS = 12


class OfflineChatModel(BaseChatModel):
    """Deterministic: the same messages and decision give the same text.

    `pace` 1 waits like a real model of that seat, 0 not at all. The router's decision comes as
    keyword argument `decision`, so that the text can name what the router saw.
    """

    accepts_decision: ClassVar[bool] = True

    seat: Seat
    pace: float = 1.0

    @property
    def _llm_type(self) -> str:
        return NAME

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text, thought = self._say(messages, kwargs.get("decision"), stop)
        time.sleep(self.pace * self.seat.first_token_s)
        message = AIMessage(
            text,
            additional_kwargs={REASONING: thought} if thought else {},
            response_metadata={"finish_reason": "stop", "model_name": NAME},
            usage_metadata=_usage(messages, text, thought),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        await asyncio.sleep(self.pace * self.seat.first_token_s)
        text, thought = self._say(messages, kwargs.get("decision"), stop)
        message = AIMessage(
            text,
            additional_kwargs={REASONING: thought} if thought else {},
            response_metadata={"finish_reason": "stop", "model_name": NAME},
            usage_metadata=_usage(messages, text, thought),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        text, thought = self._say(messages, kwargs.get("decision"), stop)
        for chunk, pause in self._pieces(messages, text, thought):
            time.sleep(pause)
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
        text, thought = self._say(messages, kwargs.get("decision"), stop)
        for chunk, pause in self._pieces(messages, text, thought):
            await asyncio.sleep(pause)
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def _pieces(
        self, messages: Sequence[BaseMessage], text: str, thought: str
    ) -> Iterator[tuple[ChatGenerationChunk, float]]:
        pause = self.pace * PIECE_CHARACTERS / 4 / self.seat.tokens_per_s
        wait = self.pace * self.seat.first_token_s
        if thought:
            extra = {REASONING: thought}
            yield _chunk(AIMessageChunk(content="", additional_kwargs=extra)), wait
            wait = pause
        for start in range(0, len(text), PIECE_CHARACTERS):
            yield _chunk(AIMessageChunk(content=text[start : start + PIECE_CHARACTERS])), wait
            wait = pause
        yield (
            _chunk(
                AIMessageChunk(
                    content="",
                    response_metadata={"finish_reason": "stop", "model_name": NAME},
                    usage_metadata=_usage(messages, text, thought),
                    chunk_position="last",
                )
            ),
            0.0,
        )

    def _say(
        self, messages: Sequence[BaseMessage], decision: Decision | None, stop: list[str] | None
    ) -> tuple[str, str]:
        question, units = _question(messages)
        words = Words(spoken_in(question) or ENGLISH)
        text = _answer(question, units, words) or _nothing(self.seat, decision, words)
        for mark in stop or []:
            text = text.split(mark)[0]
        if self.seat.tier == "fast":
            return text, ""
        looked = ", ".join(sorted(content_words(question))[:12])
        return text, words.say("offline.thought", words=looked)


def _question(messages: Sequence[BaseMessage]) -> tuple[str, list[Unit]]:
    asked = [message for message in messages if isinstance(message, HumanMessage)]
    if not asked:
        return (messages[-1].text, []) if messages else ("", [])
    return unfence(asked[-1].text)


def _answer(question: str, units: list[Unit], words: Words) -> str:
    if units and wants_summary(question):
        lines = [
            words.say("offline.quote", text=quote.text, place=quote.place)
            for quote in summary(units)
        ]
        return "\n".join([words.say("offline.summary"), *(f"- {line}" for line in lines)])
    found = quotes(question, units)
    if found:
        return "\n".join(
            words.say("offline.quote", text=quote.text, place=quote.place) for quote in found
        )
    book = look_up(question)
    return f"{book.text} [{book.place}]" if book else ""


def _nothing(seat: Seat, decision: Decision | None, words: Words) -> str:
    reason = words.say("offline.plain")
    if decision is not None and decision.tier == "reasoning":
        floor = stake(decision)
        first = decision.floors[0] if decision.floors else None
        if floor is not None and not is_personal(floor):
            reason = words.say("offline.because", words=quoted(floor.words, words, most=1))
        elif floor is None and first is not None and first.words:
            reason = words.say("offline.because", words=quoted(first.words, words, most=1))
        elif slowing(decision, words):
            reason = words.say("offline.because", words=slowing(decision, words))
        else:
            reason = words.say("offline.signals")
    return words.say("offline.nothing", label=seat.label, reason=reason)


def _chunk(message: AIMessageChunk) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=message)


def _usage(messages: Sequence[BaseMessage], text: str, thought: str) -> UsageMetadata:
    """Estimated: there is no tokenizer here to ask."""
    read = sum(sum(text_bounds(message.text)) // 2 for message in messages)
    reasoning = sum(text_bounds(thought)) // 2 if thought else 0
    written = sum(text_bounds(text)) // 2 + reasoning
    return UsageMetadata(
        input_tokens=read,
        output_tokens=written,
        total_tokens=read + written,
        output_token_details={"reasoning": reasoning},
    )
