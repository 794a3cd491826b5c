"""`pause`, `resume`, `use`: orders for now, by the policy in force, that can lapse by themselves.

Refuses to stop what is under way: a question that a model is answering is answered.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import BaseModel

from bot.commands.command import Call, Caller, Home, Order, Said, Who
from bot.commands.orders import InPlace, orders_in
from bot.commands.reading import After, Duration
from bot.errors import CommandRefused
from bot.routing.operated import clock
from bot.routing.telling import age
from bot.words import Words

_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>|([CG][A-Z0-9]{2,})")


class PauseArgs(BaseModel):
    """A tier, `all`, or a channel; in which channel; for how long."""

    what: str = "all"
    channel: Annotated[str, After("in")] = ""
    length: Annotated[Duration | None, After("for")] = None


class ResumeArgs(BaseModel):
    """The same words; nothing at all: every pause."""

    what: str = ""
    channel: Annotated[str, After("in")] = ""


class UseArgs(BaseModel):
    """A tier or `auto`; in which channel; for how long."""

    tier: str
    channel: Annotated[str, After("in")] = ""
    length: Annotated[Duration | None, After("for")] = None


def channel_of(said: str, caller: Caller) -> str:
    """The id of a channel as it was said, `here` for the one it is said in. Raises
    CommandRefused."""
    if said.lower() == "here" and caller.channel:
        return caller.channel
    found = _CHANNEL.fullmatch(said)
    if found is None:
        raise CommandRefused(said="commands.no_channel", given=said[:80])
    return found.group(1) or found.group(2)


class _Ordering:
    """What the three share: from words to a key of the policy, and to words again."""

    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"

    def __init__(self, call: Call) -> None:
        self._call = call

    def channel(self, said: str) -> str:
        """The id of a channel as it was said; empty: everywhere. Raises CommandRefused."""
        return channel_of(said, self._call.caller) if said else ""

    def what(self, said: str, channel: str) -> tuple[str, str]:
        """(`all` or a tier, the channel's id). Raises CommandRefused."""
        seats = self._call.desk.seats
        names = {"all": "all", "fast": "fast", "reasoning": "reasoning"}
        names |= {seats.fast.label.lower(): "fast", seats.reasoning.label.lower(): "reasoning"}
        if said.lower() in names:
            return names[said.lower()], self.channel(channel)
        if not channel and (_CHANNEL.fullmatch(said) or said.lower() == "here" or said[:1] == "#"):
            return "all", self.channel(said)
        shown = f"all, {seats.fast.label}, {seats.reasoning.label}"
        raise CommandRefused(said="commands.no_tier", given=said[:80], names=shown)

    def named(self, what: str, words: Words) -> str:
        """`all` or the seat's label."""
        if what == "all":
            return words.say("commands.everything")
        seats = self._call.desk.seats
        return (seats.fast if what == "fast" else seats.reasoning).label

    def bounds(self, channel: str, length: timedelta | None, words: Words) -> dict[str, str]:
        """` in #support` and ` for 30 min`, or nothing, as `where` and `length`."""
        where = _within(channel, words)
        if length is None:
            return {"where": where, "length": ""}
        shown = age(length.total_seconds(), words)
        return {"where": where, "length": words.say("commands.for_time", length=shown)}

    def until(self, length: timedelta | None) -> datetime | None:
        """When it lapses."""
        return self._call.at + length if length else None

    async def set(self, key: str, value: str, length: timedelta | None) -> str:
        """Write it into the policy; the value before. Raises PolicyError, StoreError."""
        policies, call = self._call.desk.policies, self._call
        edit = await policies.overlay.order(
            policies.book.written, key, value, call.caller.shown, call.at, self.until(length)
        )
        await policies.refresh()
        return edit.before.strip('"') if edit else ""


def _within(channel: str, words: Words) -> str:
    return words.say("commands.in_channel", channel=f"<#{channel}>") if channel else ""


def _key(channel: str, name: str) -> str:
    return f"channels.{channel}.{name}" if channel else name


class Pause(_Ordering):
    """A tier, everything, or a channel takes no questions until it is resumed."""

    name: ClassVar[str] = "pause"
    help: ClassVar[str] = "commands.help.pause"
    example: ClassVar[str] = "pause {reasoning} in #support for 30m"
    Arguments: ClassVar[type[BaseModel]] = PauseArgs

    async def preview(self, args: PauseArgs) -> str:
        """What askers will meet."""
        what, channel = self.what(args.what, args.channel)
        words = self._call.words
        values = {"what": self.named(what, words), **self.bounds(channel, args.length, words)}
        if what == "all":
            return words.say("commands.pause_all_asks", **values)
        other = self.named("reasoning" if what == "fast" else "fast", words)
        return words.say("commands.pause_asks", other=other, **values)

    async def run(self, args: PauseArgs) -> Said:
        """From now on, on every process within seconds."""
        what, channel = self.what(args.what, args.channel)
        before = await self.set(_key(channel, f"paused.{what}"), "true", args.length)
        was = "paused" if before == "true" else "auto"
        words, log = self._call.words, self._call.log
        values, logged = (
            {"what": self.named(what, one), **self.bounds(channel, args.length, one)}
            for one in (words, log)
        )
        at_end = self.until(args.length)
        done = words.say("commands.paused", **values)
        if at_end is not None:
            done += " " + words.say("commands.lapses", at=clock(at_end, self._call.caller.zone))
        undo = Order(command="resume", args={"what": what, "channel": channel})
        return Said(done, line=log.say("commands.paused_line", was=was, **logged), undo=undo)


class Resume(_Ordering):
    """Take pauses back."""

    name: ClassVar[str] = "resume"
    help: ClassVar[str] = "commands.help.resume"
    example: ClassVar[str] = "resume {reasoning} in #support"
    Arguments: ClassVar[type[BaseModel]] = ResumeArgs

    def _meant(self, args: ResumeArgs) -> list[InPlace]:
        """Pauses in force that these words mean. Raises CommandRefused: there is none, or the
        file has it."""
        found = [one for one in orders_in(self._call.desk.policies.book) if "paused" in one.key]
        if args.what:
            what, channel = self.what(args.what, args.channel)
            found = [one for one in found if one.key == _key(channel, f"paused.{what}")]
        elif args.channel:
            channel = self.channel(args.channel)
            found = [one for one in found if one.channel == channel]
        if not found:
            raise CommandRefused(said="commands.nothing_paused")
        by_file = [one for one in found if one.by_file]
        if by_file:
            raise CommandRefused(said="commands.paused_by_file", key=by_file[0].key)
        for_all = [one for one in found if one.for_all]
        if for_all:
            raise CommandRefused(said="commands.paused_for_all", key=for_all[0].key)
        return found

    def _listed(self, found: list[InPlace], words: Words) -> str:
        parts = [
            self.named(one.what.removesuffix(" paused"), words) + _within(one.channel, words)
            for one in found
        ]
        return words.listed(parts)

    async def preview(self, args: ResumeArgs) -> str:
        """What will answer again."""
        await self._call.desk.policies.refresh()
        words = self._call.words
        return words.say("commands.resume_asks", what=self._listed(self._meant(args), words))

    async def run(self, args: ResumeArgs) -> Said:
        """At once."""
        call, policies = self._call, self._call.desk.policies
        await policies.refresh()
        found = self._meant(args)
        keys = {one.key for one in found}
        await policies.overlay.lift(keys, call.caller.shown, call.at)
        await policies.refresh()
        return Said(
            call.words.say("commands.resumed", what=self._listed(found, call.words)),
            line=call.log.say("commands.resumed_line", what=self._listed(found, call.log)),
            undo=self._undo(found),
        )

    def _undo(self, found: list[InPlace]) -> Order | None:
        """The pause again, for the time that was left; of several none."""
        if len(found) != 1:
            return None
        one = found[0]
        args = {"what": one.what.removesuffix(" paused"), "channel": one.channel}
        if one.until is not None:
            left = max(1, round((one.until - self._call.at).total_seconds()))
            args["length"] = f"{left}s"
        return Order(command="pause", args=dict(args))


class Use(_Ordering):
    """Who answers for now, whatever the router would choose."""

    name: ClassVar[str] = "use"
    help: ClassVar[str] = "commands.help.use"
    example: ClassVar[str] = "use {fast} for 1h"
    Arguments: ClassVar[type[BaseModel]] = UseArgs

    def _tier(self, said: str) -> str:
        if said.lower() == "auto":
            return "auto"
        what, _ = self.what(said, "")
        if what == "all":
            raise CommandRefused(said="commands.no_use", given=said[:80])
        return what

    def _shown(self, tier: str) -> str:
        return "auto" if tier == "auto" else self.named(tier, self._call.words)

    async def preview(self, args: UseArgs) -> str:
        """Who will answer."""
        tier, channel = self._tier(args.tier), self.channel(args.channel)
        key = "commands.use_auto_asks" if tier == "auto" else "commands.use_asks"
        words = self._call.words
        return words.say(key, tier=self._shown(tier), **self.bounds(channel, args.length, words))

    async def run(self, args: UseArgs) -> Said:
        """From the next question on."""
        tier, channel = self._tier(args.tier), self.channel(args.channel)
        before = await self.set(_key(channel, "use.tier"), tier, args.length) or "auto"
        words, log, shown = self._call.words, self._call.log, self._shown(tier)
        logged = self.bounds(channel, args.length, log)
        was = self._shown(before)
        return Said(
            words.say("commands.used", tier=shown, **self.bounds(channel, args.length, words)),
            line=log.say("commands.used_line", tier=shown, was=was, **logged),
            undo=Order(command="use", args={"tier": before, "channel": channel}),
        )
