"""`brief`: what every question in this channel may cite, shown and changed by operators.

Refuses to take in what a brief has no room for: it is named, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from bot.briefs import MOST_FILES, MOST_IN_FILES, MOST_TEXT, Brief, BriefFile
from bot.commands.command import Call, Home, Said, Who
from bot.commands.reading import Files, Rest
from bot.documents import Reading
from bot.errors import CommandRefused, SealError
from bot.ports import Linked
from bot.request import Noun, Prose


class BriefArgs(BaseModel):
    """`show`; `set TEXT`; `add LINK` to a message with files; `remove FILE`; `clear`. In a form
    files are uploaded, too, to be added beside a text that is set or without one."""

    what: Literal["show", "set", "add", "remove", "clear"] = "show"
    value: Annotated[Prose, Rest()] = ""
    files: Annotated[str, Files(MOST_FILES), Field(description="commands.brief_files")] = ""


class BriefShown(Noun):
    """The shape of `brief --json`: figures and names, the text itself only in words."""

    channel: str
    characters: int
    files: tuple[str, ...]
    by: str


class ShowBrief:
    """The brief of the channel in which this is typed."""

    name: ClassVar[str] = "brief"
    help: ClassVar[str] = "commands.help.brief"
    example: ClassVar[str] = "brief set Refunds within 30 days; above 500 USD ask Mei."
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = BriefArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    @property
    def _channel(self) -> str:
        channel = self._call.caller.channel
        if not channel or channel.startswith("D"):
            raise CommandRefused(said="commands.brief_where")
        return channel

    async def _brief(self) -> Brief:
        try:
            return await self._call.desk.briefs.of(self._call.caller.team, self._channel)
        except SealError as error:
            raise CommandRefused(said="commands.brief_sealed") from error

    async def preview(self, args: BriefArgs) -> str:
        """What questions here may cite afterwards."""
        brief = await self._brief()
        if args.what == "show":
            return ""
        words, where = self._call.words, f"<#{self._channel}>"
        after = await self._changed(brief, args)
        return words.say(
            f"commands.brief_{args.what}_asks",
            where=where,
            characters=len(after.text),
            before=len(brief.text),
            files=", ".join(file.name for file in after.files) or "-",
            most=MOST_TEXT,
        )

    async def run(self, args: BriefArgs) -> Said:
        """From the next question in this channel on."""
        call, channel = self._call, self._channel
        if args.what == "show":
            brief = await self._brief()
            return Said(self._told(brief), (self._shape(brief),))
        planned = await self._changed(await self._brief(), args)
        at, by = call.at, call.caller.shown

        def change(brief: Brief) -> Brief:
            if args.what in ("set", "clear"):
                brief = brief.model_copy(update={"text": planned.text})
            if args.what != "set" or args.files:
                brief = brief.model_copy(update={"files": planned.files})
            return brief.model_copy(update={"by": by, "at": at})

        brief = await call.desk.briefs.change(call.caller.team, channel, change)
        line = call.log.say(
            "commands.brief_line",
            where=f"<#{channel}>",
            characters=len(brief.text),
            count=len(brief.files),
        )
        return Said(self._told(brief), (self._shape(brief),), line)

    async def _changed(self, brief: Brief, args: BriefArgs) -> Brief:
        """The brief as it would be. Raises CommandRefused, naming what there is no room for."""
        if args.files and args.what not in ("set", "add"):
            raise CommandRefused(said="commands.brief_files_with", what=args.what)
        if args.what == "clear":
            if brief.empty:
                raise CommandRefused(said="commands.brief_empty")
            return Brief()
        if not args.value.strip() and not (args.what == "add" and args.files):
            raise CommandRefused(said="commands.missing", field="value")
        if args.what == "set":
            text = args.value.strip()
            if len(text) > MOST_TEXT:
                raise CommandRefused(
                    said="commands.brief_long", characters=len(text), most=MOST_TEXT
                )
            brief = brief.model_copy(update={"text": text})
            return self._with(brief, await self._uploaded(args)) if args.files else brief
        if args.what == "remove":
            left = tuple(file for file in brief.files if file.name != args.value.strip())
            if len(left) == len(brief.files):
                names = ", ".join(file.name for file in brief.files) or "-"
                raise CommandRefused(said="commands.brief_no_file", names=names)
            return brief.model_copy(update={"files": left})
        files = await self._uploaded(args) if args.files else []
        if args.value.strip():
            files += await self._linked(args.value.strip())
        return self._with(brief, files)

    async def _linked(self, link: str) -> list[BriefFile]:
        """The files of the message that a link leads to, whole or not at all."""
        return self._whole(await self._reader().files(self._channel, link))

    async def _uploaded(self, args: BriefArgs) -> list[BriefFile]:
        """The files that came with the form, whole or not at all."""
        found = await self._reader().uploaded(self._call.caller.id, args.files.split())
        return self._whole(found)

    def _reader(self) -> Linked:
        if self._call.desk.linked is None:
            raise CommandRefused(said="commands.brief_in_slack")
        return self._call.desk.linked

    def _whole(self, readings: Sequence[Reading]) -> list[BriefFile]:
        for reading in readings:
            self._refuse_unread(reading)
        return [BriefFile(name=one.source, units=one.units) for one in readings]

    def _refuse_unread(self, reading: Reading) -> None:
        problem = next((one.told(self._call.words) for one in reading.skipped), "")
        if problem or not reading.units:
            raise CommandRefused(
                said="commands.brief_unread", file=reading.source, problem=problem or "-"
            )

    def _with(self, brief: Brief, files: list[BriefFile]) -> Brief:
        names = {file.name for file in files}
        every = (*(file for file in brief.files if file.name not in names), *files)
        if len(every) > MOST_FILES:
            raise CommandRefused(said="commands.brief_many", count=len(every), most=MOST_FILES)
        after = brief.model_copy(update={"files": every})
        if after.in_files > MOST_IN_FILES:
            raise CommandRefused(
                said="commands.brief_big",
                files=", ".join(sorted(names)),
                characters=after.in_files,
                most=MOST_IN_FILES,
            )
        return after

    def _told(self, brief: Brief) -> str:
        words, where = self._call.words, f"<#{self._channel}>"
        if brief.empty:
            return words.say("commands.brief_none", where=where, prefix=self._call.prefix)
        lines = [words.say("commands.brief_head", where=where, by=brief.by or "-")]
        if brief.text:
            lines.append(brief.text)
        lines += [
            words.say("commands.brief_file", name=file.name, characters=file.length)
            for file in brief.files
        ]
        return "\n".join(lines)

    def _shape(self, brief: Brief) -> BriefShown:
        names = tuple(file.name for file in brief.files)
        return BriefShown(
            channel=self._channel, characters=len(brief.text), files=names, by=brief.by
        )
