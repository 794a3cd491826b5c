"""Any sequence of transitions: the ledger on Valkey and the one in memory tell the same story."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from adapters.queue.memory import MemoryLedger
from adapters.queue.valkey import ValkeyLedger
from adapters.stores.valkey import connect
from bot.errors import Fenced
from bot.events import Silence
from bot.jobs.record import FINAL, MOVES, Change, Job, Received, State
from bot.keys import KeySpace
from bot.request import Queue
from bot.sealing import Sealer, new_key

Outcome = TypeVar("Outcome")
QUEUES: tuple[Queue, ...] = ("quick", "deep")
queues = st.sampled_from(QUEUES)
teams = st.sampled_from(["T1", "T2", "T3"])
states = st.sampled_from(sorted(MOVES))


def told(job: Job | None) -> object:
    """What both must agree on: everything but times of day."""
    if job is None:
        return None
    facts = job.model_dump(exclude={"lease_until", "deadline", "received_at", "history"})
    return facts, [(step.state, step.attempt) for step in job.history]


class Twins(RuleBasedStateMachine):
    """Both ledgers do the same; `url` is set by the test."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        # How fast the server is on a busy machine is not what is tested here.
        self.client = connect(f"{self.url}?socket_timeout=20")
        self.run(self.client.flushall())
        self.twins = (
            MemoryLedger(),
            ValkeyLedger(self.client, KeySpace(), Sealer(new_key()), Silence()),
        )
        self.count = 0
        self.known: list[tuple[str, str]] = []
        self.held: list[Job] = []

    def run(self, work: Awaitable[Outcome]) -> Outcome:
        async def awaited() -> Outcome:
            return await work

        return self.runner.run(awaited())

    def both(self, name: str, *args: object) -> object:
        """The one outcome of a call on both; an error counts as an outcome."""
        outcomes: list[object] = []
        for twin in self.twins:
            try:
                outcomes.append(self.run(getattr(twin, name)(*args)))
            except (Fenced, ValueError) as error:
                outcomes.append(type(error))
        first, second = outcomes
        if isinstance(first, Job) or isinstance(second, Job):
            assert isinstance(first, Job)
            assert isinstance(second, Job)
            assert told(first) == told(second)
        else:
            assert first == second
        return first

    @rule(team=teams, queue=queues, event=st.integers(0, 30), message=st.integers(0, 30))
    def receive(self, team: str, queue: Queue, event: int, message: int) -> None:
        self.count += 1
        entry = Received(
            id=f"J{self.count:05d}",
            kind="mention",
            team=team,
            channel="C1",
            user="U1",
            sealed=b"sealed",
            queue=queue,
            dedupe=(f"event:{event}", f"message:{message}"),
        )
        self.both("receive", entry)
        self.known.append((team, entry.id))

    @rule(queue=queues)
    def claim(self, queue: Queue) -> None:
        job = self.both("claim", queue, "w", 600.0)
        if isinstance(job, Job):
            self.held.append(job)

    @rule(
        pick=st.integers(0, 1000),
        state=states,
        queue=st.none() | queues,
        slots=st.none() | st.just({"answer": "1.2"}),
        earlier=st.none() | st.just(b"used"),
        delay=st.sampled_from([0.0, 600.0]),
    )
    def move(
        self,
        pick: int,
        state: State,
        queue: Queue | None,
        slots: dict[str, str] | None,
        earlier: bytes | None,
        delay: float,
    ) -> None:
        if self.held:
            job = self.held[pick % len(self.held)]
            change = Change(queue=queue, slots=slots, earlier=earlier, delay_s=delay)
            self.both("move", job, state, change)

    @rule(pick=st.integers(0, 1000))
    def renew(self, pick: int) -> None:
        if self.held:
            self.both("renew", self.held[pick % len(self.held)], 600.0)

    @rule(pick=st.integers(0, 1000))
    def cancel(self, pick: int) -> None:
        if self.known:
            self.both("cancel", *self.known[pick % len(self.known)])

    @invariant()
    def both_tell_the_same(self) -> None:
        memory, server = self.twins
        depths = [self.run(twin.depth()) for twin in (memory, server)]
        assert [depths[0][queue].waiting for queue in QUEUES] == [
            depths[1][queue].waiting for queue in QUEUES
        ]
        for team, job_id in self.known:
            job = self.both("job", team, job_id)
            if isinstance(job, Job):
                self.both("position", job)
        unfinished = self.run(server.jobs(1000))
        assert {job.id for job in unfinished} == {job.id for job in self.run(memory.jobs(1000))}
        assert all(job.state not in FINAL for job in unfinished)

    def teardown(self) -> None:
        """Hypothesis calls this after each example."""
        self.run(self.twins[1].close())
        self.run(self.client.aclose())
        self.runner.close()


def test_the_twins_agree(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Twins, "url", valkey_url)
    run_state_machine_as_test(
        Twins,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
