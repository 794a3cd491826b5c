"""`topics.toml`: the words by which kinds, topics and wishes for summaries are known.

Refuses to match them, and to load anything heavy: the web process may ask, too.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, Any]:
    """All of it."""
    return tomllib.loads(files(__package__).joinpath("topics.toml").read_text("utf-8"))
