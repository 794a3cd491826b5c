"""What the verb `policy` does: collects, compares, changes, words.

Refuses to parse flags; `policy` does.
"""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap.house import House, open_house
from bot.bootstrap.parts import classifier, token_counter
from bot.errors import PolicyError, SealError
from bot.events import Silence
from bot.jobs.reviewing import PolicyDiff, Review
from bot.routing.layers import PLACES, Edit
from bot.routing.policy import combined, examined, read_file
from bot.routing.shown import KeyLine, PolicyChecked, PolicyShown, differences, held, shown
from bot.settings import Settings
from bot.verbs.printing import WRONG_USE, stop
from bot.words import Words


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    async with open_house(settings, Silence()) as house:
        try:
            yield house
        except SealError:
            stop(Words().say("policy.sealed", key=house.space.policy()))


async def show_of(settings: Settings, channel: str) -> PolicyShown:
    """What is in force. Leaves with code 2 for a channel that is named otherwise than by its id."""
    looks_like, wrong = PLACES["channels"]
    if channel and not looks_like.fullmatch(channel):
        stop(f"{channel}: {wrong}", WRONG_USE)
    async with _house(settings) as house:
        found, error = shown(house.policies.book, channel), house.policies.refused
        words, problem = Words(), ""
        if isinstance(error, PolicyError):
            problem = words.say(error.key, **error.values)
        elif error is not None:
            problem = words.say("policy.sealed", key=house.space.policy())
        return found.model_copy(update={"problem": problem})


async def diff_of(settings: Settings, file: Path, limit: int) -> PolicyDiff:
    """The file in place of the one in force, changes made at run time on top as they are now."""
    written = await asyncio.to_thread(read_file, file)
    found: PolicyDiff | None = None
    # Questions from Slack, then those from terminals.
    for realm in ("p", "t"):
        async with open_house(settings, Silence(), realm=realm) as house:
            before = house.policies.book
            after = combined(written, (*before.edits, *before.ignored))
            found = found or PolicyDiff(
                file=str(file),
                before=before.in_force().policy.fingerprint,
                after=after.in_force().policy.fingerprint,
                keys=differences(before, after),
            )
            jobs = await house.ledger.recent(limit) if limit and found.keys else ()
            review = Review(before, after, house.seats, classifier(), token_counter())
            found = await review.add(found, jobs, house.sealer)
    assert found is not None
    return found


async def set_key(settings: Settings, key: str, value: str) -> tuple[Edit, KeyLine | None] | None:
    """Change a key: that, and what held there before; None when that is its value already.
    Raises PolicyError."""
    async with _house(settings) as house:
        book, now = house.policies.book, datetime.now(UTC)
        edit = await house.policies.overlay.set(book.written, key, value, _who(), now)
        return (edit, held(book, edit.key)) if edit else None


async def undo_last(settings: Settings) -> tuple[Edit, KeyLine | None] | None:
    """Take the last change back: that, and what holds there now; None when there is none."""
    async with _house(settings) as house:
        edit = await house.policies.overlay.undo(_who(), datetime.now(UTC))
        await house.policies.refresh()
        return (edit, held(house.policies.book, edit.key)) if edit else None


def check_of(file: Path) -> PolicyChecked:
    """Everything that is wrong with the file. Raises PolicyError when it cannot be read at all."""
    words = Words()
    try:
        book, problems = examined(read_file(file))
    except PolicyError as error:
        if error.values["where"] == "file":
            raise
        said = words.say(error.key, **error.values)
        return PolicyChecked(file=str(file), policy="", problems=(said,))
    told = [problem.error() for problem in problems]
    return PolicyChecked(
        file=str(file),
        policy="" if problems else book.in_force().policy.fingerprint,
        problems=tuple(words.say(error.key, **error.values) for error in told),
    )


def _who() -> str:
    try:
        return f"{getpass.getuser()} (terminal)"
    except (KeyError, OSError):
        # A container's user may have no name.
        return "terminal"


def diff_in_words(found: PolicyDiff) -> str:
    """Keys, then decisions."""
    words = Words()
    if not found.keys:
        return words.say("policy.diff.none", file=found.file)
    lines = [words.say("policy.diff.head", file=found.file, before=found.before, after=found.after)]
    unset = words.say("policy.unset")
    for change in found.keys:
        before, after = change.before or unset, change.after or unset
        lines.append(words.say("policy.diff.key", key=change.key, before=before, after=after))
    lines.append(
        words.say("policy.diff.decisions", count=len(found.decisions), examined=found.examined)
    )
    for one in found.decisions:
        lines.append(
            words.say(
                "policy.diff.decision",
                id=one.id,
                channel=one.channel or "-",
                old=f"{one.old.tier} ({one.old.cause})",
                new=f"{one.new.tier} ({one.new.cause})",
            )
        )
    if found.already:
        lines.append(words.say("policy.diff.already", count=found.already))
    if found.unreadable:
        lines.append(words.say("policy.diff.unreadable", count=found.unreadable))
    return "\n".join(lines)


def check_in_words(found: PolicyChecked) -> str:
    """Every problem on a line, or that there is none."""
    if found.problems:
        return "\n".join(found.problems)
    return Words().say("policy.holds", file=found.file, policy=found.policy)
