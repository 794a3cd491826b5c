"""How the ledger speaks to its server: key places, scripts, failures in our words.

Refuses to know transitions; `valkey` does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.keys import KeySpace


class Places:
    """Key names inside one team's partition."""

    def __init__(self, space: KeySpace, partition: int) -> None:
        self._space, self._partition = space, partition

    def __call__(self, name: str) -> str:
        """The full name of a key."""
        return self._space.at(self._partition, name)


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Whatever the client raises, as StoreError."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreError(f"{type(error).__name__}: {error}") from error


def script(client: Redis, name: str) -> AsyncScript:
    """The script of that name, the shared part in front."""
    folder = files("adapters.queue").joinpath("lua")
    parts = [folder.joinpath(f"{part}.lua").read_text("utf-8") for part in ("shared", name)]
    return client.register_script("\n".join(parts))


def ms(seconds: float) -> int:
    """Whole milliseconds."""
    return round(seconds * 1000)


def as_bytes(value: object) -> bytes:
    """What the client gave, as bytes."""
    # The client is made without decoding (`adapters.stores`); the stubs allow for both.
    return value if isinstance(value, bytes) else str(value).encode()


def mapping(raw: Sequence[bytes]) -> dict[bytes, bytes]:
    """The flat reply of HGETALL inside a script, as pairs."""
    return dict(zip(raw[::2], raw[1::2], strict=True))
