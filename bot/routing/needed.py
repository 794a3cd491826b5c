"""What a question needs read of the thread above it: all of it, or what fits and matches.

Refuses to weigh passages (`passages`) and to count tokens: exact counts are handed in by a counter.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.ports import TokenCounter
from bot.request import Extent, Request
from bot.routing.length import as_read, text_bounds
from bot.routing.lexicon import SIGN, Lexicon, distinct
from bot.routing.passages import Choice, choice
from bot.routing.text import Reading, fold, read


async def narrowed(request: Request, room: int, counter: TokenCounter) -> Request:
    """The request with only what it needs read, at most `room` tokens of the thread.

    Settled once: a request that has its extent comes back as it is. The same request gives the
    same selection. Bound to the processor for long threads, so the work is done on a thread.
    """
    if request.extent is not None:
        return request
    there = sum(unit.source == "thread" for unit in request.context)
    if not there:
        return request
    whole = Extent(there=there, read=there)
    found = await asyncio.to_thread(_choice, request, room)
    if found is None:
        return request.model_copy(update={"extent": whole})
    if found.may_fit:
        texts = [as_read(unit) for unit in request.context if unit.source == "thread"]
        if await counter.count(texts) <= room:
            return request.model_copy(update={"extent": whole})
    counts = await counter.count_each(found.texts())
    context, extent = found.filled(counts)
    return request.model_copy(update={"context": context, "extent": extent})


def _choice(request: Request, room: int) -> Choice | None:
    """What there is to choose from; None when everything is to be read."""
    if request.everything or asks_for_all(read(request.text)):
        return None
    bounds = [text_bounds(as_read(one)) for one in request.context if one.source == "thread"]
    if sum(high for _, high in bounds) <= room:
        return None
    return choice(request, room, may_fit=sum(low for low, _ in bounds) <= room)


def asks_for_all(reading: Reading) -> tuple[str, ...]:
    """The words by which all of the context is asked for; none when a part may answer."""
    lexicon, before = _phrases()
    hits = lexicon.find(reading)
    asked = [
        hit
        for hit in hits.get("asked_for", [])
        if SIGN.search(hit[1]) or _begins(hit[1], reading.text, before)
    ]
    return distinct([*hits.get("everything", []), *asked])


def _begins(words: str, text: str, before: str) -> bool:
    """Whether a request begins with these words somewhere in the text."""
    loose = r"\W+".join(map(re.escape, words.split()))
    return re.search(rf"(?:^|[.!?:;,(\n]\s*|\b(?:{before})\s+){loose}\b", text.strip()) is not None


@cache
def _phrases() -> tuple[Lexicon, str]:
    data = tomllib.loads(files(__package__).joinpath("needed.toml").read_text("utf-8"))
    labels = ("everything", "asked_for")
    lexicon = Lexicon({one: [p for ps in data[one].values() for p in ps] for one in labels})
    return lexicon, "|".join(re.escape(fold(word)) for word in data["before"]["words"])
