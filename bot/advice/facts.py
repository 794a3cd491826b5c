"""What is commonly claimed about the two models, beside what primary sources say.

Refuses claims without a link.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import Field

from bot.request import Noun


class Fact(Noun):
    """A claim, whether it holds, what its source says."""

    claim: str
    verdict: str
    truth: str
    link: str = Field(pattern=r"^https://")


class Facts(Noun):
    """The shape of `advise --facts --json`."""

    as_of: date
    fact: tuple[Fact, ...]


@cache
def facts() -> Facts:
    """All of them, in order."""
    text = files(__package__).joinpath("facts.toml").read_text("utf-8")
    return Facts.model_validate(tomllib.loads(text))


def as_table() -> str:
    """The table as Markdown, as it stands in the README."""
    lines = ["| claimed | holds? | what the source says |", "|---|---|---|"]
    lines += [
        f"| {one.claim} | {one.verdict} | {one.truth} ([source]({one.link})) |"
        for one in facts().fact
    ]
    return "\n".join(lines)
