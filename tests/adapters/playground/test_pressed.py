"""What an app is told when somebody presses, ticks and types, as Slack's payloads say it."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.playground.blockkit import faults, view_faults
from adapters.playground.pressed import pressed, state

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def thumb(value: str, **more: Any) -> Json:
    return {"text": plain(value), "value": value, **more}


def thumbs(**more: Any) -> Json:
    element = {
        "type": "feedback_buttons",
        "action_id": "vote",
        "positive_button": thumb("up"),
        "negative_button": thumb("down"),
        **more,
    }
    return {"type": "context_actions", "elements": [element]}


def options(*values: str) -> list[Json]:
    return [{"text": plain(value), "value": value} for value in values]


def field(block: str, kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": block, "label": plain("?"), "element": element}


@pytest.mark.parametrize("value", ["up", "down"])
def test_a_thumb_tells_its_value(value: str) -> None:
    found = pressed({"message": {"blocks": [thumbs()]}}, "vote", value)
    assert found is not None
    assert (found["type"], found["value"]) == ("feedback_buttons", value)


def test_a_thumb_has_no_other_value() -> None:
    assert pressed({"message": {"blocks": [thumbs()]}}, "vote", "sideways") is None


def test_a_button_inside_a_container_is_found() -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "J1"}
    inner = {"type": "actions", "elements": [button]}
    outer = {"type": "container", "title": plain("t"), "child_blocks": [inner]}
    found = pressed({"message": {"blocks": [outer]}}, "go", None)
    assert found is not None
    assert (found["value"], found["text"]) == ("J1", plain("Go"))


@pytest.mark.parametrize(
    ("thumb_given", "pointer"),
    [
        (None, "/blocks/0/elements/0/positive_button"),
        ({"text": plain("t"), "value": "v" * 2001}, "/blocks/0/elements/0/positive_button/value"),
        ({"text": plain("t" * 76), "value": "v"}, "/blocks/0/elements/0/positive_button/text/text"),
        (thumb("v", emoji="x"), "/blocks/0/elements/0/positive_button/emoji"),
        (
            thumb("v", accessibility_label="l" * 76),
            "/blocks/0/elements/0/positive_button/accessibility_label",
        ),
    ],
)
def test_a_thumb_has_limits(thumb_given: Json | None, pointer: str) -> None:
    assert faults([thumbs()]) == []
    (found,) = {at for at, _ in faults([thumbs(positive_button=thumb_given)])}
    assert found == pointer


@pytest.mark.parametrize(
    ("block", "given", "told"),
    [
        (field("f", "plain_text_input"), "hi", {"type": "plain_text_input", "value": "hi"}),
        (field("f", "plain_text_input"), "", {"type": "plain_text_input", "value": None}),
        (
            field("f", "checkboxes", options=options("a", "b")),
            ["b", "z"],
            {"type": "checkboxes", "selected_options": options("b")},
        ),
        (
            field("f", "checkboxes", options=options("a", "b"), initial_options=options("a")),
            None,
            {"type": "checkboxes", "selected_options": options("a")},
        ),
        (
            field("f", "radio_buttons", options=options("a", "b")),
            "b",
            {"type": "radio_buttons", "selected_option": options("b")[0]},
        ),
        (
            field("f", "static_select", options=options("a"), initial_option=options("a")[0]),
            None,
            {"type": "static_select", "selected_option": options("a")[0]},
        ),
    ],
)
def test_fields_tell_what_stands_in_them(block: Json, given: Any, told: Json) -> None:
    view = {"type": "modal", "title": plain("T"), "blocks": [block]}
    assert view_faults(view) == []
    values = {"f": {"a": given}} if given is not None else {}
    assert state(view, values) == {"f": {"a": told}}
