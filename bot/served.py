"""What a server of one's own says of itself, as nouns: for `doctor`.

Refuses to ask it.
"""

from __future__ import annotations

from typing import Literal

from bot.request import Noun


class Served(Noun):
    """A recognised server. `context_tokens` None: it tells no length. `splits`: whether thoughts
    come apart from the answer, which is what a reasoning parser does; None: it cannot be told."""

    product: Literal["vLLM", "SGLang"]
    version: str = ""
    context_tokens: int | None = None
    splits: bool | None = None

    @property
    def context_flag(self) -> str:
        """The option of its start command that says how long a context it serves."""
        return "--max-model-len" if self.product == "vLLM" else "--context-length"

    def parser_flag(self, parser: str) -> str:
        """The option that names a reasoning parser, given in vLLM's spelling."""
        name = parser if self.product == "vLLM" else parser.replace("_", "-")
        return f"--reasoning-parser {name}"
