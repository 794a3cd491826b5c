"""A Redis or Valkey server as `bot.ports.Store`, and the one way in which we connect to it.

Refuses to know what the values mean. Waits at most a second for anything: past that the store is
down, and the caller decides what that means.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from bot.errors import SettingsError, StoreError
from bot.request import Noun

# Slack wants its answer within 3 s; redis-py's default of 5 s would be past that
# (field/reliability.md, decision 6). Ours: every port promises an answer or an error in a second.
TIMEOUT_S = 0.9
CONNECT_S = 0.5
FULL_AT = 0.7
_LOOK_S = 1.0
# What gives way when memory runs short: remembered answers, which can be made again.
_GIVES_WAY = "*:answer:*"
_LOOKED_THROUGH = 2_000
_GIVES_UP = 4
#: What the rest of the house calls a connection.
Client = Redis

_DROP_IF = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
_SWAP = """
local held = redis.call('GET', KEYS[1])
if held ~= (ARGV[1] == '1' and ARGV[2]) then return 0 end
if ARGV[4] == '0' then redis.call('SET', KEYS[1], ARGV[3])
else redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
return 1
"""
_COUNT = """
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return total
"""


def connect(url: str) -> Redis:
    """A client for the URL; nothing is sent before the first command. Raises SettingsError."""
    try:
        return Redis.from_url(
            url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=CONNECT_S,
            # Once more on a broken connection (the server was restarted), never after silence:
            # that would double the wait and might claim a second job.
            retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
            decode_responses=False,
        )
    except ValueError as error:
        raise SettingsError(
            f"{error}", name="REDIS_URL", remedy="use redis://, rediss:// or unix://"
        ) from error


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Whatever redis-py raises becomes StoreError."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreError(f"{type(error).__name__}: {error}") from error


class ValkeyStore:
    """`Store` on a server. With `spare_memory`, above 70 % full, puts stop and the oldest answers
    go, a quarter of those looked through each second, until there is room again."""

    def __init__(self, client: Redis, *, spare_memory: bool = False) -> None:
        self._client = client
        self._spare = spare_memory
        self._looked_at = -_LOOK_S
        self._full = False
        self._drop_if = client.register_script(_DROP_IF)
        self._swap = client.register_script(_SWAP)
        self._count = client.register_script(_COUNT)

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        async with translated():
            value = await self._client.get(key)
        return value.encode() if isinstance(value, str) else value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep it for that long; a full server keeps no more answers, and that is no error."""
        async with translated():
            if self._spare and await self._is_full():
                return
            await self._client.set(key, value, px=max(1, round(ttl_s * 1000)))

    async def add(self, key: str, value: bytes, ttl_s: float) -> bool:
        """Keep it unless the key exists; True when it was kept."""
        async with translated():
            kept = await self._client.set(key, value, px=max(1, round(ttl_s * 1000)), nx=True)
        return bool(kept)

    async def swap(
        self, key: str, before: bytes | None, after: bytes, ttl_s: float | None = None
    ) -> bool:
        """See `bot.ports.Store`."""
        life = 0 if ttl_s is None else max(1, round(ttl_s * 1000))
        async with translated():
            known = int(before is not None)
            return bool(await self._swap(keys=[key], args=[known, before or b"", after, life]))

    async def drop(self, key: str, value: bytes | None = None) -> None:
        """Forget it; with `value` only if it still holds that."""
        async with translated():
            if value is None:
                await self._client.delete(key)
            else:
                await self._drop_if(keys=[key], args=[value])

    async def under(self, prefix: str) -> Sequence[tuple[str, bytes]]:
        """See `bot.ports.Store`."""
        found = []
        async with translated():
            async for raw in self._client.scan_iter(match=f"{prefix}*", count=1000):
                value = await self._client.get(raw)
                if isinstance(value, bytes):
                    found.append((raw.decode(), value))
        return sorted(found)

    async def count(self, key: str, amount: int, ttl_s: float) -> int:
        """Add to a counter that lives `ttl_s` from its first use; the new total."""
        async with translated():
            return int(await self._count(keys=[key], args=[amount, round(ttl_s * 1000)]))

    async def _is_full(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_S:
            self._looked_at = now
            memory = await self._client.info("memory")
            limit = int(memory.get("maxmemory", 0))
            self._full = limit > 0 and int(memory["used_memory"]) > FULL_AT * limit
            if self._full:
                await self._make_room()
        return self._full

    async def _make_room(self) -> None:
        """Every answer lives equally long, so the one with the least time left is the oldest."""
        names: list[bytes] = []
        async for name in self._client.scan_iter(match=_GIVES_WAY, count=1000):
            names.append(name)
            if len(names) >= _LOOKED_THROUGH:
                break
        if not names:
            return
        async with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.pttl(name)
            left = await pipe.execute()
        by_age = [name for _, name in sorted(zip(left, names, strict=True))]
        await self._client.unlink(*by_age[: max(1, len(by_age) // _GIVES_UP)])


class ServerFacts(Noun):
    """What `doctor` and `/readyz` want to know of a server."""

    product: str
    version: str
    append_only: bool
    eviction: str
    used_memory: int
    max_memory: int
    healthy_disk: bool
    writable: bool = True

    @property
    def old(self) -> bool:
        """Older than Redis 7 or Valkey 8."""
        floor = 8 if self.product == "valkey" else 7
        return int(self.version.split(".")[0] or 0) < floor


async def inspected(client: Redis) -> ServerFacts | None:
    """What `inspect` finds; None when the server does not answer."""
    try:
        return await inspect(client)
    except StoreError:
        return None


async def inspect(client: Redis) -> ServerFacts:
    """Ask the server about itself. Raises StoreError."""
    async with translated():
        info = await client.info("everything")
    product = "valkey" if info.get("server_name") == "valkey" else "redis"
    return ServerFacts(
        product=product,
        version=str(info.get("valkey_version") or info.get("redis_version", "0")),
        append_only=bool(int(info.get("aof_enabled", 0))),
        eviction=str(info.get("maxmemory_policy", "unknown")),
        used_memory=int(info.get("used_memory", 0)),
        max_memory=int(info.get("maxmemory", 0)),
        healthy_disk=str(info.get("aof_last_write_status", "ok")) == "ok",
        writable=info.get("role", "master") == "master" and not int(info.get("loading", 0)),
    )


async def living(client: Redis, prefix: str) -> list[tuple[str, str, float]]:
    """(key, value, seconds left) of every key that begins so, sorted. Raises StoreError."""
    found = []
    async with translated():
        async for raw in client.scan_iter(match=f"{prefix}*", count=500):
            key = raw.decode() if isinstance(raw, bytes) else raw
            value = await client.get(key) or b""
            text = value.decode() if isinstance(value, bytes) else value
            found.append((key, text, await client.pttl(key) / 1000))
    return sorted(found)
