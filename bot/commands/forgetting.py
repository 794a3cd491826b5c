"""`forget`: what is kept about a person, a channel or the workspace goes, and a scan proves it.

Refuses to delete messages in Slack and the log of commands, and says so before.
"""

from __future__ import annotations

import asyncio
import re
from typing import Annotated, ClassVar

from pydantic import BaseModel

from bot.commands.command import Call, Home, Order, Said, Who
from bot.commands.reading import After
from bot.erasing import Erasing, Kept, Subject
from bot.errors import CommandRefused
from bot.jobs.ids import new_id
from bot.request import Noun

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|([UW][A-Z0-9]+)")
_CHANNEL = re.compile(r"<#([CGD][A-Z0-9]+)(?:\|[^>]*)?>|([CGD][A-Z0-9]+)")
_TEAM = re.compile(r"[TE][A-Z0-9]+")
#: How long work that is under way may take to stop before what it holds is named as left.
STOP_S, LOOK_S = 30.0, 0.5
#: Who says that the app was removed from a workspace.
LEFT = "slack"


class ForgetArgs(BaseModel):
    """`me`, a person, a channel, or `team`; in a terminal of which workspace. `replies`: what was
    answered to oneself goes from Slack, too."""

    whom: str
    replies: bool = False
    team: Annotated[str, After("of")] = ""


class Forgotten(Noun):
    """The shape of `forget --json`: found, gone, still there by a scan afterwards."""

    receipt: str
    kind: str
    found: int
    gone: int
    left: int


class Forget:
    """One's own; an operator also another person's, a channel's, the workspace's."""

    name: ClassVar[str] = "forget"
    help: ClassVar[str] = "commands.help.forget"
    example: ClassVar[str] = "forget me"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = ForgetArgs

    def __init__(self, call: Call) -> None:
        self._call = call
        desk = call.desk
        self._erasing = Erasing(desk.ledger, desk.keys, desk.sealer, desk.space)

    def _subject(self, args: ForgetArgs) -> Subject:
        """Whom it is about. Raises CommandRefused: not understood, or not this person's to say."""
        caller, said = self._call.caller, args.whom.strip()
        team = args.team or caller.team
        if said.lower() == "me" and caller.kind == "slack":
            return Subject(kind="person", team=team, id=caller.id)
        if not caller.operator:
            raise CommandRefused(said="commands.forget_me_only")
        if not _TEAM.fullmatch(team):
            raise CommandRefused(said="commands.forget_team")
        if said.lower() == "team":
            return Subject(kind="team", team=team, id=team)
        for kind, pattern in (("person", _PERSON), ("channel", _CHANNEL)):
            found = pattern.fullmatch(said)
            if found is not None:
                name = found.group(1) or found.group(2)
                return Subject.model_validate({"kind": kind, "team": team, "id": name})
        raise CommandRefused(said="commands.forget_whom", given=said[:80])

    async def preview(self, args: ForgetArgs) -> str:
        """What goes and what stays, counted."""
        subject = self._subject(args)
        if args.team and self._call.caller.kind == "slack":
            raise CommandRefused(said="commands.too_much", word="of")
        kept = await self._erasing.find(subject)
        words = self._call.words
        if not kept.names:
            raise CommandRefused(said="commands.forget_nothing")
        if args.replies and not self._may_unsay(subject):
            raise CommandRefused(said="commands.forget_replies_own")
        key = "forget_me_asks" if subject.id == self._call.caller.id else "forget_asks"
        said = words.say(
            f"commands.{key}", count=len(kept.names), questions=kept.questions, whom=_named(subject)
        )
        if kept.unfinished:
            said += " " + words.counted("commands.forget_open", len(kept.unfinished))
        return f"{said}\n{await self._stays(args, subject)}"

    async def _stays(self, args: ForgetArgs, subject: Subject) -> str:
        words, offered = self._call.words, await self.another(args)
        if offered is not None:
            return words.say("commands.forget_stays_or", button=offered[0])
        if args.replies:
            count = len(await self._erasing.replies(subject))
            return words.say("commands.forget_replies_asks", count=count)
        return words.say("commands.forget_stays")

    async def another(self, args: ForgetArgs) -> tuple[str, Order] | None:
        """To have one's answers deleted in Slack as well, where there are any."""
        subject = self._subject(args)
        if args.replies or not self._may_unsay(subject):
            return None
        count = len(await self._erasing.replies(subject))
        if not count:
            return None
        text = self._call.words.say("commands.forget_replies", count=count)
        return text, Order(command=self.name, args={"whom": args.whom, "replies": True})

    def _may_unsay(self, subject: Subject) -> bool:
        return self._own(subject) and self._call.desk.unsaying is not None

    async def _unsaid(self, args: ForgetArgs, subject: Subject) -> str:
        """The sentence on replies, once they are deleted; before the records that name them."""
        unsaying = self._call.desk.unsaying
        if not args.replies or unsaying is None or not self._own(subject):
            return ""
        messages = await self._erasing.replies(subject)
        gone = await unsaying.unsay(messages)
        return " " + self._call.words.say("commands.forget_unsaid", gone=gone, count=len(messages))

    async def run(self, args: ForgetArgs) -> Said:
        """End what is under way, drop, look again. Interrupted, it goes on with what is left."""
        subject = self._subject(args)
        kept = await self._ended(subject)
        unsaid = await self._unsaid(args, subject)
        gone = await self._erasing.drop(kept.names)
        left = len((await self._find(subject)).names)
        receipt = f"F-{new_id()[:6]}"
        shape = Forgotten(
            receipt=receipt, kind=subject.kind, found=len(kept.names), gone=gone, left=left
        )
        words, log = self._call.words, self._call.log
        values: dict[str, str | int] = {
            "found": shape.found,
            "gone": shape.found - left,
            "receipt": receipt,
        }
        done = "commands.forgotten" if not left else "commands.forgotten_part"
        own = self._own(subject)
        whom = log.say("commands.themselves") if own else _named(subject)
        line = log.say("commands.forgotten_line", whom=whom, gone=gone, receipt=receipt)
        return Said(words.say(done, left=left, **values) + unsaid, (shape,), line, own=own)

    async def _find(self, subject: Subject) -> Kept:
        """What there is; where Slack itself says that the app was removed, with the log."""
        return await self._erasing.find(subject, gone=self._call.caller.id == LEFT)

    def _own(self, subject: Subject) -> bool:
        return subject.kind == "person" and subject.id == self._call.caller.id

    async def _ended(self, subject: Subject) -> Kept:
        """What there is, once nobody works on it any more, or as it is after half a minute."""
        until = asyncio.get_running_loop().time() + STOP_S
        while True:
            kept = await self._find(subject)
            if not kept.unfinished or asyncio.get_running_loop().time() > until:
                return kept
            await self._erasing.stop(subject, kept)
            await asyncio.sleep(LOOK_S)


def _named(subject: Subject) -> str:
    return {
        "person": f"<@{subject.id}>",
        "channel": f"<#{subject.id}>",
        "team": subject.id,
    }[subject.kind]
