"""Changes at run time: kept sealed with their trace, refused where the file says so, undone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.stores.memory import MemoryStore
from adapters.stores.valkey import ValkeyStore, connect
from bot.errors import PolicyError, SealError
from bot.keys import KeySpace, key_class
from bot.routing.layers import Written
from bot.routing.overlay import MOST, Overlay
from bot.routing.policy import Book, combined, parsed
from bot.sealing import Sealer, new_key

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = KeySpace().policy()


def overlay(store: MemoryStore | None = None, keys: str = "") -> Overlay:
    return Overlay(store or MemoryStore(), Sealer(keys or new_key()), KeySpace())


async def in_force(over: Overlay, written: Written | None = None) -> Book:
    return combined(written, over.opened(await over.sealed()).all)


def written(text: str) -> Written:
    return parsed(text.encode(), "policy.toml")


async def test_a_change_holds_with_who_when_before_and_after_and_undo_takes_it_back() -> None:
    over = overlay()
    edit = await over.set(None, "caps.usd_team_day", "5", "dana", AT)
    assert edit is not None
    assert (edit.before, edit.after, edit.who, edit.at) == ("20.0", "5", "dana", AT)
    policy = (await in_force(over)).in_force().policy
    assert policy.caps.usd_team_day == 5
    assert await over.set(None, "caps.usd_team_day", "5", "kim", AT) is None
    undone = await over.undo("kim", AT + timedelta(hours=1))
    assert undone is not None
    assert (undone.key, undone.undone_by) == ("caps.usd_team_day", "kim")
    assert (await in_force(over)).in_force().policy.caps.usd_team_day == 20
    assert await over.undo("kim", AT) is None
    # The trace stays.
    (kept,) = over.opened(await over.sealed()).edits
    assert kept == undone


async def test_words_need_no_quotes_and_overrides_are_keys_like_others() -> None:
    over = overlay()
    await over.set(None, "channels.C1.latency.wish", "patient", "dana", AT)
    await over.set(None, "prices.fast", "{input = 1, output = 2, as_of = 2026-11-24}", "dana", AT)
    book = await in_force(over)
    assert book.in_force("C1").policy.latency.wish == "patient"
    prices = book.in_force().policy.prices.fast
    assert book.in_force().policy.latency.wish == "normal"
    assert prices is not None
    assert prices.output == 2


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("caps.usd_taem_day", "5", "did you mean usd_team_day?"),
        ("memory.ttl_h", "99", "less than or equal to 24"),
        ("memory.on", "yes", "boolean"),
        ("caps", "{}", "nothing in it"),
        ("caps", "5", "a table of keys is wanted"),
        ("prices.fast.input", "1", "prices.fast.output"),
        ("channels.#legal.memory.on", "false", "goes by its id"),
        ("channels.C1", "{memory = {on = false}}", "a key is wanted"),
        ("lock", "[]", "only the file"),
        ("", "1", "no such key"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    key: str, value: str, said: str
) -> None:
    over = overlay()
    with pytest.raises(PolicyError) as caught:
        await over.set(None, key, value, "dana", AT)
    assert caught.value.key == "error.policy_refused"
    assert said in str(caught.value.values["problem"])
    assert await over.sealed() is None


@pytest.mark.parametrize("key", ["caps.usd_team_day", "caps", "channels.C1.caps.usd_team_day"])
async def test_a_locked_key_is_refused_naming_the_file(key: str) -> None:
    over, file = overlay(), written("lock = ['caps.usd_team_day']\n")
    with pytest.raises(PolicyError) as caught:
        await over.set(file, key, "5", "dana", AT)
    assert caught.value.key == "error.policy_locked"
    assert caught.value.values["file"] == "policy.toml"
    assert await over.set(file, "caps.usd_person_day", "5", "dana", AT) is not None


async def test_a_lock_that_comes_later_puts_the_file_back_in_force() -> None:
    over = overlay()
    await over.set(None, "memory.on", "false", "dana", AT)
    book = await in_force(over, written("lock = ['memory']\n"))
    assert book.in_force().policy.memory.on is True
    assert [edit.key for edit in book.ignored] == ["memory.on"]


async def test_two_who_change_at_once_both_hold(valkey_url: str) -> None:
    client = connect(valkey_url)
    keys = new_key()
    overs = [Overlay(ValkeyStore(client), Sealer(keys), KeySpace()) for _ in range(3)]
    names = ("caps.usd_team_day", "caps.usd_person_day", "memory.ttl_h")
    await asyncio.gather(
        *(over.set(None, key, "3", key, AT) for over, key in zip(overs, names, strict=True))
    )
    edits = overs[0].opened(await overs[0].sealed()).edits
    assert {edit.key for edit in edits} == set(names)
    raw = await client.get(KEY)
    assert "usd_team_day" not in str(raw)
    assert await client.pttl(KEY) == -1
    known = key_class(KEY)
    assert known is not None
    assert known.name == "policy"
    await client.aclose()


async def test_what_was_sealed_with_another_key_does_not_open() -> None:
    store = MemoryStore()
    await overlay(store).set(None, "memory.on", "false", "dana", AT)
    other = overlay(store)
    with pytest.raises(SealError):
        other.opened(await other.sealed())


async def test_old_changes_settle_and_still_hold() -> None:
    over = overlay()
    await over.set(None, "memory.on", "false", "dana", AT)
    for number in range(MOST + 5):
        await over.set(None, "caps.usd_team_day", str(number + 30), "dana", AT)
    kept = over.opened(await over.sealed())
    assert len(kept.edits) == MOST
    assert [edit.key for edit in kept.settled] == ["memory.on", "caps.usd_team_day"]
    policy = (await in_force(over)).in_force().policy
    assert (policy.memory.on, policy.caps.usd_team_day) == (False, MOST + 34)


CHANGES = st.sampled_from(
    [
        ("routing.base", "0.1"),
        ("routing.weights.proof", "-0.5"),
        ("caps", "{usd_team_day = 1, usd_person_day = 1}"),
        ("caps.usd_team_day", "7"),
        ("stakes.words.legal", "['Falcon']"),
        ("channels.C1.memory.on", "false"),
        ("groups.S1.caps.usd_team_day", "9"),
        ("prices.fast", "{input = 1, output = 2, as_of = 2026-11-24}"),
        ("prices.fast.input", "3"),
        ("text.may_go", "own"),
        ("memory.ttl_h", "99"),
        ("no.such", "1"),
    ]
)


@given(before=st.lists(CHANGES, max_size=4), last=CHANGES)
def test_undo_after_set_gives_the_same_fingerprints(
    before: list[tuple[str, str]], last: tuple[str, str]
) -> None:
    asyncio.run(_set_and_undo(before, last))


async def _set_and_undo(before: list[tuple[str, str]], last: tuple[str, str]) -> None:
    over = overlay()
    for key, value in before:
        await _tried(over, key, value)
    prints = _prints(await in_force(over))
    if await _tried(over, *last):
        assert await over.undo("kim", AT) is not None
    assert _prints(await in_force(over)) == prints


async def _tried(over: Overlay, key: str, value: str) -> bool:
    try:
        return await over.set(None, key, value, "dana", AT) is not None
    except PolicyError:
        return False


def _prints(book: Book) -> list[str]:
    places = [("", ()), ("C1", ()), ("", ("S1",)), ("C1", ("S1",))]
    return [book.in_force(channel, groups).policy.fingerprint for channel, groups in places]
