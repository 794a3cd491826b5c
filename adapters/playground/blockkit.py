"""Block Kit as Slack enforces it: shapes, lengths, counts; a fault is named by a JSON pointer.

Refuses to share limits with adapters/slack on purpose: so that it can find that folder's mistakes.
Source: docs.slack.dev/reference/block-kit, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TOTAL = 12_000

TEXT = {"plain_text", "mrkdwn"}
#: type -> (required, optional) fields beside `type` and `block_id`.
BLOCKS: dict[str, tuple[set[str], set[str]]] = {
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "header": ({"text"}, {"level"}),
    "divider": (set(), set()),
    "context": ({"elements"}, set()),
    "actions": ({"elements"}, set()),
    "context_actions": ({"elements"}, set()),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "markdown": ({"text"}, set()),
    "rich_text": ({"elements"}, set()),
    "table": ({"rows"}, {"column_settings"}),
    "container": ({"title", "child_blocks"}, {"is_collapsible", "default_collapsed", "subtitle"}),
    "task_card": ({"task_id", "title"}, {"status", "details", "output", "sources"}),
    "plan": ({"title"}, {"tasks"}),
    "alert": ({"text"}, {"level", "title"}),
}
ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
    "button": (
        {"text", "action_id"},
        {"value", "url", "style", "confirm", "accessibility_label"},
    ),
    "feedback_buttons": ({"action_id", "positive_button", "negative_button"}, set()),
    "icon_button": ({"action_id", "icon", "text"}, {"value", "confirm", "visible_to_user_ids"}),
    "static_select": (
        {"action_id", "options"},
        {"placeholder", "initial_option", "confirm", "focus_on_load", "option_groups"},
    ),
    "conversations_select": (
        {"action_id"},
        {
            "placeholder",
            "initial_conversation",
            "default_to_current_conversation",
            "confirm",
            "response_url_enabled",
            "filter",
            "focus_on_load",
        },
    ),
    "overflow": ({"action_id", "options"}, {"confirm"}),
    "radio_buttons": ({"action_id", "options"}, {"initial_option", "confirm", "focus_on_load"}),
    "checkboxes": ({"action_id", "options"}, {"initial_options", "confirm", "focus_on_load"}),
    "plain_text_input": (
        {"action_id"},
        {
            "initial_value",
            "multiline",
            "min_length",
            "max_length",
            "placeholder",
            "dispatch_action_config",
            "focus_on_load",
        },
    ),
    "file_input": ({"action_id"}, {"filetypes", "max_files"}),
    "image": ({"alt_text"}, {"image_url", "slack_file"}),
    "mrkdwn": ({"text"}, {"verbatim"}),
    "plain_text": ({"text"}, {"emoji"}),
}
HOMES = {
    "actions": {
        "button",
        "static_select",
        "conversations_select",
        "overflow",
        "radio_buttons",
        "checkboxes",
    },
    "context_actions": {"feedback_buttons", "icon_button"},
    "context": {"image", "mrkdwn", "plain_text"},
    "accessory": {"button", "static_select", "overflow", "radio_buttons", "checkboxes", "image"},
    "input": {"plain_text_input", "static_select", "radio_buttons", "checkboxes", "file_input"},
}
COUNTS = {"actions": 25, "context": 10, "context_actions": 5}
LIMITS = {"button.value": 2000, "button.url": 3000, "button.accessibility_label": 75}

Fault = tuple[str, str]


def faults(blocks: Any, *, most: int = MESSAGE_BLOCKS) -> list[Fault]:
    """Every fault as (JSON pointer, what is wrong); empty when Slack would take the blocks."""
    if not isinstance(blocks, list):
        return [("/blocks", "must be an array")]
    found: list[Fault] = _files_in(blocks) if most == MESSAGE_BLOCKS else []
    if len(blocks) > most:
        found.append(("/blocks", f"no more than {most} items allowed"))
    seen: set[str] = set()
    total = 0
    for index, block in enumerate(blocks):
        at = f"/blocks/{index}"
        found += _block(block, at)
        if not isinstance(block, dict):
            continue
        name = block.get("block_id")
        if name is not None and name in seen:
            found.append((f"{at}/block_id", "must be unique"))
        seen.add(str(name))
        if block.get("type") == "markdown":
            total += len(str(block.get("text", "")))
    if total > MARKDOWN_TOTAL:
        found.append(("/blocks", f"markdown text exceeds {MARKDOWN_TOTAL} characters in sum"))
    return found


def _block(block: Any, at: str) -> list[Fault]:
    if not isinstance(block, dict):
        return [(at, "must be an object")]
    kind = block.get("type")
    if kind not in BLOCKS:
        return [(f"{at}/type", f"unsupported type: {kind}")]
    found = list(_fields(block, BLOCKS[kind], {"type", "block_id"}, at))
    if len(str(block.get("block_id", ""))) > 255:
        found.append((f"{at}/block_id", "must be less than 256 characters"))
    match kind:
        case "section":
            found += _section(block, at)
        case "header":
            found += _text(block.get("text"), f"{at}/text", 150, {"plain_text"})
        case "actions" | "context" | "context_actions":
            found += _elements(block.get("elements"), kind, f"{at}/elements")
        case "markdown":
            found += _length(block.get("text"), f"{at}/text", MARKDOWN_TOTAL)
        case "input":
            found += _text(block.get("label"), f"{at}/label", 2000, {"plain_text"})
            found += _element(block.get("element"), HOMES["input"], f"{at}/element")
        case "image":
            found += _length(block.get("alt_text"), f"{at}/alt_text", 2000)
        case "container":
            children = block.get("child_blocks")
            if isinstance(children, list):
                for index, child in enumerate(children):
                    found += _block(child, f"{at}/child_blocks/{index}")
                if len(children) > 10:
                    found.append((f"{at}/child_blocks", "no more than 10 items allowed"))
    return found


def _fields(
    thing: dict[str, Any], known: tuple[set[str], set[str]], always: set[str], at: str
) -> Iterator[Fault]:
    required, optional = known
    for name in sorted(required - thing.keys()):
        yield f"{at}/{name}", "missing required field"
    for name in sorted(thing.keys() - required - optional - always):
        yield f"{at}/{name}", "unknown field"


def _section(block: dict[str, Any], at: str) -> list[Fault]:
    found: list[Fault] = []
    if "text" not in block and "fields" not in block:
        found.append((at, "section needs text or fields"))
    if "text" in block:
        found += _text(block["text"], f"{at}/text", 3000, TEXT)
    fields = block.get("fields", [])
    if len(fields) > 10:
        found.append((f"{at}/fields", "no more than 10 items allowed"))
    for index, item in enumerate(fields):
        found += _text(item, f"{at}/fields/{index}", 2000, TEXT)
    if "accessory" in block:
        found += _element(block["accessory"], HOMES["accessory"], f"{at}/accessory")
    return found


def _elements(elements: Any, home: str, at: str) -> list[Fault]:
    if not isinstance(elements, list) or not elements:
        return [(at, "must be a non-empty array")]
    found: list[Fault] = []
    if len(elements) > COUNTS[home]:
        found.append((at, f"no more than {COUNTS[home]} items allowed"))
    names = [one.get("action_id") for one in elements if isinstance(one, dict)]
    given = [name for name in names if name]
    if len(set(given)) != len(given):
        found.append((at, "action_id must be unique"))
    for index, element in enumerate(elements):
        found += _element(element, HOMES[home], f"{at}/{index}")
    return found


def _element(element: Any, allowed: set[str], at: str) -> list[Fault]:
    if not isinstance(element, dict):
        return [(at, "must be an object")]
    kind = str(element.get("type"))
    if kind not in allowed:
        return [(f"{at}/type", f"unsupported element type here: {kind}")]
    found = list(_fields(element, ELEMENTS[kind], {"type"}, at))
    if len(str(element.get("action_id", ""))) > 255:
        found.append((f"{at}/action_id", "must be less than 256 characters"))
    for name, value in element.items():
        limit = LIMITS.get(f"{kind}.{name}")
        if limit is not None:
            found += _length(value, f"{at}/{name}", limit)
    if kind in ("mrkdwn", "plain_text"):
        found += _length(element.get("text"), f"{at}/text", 3000)
    if kind == "button":
        found += _text(element.get("text"), f"{at}/text", 75, {"plain_text"})
        if element.get("style", "primary") not in ("primary", "danger"):
            found.append((f"{at}/style", "must be primary or danger"))
    if kind == "feedback_buttons":
        found += _thumbs(element, at)
    if kind == "file_input" and element.get("max_files", 10) not in range(1, 11):
        found.append((f"{at}/max_files", "must be between 1 and 10"))
    if "options" in element:
        found += _options(element["options"], kind, f"{at}/options")
    return found


def _thumbs(element: dict[str, Any], at: str) -> list[Fault]:
    found: list[Fault] = []
    for name in ("positive_button", "negative_button"):
        thumb, here = element.get(name), f"{at}/{name}"
        if not isinstance(thumb, dict):
            found.append((here, "must be an object"))
            continue
        known = ({"text", "value"}, {"accessibility_label"})
        found += _fields(thumb, known, set(), here)
        found += _text(thumb.get("text"), f"{here}/text", 75, {"plain_text"})
        found += _length(thumb.get("value"), f"{here}/value", 2000)
        if "accessibility_label" in thumb:
            found += _length(thumb["accessibility_label"], f"{here}/accessibility_label", 75)
    return found


def _options(options: Any, kind: str, at: str) -> list[Fault]:
    most = {"static_select": 100, "overflow": 5}.get(kind, 10)
    if not isinstance(options, list) or not 0 < len(options) <= most:
        return [(at, f"must have between 1 and {most} items")]
    found: list[Fault] = []
    for index, option in enumerate(options):
        if not isinstance(option, dict):
            found.append((f"{at}/{index}", "must be an object"))
            continue
        found += _text(option.get("text"), f"{at}/{index}/text", 75, TEXT)
        found += _length(option.get("value"), f"{at}/{index}/value", 150)
    return found


def _text(text: Any, at: str, most: int, kinds: set[str]) -> list[Fault]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        return [(at, f"must be a text object of type {' or '.join(sorted(kinds))}")]
    extra = text.keys() - {"type", "text", "emoji", "verbatim"}
    found = [(f"{at}/{name}", "unknown field") for name in sorted(extra)]
    return found + _length(text.get("text"), f"{at}/text", most)


def _length(value: Any, at: str, most: int) -> list[Fault]:
    if not isinstance(value, str) or not value:
        return [(at, "must be a non-empty string")]
    if len(value) > most:
        return [(at, f"must be less than {most + 1} characters")]
    return []


def view_faults(view: Any) -> list[Fault]:
    """Faults of a modal or home view."""
    if not isinstance(view, dict):
        return [("/view", "must be an object")]
    if view.get("type") not in ("modal", "home"):
        return [("/view/type", "must be modal or home")]
    found: list[Fault] = []
    if view["type"] == "modal":
        found += _text(view.get("title"), "/view/title", 24, {"plain_text"})
    for name in ("submit", "close"):
        if name in view:
            found += _text(view[name], f"/view/{name}", 24, {"plain_text"})
    if len(str(view.get("private_metadata", ""))) > 3000:
        found.append(("/view/private_metadata", "must be less than 3001 characters"))
    found += faults(view.get("blocks"), most=VIEW_BLOCKS)
    return found if view["type"] == "modal" else found + _files_in(view.get("blocks"))


def _files_in(blocks: Any) -> list[Fault]:
    """Fields for files, which stand in modals alone."""
    found = []
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict) and element.get("type") == "file_input":
            found.append((f"/blocks/{index}/element/type", "file_input stands in modals only"))
    return found
