"""A policy in words: the precedence table, every key, what was changed; in Slack and a terminal.

Refuses to collect them.
"""

from __future__ import annotations

from bot.routing.layers import Edit, Origin
from bot.routing.shown import KeyLine, PolicyShown
from bot.routing.written import literal
from bot.spans import stamped
from bot.words import Words


def policy_in_words(found: PolicyShown, words: Words, zone: str = "UTC") -> str:
    """The precedence table, then a line a key."""
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
        origin = origin_in_words(line.origin, line.key, words, zone)
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


def origin_in_words(origin: Origin, key: str, words: Words, zone: str = "UTC") -> str:
    """Where a value was written, by whom, and when in that time zone."""
    place = "" if origin.key == key else words.say("policy.origin.override", key=origin.key)
    at = stamped(origin.at, zone) if origin.at else ""
    return words.say(
        f"policy.origin.{origin.kind}",
        file=origin.file,
        line=origin.line,
        who=origin.who,
        at=at,
        place=place,
    )


def held_in_words(found: KeyLine | None, key: str, words: Words, zone: str = "UTC") -> str:
    """The value that holds at `key`; where it comes from elsewhere, from where."""
    if found is None:
        return words.say("policy.unset")
    value = literal(found.value)
    if found.origin.key == key:
        return value
    return f"{value} ({origin_in_words(found.origin, found.key, words, zone).strip()})"


def set_in_words(
    edit: Edit,
    before: KeyLine | None,
    words: Words,
    zone: str = "UTC",
    prefix: str = "python -m bot",
) -> str:
    """What was changed, from what held there `before`, and how to take it back: behind which
    `prefix`."""
    was = held_in_words(before, edit.key, words, zone)
    values = {"key": edit.key, "before": was, "after": edit.after, "who": edit.who}
    return words.say("policy.set", **values, prefix=prefix)


def undo_in_words(edit: Edit, now: KeyLine | None, words: Words, zone: str = "UTC") -> str:
    """What was taken back, and what holds there `now`."""
    before = held_in_words(now, edit.key, words, zone)
    at = stamped(edit.at, zone)
    return words.say(
        "policy.undone", key=edit.key, before=before, after=edit.after, who=edit.who, at=at
    )
