"""A person's own default: sealed under them, kept until it is taken back."""

from __future__ import annotations

from adapters.stores.memory import MemoryStore
from bot.jobs.defaults import Defaults
from bot.keys import LASTING, KeySpace, key_class
from bot.sealing import Sealer, new_key


async def test_a_choice_holds_until_it_is_taken_back() -> None:
    store, space = MemoryStore(), KeySpace()
    defaults = Defaults(store, Sealer(new_key()), space)
    assert await defaults.of("T1", "U1") is None
    for tier in ("reasoning", "fast"):
        await defaults.choose("T1", "U1", tier)
        assert await defaults.of("T1", "U1") == tier
    assert await defaults.of("T1", "U2") is None
    assert await defaults.of("T2", "U1") is None
    (key,) = store._values
    found = key_class(key)
    assert found in LASTING
    assert b"fast" not in store._values[key][0]
    await defaults.choose("T1", "U1", None)
    assert store._values == {}


async def test_what_another_key_sealed_is_no_choice() -> None:
    store, space = MemoryStore(), KeySpace()
    await Defaults(store, Sealer(new_key()), space).choose("T1", "U1", "fast")
    other = Defaults(store, Sealer(new_key()), space)
    assert await other.of("T1", "U1") is None
