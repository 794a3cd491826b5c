"""What the servers of a proof of concept had to bear while it ran.

Refuses to guess: what a server does not tell is absent, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.request import Noun, Tier
from bot.seats import Seat
from bot.words import Words


class Load(Noun):
    """One look at a server of one's own; null: it does not say. `written` counts the tokens that it
    has written since its start; `gpu_share` is the share of each GPU's memory that it takes."""

    running: float | None = None
    waiting: float | None = None
    cache_share: float | None = None
    cache_tokens: float | None = None
    gpu_share: float | None = None
    tokens_per_s: float | None = None
    written: float | None = None


class Resource(Noun):
    """Of one tier in the report: the highest figures seen, and the same in words. `process`: the
    model is in this process, and `rss_mb` is its memory; `hidden`: nothing can be seen."""

    label: str
    kind: Literal["server", "process", "hidden"]
    running: float | None = None
    waiting: float | None = None
    tokens_per_s: float | None = None
    cache_share: float | None = None
    cache_tokens: float | None = None
    gpu_share: float | None = None
    rss_mb: int | None = None
    told: str


class Watch:
    """The highest figures of each tier's server."""

    def __init__(self) -> None:
        self._most: dict[Tier, Load] = {}
        self._last: dict[Tier, tuple[float, float]] = {}

    def see(self, tier: Tier, load: Load, at: float) -> None:
        """Take one look in, made at that second. vLLM counts what it writes and leaves the
        division to whoever asks twice."""
        if load.written is not None:
            before = self._last.get(tier)
            self._last[tier] = (load.written, at)
            if load.tokens_per_s is None and before and at > before[1]:
                speed = max(0.0, load.written - before[0]) / (at - before[1])
                load = load.model_copy(update={"tokens_per_s": round(speed, 2)})
        most = self._most.get(tier, Load())
        self._most[tier] = Load(
            **{
                name: max((one for one in (old, new) if one is not None), default=None)
                for name, old in most
                for new in [getattr(load, name)]
            }
        )

    def most(self) -> Mapping[Tier, Load]:
        """What was seen, by tier."""
        return self._most


def resource_of(seat: Seat, load: Load | None, rss_mb: int, words: Words) -> Resource:
    """The tier's line of the report."""
    if seat.kind == "offline":
        told = words.say("poc.here", mb=rss_mb)
        return Resource(label=seat.label, kind="process", rss_mb=rss_mb, told=told)
    if load is None or load == Load():
        return Resource(label=seat.label, kind="hidden", told=words.say("poc.invisible"))
    values = load.model_dump(exclude={"written"})
    return Resource(label=seat.label, kind="server", **values, told=_told(load, words))


def _told(load: Load, words: Words) -> str:
    parts = []
    if load.running is not None:
        waiting = f"{load.waiting or 0:.0f}"
        parts.append(words.say("poc.seen.work", running=f"{load.running:.0f}", waiting=waiting))
    if load.tokens_per_s is not None:
        parts.append(words.say("poc.seen.speed", speed=f"{load.tokens_per_s:.0f}"))
    if load.cache_share is not None:
        parts.append(words.say("poc.seen.cache", share=f"{load.cache_share * 100:.0f}"))
    if load.cache_tokens is not None:
        parts.append(words.say("poc.seen.room", tokens=f"{load.cache_tokens:,.0f}"))
    if load.gpu_share is not None:
        parts.append(words.say("poc.seen.gpu", share=f"{load.gpu_share * 100:.0f}"))
    return words.listed([*parts, words.say("poc.seen.no_bytes")])
