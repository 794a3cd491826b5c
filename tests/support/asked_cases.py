"""Thousands of requests made from the labelled ones: joined, cut, shouted, wished, in bad health.

The labelled test part is not read.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

from routing_cases import CLASSIFIER, POLICY, request

from bot.decision import Decision
from bot.request import Request, Tier
from bot.routing.decide import Health, decide
from bot.routing.meaning import Meaning, meanings
from bot.routing.text import Reading, read

ROWS = Path(__file__).resolve().parents[1] / "data" / "routing" / "train.jsonl"
POOL = 400
WISHES: tuple[tuple[Tier, str] | None, ...] = (
    *(None,) * 7,
    ("fast", "!fast"),
    ("reasoning", "!think"),
    ("reasoning", "/think"),
)
HEALTH = (
    *(Health(),) * 8,
    Health(budget_until="00:00 UTC"),
    Health(reasoning_down="timeout 90"),
    Health(fast_down="status 503"),
    Health(kept_in="files in #legal stay on our servers"),
    Health(tokens=41_300),
    Health(tokens=9_999),
)


class Case(NamedTuple):
    """A request, the circumstances, and what the classifier reads in it."""

    asked: Request
    health: Health
    reading: Reading
    meaning: Meaning


def texts(count: int, seed: int) -> list[str]:
    """Labelled texts, whole, joined and cut."""
    draw = random.Random(seed)
    rows = [json.loads(line)["text"] for line in ROWS.read_text("utf-8").splitlines()]
    made: list[str] = []
    while len(made) < count:
        text = draw.choice(rows)
        match draw.randrange(5):
            case 0:
                text = f"{text}\n{draw.choice(rows)}"
            case 1:
                text = text[: draw.randrange(3, 3 + len(text))]
            case 2:
                text = f"first, {draw.choice(rows)[:40]} then {text.upper()}"
        made += [text] if any(sign.isalnum() for sign in text) else []
    return made


def cases(count: int, seed: int) -> list[Case]:
    """Requests with a meaning out of a pool that was really read, perhaps of another text: what is
    pure holds for any meaning, and reading thousands of texts takes a minute."""
    draw = random.Random(seed)
    readings = [read(text) for text in texts(POOL, seed)]
    pool = meanings(readings, CLASSIFIER, words=False)
    named = [one.model_copy(update={"words": ("these words",)}) for one in pool]
    made = []
    for text in texts(count, seed):
        asked = request(text, wish=draw.choice(WISHES))
        made.append(Case(asked, draw.choice(HEALTH), read(text), draw.choice(named)))
    return made


def asked_in(count: int, seed: int) -> list[tuple[Request, Health]]:
    """Requests and circumstances, to be routed whole."""
    draw = random.Random(seed)
    return [
        (request(text, wish=draw.choice(WISHES)), draw.choice(HEALTH))
        for text in texts(count, seed)
    ]


def decided(case: Case) -> Decision:
    """The pure decision on it."""
    return decide(case.asked, POLICY, case.health, case.meaning, case.reading)
