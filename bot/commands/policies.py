"""`policy show|set|undo`: what is in force and why, one key changed, the last change taken back.

Refuses to change what the file locks.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel

from bot.commands.command import Call, Home, Order, Said, Who
from bot.commands.policy_told import (
    origin_in_words,
    policy_in_words,
    set_in_words,
    undo_in_words,
)
from bot.commands.reading import Rest
from bot.errors import CommandRefused
from bot.routing.layers import Edit
from bot.routing.policy import Book
from bot.routing.shown import shown
from bot.routing.written import literal
from bot.words import Words


class PolicyArgs(BaseModel):
    """`show [channel ID]`, `set KEY VALUE`, `undo`."""

    what: Literal["show", "set", "undo"] = "show"
    key: str = ""
    value: Annotated[str, Rest()] = ""


class ShowPolicy:
    """The three of them."""

    name: ClassVar[str] = "policy"
    help: ClassVar[str] = "commands.help.policy"
    example: ClassVar[str] = "policy set caps.usd_team_day 30"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = PolicyArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: PolicyArgs) -> str:
        """Which key, from what to what."""
        call, policies = self._call, self._call.desk.policies
        if args.what == "show":
            return ""
        if args.what == "undo":
            last = await policies.overlay.last(call.at)
            if last is None:
                raise CommandRefused(said="policy.nothing")
            return call.words.say("commands.policy_undo_asks", **_told(last, call.words))
        edit = await policies.overlay.would(
            policies.book.written, *_named(args), call.caller.shown, call.at
        )
        if edit is None:
            raise CommandRefused(said="policy.same", key=args.key)
        told = _told(edit, call.words)
        if not edit.before:
            told["before"] = _inherited(policies.book, edit.key, call) or told["before"]
        return call.words.say("commands.policy_set_asks", **told)

    async def run(self, args: PolicyArgs) -> Said:
        """In force on every process within seconds."""
        call, policies = self._call, self._call.desk.policies
        if args.what == "show":
            found = shown(policies.book, args.key)
            return Said(policy_in_words(found, call.words, call.caller.zone), (found,))
        if args.what == "undo":
            edit = await policies.overlay.undo(call.caller.shown, call.at)
            text = undo_in_words(edit, call.words, call.caller.zone)
        else:
            edit = await policies.overlay.set(
                policies.book.written, *_named(args), call.caller.shown, call.at
            )
            text = set_in_words(edit, args.key, call.words, call.prefix)
        await policies.refresh()
        if edit is None:
            return Said(text)
        values = _told(edit, call.log)
        if args.what == "undo":
            values["before"], values["after"] = values["after"], values["before"]
        line = call.log.say("commands.policy_line", **values)
        back = Order(command="policy", args={"what": "undo"}) if args.what == "set" else None
        return Said(text, (edit,), line, back)


def _named(args: PolicyArgs) -> tuple[str, str]:
    if not args.key or not args.value:
        raise CommandRefused(said="commands.missing", field="key" if not args.key else "value")
    return args.key, args.value


def _inherited(book: Book, key: str, call: Call) -> str:
    """What holds in a channel that has no value of its own for this key, and where it was written;
    empty for a key that is no channel's."""
    kind, _, rest = key.partition(".")
    channel, _, name = rest.partition(".")
    if kind != "channels":
        return ""
    for line in shown(book, channel).keys:
        if line.key == name:
            origin = origin_in_words(line.origin, line.key, call.words, call.caller.zone)
            return f"{literal(line.value)} ({origin.strip()})"
    return ""


def _told(edit: Edit, words: Words) -> dict[str, str]:
    unset = words.say("policy.unset")
    return {"key": edit.key, "before": edit.before or unset, "after": edit.after or unset}
