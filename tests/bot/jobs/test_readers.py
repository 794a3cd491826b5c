"""In which language people read: learnt once, known to every process, sealed for each of them."""

from __future__ import annotations

import pytest

from adapters.stores.memory import MemoryStore
from bot.errors import StoreError
from bot.jobs.readers import KEPT_S, MOST, Readers, scope
from bot.keys import KeySpace, key_class
from bot.request import Person
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
MEI = Person(id="U1", name="mei", locale="zh-TW", tz="Asia/Taipei")


class Store(MemoryStore):
    """One that goes down."""

    down = False

    async def get(self, key: str) -> bytes | None:
        if self.down:
            raise StoreError("gone")
        return await super().get(key)

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        if self.down:
            raise StoreError("gone")
        await super().put(key, value, ttl_s)


def readers(store: Store) -> Readers:
    return Readers(store, SEALER, KeySpace())


async def test_what_one_process_learns_another_knows() -> None:
    store = Store()
    await readers(store).learn("T1", MEI)
    known = readers(store)
    assert (await known.words("T1", "U1")).language == "zh-Hant"
    assert await known.language("T1", "U2") == "en"
    assert await known.language("T2", "U1", "fr") == "fr"


async def test_the_newest_is_known() -> None:
    at = readers(Store())
    await at.learn("T1", MEI)
    await at.learn("T1", MEI.model_copy(update={"locale": "ja-JP"}))
    assert await at.language("T1", "U1") == "ja"


async def test_with_the_store_down_people_are_spoken_to_as_before() -> None:
    store = Store()
    at = readers(store)
    await at.learn("T1", MEI)
    store.down = True
    assert await at.language("T1", "U1") == "zh-Hant"
    assert await at.language("T1", "U2") == "en"
    await at.learn("T1", MEI.model_copy(update={"id": "U2"}))
    assert await at.language("T1", "U2") == "zh-Hant"
    assert await readers(store).language("T1", "U1") == "en"


async def test_a_value_in_anothers_place_is_not_believed() -> None:
    store = Store()
    at = readers(store)
    await at.learn("T1", MEI)
    theirs = KeySpace().reader("T1", SEALER.digest("reader", "T1", "U2"))
    mine = KeySpace().reader("T1", SEALER.digest("reader", "T1", "U1"))
    sealed = await store.get(mine)
    assert sealed is not None
    assert b"zh" not in sealed
    await store.put(theirs, sealed, 60.0)
    assert await at.language("T1", "U2") == "en"
    await store.put(theirs, SEALER.seal(b"tlh", scope("T1", "U2")), 60.0)
    assert await at.language("T1", "U2") == "en"


async def test_few_people_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.readers.MOST", 2)
    assert MOST > 2
    store = Store()
    at = readers(store)
    for name in ("U1", "U2", "U3"):
        await at.learn("T1", MEI.model_copy(update={"id": name}))
    store.down = True
    assert [await at.language("T1", name) for name in ("U1", "U2", "U3")] == [
        "en",
        "zh-Hant",
        "zh-Hant",
    ]


def test_its_keys_are_of_a_known_class() -> None:
    found = key_class(KeySpace().reader("T1", "0" * 32))
    assert found is not None
    assert found.ttl_s == KEPT_S
