"""How a command ended as a message: its words, and the buttons that go with them.

Refuses to know what pressing one does.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.slack.blocks import button, section
from adapters.slack.neutral import plain
from bot.commands.outcome import Outcome
from bot.words import Words

Json = dict[str, Any]
DO, DROP, UNDO = "command_do", "command_drop", "command_undo"
ANOTHER = "command_another"
#: A section holds 3,000 characters; escaping may have made five of one.
PART, MOST = 2_900, 20
_OURS = re.compile(r"&lt;(@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!subteam\^S[A-Z0-9]+)&gt;")


def outcome_message(outcome: Outcome, words: Words) -> Json:
    """Text and blocks; empty text when there is nothing to say."""
    text = shown(outcome.text)
    blocks: list[Json] = [section(part) for part in parts(text)]
    elements = buttons(outcome, words)
    if elements:
        blocks.append({"type": "actions", "elements": elements})
    return {"text": text, "blocks": blocks}


def buttons(outcome: Outcome, words: Words) -> list[Json]:
    """`Do it` and `Cancel` for what waits for a yes, `Undo` for what can be taken back."""
    if not outcome.token:
        return []
    names = {"name": outcome.command}
    if outcome.state != "asks":
        label = words.say("commands.undo_label", **names)
        return [button(UNDO, words.say("commands.undo"), outcome.token, label)]
    do = button(
        DO, words.say("commands.do"), outcome.token, words.say("commands.do_label", **names)
    )
    label = words.say("commands.cancel_label", **names)
    more = outcome.another
    return [
        {**do, "style": "primary"},
        *([button(ANOTHER, more.text, more.token, more.text)] if more else []),
        button(DROP, words.say("commands.cancel"), outcome.token, label),
    ]


def shown(text: str) -> str:
    """Nothing in it is mark-up but the people, groups and channels that it names."""
    return _OURS.sub(r"<\1>", plain(text))


def parts(text: str) -> list[str]:
    """In pieces that a section takes, cut between lines where that is possible."""
    found: list[str] = []
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), PART):
            piece = line[start : start + PART]
            if found and len(found[-1]) + 1 + len(piece) <= PART and not start:
                found[-1] += f"\n{piece}"
            else:
                found.append(piece)
    return [one for one in found if one.strip()][:MOST]
