"""Where a remembered answer lies: scope and everything that shaped the answer, as one keyed name.

Refuses to know the store. A name tells nothing about the question (HMAC, `bot.sealing`).
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date

from bot.caching.scope import scope_of
from bot.keys import KeySpace
from bot.request import Noun, Request, Tier
from bot.sealing import Sealer


class Address(Noun):
    """`scope` seals the record, `key` finds it, `lock` is held while the answer is being made."""

    scope: str
    key: str
    lock: str


def surroundings(request: Request) -> list[object]:
    """What stands around the question: every unit with its place, and what was not read."""
    units = [[unit.source, unit.place, unit.text] for unit in request.context]
    return [*units, *request.unread]


def normal(text: str) -> str:
    """The question as compared: canonical composition, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def address(
    request: Request,
    tier: Tier,
    *,
    model: str,
    prompt: str,
    today: date,
    sealer: Sealer,
    space: KeySpace,
    whose: str = "",
) -> Address:
    """The address for this question in its scope, answered by `tier`.

    In the key: scope, tier, model id, the prompt's fingerprint, the day (the prompt states it),
    the language, the question and the form wanted, every unit of context with its place, and what
    was not read; and `whose` it is, where it belongs to a person or a thread inside the scope.
    """
    scope = scope_of(request)
    context = json.dumps(surroundings(request))
    name = sealer.digest(
        "answer",
        scope,
        tier,
        model,
        prompt,
        today.isoformat(),
        request.language,
        normal(request.text),
        request.shape,
        request.before,
        context,
        *([whose] if whose else []),
    )
    team = request.place.team
    return Address(scope=scope, key=space.answer(team, name), lock=space.flight(team, name))
