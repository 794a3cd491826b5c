"""What a model said, cleaned: reasoning apart from the answer, how it ended, what it used.

Refuses to trust: an answer without a finish reason is cut, one without text is blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from bot.answer import MOST_THOUGHTS, Finish, Usage
from bot.routing.length import text_bounds
from bot.seats import Seat

CLOSE = "</think>"
OPEN = "<think>"
REASONING = "reasoning_content"


class Thoughts:
    """Takes `<think>` left-overs out of a stream of text, whatever way it is cut.

    Reasoning models without a server-side parser send their thoughts in the content, some of them
    without the opening tag (field/models.md 5.1). Nothing is released while it may still be part
    of a tag. With `closing_only` text before a lone closing tag is held back, too: only for such
    a model.
    """

    def __init__(self, *, closing_only: bool = False) -> None:
        self._held = ""
        self._inside = closing_only
        self._maybe = closing_only

    def told_apart(self) -> None:
        """The server keeps thoughts apart by itself: text need not be held back for them."""
        if self._maybe:
            self._inside = self._maybe = False

    def feed(self, text: str) -> tuple[str, str]:
        """(answer text, thought text) that can be released now."""
        self._held += text
        answer, thought = "", ""
        while self._held:
            tag = CLOSE if self._inside else OPEN
            at = self._held.find(tag)
            if at >= 0:
                before, self._held = self._held[:at], self._held[at + len(tag) :]
                self._inside, inside = not self._inside, self._inside
                self._maybe = False
            else:
                keep = 0 if self._maybe else _overlap(self._held, tag)
                if self._maybe:
                    break
                cut = len(self._held) - keep
                before, self._held, inside = self._held[:cut], self._held[cut:], self._inside
            if inside:
                thought += before
            else:
                answer += before
            if at < 0:
                break
        return answer, thought

    def end(self) -> tuple[str, str]:
        """What is left when the stream is over."""
        left, self._held = self._held, ""
        if self._inside and not self._maybe:
            return "", left
        return left, ""


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of the text may be the beginning of the tag."""
    for size in range(min(len(text), len(tag) - 1), 0, -1):
        if tag.startswith(text[-size:]):
            return size
    return 0


def separated(message: AIMessage) -> AIMessage:
    """A whole message with its thoughts moved from the content into `reasoning_content`."""
    content = message.content
    if not isinstance(content, str) or not (CLOSE in content or OPEN in content):
        return message
    thoughts = Thoughts(closing_only=OPEN not in content.split(CLOSE)[0])
    answer, thought = thoughts.feed(content)
    more, rest = thoughts.end()
    kept = str(message.additional_kwargs.get(REASONING) or "") + thought + rest
    extra = {**message.additional_kwargs, REASONING: kept.strip()}
    text = (answer + more).lstrip("\n")
    return message.model_copy(update={"content": text, "additional_kwargs": extra})


def thoughts_of(message: AIMessage) -> str:
    """What the model wrote while it thought, apart from the answer; its beginning where it is
    endless."""
    return str(message.additional_kwargs.get(REASONING) or "").strip()[:MOST_THOUGHTS]


#: How vendors call the end of an answer, in LangChain's `response_metadata`.
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
_AT_LIMIT = frozenset({"length", "max_tokens"})
_FILTERED = frozenset({"content_filter", "safety", "refusal", "prohibited_content"})


def ending_of(message: AIMessage | AIMessageChunk) -> str:
    """The finish reason in the server's own word; empty when it gave none."""
    named = (message.response_metadata.get(name) for name in _ENDINGS)
    return str(next((name for name in named if name), "")).lower()


def finish_of(message: AIMessage | AIMessageChunk) -> Finish:
    """How it ended. No finish reason: the connection broke before the end."""
    reason = ending_of(message)
    if reason in _AT_LIMIT:
        return "length"
    if reason in _FILTERED:
        return "filtered"
    if reason == "insufficient_system_resource":
        return "cut"
    if not message.text.strip():
        return "blank" if reason else "cut"
    return "stop" if reason else "cut"


def usage_of(
    message: AIMessage | AIMessageChunk, seat: Seat, prompt: Sequence[BaseMessage] = ()
) -> Usage:
    """What the server counted, priced by the seat's list.

    A routed message says itself how many calls it took and what they cost together. Of a call that
    was broken off no server tells a figure; then it is what `prompt` and the pieces that came are
    estimated at.
    """
    actual = (message.response_metadata.get("routing") or {}).get("actual") or {}
    calls = int(actual.get("calls", 1))
    counted = message.usage_metadata
    if counted is None:
        came = message.text + thoughts_of(message)
        return _estimated(came, seat, prompt) if came and prompt else Usage(calls=calls)
    reasoning = (counted.get("output_token_details") or {}).get("reasoning") or 0
    price = seat.price.cost(counted["input_tokens"], counted["output_tokens"])
    return Usage(
        input_tokens=counted["input_tokens"],
        output_tokens=counted["output_tokens"],
        reasoning_tokens=reasoning,
        calls=calls,
        cost_usd=float(actual.get("cost_usd", price)),
    )


def _estimated(came: str, seat: Seat, prompt: Sequence[BaseMessage]) -> Usage:
    read = sum(_about(one.text) for one in prompt)
    said = _about(came)
    return Usage(
        input_tokens=read,
        output_tokens=said,
        calls=1,
        cost_usd=seat.price.cost(read, said),
    )


def _about(text: str) -> int:
    """The middle of the bounds of a text in tokens."""
    return sum(text_bounds(text)) // 2


def served_by(message: AIMessage | AIMessageChunk) -> str:
    """The model's name as the response gave it; empty when it gave none."""
    found = message.response_metadata
    return str(found.get("model_name") or found.get("model") or "")
