"""`policy show|set|undo`: what is in force and why, one key changed, the last change taken back.

Refuses to change what the file locks.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel

from bot.commands.command import Call, Home, Order, Said, Who
from bot.commands.policy_told import (
    held_in_words,
    policy_in_words,
    set_in_words,
    undo_in_words,
)
from bot.commands.reading import Rest
from bot.errors import CommandRefused
from bot.routing.layers import Edit
from bot.routing.policy import Book
from bot.routing.shown import held, shown


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
            book = await policies.overlay.unmade(policies.book.written, call.caller.shown, call.at)
            before = held_in_words(held(book, last.key), last.key, call.words, call.caller.zone)
            return call.words.say(
                "commands.policy_undo_asks", key=last.key, before=before, after=last.after
            )
        edit = await policies.overlay.would(
            policies.book.written, *_named(args), call.caller.shown, call.at
        )
        if edit is None:
            raise CommandRefused(said="policy.same", key=args.key)
        before = held_in_words(
            held(policies.book, edit.key), edit.key, call.words, call.caller.zone
        )
        return call.words.say(
            "commands.policy_set_asks", key=edit.key, before=before, after=edit.after
        )

    async def run(self, args: PolicyArgs) -> Said:
        """In force on every process within seconds."""
        call, policies = self._call, self._call.desk.policies
        if args.what == "show":
            found = shown(policies.book, args.key)
            return Said(policy_in_words(found, call.words, call.caller.zone), (found,))
        before = policies.book
        if args.what == "undo":
            edit = await policies.overlay.undo(call.caller.shown, call.at)
        else:
            edit = await policies.overlay.set(
                policies.book.written, *_named(args), call.caller.shown, call.at
            )
        await policies.refresh()
        if edit is None:
            same = call.words.say("policy.same", key=args.key)
            return Said(call.words.say("policy.nothing") if args.what == "undo" else same)
        return self._changed(edit, before, undone=args.what == "undo")

    def _changed(self, edit: Edit, book: Book, *, undone: bool) -> Said:
        """Told to whoever did it, to the audit log, and with the way back; `book` held before."""
        call, zone = self._call, self._call.caller.zone
        was, now = held(book, edit.key), held(call.desk.policies.book, edit.key)
        if undone:
            text = undo_in_words(edit, now, call.words, zone)
            fresh, old = held_in_words(now, edit.key, call.log), edit.after
        else:
            text = set_in_words(edit, was, call.words, zone, call.prefix)
            fresh, old = edit.after, held_in_words(was, edit.key, call.log)
        line = call.log.say("commands.policy_line", key=edit.key, after=fresh, before=old)
        back = None if undone else Order(command="policy", args={"what": "undo"})
        return Said(text, (edit,), line, back)


def _named(args: PolicyArgs) -> tuple[str, str]:
    if not args.key or not args.value:
        raise CommandRefused(said="commands.missing", field="key" if not args.key else "value")
    return args.key, args.value
