"""The second look: the fast model works the question out again and compares.

Refuses to call a model and to escalate on doubt: what cannot be read as "disagree" lets the answer
pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from langchain_core.messages import BaseMessage, HumanMessage

from bot.gates.instructing import with_text
from bot.prompting import guarded, prompt
from bot.routing.length import text_bounds
from bot.seats import Seat

Verdict = Literal["agree", "disagree", "unsure"]
#: What the reply is expected to take: 100 words and the verdict.
OUTPUT_TOKENS = 200
_VERDICT = re.compile(r"^\W*verdict\W*[:\uff1a]\W*(agree|disagree|unsure)\W*$", re.IGNORECASE)


def look_messages(messages: Sequence[BaseMessage], answer: str) -> list[BaseMessage]:
    """The same conversation, its last question followed by the answer to judge."""
    asked = prompt("gates/second_look").fill(answer=guarded(answer))
    if messages and isinstance(messages[-1], HumanMessage):
        return [*messages[:-1], with_text(messages[-1], after=asked)]
    return [*messages, HumanMessage(asked)]


def expected_cost(messages: Sequence[BaseMessage], seat: Seat) -> float:
    """Dollars for the look at list price; tokens by their upper bound."""
    tokens = sum(text_bounds(message.text)[1] for message in messages)
    return seat.price.cost(tokens, OUTPUT_TOKENS)


def verdict(text: str) -> Verdict | None:
    """What the last line says; None when it says none of the three."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = _VERDICT.match(lines[-1]) if lines else None
    if found is None:
        return None
    said = found.group(1).lower()
    return "agree" if said == "agree" else "disagree" if said == "disagree" else "unsure"
