"""A job as the fields of a Redis hash, and back.

Refuses to guess: a record of another version, or one that does not parse, raises UnknownVersion.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from bot.errors import UnknownVersion
from bot.jobs.record import VERSION, Change, Job, Received

SLOT = "slot:"
_BYTES = frozenset({"sealed", "request", "decision", "answer", "earlier"})

Pairs = list[str | bytes]


def of_received(entry: Received) -> Pairs:
    """The fields that the door writes; times, state and history are the script's."""
    return [
        *("version", str(VERSION)),
        *("id", entry.id),
        *("kind", entry.kind),
        *("team", entry.team),
        *("channel", entry.channel),
        *("user", entry.user),
        *("sealed", entry.sealed),
        *("queue", entry.queue),
        *("attempt", "0"),
        *("fence", "0"),
    ]


def of_change(change: Change) -> Pairs:
    """The fields that a move writes."""
    pairs: Pairs = []
    for name in ("request", "decision", "answer", "earlier", "reason"):
        value = getattr(change, name)
        if value is not None:
            pairs += [name, value]
    for slot, ts in (change.slots or {}).items():
        pairs += [f"{SLOT}{slot}", ts]
    return pairs


def to_job(raw: Mapping[bytes, bytes]) -> Job:
    """The record. Raises UnknownVersion: another version, or fields that make no job."""
    version = raw.get(b"version", b"")
    if version != str(VERSION).encode():
        raise UnknownVersion(f"record version {version!r}, this is {VERSION}")
    fields: dict[str, object] = {}
    slots: dict[str, str] = {}
    try:
        for key, value in raw.items():
            name = key.decode()
            if name.startswith(SLOT):
                slots[name.removeprefix(SLOT)] = value.decode()
            elif name == "history":
                fields[name] = [_step(line) for line in value.decode().splitlines()]
            else:
                fields[name] = value if name in _BYTES else value.decode()
        return Job.model_validate({**fields, "slots": slots})
    except (ValidationError, UnicodeDecodeError, ValueError) as error:
        raise UnknownVersion(f"unreadable record: {type(error).__name__}") from error


def _step(line: str) -> dict[str, object]:
    at, state, attempt = line.split(" ")
    return {"at": float(at), "state": state, "attempt": int(attempt)}
