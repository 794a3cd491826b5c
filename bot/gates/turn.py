"""One call to one of the two models: what of it may be shown when, and what is left of it.

Refuses to decide what follows; `call` does. Thoughts and the marker of a raised hand are taken out
here, whatever way the stream is cut.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import RunnableConfig

from bot.errors import ModelError, ModelTimeout
from bot.gates.hand import Hand
from bot.model_errors import translate
from bot.reply import REASONING, Thoughts, separated
from bot.seats import Seat

#: `shown` as it comes, `held` until somebody has looked it over, or for nobody's eyes at all.
Release = Literal["shown", "held", "silent"]
#: Chunks of one stream must agree on these, or LangChain writes them one behind the other.
_PROVIDER = ("model_provider", "output_version")


class Turn:
    """A driver asks `model` for `messages` and hands in what comes: chunks to `released`, then
    `finished`; or a whole message to `took`."""

    def __init__(
        self,
        seat: Seat,
        model: BaseChatModel,
        messages: Sequence[BaseMessage],
        *,
        release: Release = "shown",
        hand: Hand | None = None,
        given: dict[str, Any] | None = None,
        passed: dict[str, Any] | None = None,
    ) -> None:
        self.seat = seat
        self.model = model
        self.messages = list(messages)
        self.given = given or {}
        # Callbacks hear of this run once, from outside: handed on, they would count usage twice.
        self.config: RunnableConfig = {"callbacks": []}
        self.hand = hand
        self.tail = AIMessageChunk(content="")
        self._release = release
        self._passed = passed if passed is not None else {}
        self._started = time.monotonic()
        # Without a reasoning parser a server sends the thoughts first, perhaps with no opening tag:
        # nothing is shown before it is clear what is what. Where the switch is ours, or thoughts
        # come in a field of their own, nothing is held back.
        bare = seat.tier == "reasoning" and seat.kind == "chat" and seat.thinking == "none"
        self._thoughts = Thoughts(closing_only=bare)
        self._sum: AIMessageChunk | None = None
        self._kept: AIMessageChunk | None = None
        self._said: list[str] = []
        self._shown = False

    @property
    def answer(self) -> str:
        """The text that counts as its answer: without thoughts, and up to a marker."""
        return "".join(self._said)

    @property
    def shown(self) -> bool:
        """Whether a reader has seen anything of it."""
        return self._shown

    def failure(self, error: Exception) -> Exception:
        """The exception to raise in its place: ours, or itself when it is no server's fault."""
        ours = translate(error, self.seat.silence_s)
        if ours is None or ours is error:
            return error
        ours.__cause__ = error
        return ours

    def in_time(self) -> None:
        """For calls without an event loop: looked at between chunks. Raises ModelTimeout."""
        if time.monotonic() - self._started > self.seat.total_s:
            raise ModelTimeout("total deadline", seconds=self.seat.total_s)

    def took(self, raw: BaseMessage) -> AIMessage:
        """The message as it came in one piece, with thoughts apart. Raises ModelError."""
        if not isinstance(raw, AIMessage):
            raise ModelError(f"the model answered with a {type(raw).__name__}")
        message = separated(raw)
        self._said.append(self._handed(message.text))
        self._said.append(self.hand.end() if self.hand else "")
        return message

    def released(self, raw: BaseMessage) -> Iterator[ChatGenerationChunk]:
        """What of this chunk may be shown now. Usage always passes: it is charged whatever comes
        of the answer."""
        if not isinstance(raw, AIMessageChunk):
            return
        self._sum = raw if self._sum is None else self._sum + raw
        if raw.additional_kwargs.get(REASONING):
            self._thoughts.told_apart()
        chunk = raw.model_copy(
            update={"chunk_position": None, "response_metadata": self._provider(raw)}
        )
        if isinstance(raw.content, str) and raw.content:
            answer, thought = self._thoughts.feed(raw.content)
            chunk = _with(chunk, self._handed(answer), thought)
        elif isinstance(raw.content, list):
            blocks = [_block(block, self._handed) for block in raw.content]
            chunk = chunk.model_copy(update={"content": blocks})
        self._said.append(chunk.text)
        if self._release == "shown":
            self._shown = self._shown or bool(chunk.text.strip())
            yield ChatGenerationChunk(message=chunk)
            return
        kept = chunk.model_copy(update={"usage_metadata": None})
        self._kept = kept if self._kept is None else self._kept + kept
        if raw.usage_metadata is not None:
            usage = AIMessageChunk(content="", id=raw.id, usage_metadata=raw.usage_metadata)
            yield ChatGenerationChunk(message=usage)

    def finished(self) -> AIMessage:
        """The stream is over: the whole message; `tail` is what was held back until now."""
        answer, thought = self._thoughts.end()
        rest = self._handed(answer) + (self.hand.end() if self.hand else "")
        self._said.append(rest)
        self.tail = AIMessageChunk(content=rest, additional_kwargs=_thought({}, thought))
        if self._kept is not None:
            self.tail = self._kept + self.tail
        return separated(self._sum or AIMessageChunk(content=""))

    def rest(self) -> str:
        """What of the text was still held back, to be shown now and not once more at the end."""
        text, self.tail = self.tail.text, AIMessageChunk(content="")
        return "" if self.hand is not None and self.hand.raised else text

    def _handed(self, text: str) -> str:
        return self.hand.feed(text) if self.hand else text

    def _provider(self, raw: AIMessageChunk) -> dict[str, Any]:
        if self._release != "shown":
            return {}
        told = raw.response_metadata
        return {
            name: told[name]
            for name in _PROVIDER
            if name in told and self._passed.setdefault(name, told[name]) == told[name]
        }


def _with(chunk: AIMessageChunk, answer: str, thought: str) -> AIMessageChunk:
    extra = _thought(chunk.additional_kwargs, thought)
    return chunk.model_copy(update={"content": answer, "additional_kwargs": extra})


def _thought(given: dict[str, Any], thought: str) -> dict[str, Any]:
    if not thought:
        return given
    return {**given, REASONING: str(given.get(REASONING) or "") + thought}


def _block(block: str | dict[str, Any], feed: Callable[[str], str]) -> str | dict[str, Any]:
    """A block of content with its text filtered; blocks without text as they are."""
    if isinstance(block, str):
        return feed(block)
    if isinstance(block.get("text"), str):
        return {**block, "text": feed(block["text"])}
    return block
