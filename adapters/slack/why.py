""" "Why?" as a modal: the explanation, and a field in which the question can be edited.

Refuses to decide what is said; `bot.looking` does. Everything in it is plain text: no mark-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import button
from adapters.slack.blocks import plain_text as _plain
from adapters.slack.refusals import code_of
from bot.events import Events
from bot.inquiry import Inquiry, Page
from bot.words import Words

Json = dict[str, Any]
EDIT, TRY, THOUGHTS = "what_if", "what_if_show", "thoughts"
FIELD = "edit"
#: Slack's limits: a section's text, an input's text, a title (docs.slack.dev, block-kit and views).
SECTION, INPUT, TITLE, HEADER = 3000, 3000, 24, 150
_OUTCOME = "outcome"
#: Fields of a view that Slack sends and takes back; it adds others that it refuses.
_GIVEN = ("type", "title", "close", "private_metadata", "blocks")


def why_view(shown: Page, of: str, words: Words) -> Json:
    """The modal for this page; `of` is the id of the answer that is explained."""
    blocks = _explained(shown)
    if shown.thinker:
        text = words.say("thoughts.button", label=shown.thinker)
        spoken = words.say("thoughts.label", label=shown.thinker)
        element = button(THOUGHTS, text, of, spoken)
        blocks.append({"type": "actions", "block_id": THOUGHTS, "elements": [element]})
    if shown.why is not None and shown.asked is not None:
        blocks += _what_if(shown.asked, words)
        blocks += _outcome(shown.outcome)
    return {
        "type": "modal",
        "title": _plain(words.say("slack.button.why"), TITLE),
        "close": _plain(words.say("slack.button.close"), TITLE),
        "private_metadata": of,
        "blocks": blocks,
    }


def noted(view: Mapping[str, Any], text: str) -> Json:
    """The view as Slack sent it, with one sentence in the place of an outcome."""
    kept = [one for one in view["blocks"] if not str(one.get("block_id")).startswith(_OUTCOME)]
    given = {name: view[name] for name in _GIVEN if name in view}
    return {**given, "blocks": [*kept, *_outcome((text,))]}


def edit_in(body: Mapping[str, Any]) -> str:
    """The question as it stands in the field, whether a key or the button brought it here."""
    action = body["actions"][0]
    if action["action_id"] == EDIT:
        return str(action.get("value") or "")
    values = (body["view"].get("state") or {}).get("values") or {}
    return str((values.get(FIELD, {}).get(EDIT) or {}).get("value") or "")


def _explained(shown: Page) -> list[Json]:
    if shown.why is None:
        return [_section(shown.note)]
    told = shown.why
    blocks: list[Json] = [{"type": "header", "text": _plain(told.chosen, HEADER)}]
    blocks += [_section(line) for line in (*told.reasons, told.otherwise)]
    small = [line for line in (*told.figures, told.advice) if line]
    # Ten elements at most stand in one context block.
    blocks += [{"type": "context", "elements": [_plain(line, SECTION)]} for line in small]
    return blocks


def _what_if(asked: str, words: Words) -> list[Json]:
    fits = len(asked) <= INPUT
    element: Json = {
        "type": "plain_text_input",
        "action_id": EDIT,
        "multiline": True,
        "max_length": INPUT,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if fits:
        element["initial_value"] = asked
    field: Json = {
        "type": "input",
        "block_id": FIELD,
        "dispatch_action": True,
        "optional": True,
        "label": _plain(words.say("whatif.label"), SECTION),
        "hint": _plain(words.say("whatif.hint" if fits else "whatif.hint_long"), SECTION),
        "element": element,
    }
    show = button(TRY, words.say("whatif.button"), "show", words.say("whatif.button_label"))
    return [{"type": "divider"}, field, {"type": "actions", "block_id": TRY, "elements": [show]}]


def _outcome(lines: tuple[str, ...]) -> list[Json]:
    """Where the edited question would go, first; then why. One line alone is a note."""
    blocks = [_section(line) for line in lines]
    if len(lines) > 1:
        blocks[0] = {"type": "header", "text": _plain(lines[0], HEADER)}
    return [{**block, "block_id": f"{_OUTCOME}{number}"} for number, block in enumerate(blocks)]


def _section(text: str) -> Json:
    return {"type": "section", "text": _plain(text, SECTION)}


class WhyWindow:
    """`bot.ports.Window`: a modal that stands open in somebody's Slack."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events

    async def show(self, inquiry: Inquiry, page: Page, mark: str) -> str | None:
        """See `bot.ports.Window`. Slack's `hash` of a view is our mark."""
        view = why_view(page, inquiry.of, Words(inquiry.language))
        try:
            reply = await self._client.views_update(view_id=inquiry.window, hash=mark, view=view)
        except SlackApiError as error:
            code = code_of(error)
            if code == "hash_conflict":
                return None
            if code not in ("not_found", "view_not_found"):
                self._events.emit("slack_failed", job=inquiry.of, problem=code)
            return ""
        return str((reply.get("view") or {}).get("hash") or "")
