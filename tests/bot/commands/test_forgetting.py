"""`forget`: said before, gone after, proven by a scan; nobody else's goes with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from command_cases import DANA, SAM, desk, person, running
from routing_cases import answer, request, router

from adapters.queue.valkey import ValkeyLedger
from adapters.stores.sweeping import ValkeyKeys
from adapters.stores.valkey import Client, ValkeyStore, connect
from bot.caching.memory import Remembered
from bot.commands import forgetting
from bot.commands.command import Caller
from bot.commands.running import Running
from bot.erasing import TREATED
from bot.jobs.defaults import Defaults
from bot.jobs.readers import Readers
from bot.jobs.record import Change, Received
from bot.jobs.votes import Votes, vote_on
from bot.keys import LASTING, PASSING, KeySpace
from bot.ports import Store
from bot.request import Person
from bot.sealing import Sealer, new_key

OLD = new_key()
SEALER = Sealer(f"{new_key()},{OLD}")
SPACE = KeySpace()
# Outside the loop: reading a sentence is work for a thread.
ANSWER = answer(router().decide(request("x")))


class Kept:
    """A real store with questions and answers of two people in two channels of two workspaces."""

    def __init__(self, client: Client, room: Running) -> None:
        self.client, self.room = client, room
        self.cache: Store = room.desk.store

    async def question(
        self,
        job_id: str,
        user: str,
        channel: str = "C1",
        team: str = "T1",
        *,
        done: bool = True,
        slots: dict[str, str] | None = None,
    ) -> None:
        ledger = self.room.desk.ledger
        await ledger.receive(
            Received(
                id=job_id,
                kind="mention",
                team=team,
                channel=channel,
                user=user,
                sealed=b"sealed",
                dedupe=(job_id,),
            )
        )
        if done:
            job = await ledger.claim("quick", "w", 5)
            assert job is not None
            job = await ledger.move(job, "answered", Change())
            await ledger.move(job, "done", Change(slots=slots))

    async def answer(self, job_id: str, scope: str, team: str = "T1") -> str:
        key = SPACE.answer(team, SEALER.digest(job_id, scope))
        found = ANSWER.model_copy(update={"id": job_id})
        record = Remembered(key=key, at=datetime.now(UTC), answer=found)
        sealed = SEALER.seal(record.model_dump_json().encode(), scope)
        await self.cache.put(key, sealed, 60)
        return key

    async def names(self, kind: str) -> set[str]:
        return {
            raw.decode().split(f"{kind}:")[1]
            async for raw in self.client.scan_iter(match=f"*:{kind}:*")
        }


@pytest.fixture
async def kept(valkey_url: str) -> AsyncIterator[Kept]:
    client = connect(valkey_url)
    at = desk(SEALER)
    ledger = ValkeyLedger(client, SPACE, SEALER, at.events)
    at = replace(at, ledger=ledger, store=ValkeyStore(client), keys=ValkeyKeys(client))
    yield Kept(client, running(at, "worker"))
    await ledger.close()
    await client.aclose()


async def agreed(kept: Kept, text: str, caller: Caller) -> str:
    asks = (await kept.room.typed(text, person(caller))).outcome
    if asks.state != "asks":
        return asks.text
    return (await kept.room.pressed(asks.token, person(caller))).outcome.text


async def test_a_person_is_forgotten_and_nobody_else(kept: Kept) -> None:
    await kept.question("J1", SAM.id)
    await kept.question("J2", SAM.id, "C2")
    await kept.question("J3", DANA.id)
    mine = {
        await kept.answer("J1", "C:T1:C1"),
        await kept.answer("J2", f"U:T1:{SAM.id}"),
    }
    theirs = {await kept.answer("J3", "C:T1:C1"), await kept.answer("J9", f"U:T1:{DANA.id}")}
    asks = (await kept.room.typed("forget me", person(SAM))).outcome
    assert asks.text == (
        "I will delete my stored answers, notes, settings and usage details about you (4 entries)."
        "\nMessages in Slack stay; delete them there. Anonymous totals stay for billing, and so "
        "does the log of who gave which command."
    )
    assert asks.another is None
    done = (await kept.room.pressed(asks.token, person(SAM))).outcome.text
    assert done.startswith("Done, ")
    assert "gone, checked. Receipt F-" in done
    assert await kept.names("job") == {"J3"}
    left = await kept.room.desk.keys.names("*:answer:*")
    assert set(left) == theirs
    assert not mine & set(left)
    (line,) = [one.line for one in await kept.room.desk.audit.latest("T1", 9)]
    assert line.startswith("had themselves forgotten: ")
    assert "There is nothing of that" in await agreed(kept, "forget me", SAM)


async def test_similar_questions_and_notes_of_their_channels_go_too(kept: Kept) -> None:
    await kept.question("J1", SAM.id)
    store, digest = kept.room.desk.store, SEALER.digest("x")
    theirs = SPACE.near("T1", "0" * 32)
    await store.put(SPACE.near("T1", digest), SEALER.seal(b"{}", "C:T1:C1"), 60)
    await store.put(SPACE.at(0, f"notes:{digest}"), SEALER.seal(b"{}", f"U:T1:{SAM.id}"), 60)
    await store.put(SPACE.units("T1", digest), SEALER.seal(b"{}", "C:T1:C1"), 60)
    await store.put(theirs, SEALER.seal(b"{}", "C:T1:C2"), 60)
    assert (await agreed(kept, "forget me", SAM)).startswith("Done, ")
    assert list(await kept.room.desk.keys.names("*:near:*")) == [theirs]
    assert await kept.room.desk.keys.names("*:notes:*") == []
    assert await kept.room.desk.keys.names("*:units:*") == []


async def test_answers_on_a_server_of_their_own_go_too(kept: Kept, valkey_url: str) -> None:
    """With `THINKTWICE_CACHE_URL` set; for a person, a channel, the cache, and with the app."""
    other = connect(f"{valkey_url}?db=1")
    kept.cache = ValkeyStore(other)
    kept.room.desk = replace(kept.room.desk, keys=ValkeyKeys(kept.client, other))
    foreign = await kept.answer("J9", "C:T2:C1", "T2")
    # Its log from before the secret key was changed goes with the workspace.
    log = SPACE.audit("T1", Sealer(OLD).digest("audit", "T1"))
    await kept.room.desk.store.put(log, b"x", 60)
    left = Caller(id=forgetting.LEFT, team="T1", channel="", operator=True)
    for name, text, caller in (
        ("J1", "forget me", SAM),
        ("J2", "forget <#C1|general>", DANA),
        ("J3", "cache clear", DANA),
        ("J4", "forget team", left),
    ):
        await kept.question(name, SAM.id)
        await kept.answer(name, "C:T1:C1")
        near = SPACE.near("T1", "0" * 32)
        await kept.cache.put(near, SEALER.seal(b"{}", "C:T1:C1"), 60)
        asks = (await kept.room.typed(text, person(caller))).outcome
        assert asks.state == "asks", (text, asks.text)
        done = (await kept.room.pressed(asks.token, person(caller))).outcome
        assert done.state == "done", (text, done.text)
        assert list(await ValkeyKeys(other).names("*")) == [foreign], text
    assert await kept.room.desk.store.get(log) is None
    await other.aclose()


async def test_a_channel_and_a_workspace_are_forgotten_by_operators_alone(kept: Kept) -> None:
    await kept.question("J1", SAM.id, "C1")
    await kept.question("J2", SAM.id, "C2")
    await kept.question("J3", SAM.id, "C1", "T2")
    await kept.answer("J1", "C:T1:C1")
    foreign = await kept.answer("J3", "C:T2:C1", "T2")
    refused = await agreed(kept, "forget <#C1|general>", SAM)
    assert "ask an operator" in refused
    assert "Done" in await agreed(kept, "forget <#C1|general>", DANA)
    assert await kept.names("job") == {"J2", "J3"}
    assert "Done" in await agreed(kept, "forget team", DANA)
    assert await kept.names("job") == {"J3"}
    assert await kept.room.desk.keys.names("*:answer:*") == [foreign]


async def test_what_is_under_way_is_stopped_first(kept: Kept) -> None:
    await kept.question("J1", SAM.id, done=False)
    asks = (await kept.room.typed("forget me", person(SAM))).outcome
    assert "One of them is still being answered" in asks.text
    done = (await kept.room.pressed(asks.token, person(SAM))).outcome.text
    assert done.startswith("Done, ")
    assert await kept.names("job") == set()


async def test_what_a_worker_holds_on_to_is_named_as_left(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "STOP_S", 0.0)
    await kept.question("J1", SAM.id, done=False)
    await kept.question("J2", DANA.id, done=False)
    job = await kept.room.desk.ledger.claim("quick", "w", 60)
    assert job is not None
    done = await agreed(kept, "forget <@U0SAM>", DANA)
    assert "Give the command again" in done or done.startswith("Done, ")
    assert "J2" in await kept.names("job")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("forget", "whom is missing. Say it like this"),
        ("forget everything", "I don't know whom"),
        ("forget me of T2", "I don't know what to do with"),
    ],
)
async def test_what_is_not_understood_does_nothing(kept: Kept, text: str, said: str) -> None:
    await kept.question("J1", DANA.id)
    assert said in await agreed(kept, text, DANA)
    assert await kept.names("job") == {"J1"}


def test_every_class_of_key_is_treated() -> None:
    """Who adds a class says here how it is forgotten."""
    assert set(TREATED) == {known.name for known in (*PASSING, *LASTING)}


async def test_votes_and_a_chosen_default_go_with_their_person(kept: Kept) -> None:
    store = ValkeyStore(kept.client)
    votes, defaults = Votes(store, SEALER, SPACE), Defaults(store, SEALER, SPACE)
    readers = Readers(store, SEALER, SPACE)
    for user in (DANA.id, SAM.id):
        await kept.question(f"J{user}", user)
        job = await kept.room.desk.ledger.job("T1", f"J{user}")
        assert job is not None
        vote = vote_on(job, ANSWER, user, "down", datetime.now(UTC), ("wrong",))
        await votes.keep("T1", vote)
        await votes.keep("T2", vote)
        await defaults.choose("T1", user, "fast")
        await readers.choose("T1", user, "de")
        await readers.meet("T1", Person(id=user, locale="fr-FR"))
    await agreed(kept, "forget me", DANA)
    assert await defaults.of("T1", DANA.id) is None
    assert await defaults.of("T1", SAM.id) == "fast"
    afresh = Readers(store, SEALER, SPACE)
    languages = [(await afresh.reader("T1", user)).language for user in (DANA.id, SAM.id)]
    assert languages == ["en", "de"]
    await afresh.choose("T1", SAM.id, "")
    assert (await afresh.reader("T1", SAM.id)).language == "fr"
    left = [vote.user for vote in (await votes.all())[0]]
    assert sorted(left) == sorted([SAM.id, SAM.id, DANA.id])


class Spoken:
    """`Unsaying` that remembers; one of the messages cannot be deleted."""

    def __init__(self) -> None:
        self.gone: list[tuple[str, str]] = []

    async def unsay(self, messages: Sequence[tuple[str, str]]) -> int:
        self.gone += messages
        return len(messages) - 1


async def test_replies_go_with_it_for_whoever_presses_that(kept: Kept) -> None:
    spoken = Spoken()
    kept.room.desk = replace(kept.room.desk, unsaying=spoken)
    await kept.question("J1", SAM.id, slots={"answer": "1700000000.000100", "queued": "yes"})
    await kept.question("J2", DANA.id, slots={"answer": "1700000000.000200"})
    asks = (await kept.room.typed("forget me", person(SAM))).outcome
    assert 'or press "Also delete my replies to you (1)".' in asks.text
    assert asks.another is not None
    assert asks.another.text == "Also delete my replies to you (1)"
    done = (await kept.room.pressed(asks.another.token, person(SAM))).outcome.text
    assert done.startswith("Done, ")
    assert done.endswith("Of my replies to you 0 of 1 are gone from Slack.")
    assert spoken.gone == [("C1", "1700000000.000100")]
    others = (await kept.room.typed(f"forget <@{SAM.id}> --replies", person(DANA))).outcome
    assert others.state == "refused"
