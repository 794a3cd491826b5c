"""Installations: sealed, under the newest key after a restart, one renewal for all processes."""

from __future__ import annotations

import asyncio
import time

import pytest
from house_cases import Heard

from adapters.stores.memory import MemoryKeys, MemoryStore
from bot.errors import SealError
from bot.installations import Installations, Installed, NotInstalled
from bot.keys import KeySpace, key_class
from bot.sealing import Sealer, new_key

OLD, NEW = new_key(), new_key()


def installed(team: str = "T1", **more: object) -> Installed:
    fields: dict[str, object] = {
        "team": team,
        "name": "Acme",
        "app": "A1",
        "bot": "B1",
        "user": "U1",
        "token": "xoxb-secret",
        "scopes": ("chat:write",),
        "at": 100.0,
        **more,
    }
    return Installed.model_validate(fields)


def over(store: MemoryStore, keys: str = OLD) -> Installations:
    """One process's view of the store."""
    return Installations(store, MemoryKeys(store), Sealer(keys), KeySpace(4), Heard())


async def test_a_token_is_sealed_and_found_by_its_workspace_alone() -> None:
    store = MemoryStore()
    await over(store).save(installed())
    values = {name: await store.get(name) for name in store.held()}
    assert not any(b"xoxb" in (value or b"") for value in values.values())
    assert all(key_class(name) is not None for name in values)
    assert await over(store).find("T1") == installed()
    assert await over(store).find("T2") is None
    moved = KeySpace(4).installation("T2")
    await store.swap(moved, None, next(iter(values.values())) or b"")
    with pytest.raises(SealError):
        await over(store).find("T2")


async def test_keys_change_old_ones_open_and_new_ones_seal() -> None:
    store = MemoryStore()
    await over(store, OLD).save(installed())
    both = over(store, f"{NEW},{OLD}")
    assert (await both.find("T1")) == installed()
    assert (await both.reseal(), await both.reseal()) == (1, 0)
    assert (await over(store, NEW).find("T1")) == installed()
    with pytest.raises(SealError):
        await over(store, OLD).find("T1")
    assert await over(store, OLD).all() == []


async def test_a_workspace_goes_by_its_organisation_until_that_is_gone() -> None:
    store, org = MemoryStore(), installed("", enterprise="E1", name="Org")
    here = over(store)
    await here.save(org)
    for team in ("T1", "T2"):
        await here.note_inside(team, "E1")
    assert (await here.find("T1"), await here.find("E1")) == (org, org)
    assert (sorted(await here.inside("E1")), await here.all()) == (["T1", "T2"], [org])
    await here.drop("E1", before=time.time())
    assert await here.find("T2") is None


async def test_news_of_a_removal_does_not_take_a_newer_installation() -> None:
    here = over(MemoryStore())
    await here.save(installed(at=200.0))
    await here.drop("T1", before=150.0)
    assert await here.find("T1") is not None
    await here.drop("T1", before=250.0)
    await here.drop("T1", before=250.0)
    assert await here.find("T1") is None


async def test_of_many_processes_one_renews_and_the_others_take_what_it_wrote() -> None:
    store, asked = MemoryStore(), list[str]()
    stale = installed(refresh="r1", until=time.time() - 1)
    await over(store).save(stale)

    async def renew(found: Installed) -> Installed:
        asked.append(found.refresh)
        await asyncio.sleep(0.1)
        fresh = {"token": "xoxb-fresh", "refresh": "r2", "until": time.time() + 43_200}
        return found.model_copy(update=fresh)

    found = await asyncio.gather(*(over(store).fresh("T1", renew) for _ in range(8)))
    assert {one.token for one in found} == {"xoxb-fresh"}
    assert asked == ["r1"]


async def test_a_token_that_is_good_still_serves_while_another_process_renews() -> None:
    store = MemoryStore()
    await over(store).save(installed(refresh="r1", until=time.time() + 600))
    await store.add(KeySpace(4).renewing("T1"), b"another", 30)

    async def renew(found: Installed) -> None:
        raise AssertionError

    assert (await over(store).fresh("T1", renew)).token == "xoxb-secret"


@pytest.mark.parametrize(("left_s", "good"), [(600, True), (-1, False)])
async def test_where_slack_renews_nothing_a_token_is_used_to_its_end(
    left_s: float, good: bool
) -> None:
    here = over(MemoryStore())
    await here.save(installed(refresh="r1", until=time.time() + left_s))

    async def refused(found: Installed) -> None:
        return None

    if good:
        assert (await here.fresh("T1", refused)).token == "xoxb-secret"
    else:
        with pytest.raises(NotInstalled):
            await here.fresh("T1", refused)


async def test_a_state_is_good_for_one_use() -> None:
    here = over(MemoryStore())
    state = await here.begin()
    assert [await here.ended(one) for one in (state, state, "made-up")] == [True, False, False]
