"""Two scripted models of known quality, speed and price, and what `poc` makes of them."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from adapters.playground.models import ModelServer, Script
from bot.poc.cases import Case

FAST, SLOW = "fast-model", "slow-model"
FIRST_S = {FAST: 0.01, SLOW: 0.03}
WRONG = "I cannot say."
#: A text that fits what the sample's only regular expression wants.
FITTING = "2024-05-17"


def knows(model: str, place: int) -> bool:
    """The fast one knows three of five, the slow one nine of ten."""
    return place % 5 not in (0, 1) if model == FAST else place % 10 != 0


def answering(model: str, cases: list[Case]) -> Script:
    """Right where the model knows, told apart by the question."""

    def said(body: dict[str, Any]) -> str:
        asked = str(body["messages"][-1]["content"])
        for place, case in enumerate(cases):
            if case.question in asked:
                right = FITTING if case.check.kind == "regex" else case.expected
                return right if knows(model, place) else WRONG
        return WRONG

    thoughts = "so and so and then so" if model == SLOW else ""
    return Script(model=model, said=said, reasoning=thoughts, first_s=FIRST_S[model])


@contextmanager
def served(*scripts: Script) -> Iterator[ModelServer]:
    """On a loop of their own, so that processes can be waited for."""
    server, ready, done = ModelServer(*scripts), Event(), Event()

    async def serve() -> None:
        async with server:
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        done.set()
        thread.join()


def environment(url: str, folder: Path, preset: str = "v3-r1") -> dict[str, str]:
    """Both seats at that address."""
    return {
        **os.environ,
        "THINKTWICE_EGRESS": "loopback",
        "THINKTWICE_DATA_DIR": str(folder),
        "THINKTWICE_PRESET": preset,
        "DEEPSEEK_API_KEY": "sk-test",
        "THINKTWICE_FAST__BASE_URL": url,
        "THINKTWICE_FAST__MODEL": FAST,
        "THINKTWICE_REASONING__BASE_URL": url,
        "THINKTWICE_REASONING__MODEL": SLOW,
    }


def written(file: Path, rows: list[dict[str, Any]]) -> Path:
    """Rows as JSON lines."""
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file
