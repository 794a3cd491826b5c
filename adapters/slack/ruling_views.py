"""The window in which operators see and change the policy, as views: what holds, one key, how a
change ended.

Refuses to change anything. Buttons and menus turn the pages; the view is never sent off.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from adapters.slack.blocks import button, context, section
from adapters.slack.modals import plain_text
from adapters.slack.neutral import plain
from adapters.slack.outcomes import parts, shown
from bot.commands.outcome import Outcome
from bot.commands.policy_told import origin_in_words
from bot.request import Noun
from bot.routing.shown import KeyLine, PolicyShown, choices
from bot.routing.written import literal
from bot.words import Words

Json = dict[str, Any]
OPEN, CHANNEL, EVERYWHERE, KEY = "ruling_open", "ruling_channel", "ruling_all", "ruling_key"
NEXT, DO, BACK, LAST = "ruling_next", "ruling_do", "ruling_back", "ruling_last"
VALUE = "ruling_value"
#: An option of a menu shows 75 characters (docs.slack.dev, block-kit).
OPTION = 75


class Ruled(Noun):
    """Which page: of a channel or of all, which key is open. It travels in the view."""

    channel: str = ""
    key: str = ""

    @property
    def written(self) -> str:
        """The key as the policy has it."""
        return f"channels.{self.channel}.{self.key}" if self.channel else self.key


def ruled_in(view: Json) -> Ruled:
    """What travels in this view."""
    return Ruled.model_validate(json.loads(view.get("private_metadata") or "{}"))


def opener(words: Words) -> Json:
    """The button on App Home."""
    text, label = words.say("home.policy.open"), words.say("home.policy.open_label")
    return {"type": "actions", "elements": [button(OPEN, text, "policy", label)]}


def policy_view(found: PolicyShown, page: Ruled, words: Words, zone: str = "UTC") -> Json:
    """What holds, from where and since when in that zone; with a key chosen, the field for its new
    value."""
    lines = [line for line in found.keys if not line.key.startswith(("channels.", "groups."))]
    blocks: list[Json] = [
        section(words.say("home.policy.about")),
        {"type": "actions", "elements": _where(page, words)},
        {"type": "actions", "elements": [_keys(lines, page, words)]},
    ]
    chosen = next((line for line in lines if line.key == page.key), None)
    if chosen is not None:
        blocks += [_field(chosen, words), {"type": "actions", "elements": [_next(words)]}]
    heading = "home.policy.holds_here" if page.channel else "home.policy.holds"
    blocks.append({"type": "header", "text": plain_text(words.say(heading), 150)})
    for table, of_table in groupby(lines, lambda line: line.key.split(".")[0]):
        said = "\n".join(_line(line, words, zone) for line in of_table)
        blocks.append(section(f"*{table}*\n{said}"))
    if found.problem:
        blocks.append(context(words.say("policy.problem", problem=found.problem)))
    return _view(blocks, page, words)


def outcome_view(outcome: Outcome, page: Ruled, words: Words) -> Json:
    """What a change asks, or how it ended."""
    blocks: list[Json] = [section(part) for part in parts(shown(outcome.text))]
    row: list[Json] = []
    if outcome.token:
        kind = "do" if outcome.state == "asks" else "undo"
        label = words.say(f"commands.{kind}_label", name="policy")
        press = button(DO, words.say(f"commands.{kind}"), outcome.token, label)
        row.append({**press, "style": "primary"} if kind == "do" else press)
    asks = outcome.state == "asks"
    text = words.say("commands.cancel" if asks else "home.policy.back")
    label = words.say("home.policy.back_label")
    row.append(button(BACK, text, outcome.token if asks else "back", label))
    return _view([*blocks, {"type": "actions", "elements": row}], page, words)


def _where(page: Ruled, words: Words) -> list[Json]:
    select: Json = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "placeholder": plain_text(words.say("home.policy.channel"), 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if page.channel:
        select["initial_conversation"] = page.channel
    label = words.say("home.policy.everywhere_label")
    everywhere = button(EVERYWHERE, words.say("home.policy.everywhere"), "all", label)
    text, label = words.say("home.policy.last"), words.say("home.policy.last_label")
    return [select, *([everywhere] if page.channel else []), button(LAST, text, "undo", label)]


def _keys(lines: list[KeyLine], page: Ruled, words: Words) -> Json:
    options = [
        {"text": plain_text(line.key, OPTION), "value": line.key}
        for line in lines
        if not line.locked
    ]
    select: Json = {
        "type": "static_select",
        "action_id": KEY,
        "placeholder": plain_text(words.say("home.policy.key"), 150),
        "options": options[:100],
    }
    chosen = next((one for one in options if one["value"] == page.key), None)
    return {**select, "initial_option": chosen} if chosen else select


def _field(line: KeyLine, words: Words) -> Json:
    now = line.value if isinstance(line.value, str) else literal(line.value)
    few = choices(line.key)
    if few:
        # Slack takes no empty option: an empty value is written as the policy's file has it.
        written = [one or literal("") for one in few]
        options = [{"text": plain_text(one, OPTION), "value": one} for one in written]
        first = next((one for one in options if one["value"] == (now or literal(""))), options[0])
        element: Json = {"type": "static_select", "options": options, "initial_option": first}
    else:
        element = {"type": "plain_text_input", **({"initial_value": now} if now else {})}
    # Each key has a field of its own: what stood in another one's is not carried over.
    name = f"{VALUE}.{line.key}"
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(words.say("home.policy.value", key=line.key)),
        "element": {**element, "action_id": VALUE},
    }


def _next(words: Words) -> Json:
    label = words.say("commands.menu_next_label", name="policy")
    return {**button(NEXT, words.say("commands.menu_next"), "next", label), "style": "primary"}


def _line(line: KeyLine, words: Words, zone: str) -> str:
    name = line.key.partition(".")[2] or line.key
    origin = origin_in_words(line.origin, line.key, words, zone)
    lock = words.say("policy.locked") if line.locked else ""
    value = plain(literal(line.value))
    return words.say("home.policy.line", key=name, value=value, origin=plain(origin), lock=lock)


def _view(blocks: list[Json], page: Ruled, words: Words) -> Json:
    return {
        "type": "modal",
        "callback_id": "ruling",
        "title": plain_text(words.say("home.policy.title"), 24),
        "close": plain_text(words.say("slack.button.close"), 24),
        "private_metadata": page.model_dump_json(),
        "blocks": blocks[:100],
    }
