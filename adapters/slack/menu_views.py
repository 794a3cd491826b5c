"""The menu's pages as views: every command of this person, one command's fields, how it ended.

Refuses to run anything. Buttons turn the pages; the view is never sent off.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from adapters.slack.blocks import button, context, section
from adapters.slack.neutral import plain
from adapters.slack.outcomes import parts, shown
from bot.commands.command import Command
from bot.commands.outcome import Outcome
from bot.commands.reading import Files, Rest, Usual
from bot.commands.registry import help_of
from bot.commands.running import Person
from bot.request import Noun
from bot.seats import Seats
from bot.words import Words, catalogue
from bot.words.languages import ENGLISH

Json = dict[str, Any]
OPEN, BACK, RUN, DO = "menu_open", "menu_back", "menu_run", "menu_do"
#: A form with files is sent off, and its name begins so: what a button brings of a field for files
#: is nowhere promised (docs.slack.dev/reference/block-kit/block-elements/file-input-element).
FILLED = "menu_filled:"


class Origin(Noun):
    """Where the menu was opened; it travels in the view."""

    channel: str
    prefix: str
    reply: str = ""


def origin_in(view: Json) -> Origin:
    """What travels in this view."""
    return Origin.model_validate(json.loads(view["private_metadata"]))


def listed(commands: Sequence[type[Command]], person: Person, seats: Seats, origin: Origin) -> Json:
    """Every command with what it does, those for operators below."""
    words = person.words
    blocks: list[Json] = []
    for who in ("everyone", "operators"):
        mine = [one for one in commands if one.who == who]
        if mine:
            blocks.append(_header(words.say(f"commands.menu_for.{who}")))
        for one in mine:
            said = plain(help_of(one, words, seats.fast.label, seats.reasoning.label))
            label = words.say("commands.menu_open_label", name=one.name)
            row = section(f"*{one.name}*  {said}")
            row["accessory"] = button(OPEN, words.say("commands.menu_open"), one.name, label)
            blocks.append({**row, "block_id": f"open-{one.name}"})
    return _view(words.say("commands.menu_title"), blocks, person, origin)


def form(command: type[Command], example: str, person: Person, origin: Origin) -> Json:
    """The command's fields, and `Next`."""
    words = person.words
    said = words.say("commands.menu_example", example=plain(example))
    blocks: list[Json] = [section(said)]
    for name, info in command.Arguments.model_fields.items():
        if info.annotation is not bool:
            blocks.append(_field(name, info, words))
    go = words.say("commands.menu_next")
    label = words.say("commands.menu_next_label", name=command.name)
    if any(block.get("element", {}).get("type") == "file_input" for block in blocks):
        blocks.append({"type": "actions", "elements": [_back(person)]})
        view = _view(command.name, blocks, person, origin)
        submit = {"type": "plain_text", "text": go}
        return {**view, "callback_id": f"{FILLED}{command.name}", "submit": submit}
    row = [{**button(RUN, go, command.name, label), "style": "primary"}, _back(person)]
    blocks.append({"type": "actions", "elements": row})
    return _view(command.name, blocks, person, origin)


def ended(outcome: Outcome, person: Person, origin: Origin) -> Json:
    """How it ended, or what it asks, with the button that goes on."""
    words = person.words
    blocks: list[Json] = [section(part) for part in parts(shown(outcome.text))]
    if outcome.state == "handed":
        blocks = [section(words.say("commands.menu_handed"))]
    row = [_back(person)]
    if outcome.token:
        kind = "do" if outcome.state == "asks" else "undo"
        label = words.say(f"commands.{kind}_label", name=outcome.command)
        press = button(DO, words.say(f"commands.{kind}"), outcome.token, label)
        row.insert(0, {**press, "style": "primary"} if kind == "do" else press)
    blocks.append({"type": "actions", "elements": row})
    return _view(outcome.command or words.say("commands.menu_title"), blocks, person, origin)


def values_in(view: Json) -> dict[str, str]:
    """What stands in the fields, by name; an empty one is left out."""
    found: dict[str, str] = {}
    for name, held in ((view.get("state") or {}).get("values") or {}).items():
        for element in held.values():
            chosen = (element.get("selected_option") or {}).get("value")
            files = " ".join(str(file["id"]) for file in element.get("files") or [])
            value = chosen or element.get("value") or files
            if str(value).strip():
                found[name] = str(value).strip()
    return found


def _field(name: str, info: FieldInfo, words: Words) -> Json:
    """A description that is a key of the catalogue is asked as a question, else the name."""
    asked = info.description or ""
    label = words.say(asked) if asked in catalogue(ENGLISH) else name
    block: Json = {
        "type": "input",
        "block_id": name,
        "optional": not info.is_required(),
        "label": {"type": "plain_text", "text": label[:2000]},
    }
    if get_origin(info.annotation) is Literal:
        options = [
            {"text": {"type": "plain_text", "text": value}, "value": value}
            for value in get_args(info.annotation)
        ]
        element: Json = {"type": "static_select", "action_id": "value", "options": options}
        first = next((one for one in options if one["value"] == info.default), None)
        if first is not None:
            element["initial_option"] = first
        return {**block, "element": element}
    files = next((mark for mark in info.metadata if isinstance(mark, Files)), None)
    if files is not None:
        taken = {"type": "file_input", "action_id": "value", "max_files": files.most}
        return {**block, "element": taken}
    long = any(isinstance(mark, Rest) for mark in info.metadata)
    typed: Json = {"type": "plain_text_input", "action_id": "value", "multiline": long}
    usual = next((mark for mark in info.metadata if isinstance(mark, Usual)), None)
    if usual is not None:
        block["hint"] = {"type": "plain_text", "text": words.say(usual.hint)}
        typed["initial_value"] = words.say(usual.usual)
    if isinstance(info.default, (str, int)) and info.default:
        typed["initial_value"] = f"{info.default}"
    return {**block, "element": typed}


def _back(person: Person) -> Json:
    text = person.words.say("commands.menu_back")
    return button(BACK, text, "all", person.words.say("commands.menu_back_label"))


def _header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _view(title: str, blocks: list[Json], person: Person, origin: Origin) -> Json:
    note = person.words.say("commands.menu_note", prefix=origin.prefix)
    return {
        "type": "modal",
        "callback_id": "menu",
        "title": {"type": "plain_text", "text": title[:24]},
        "close": {"type": "plain_text", "text": person.words.say("slack.button.close")},
        "private_metadata": origin.model_dump_json(),
        "blocks": [*blocks, context(note)][:100],
    }
