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
from bot.routing.layers import PLACES, Edit, Origin
from bot.routing.policy import combined, examined, read_file
from bot.routing.shown import PolicyChecked, PolicyShown, differences, shown
from bot.routing.written import literal
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


async def set_key(settings: Settings, key: str, value: str) -> Edit | None:
    """Change a key; None when that is its value already. Raises PolicyError."""
    async with _house(settings) as house:
        written = house.policies.book.written
        return await house.policies.overlay.set(written, key, value, _who(), datetime.now(UTC))


async def undo_last(settings: Settings) -> Edit | None:
    """Take the last change back; None when there is none."""
    async with _house(settings) as house:
        return await house.policies.overlay.undo(_who(), datetime.now(UTC))


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


def in_words(found: PolicyShown) -> str:
    """The precedence table, then a line a key."""
    words = Words()
    values = {line.key: literal(line.value) for line in found.keys}
    place = words.say("policy.in_channel", channel=found.channel) if found.channel else ""
    lines = [words.say("policy.head", policy=found.policy, place=place)]
    lines.append(words.say("policy.precedence"))
    for row in found.precedence:
        said = words.say(
            f"policy.rule.{row.cause}",
            rules=words.listed(words.say(f"category.{name}") for name in row.rules),
            limit=f"{int(values['length.limit_tokens']):,}",
            threshold=values["routing.threshold"],
        )
        lines.append(words.say("policy.rank", rank=row.rank, rule=said))
    lines.append(words.say("policy.keys"))
    width = max(len(key) for key in values)
    wide = min(24, max(len(value) for value in values.values()))
    for line in found.keys:
        shown_value = values[line.key].ljust(wide)
        origin = _origin(line.origin, line.key, words)
        lock = words.say("policy.locked") if line.locked else ""
        lines.append(
            words.say(
                "policy.key",
                key=line.key.ljust(width),
                value=shown_value,
                origin=origin,
                lock=lock,
            )
        )
    lines += [words.say("policy.ignored", key=key) for key in found.ignored]
    if found.problem:
        lines.append(words.say("policy.problem", problem=found.problem))
    return "\n".join(lines)


def _origin(origin: Origin, key: str, words: Words) -> str:
    place = "" if origin.key == key else words.say("policy.origin.override", key=origin.key)
    at = f"{origin.at:%Y-%m-%d %H:%M} UTC" if origin.at else ""
    return words.say(
        f"policy.origin.{origin.kind}",
        file=origin.file,
        line=origin.line,
        who=origin.who,
        at=at,
        place=place,
    )


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


def set_in_words(edit: Edit | None, key: str) -> str:
    """What was changed, and how to take it back."""
    words = Words()
    if edit is None:
        return words.say("policy.same", key=key)
    before = edit.before or words.say("policy.unset")
    return words.say("policy.set", key=edit.key, before=before, after=edit.after, who=edit.who)


def undo_in_words(edit: Edit | None) -> str:
    """What was taken back."""
    words = Words()
    if edit is None:
        return words.say("policy.nothing")
    before = edit.before or words.say("policy.unset")
    at = f"{edit.at:%Y-%m-%d %H:%M} UTC"
    return words.say(
        "policy.undone", key=edit.key, before=before, after=edit.after, who=edit.who, at=at
    )


def check_in_words(found: PolicyChecked) -> str:
    """Every problem on a line, or that there is none."""
    if found.problems:
        return "\n".join(found.problems)
    return Words().say("policy.holds", file=found.file, policy=found.policy)
