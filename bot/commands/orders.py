"""What is paused or chosen now, read off the policy in force: which, where, until when.

Refuses to change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.request import Noun
from bot.routing.layers import PLACES, bare, leaves
from bot.routing.policy import Book

WHAT = ("all", "fast", "reasoning")


class InPlace(Noun):
    """An order: `what` is all, a tier, or `use TIER`; `key` where it stands in the policy;
    `by_file` when no command can lift it, `for_all` when none of this workspace's can."""

    what: str
    key: str
    channel: str = ""
    until: datetime | None = None
    by_file: bool = False
    for_all: bool = False

    @property
    def shown(self) -> str:
        """In one line of ids, for `status`."""
        place = f" in {self.channel}" if self.channel else ""
        end = f" until {self.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if self.until else ""
        return f"{self.what}{place}{end}"


def orders_in(book: Book) -> Iterator[InPlace]:
    """Every order in force, those for everywhere first."""
    found = []
    for path, leaf in leaves(book.tree):
        name = ".".join(bare(path))
        what = name.removeprefix("paused.") if name.startswith("paused.") else ""
        if what and leaf.value is not True:
            continue
        if name == "use.tier" and leaf.value != "auto":
            what = f"use {leaf.value}"
        if what:
            found.append(
                InPlace(
                    what=what if what.startswith("use") else f"{what} paused",
                    key=".".join(path),
                    channel=path[1] if path[0] in PLACES else "",
                    until=leaf.origin.until,
                    by_file=leaf.origin.kind not in ("change", "installation"),
                    for_all=leaf.origin.kind == "installation",
                )
            )
    yield from sorted(found, key=lambda order: (order.channel, order.what))
