"""What an app is told of a press and of the fields of a view.

Refuses to deliver it; shapes are Slack's (docs.slack.dev, block_actions and view submissions).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapters.playground.workspace import Json

_MANY = frozenset({"checkboxes", "multi_static_select"})
_PLACE = "conversations_select"
_ONE = frozenset({"radio_buttons", "static_select"})


def pressed(where: Json, action_id: str, value: str | None) -> Json | None:
    """The action as a payload names it; None when there is no such element, or it has not got that
    value. `where` holds a `view`, or a `message`."""
    blocks = (where.get("view") or where["message"]).get("blocks", [])
    for block in all_blocks(blocks):
        for element in _elements(block):
            if element.get("action_id") != action_id:
                continue
            values = _values(element)
            if value is not None and values and value not in values:
                continue
            if "options" in element:
                return _chosen(element, block, value)
            told = "selected_conversation" if element["type"] == _PLACE else "value"
            found = {
                "type": element["type"],
                "action_id": action_id,
                "block_id": block.get("block_id", "b"),
                told: value if value is not None else element.get("value", ""),
            }
            return {**found, "text": element["text"]} if "text" in element else found
    return None


def _chosen(element: Json, block: Json, value: str | None) -> Json | None:
    """An option of a select, as a payload tells it; None for one that is not offered."""
    if value not in [one["value"] for one in element["options"]]:
        return None
    given = [value] if element["type"] in _MANY else value
    named = {"action_id": element["action_id"], "block_id": block.get("block_id", "b")}
    return {**_field(element, given), **named}


def state(view: Json, values: Json) -> Json:
    """What stands in the fields of the view, by block and action, as a payload tells it.

    `values` are what a person put in: a text, the value of the one chosen, or a list of values. A
    field that nobody touched tells what it began with.
    """
    told: Json = {}
    for block in all_blocks(view.get("blocks", [])):
        element = block.get("element")
        if block.get("type") != "input" or not isinstance(element, dict):
            continue
        given = values.get(block["block_id"], {}).get(element["action_id"])
        told[block["block_id"]] = {element["action_id"]: _field(element, given)}
    return told


def with_files(view: Json, values: Json, keep: Callable[[Json], Json]) -> Json:
    """The same values with what was put into fields for files kept by `keep`, as Slack's files; so
    many of them as the field takes."""
    told = {name: dict(held) for name, held in values.items()}
    for block in all_blocks(view.get("blocks", [])):
        element = block.get("element") or {}
        given = told.get(block.get("block_id", ""), {})
        if element.get("type") == "file_input" and given.get(element["action_id"]):
            taken = given[element["action_id"]][: element.get("max_files", 10)]
            given[element["action_id"]] = [keep(one) for one in taken]
    return told


def all_blocks(blocks: list[Json]) -> list[Json]:
    """These and the ones inside them."""
    found = []
    for block in blocks:
        found += [block, *all_blocks(block.get("child_blocks", []))]
    return found


def _elements(block: Json) -> list[Json]:
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict)]


def _values(element: Json) -> list[str]:
    """The values that pressing it can bring; none: any, as in a field."""
    if element["type"] == "feedback_buttons":
        return [element[name]["value"] for name in ("positive_button", "negative_button")]
    return [element["value"]] if "value" in element else []


def _field(element: Json, given: Any) -> Json:
    kind = element["type"]
    options = element.get("options", [])
    if kind in _MANY:
        wanted = given if given is not None else _begun(element.get("initial_options", []))
        chosen = [one for one in options if one["value"] in wanted]
        return {"type": kind, "selected_options": chosen}
    if kind in _ONE:
        first = element.get("initial_option") or {}
        wanted = given if given is not None else first.get("value")
        one = next((one for one in options if one["value"] == wanted), None)
        return {"type": kind, "selected_option": one}
    if kind == "file_input":
        return {"type": kind, "files": given or []}
    return {"type": kind, "value": given or None}


def _begun(options: list[Json]) -> list[str]:
    return [one["value"] for one in options]
