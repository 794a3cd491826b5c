"""What every test stands on: no network, a clean environment, a real Valkey, no forgotten keys."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import settings

from bot import egress
from bot.keys import LASTING, key_class
from bot.words.figures import plural
from bot.words.languages import ENGLISH

os.environ["THINKTWICE_EGRESS"] = "loopback"
egress.enforce("loopback")

# Several test processes share few processors: with more threads each, OpenBLAS waits for itself
# (measured here: 9 times as long under a load of four).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A process reads the plural rules once, at its first figure.
plural(1, ENGLISH)

# Times are for benchmarks: here a slow machine must not fail a test.
settings.register_profile("house", deadline=None, max_examples=50)
settings.load_profile("house")

SCRUBBED = ("SLACK_", "THINKTWICE_", "REDIS_URL", "DEEPSEEK_", "LANGSMITH_", "LANGCHAIN_", "PORT")
_LASTING = {known.name for known in LASTING}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests leaks into them."""
    for name in list(os.environ):
        if name.startswith(SCRUBBED) and name != "THINKTWICE_EGRESS":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def event_loop_stays_free() -> Iterator[BlockBuster]:
    """A blocking call made by our code inside an event loop fails the test."""
    with blockbuster_ctx(["bot", "adapters"]) as blocker:
        # Start-up reads packaged text once, and package metadata is looked up by its mtime.
        blocker.functions["os.stat"].deactivate()
        once = [
            ("pathlib.py", "read_text"),
            ("bot/prompting.py", "prompt"),
            ("bot/words/__init__.py", "catalogue"),
            ("zoneinfo/_common.py", "load_data"),
        ]
        for name in ("io.TextIOWrapper.read", "io.BufferedReader.read", "os.listdir", "os.scandir"):
            for file, function in once:
                blocker.functions[name].can_block_in(file, function)
        yield blocker


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One real Valkey for this test process; its URL."""
    from adapters.stores.embedded import _start

    embedded = _start(tmp_path_factory.mktemp("valkey"))
    yield embedded.url
    embedded.close()


@pytest.fixture
async def valkey_url(valkey_server: str) -> AsyncIterator[str]:
    """The URL of an empty Valkey; afterwards every key must be of a known class, with its TTL."""
    from adapters.stores.valkey import connect

    client = connect(valkey_server)
    await client.flushall()
    yield valkey_server
    problems = []
    async for raw in client.scan_iter(count=1000):
        key = raw.decode()
        known = key_class(key)
        if known is None:
            problems.append(f"{key}: of no known class")
        elif known.name not in _LASTING and await client.pttl(raw) < 0:
            problems.append(f"{key}: without a time to live")
    await client.aclose()
    assert problems == []
