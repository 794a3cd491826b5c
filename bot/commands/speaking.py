"""`language`: in which language somebody is spoken to; for operators also what a channel fixes.

Refuses to touch answers: those are in the language of their question.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel

from bot.commands.command import Call, Home, Order, Said, Who
from bot.commands.pausing import channel_of
from bot.commands.reading import After
from bot.errors import CommandRefused
from bot.jobs.readers import Readers
from bot.request import Noun
from bot.words import Words, prepared
from bot.words.languages import LANGUAGES, called, tag_of

AUTO, CHANNEL = "auto", "channel"


class LanguageArgs(BaseModel):
    """Nothing: what holds. A language or `auto`: mine. `channel` and a language: that channel's."""

    what: str = ""
    language: str = ""
    channel: Annotated[str, After("in")] = ""


class LanguageShown(Noun):
    """A line of `language --json`: tags; "" where nobody has chosen or fixed one."""

    mine: str
    chosen: str
    channel: str
    fixed: str


class Language:
    """Show it, or set it."""

    name: ClassVar[str] = "language"
    help: ClassVar[str] = "commands.help.language"
    example: ClassVar[str] = "language deutsch"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = LanguageArgs

    def __init__(self, call: Call) -> None:
        self._call = call
        self._readers = Readers(call.desk.store, call.desk.sealer, call.desk.space)

    async def preview(self, args: LanguageArgs) -> str:
        """From what to what. Raises CommandRefused."""
        call = self._call
        if not args.what:
            return ""
        if args.what == CHANNEL:
            channel, tag = self._channel(args), _tag(args.language, self._call.words)
            before = self._fixed(channel)
            if tag == before:
                raise CommandRefused(said="commands.language_same")
            values = {"language": _name(tag, call.words), "was": _name(before, call.words)}
            return call.words.say("commands.language_channel_asks", **values, channel=channel)
        tag, before = _tag(args.what, self._call.words), await self._chosen()
        if tag == before:
            raise CommandRefused(said="commands.language_same")
        values = {"language": _name(tag, call.words), "was": _name(before, call.words)}
        return call.words.say("commands.language_asks", **values)

    async def run(self, args: LanguageArgs) -> Said:
        """In force from the next sentence on. Raises CommandRefused, PolicyError."""
        if args.what == CHANNEL:
            return await self._fix(self._channel(args), _tag(args.language, self._call.words))
        if args.what:
            return await self._choose(_tag(args.what, self._call.words))
        call = self._call
        known = await self._readers.reader(call.caller.team, call.caller.id, call.words.language)
        channel, chosen = call.caller.channel, await self._chosen()
        fixed = self._fixed(channel)
        how = "language_chosen" if chosen else "language_of_slack"
        lines = [call.words.say(f"commands.{how}", language=called(known.language))]
        if fixed:
            lines.append(call.words.say("commands.language_fixed", language=called(fixed)))
        lines.append(call.words.say("commands.language_how", prefix=call.prefix))
        shape = LanguageShown(mine=known.language, chosen=chosen, channel=channel, fixed=fixed)
        return Said("\n".join(lines), (shape,))

    async def _choose(self, tag: str) -> Said:
        caller, before = self._call.caller, await self._chosen()
        await self._readers.choose(caller.team, caller.id, tag)
        known = await self._readers.reader(caller.team, caller.id, self._call.words.language)
        words = await prepared(known.language)
        said = words.say("commands.language_done", language=_name(tag, words))
        back = Order(command=self.name, args={"what": before or AUTO})
        line = self._call.log.say("commands.language_line", language=tag or AUTO)
        return Said(said, line=line, undo=back, own=True)

    async def _fix(self, channel: str, tag: str) -> Said:
        call, policies = self._call, self._call.desk.policies
        before = self._fixed(channel)
        key = f"channels.{channel}.display.language"
        await policies.overlay.set(policies.book.written, key, tag, call.caller.shown, call.at)
        await policies.refresh()
        values = {"language": _name(tag, call.words), "channel": channel}
        args = {"what": CHANNEL, "language": before or AUTO, "channel": channel}
        log = {"language": _name(tag, call.log), "was": _name(before, call.log)}
        return Said(
            call.words.say("commands.language_channel_done", **values),
            line=call.log.say("commands.language_channel_line", channel=channel, **log),
            undo=Order(command=self.name, args=dict(args)),
        )

    async def _chosen(self) -> str:
        return await self._readers.chosen(self._call.caller.team, self._call.caller.id)

    def _channel(self, args: LanguageArgs) -> str:
        """Which one is meant; only for operators. Raises CommandRefused."""
        if not self._call.caller.operator:
            raise CommandRefused(said="commands.not_yours", name="language channel")
        found = channel_of(args.channel or "here", self._call.caller)
        if not args.language:
            raise CommandRefused(said="commands.missing", field="language")
        return found

    def _fixed(self, channel: str) -> str:
        return self._call.desk.policies.book.in_force(channel).policy.display.language


def _tag(said: str, words: Words) -> str:
    """The language that is meant; "" for `auto`. Raises CommandRefused."""
    if said.lower() == AUTO:
        return ""
    tag = tag_of(said)
    if not tag:
        known = words.listed([called(one) for one in LANGUAGES])
        raise CommandRefused(said="commands.no_language", given=said[:80], languages=known)
    return tag


def _name(tag: str, words: Words) -> str:
    return called(tag) if tag else words.say("commands.language_auto")
