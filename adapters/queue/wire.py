"""What the ledger on a server says and hears: key places, scripts, bytes, errors.

Refuses to know what a job is.
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
        """The key of that name."""
        return self._space.at(self._partition, name)


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Whatever redis-py raises becomes StoreError."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreError(f"{type(error).__name__}: {error}") from error


def script(client: Redis, name: str) -> AsyncScript:
    """One transition, ready to be called."""
    folder = files("adapters.queue").joinpath("lua")
    parts = [folder.joinpath(f"{part}.lua").read_text("utf-8") for part in ("shared", name)]
    return client.register_script("\n".join(parts))


def as_bytes(value: object) -> bytes:
    """A reply as bytes."""
    # The client is made without decoding (`adapters.stores`); the stubs allow for both.
    return value if isinstance(value, bytes) else str(value).encode()


def mapping(raw: Sequence[bytes]) -> dict[bytes, bytes]:
    """A script's HGETALL as a mapping."""
    return dict(zip(raw[::2], raw[1::2], strict=True))
