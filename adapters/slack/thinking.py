"""What a model wrote while it thought, in a modal for the one who asked: plain, marked as such.

Refuses to check who looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.slack.blocks import plain_text
from adapters.slack.neutral import neutral
from bot.answer import MOST_THOUGHTS
from bot.words import Words

Json = dict[str, Any]
#: A section's text holds 3,000 characters (docs.slack.dev, section block).
SECTION = 2_900
#: A modal holds 100 blocks.
MOST_SECTIONS = 90


def thoughts_view(thoughts: str, label: str, words: Words) -> Json:
    """The modal. Nothing in it is mark-up, and no address in it can be followed."""
    text = neutral(thoughts, "")
    pieces = [text[start : start + SECTION] for start in range(0, len(text), SECTION)]
    lines = [one for one in pieces if one.strip()][:MOST_SECTIONS]
    if len(thoughts) >= MOST_THOUGHTS or len(pieces) > MOST_SECTIONS:
        lines.append(words.say("thoughts.rest"))
    return thoughts_note([words.say("thoughts.note", label=label), *lines], words)


def thoughts_note(lines: Sequence[str], words: Words) -> Json:
    """The same modal with sentences of ours."""
    return {
        "type": "modal",
        "title": plain_text(words.say("thoughts.title"), 24),
        "close": plain_text(words.say("slack.button.close"), 24),
        "blocks": [{"type": "section", "text": plain_text(line, 3_000)} for line in lines],
    }
