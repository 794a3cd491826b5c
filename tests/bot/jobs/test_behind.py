"""A worker's look behind an answer: true, kept, for the right eyes, and the newest one wins."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from house_cases import Heard, Parts, parts
from routing_cases import answer, request, router

from adapters.queue.memory import MemoryLedger
from adapters.stores.memory import MemoryStore
from bot.decision import Counterfactual, Decision, instead
from bot.explained import answer_in, decision_in
from bot.inquiry import Inquiry, Page
from bot.jobs.behind import MOST_ATTEMPTS, Behind
from bot.jobs.record import Change, Job, Received, State, seal_scope
from bot.jobs.windows import Windows
from bot.keys import KeySpace
from bot.looking import entry
from bot.request import Noun, Request
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
PERSONAL = "Can we let Dana go next week?"
PROOF = "Prove by induction that it holds"


@pytest.fixture(autouse=True, scope="module")
def ready() -> None:
    """The classifier reads its weights from the disk at the first question."""
    router().decide(request("hello there"))


class Modal:
    """A window as Slack keeps it: it takes a page only over the state that is named."""

    def __init__(self) -> None:
        self.mark, self.open, self.pages = "h0", True, list[Page]()

    async def show(self, inquiry: Inquiry, page: Page, mark: str) -> str | None:
        if not self.open:
            return ""
        if mark != self.mark:
            return None
        self.pages.append(page)
        self.mark = f"h{len(self.pages)}"
        return self.mark

    @property
    def said(self) -> str:
        page = self.pages[-1]
        return "\n".join([page.note, *(page.why.lines() if page.why else []), *page.outcome])


class Room:
    """A ledger with answers in it, a window, and somebody who looks."""

    def __init__(self, made: Parts) -> None:
        self.made, self.ledger, self.modal = made, MemoryLedger(), Modal()
        self.windows = Windows(MemoryStore(), SEALER, KeySpace())
        self.events = Heard()
        self.behind = Behind(
            self.ledger, made.pipeline, self.modal, self.windows, SEALER, self.events
        )

    async def answered(self, asked: Request, decision: Decision) -> Job:
        name = f"J{len(self.ledger._jobs)}"
        await self.ledger.receive(
            Received(
                id=name,
                kind="mention",
                team="T1",
                channel="C1",
                user="U1",
                sealed=b"-",
                dedupe=(name,),
            )
        )
        job = await self.claimed()

        def sealed(noun: Noun) -> bytes:
            return SEALER.seal(noun.model_dump_json().encode(), seal_scope("T1", job.id))

        change = Change(
            request=sealed(asked), decision=sealed(decision), answer=sealed(answer(decision))
        )
        return await self.ledger.move(
            await self.ledger.move(job, "answered", change), "done", Change()
        )

    async def claimed(self) -> Job:
        job = await self.ledger.claim("quick", "w", 30.0)
        assert job is not None
        return job

    async def look(self, of: Job | str, edit: str | None = None, user: str = "U1") -> None:
        """Somebody looks: what the door does."""
        turn = await self.windows.turn("T1", "V1")
        inquiry = Inquiry(
            of=of if isinstance(of, str) else of.id,
            user=user,
            window="V1",
            mark=self.modal.mark,
            turn=turn,
            edit=edit,
        )
        await self.ledger.receive(entry(inquiry, "T1", "C1", (f"look:{turn}",), SEALER))

    async def done(self) -> State:
        """What a worker does with the next look; the state it ends in."""
        job = await self.claimed()
        await self.behind.do(job)
        after = await self.ledger.job(job.team, job.id)
        assert after is not None
        return after.state


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with parts() as made:
        yield Room(made)


async def test_what_would_have_changed_it_is_shown_and_kept(room: Room) -> None:
    asked = request(PROOF)
    job = await room.answered(asked, router().decide(asked))
    await room.look(job)
    assert await room.done() == "done"
    assert 'Without "prove" this would have gone to V3.' in room.modal.said
    kept = await room.ledger.job("T1", job.id)
    assert kept is not None
    found = Counterfactual(without=("prove",), tier="fast")
    for noun in (answer_in(kept, SEALER), decision_in(kept, SEALER)):
        decision = noun if isinstance(noun, Decision) or noun is None else noun.decision
        assert decision is not None
        assert decision.counterfactual == found


async def test_that_nothing_was_found_is_kept_too(room: Room) -> None:
    asked = request("what does HTTP 429 mean?")
    job = await room.answered(asked, router().decide(asked))
    await room.look(job)
    await room.done()
    kept = await room.ledger.job("T1", job.id)
    assert kept is not None
    found = answer_in(kept, SEALER)
    assert found is not None
    assert found.decision.counterfactual == Counterfactual(without=(), tier="fast")
    assert "would not have changed that" in room.modal.said


@pytest.mark.parametrize(
    ("cause", "detail", "said"),
    [
        ("budget", "00:00 UTC", "With budget left, this would have gone to R1."),
        ("unavailable", "timeout 90", "With R1 answering, this would have gone there."),
    ],
)
async def test_the_circumstances_are_those_that_decided(
    room: Room, cause: str, detail: str, said: str
) -> None:
    asked = request(PROOF)
    decision = instead(router().decide(asked), "fast", cause, detail)  # type: ignore[arg-type]
    await room.look(await room.answered(asked, decision), "hello")
    await room.done()
    assert said in room.modal.said
    assert "Still V3." in room.modal.said


async def test_under_another_policy_nothing_is_claimed_and_nothing_kept(room: Room) -> None:
    asked = request(PROOF)
    decision = router().decide(asked).model_copy(update={"policy": "another"})
    job = await room.answered(asked, decision)
    await room.look(job)
    await room.done()
    assert "cannot be said" in room.modal.said
    assert await room.ledger.job("T1", job.id) == job


async def test_an_edit_is_routed_and_no_model_is_asked(room: Room) -> None:
    asked = request("what does HTTP 429 mean?")
    await room.look(await room.answered(asked, router().decide(asked)), f"!fast {PROOF}")
    await room.done()
    assert "Still V3." in room.modal.said
    assert "You asked for it: !fast." in room.modal.said
    assert "Without !fast it would go to R1." in room.modal.said
    assert room.made.server.journal == []
    assert "induction" not in str(room.events.all)


@pytest.mark.parametrize(
    ("edit", "said"), [("", "question"), ("?!", "question"), ("a" * 50_000, "characters")]
)
async def test_an_edit_that_is_no_question_is_answered_as_one_is(
    room: Room, edit: str, said: str
) -> None:
    asked = request("hello there")
    await room.look(await room.answered(asked, router().decide(asked)), edit)
    assert await room.done() == "done"
    assert said in room.modal.pages[-1].outcome[0]


async def test_the_newest_edit_wins_in_whatever_order_they_are_worked_on(room: Room) -> None:
    asked = request("hello there")
    job = await room.answered(asked, router().decide(asked))
    await room.look(job, "should we sign the contract?")
    await room.look(job, PROOF)
    first, second = await room.claimed(), await room.claimed()
    for each in (second, first):
        await room.behind.do(each)
    assert len(room.modal.pages) == 1
    assert 'proof "prove"' in room.modal.said


async def test_a_window_that_somebody_of_us_changed_meanwhile_is_changed_again(room: Room) -> None:
    asked = request("hello there")
    job = await room.answered(asked, router().decide(asked))
    await room.look(job, "one")
    room.modal.mark = "h7"
    await room.windows.left("T1", "V1", "h7")
    await room.done()
    assert len(room.modal.pages) == 1
    assert await room.windows.mark("T1", "V1") == "h1"


async def test_a_closed_window_is_no_error(room: Room) -> None:
    asked = request("hello there")
    await room.look(await room.answered(asked, router().decide(asked)))
    room.modal.open = False
    assert await room.done() == "done"


@pytest.mark.parametrize("edit", [None, "Can we let Dana go?"])
async def test_personal_matters_are_their_asker_s_alone(room: Room, edit: str | None) -> None:
    asked = request(PERSONAL)
    job = await room.answered(asked, router().decide(asked))
    await room.look(job, edit, user="U2")
    await room.done()
    assert room.modal.said == "Only dana can open this one: it is a sensitive matter."
    assert room.modal.pages[-1].asked is None
    await room.look(job, edit)
    await room.done()
    assert "a personnel matter" in room.modal.said


async def test_a_record_that_is_gone_is_said(room: Room) -> None:
    await room.look("J9")
    assert await room.done() == "done"
    assert "no longer have the record" in room.modal.said


async def test_a_look_that_keeps_failing_is_given_up(room: Room) -> None:
    await room.look("J9")
    job = await room.claimed()
    await room.behind.do(job.model_copy(update={"attempt": MOST_ATTEMPTS + 1}))
    after = await room.ledger.job("T1", job.id)
    assert after is not None
    assert after.state == "dead"
