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


async def language(at: Readers, team: str, user: str, otherwise: str = "en") -> str:
    return (await at.reader(team, user, otherwise)).language


async def test_what_one_process_learns_another_knows() -> None:
    store = Store()
    await readers(store).meet("T1", MEI)
    known = readers(store)
    assert (await known.words("T1", "U1")).language == "zh-Hant"
    assert (await known.reader("T1", "U1")).zone == "Asia/Taipei"
    assert await language(known, "T1", "U2") == "en"
    assert await language(known, "T2", "U1", "fr") == "fr"


async def test_the_newest_is_known() -> None:
    at = readers(Store())
    await at.meet("T1", MEI)
    await at.meet("T1", MEI.model_copy(update={"locale": "ja-JP"}))
    assert await language(at, "T1", "U1") == "ja"


async def test_with_the_store_down_people_are_spoken_to_as_before() -> None:
    store = Store()
    at = readers(store)
    await at.meet("T1", MEI)
    store.down = True
    assert await language(at, "T1", "U1") == "zh-Hant"
    assert await language(at, "T1", "U2") == "en"
    await at.meet("T1", MEI.model_copy(update={"id": "U2"}))
    assert await language(at, "T1", "U2") == "zh-Hant"
    assert await language(readers(store), "T1", "U1") == "en"


async def test_a_value_in_anothers_place_is_not_believed() -> None:
    store = Store()
    at = readers(store)
    await at.meet("T1", MEI)
    theirs = KeySpace().reader("T1", SEALER.digest("reader", "T1", "U2"))
    mine = KeySpace().reader("T1", SEALER.digest("reader", "T1", "U1"))
    sealed = await store.get(mine)
    assert sealed is not None
    assert b"zh" not in sealed
    await store.put(theirs, sealed, 60.0)
    assert await language(at, "T1", "U2") == "en"
    await store.put(theirs, SEALER.seal(b'{"language":"tlh"}', scope("T1", "U2")), 60.0)
    assert await language(at, "T1", "U2") == "en"


async def test_few_people_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.readers.MOST", 2)
    assert MOST > 2
    store = Store()
    at = readers(store)
    for name in ("U1", "U2", "U3"):
        await at.meet("T1", MEI.model_copy(update={"id": name}))
    store.down = True
    assert [await language(at, "T1", name) for name in ("U1", "U2", "U3")] == [
        "en",
        "zh-Hant",
        "zh-Hant",
    ]


def test_its_keys_are_of_a_known_class() -> None:
    found = key_class(KeySpace().reader("T1", "0" * 32))
    assert found is not None
    assert found.ttl_s == KEPT_S


async def test_a_choice_beats_what_slack_says_until_it_is_taken_back() -> None:
    store = Store()
    at = readers(store)
    assert (await at.meet("T1", MEI)).locale == "zh-TW"
    await at.choose("T1", "U1", "de")
    assert (await at.meet("T1", MEI)).locale == "de"
    known = await readers(store).reader("T1", "U1")
    assert (known.language, known.zone) == ("de", "Asia/Taipei")
    store.down = True
    assert await language(at, "T1", "U1") == "de"
    store.down = False
    await at.choose("T1", "U1", "")
    assert await language(readers(store), "T1", "U1") == "zh-Hant"
    assert (await at.meet("T1", MEI)).locale == "zh-TW"
