"""How a command ended, as a front shows it.

Refuses to know commands.
"""

from __future__ import annotations

from typing import Literal

from bot.request import Noun, Prose

State = Literal["done", "asks", "refused", "failed", "handed"]


class Another(Noun):
    """Another way to agree: what its button says, and the token that it takes up."""

    text: Prose
    token: str


class Outcome(Noun):
    """How it ended, or what it asks. `asks`: nothing was changed yet, `token` is what `Do it` takes
    up; without `asks` the token is what `Undo` takes up, if it can be undone. `another`: a second
    way to agree, where there is one."""

    command: str
    state: State
    text: Prose
    token: str = ""
    another: Another | None = None
