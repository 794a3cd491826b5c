"""Prompts: templates loaded by name and version, filled strictly, and the messages made of them.

Refuses to call models. Text of people is fenced as data; a fence cannot be closed from inside.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from bot.errors import PromptError
from bot.request import Noun, Request, Tier, Unit
from bot.words import variables

_FRONT = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
# Signs that are not seen do not make another tag of it for the model that reads.
_TAG = (
    r"(?=[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff/]*"
    r"(?:context|unit|unread|question|wanted|answer(?:_one|_two)?|first_answer|material|notes)\b)"
)
_FENCE = re.compile(f"<{_TAG}", re.IGNORECASE)
_FENCED = re.compile(r'<unit place="([^"]*)"( by="assistant")?>\n(.*?)\n</unit>', re.DOTALL)
_QUESTION = re.compile(r"<question>\n(.*)\n</question>\s*\Z", re.DOTALL)
_GUARD = "\u2039"
_GUARDED = re.compile(f"{_GUARD}{_TAG}", re.IGNORECASE)


class Front(Noun):
    """A prompt's front matter."""

    purpose: str
    tier: Literal["fast", "reasoning", "both"]
    variables: tuple[str, ...]


class Prompt(Noun):
    """One version of one prompt."""

    name: str
    version: int
    front: Front
    text: str

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over the text; part of every remembered answer's name."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def fill(self, **values: str) -> str:
        """The text with its variables. Raises PromptError when they are not exactly those."""
        if values.keys() != set(self.front.variables):
            wrong = sorted(values.keys() ^ set(self.front.variables))
            raise PromptError(f"{self.name}.v{self.version}: variables differ: {', '.join(wrong)}")
        return self.text.format(**values) if values else self.text


@cache
def prompt(name: str, version: int = 0) -> Prompt:
    """The prompt `room/name` in that version, 0: in its highest. Raises PromptError."""
    room, _, leaf = name.partition("/")
    folder = files("prompts").joinpath(room)
    pattern = re.compile(rf"{re.escape(leaf)}\.v([1-9]\d*)\.md")
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    found = [match for entry in names if (match := pattern.fullmatch(entry))]
    versions = {int(match.group(1)): match.group() for match in found}
    if not versions:
        raise PromptError(f"there is no prompt {name!r}")
    newest = version or max(versions)
    if newest not in versions:
        raise PromptError(f"{name!r} has no version {version}")
    raw = folder.joinpath(versions[newest]).read_text(encoding="utf-8")
    parts = _FRONT.match(raw)
    if parts is None:
        raise PromptError(f"{versions[newest]} has no front matter between two lines of +++")
    text = parts.group(2).strip()
    try:
        front = Front.model_validate(tomllib.loads(parts.group(1)))
        used = variables(text) if front.variables else frozenset()
    except ValueError as error:
        raise PromptError(f"{versions[newest]}: {error}") from error
    if used != set(front.variables):
        raise PromptError(f"{versions[newest]}: text uses {sorted(used)}, front matter differs")
    return Prompt(name=name, version=newest, front=front, text=text)


def fingerprint(tier: Tier, reply_to: str = "") -> str:
    """What names the prompts in force for a tier; the fast one is told that it may hand on."""
    names = [f"answer/{tier}", "answer/question"]
    if reply_to:
        names.append("answer/drafting")
    if tier == "fast":
        names.append("gates/raise_hand")
    return "".join(prompt(name).fingerprint for name in names) + reply_to


def messages(
    request: Request, tier: Tier, now: datetime, *, system: bool = True
) -> list[BaseMessage]:
    """The conversation that a model is given: rules, then context, day and question.

    `system` False (models that want none): the rules stand at the head of the question.
    """
    rules = prompt(f"answer/{tier}").fill()
    if request.first:
        rules += "\n\n" + prompt("answer/checking").fill(first=guarded(request.first))
    if request.reply_to:
        asker, author = guarded(request.asker.name), guarded(request.reply_to)
        rules += "\n\n" + prompt("answer/drafting").fill(asker=asker, author=author)
    question = prompt("answer/question").fill(
        context=fence(request.context, request.unread),
        today=_today(now, request.asker.tz),
        zone=guarded(request.asker.tz),
        language=guarded(request.language),
        question=guarded(request.text),
    )
    asked = worded(rules, question, system=system)
    if request.so_far:
        go_on = prompt("answer/continuing").fill()
        asked += [AIMessage(request.so_far), HumanMessage(go_on)]
    return asked


def worded(rules: str, text: str, *, system: bool = True, image: str = "") -> list[BaseMessage]:
    """Rules and the text that they are about, as messages; `image`: a data URL, for a model that
    sees."""
    if not system:
        text = f"{rules}\n\n{text}"
    human = HumanMessage(text)
    if image:
        shown = {"type": "image_url", "image_url": {"url": image}}
        human = HumanMessage([{"type": "text", "text": text}, shown])
    return [SystemMessage(rules), human] if system else [human]


def fence(units: tuple[Unit, ...], unread: tuple[str, ...] = ()) -> str:
    """Units as data, each with its place, and what could not be read; nothing inside can end the
    fence."""
    lines = ["<context>"]
    for unit in units:
        place = guarded(unit.place).replace('"', "'").replace("\n", " ")
        by = ' by="assistant"' if unit.by_assistant else ""
        lines += [f'<unit place="{place}"{by}>', guarded(unit.text), "</unit>"]
    lines += [f"<unread>{guarded(one)}</unread>" for one in unread]
    return "\n".join([*lines, "</context>"])


def unfence(text: str) -> tuple[str, list[Unit]]:
    """The question and the units that `messages` put into a human message."""
    question = _QUESTION.search(text)
    if question is None:
        return text, []
    units = [
        Unit(source="thread", place=place, text=_freed(body), by_assistant=bool(by))
        for place, by, body in _FENCED.findall(text[: question.start()])
    ]
    return _freed(question.group(1)), units


def guarded(text: str) -> str:
    """Text that opens and closes none of our fences, whatever it says."""
    return _FENCE.sub(_GUARD, text)


def _freed(text: str) -> str:
    return _GUARDED.sub("<", text)


def _today(now: datetime, zone: str) -> str:
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = now
    return f"{local:%A} {local.day} {local:%B %Y}"
