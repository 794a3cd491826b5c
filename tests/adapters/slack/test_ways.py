"""Errors that name a button carry it, and operators hear once of what only they can mend."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from bot.errors import ThinktwiceError
from bot.jobs.record import Job, Receipt, Received
from bot.routing.policy import Policy
from bot.routing.rules import ListPrice, PriceRule

Json = dict[str, Any]
QUICK = "@thinktwice what does HTTP 429 mean?"
THINK = "@thinktwice what does HTTP 429 mean? !think"
R1, V3 = "slow-model", "fast-model"
#: Prices at which R1, and only R1, is above the cap.
DEAR = ListPrice(input=1_000, output=4_000, as_of=date(2026, 11, 24))
CAREFUL = Policy.default().model_copy(update={"prices": PriceRule(reasoning=DEAR)})
FAST = Script(model=V3, text="Too many requests.")


async def told(here: Office, words: str) -> Json:
    """What the asker alone reads, once it is there."""
    found: Json = await here.until(
        lambda: next((one for one in here.slack.workspace.ephemeral if words in one["text"]), None)
    )
    return found


async def press(here: Office, message: Json, action: str, who: str = "dana") -> None:
    where = {"channel": channel(here.slack, "general"), "message": message}
    await here.slack.people.press(where, user(here.slack, who), action, None)


def row(message: Json) -> list[tuple[str, str]]:
    rows = [one for one in message["blocks"] if one["type"] == "actions"]
    return [(one["text"]["text"], one["accessibility_label"]) for one in rows[0]["elements"]]


def alarms(here: Office) -> list[str]:
    """What dana, who is the workspace's admin, was told directly."""
    place = here.slack.workspace.direct(user(here.slack, "dana").id)
    return [one["text"] for one in place.messages if one.get("bot_id")]


async def latest(here: Office) -> Job:
    (job,) = await here.ledger.recent(1)
    return job


async def test_a_refused_key_is_answered_by_the_other_and_its_admin_told_once() -> None:
    async with office(Script(model=R1, status=401), FAST) as here:
        for text in (
            THINK.replace("!think", "and should we sign the contract?"),
            "@thinktwice should we sign clause 9.2?",
        ):
            answer = await here.answered(here.ask(text))
            await here.over()
        job = await latest(here)
        line = (
            "R1's server refused the key (401). I answered with V3 instead. "
            f"Your admin has been told (id {job.id})."
        )
        assert line in answer["text"]
        assert line in [
            one["elements"][0]["text"] for one in answer["blocks"] if one["type"] == "context"
        ]
        (alarm,) = alarms(here)
        assert alarm.startswith("R1's server refused the key (401). Until it is mended, V3 answers")


async def test_a_wish_that_cannot_be_met_offers_the_other_model() -> None:
    async with office(Script(model=R1, status=401), FAST) as here:
        answer = await here.answered(here.ask(QUICK))
        await here.over()
        await press(here, answer, "ask_other")
        refused = await here.until(
            lambda: next(
                (one for one in here.ours(answer["thread_ts"]) if "refused the key" in one["text"]),
                None,
            )
        )
        assert row(refused) == [("Ask V3", "Ask V3 the same question")]
        assert len(alarms(here)) == 1


async def test_a_server_that_fails_can_be_asked_again() -> None:
    async with office(Script(status=503, times=2), FAST) as here:
        asked = here.ask(QUICK)
        refused = await told(here, "V3's server is not reachable or overloaded (503).")
        assert row(refused) == [("Ask again", "Ask the same question once more")]
        await press(here, refused, "ask_again")
        assert (await here.answered(asked))["text"].startswith("Too many requests.")
        assert alarms(here) == []


@pytest.mark.parametrize(
    ("action", "said"),
    [("go_ahead", "Thought through."), ("ask_fast", "Too many requests.")],
)
async def test_a_costly_question_waits_for_a_yes(action: str, said: str) -> None:
    async with office(Script(model=R1, text="Thought through."), FAST) as here:
        here.made.rule(CAREFUL)
        asked = here.ask(THINK)
        waits = await told(here, "This will cost about $")
        assert [text for text, _ in row(waits)] == ["Go ahead", "Quick answer", "Cancel"]
        await press(here, waits, action)
        assert (await here.answered(asked))["text"].startswith(said)


async def test_a_costly_question_can_be_let_go() -> None:
    async with office(FAST) as here:
        here.made.rule(CAREFUL)
        here.ask(THINK)
        await press(here, await told(here, "This will cost about $"), "drop_question")
        await told(here, "Nothing was begun, and nothing was charged.")
        assert len(here.slack.workspace.ephemeral) == 1
        assert here.made.server.journal == []


async def test_a_spent_budget_offers_the_model_that_still_answers() -> None:
    caps = Policy.default().caps.model_copy(update={"reasoning_person_day": 0})
    async with office(FAST) as here:
        here.made.rule(Policy.default().model_copy(update={"caps": caps}))
        answer = await here.answered(here.ask(QUICK))
        await here.over()
        await press(here, answer, "ask_other")
        refused = await told(here, "The R1 budget here is spent")
        assert row(refused) == [("Ask V3", "Ask V3 the same question")]


async def test_what_waited_past_its_deadline_is_told_and_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with office(FAST) as here:
        receive = here.ledger.receive

        async def an_hour_ago(entry: Received) -> Receipt:
            receipt = await receive(entry)
            monkeypatch.setattr(here.ledger, "_clock", lambda: time.time() + 3600)
            return receipt

        monkeypatch.setattr(here.ledger, "receive", an_hour_ago)
        asked = here.ask(QUICK)
        late = await told(here, "This waited for more than 30 minutes")
        await here.over()
        assert (await latest(here)).reason == "error.late"
        assert here.made.server.journal == []
        await press(here, late, "ask_again")
        assert (await here.answered(asked))["blocks"][0]["text"] == "Too many requests."


async def test_what_a_dead_worker_had_announced_makes_way_for_the_error() -> None:
    slow = Script(model=R1, text="Do not sign yet.", first_s=1.5)
    async with office(slow) as here:
        asked = here.ask("@thinktwice should we sign the contract?")
        await here.until(lambda: here.ours(asked))
        (job,) = await here.ledger.jobs(1)
        died = job.model_copy(update={"slots": {}, "state": "received", "attempt": 2})
        error = ThinktwiceError("too late", said="error.late", minutes=30)
        await here.front.refuse(died, None, error)
        (message,) = here.ours(asked)
        assert message["text"].startswith("This waited for more than 30 minutes")
        await here.over()
