"""Rows 13 to 21 of the fault matrix (field/reliability.md): what people see when Slack refuses.

Each test is named by its row. Rows 1 to 12 are in tests/bot, 22 to 40 beside stores and documents.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from bot.jobs.record import Job

Json = dict[str, Any]
QUICK = "@thinktwice what does HTTP 429 mean?"
LEGAL = "@thinktwice the vendor wants to cap liability, should we sign clause 9.2?"
FAST, SLOW = Script(text="Too many requests."), Script(model="slow-model", text="Do not sign yet.")


def direct(here: Office, who: str = "dana") -> list[Json]:
    """What this person was told in a direct message."""
    place = here.slack.workspace.direct(user(here.slack, who).id)
    return [one for one in place.messages if one.get("bot_id")]


def whispered(here: Office) -> list[str]:
    return [one["text"] for one in here.slack.workspace.ephemeral]


async def ended(here: Office, count: int = 1) -> Job:
    """The latest question's record, once so many are over."""
    async with asyncio.timeout(20):
        while len(found := await here.ledger.recent(9)) < count:  # noqa: ASYNC110 - the ledger has no event for it
            await asyncio.sleep(0.01)
    return found[0]


def labels(message: Json) -> list[str]:
    rows = [one for one in message["blocks"] if one["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row["elements"]]


async def pressed(here: Office, message: Json, action: str, who: str = "dana") -> None:
    place = here.slack.workspace.direct(user(here.slack, who).id)
    where = {"channel": place, "message": message}
    await here.slack.people.press(where, user(here.slack, who), action, None)


async def test_row_13_slack_429_delays_the_answer_and_loses_nothing() -> None:
    async with office(FAST) as here:
        rule = {"method": "chat.postMessage", "status": 429, "retry_after": 0, "times": 2}
        here.slack.faults.add(rule)
        first, second = here.ask(QUICK), here.ask("@thinktwice what does HTTP 404 mean?")
        for asked in (first, second):
            await here.answered(asked)
            assert len(here.ours(asked)) == 1
        assert (await ended(here, 2)).attempt == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_row_14_a_post_that_was_accepted_and_not_confirmed_is_one_message(
    status: int,
) -> None:
    async with office(FAST) as here:
        here.slack.faults.add({"method": "chat.postMessage", "status": status, "done": True})
        asked = here.ask(QUICK)
        job = await ended(here)
        assert [one["text"].split("\n")[0] for one in here.ours(asked)] == ["Too many requests."]
        assert (job.state, job.attempt) == ("done", 2)
        assert len(here.made.server.journal) == 1


async def test_row_15_what_is_refused_as_blocks_is_said_plainly() -> None:
    async with office(FAST) as here:
        here.slack.faults.add({"method": "chat.postMessage", "error": "invalid_blocks"})
        answer = await here.answered(here.ask(QUICK))
        assert answer["text"].startswith("Too many requests.\nV3 · ")
        assert answer["blocks"] == []


async def test_row_15_what_is_refused_in_any_form_is_told_to_the_asker_and_to_who_operates() -> (
    None
):
    async with office(FAST) as here:
        here.slack.faults.add({"method": "chat.postMessage", "error": "msg_too_long", "times": 3})
        here.ask(QUICK, who="sam")
        job = await ended(here)
        assert (job.state, job.reason, job.attempt) == ("dead", "refused.unfit", 1)
        (told,) = here.slack.workspace.ephemeral
        assert told["ephemeral_to"] == user(here.slack, "sam").id
        assert told["text"] == (
            "Slack did not take my answer, not even as plain text (msg_too_long). I kept it and "
            f"told your admin (id {job.id}); press Ask again for another, or ask for a shorter one."
        )
        assert labels(told) == ["Ask again"]
        (alarm,) = direct(here)
        assert alarm["text"].startswith(f"Question {job.id} ended without an answer")


async def test_row_16_where_the_bot_is_no_member_the_asker_reads_how_to_invite_it() -> None:
    async with office(FAST) as here:
        here.slack.faults.add({"method": "chat.postMessage", "error": "not_in_channel"})
        for method in ("chat.postEphemeral", "assistant.threads.setStatus"):
            here.slack.faults.add({"method": method, "error": "not_in_channel", "times": 9})
        asked = here.ask(QUICK, who="sam")
        job = await ended(here)
        assert (job.state, job.attempt) == ("dead", 1)
        (told,) = direct(here, "sam")
        assert told["text"] == (
            "I'm not in #general yet. Type /invite @thinktwice there and ask me again."
        )
        assert here.ours(asked) == []
        await pressed(here, told, "ask_again", "sam")
        answer = await here.answered(asked)
        assert answer["text"].startswith("Too many requests.")


async def test_row_16_whoever_is_put_out_while_it_thinks_still_reaches_the_asker() -> None:
    async with office(FAST, SLOW) as here:
        here.slack.faults.add({"method": "chat.update", "error": "channel_not_found", "times": 2})
        here.slack.faults.add({"method": "chat.postEphemeral", "error": "channel_not_found"})
        here.ask(LEGAL, who="sam")
        job = await ended(here)
        assert (job.state, job.reason) == ("dead", "refused.not_member")
        assert "Type /invite @thinktwice there" in direct(here, "sam")[0]["text"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("is_archived", "#general is archived, so nothing can be posted there."),
        ("restricted_action", "#general does not let me post (restricted_action)."),
    ],
)
async def test_row_17_a_closed_place_is_told_directly_and_tried_once(code: str, words: str) -> None:
    async with office(FAST) as here:
        for method in ("chat.postMessage", "chat.postEphemeral"):
            place = channel(here.slack, "general").id
            here.slack.faults.add({"method": method, "channel": place, "error": code})
        here.ask(QUICK)
        job = await ended(here)
        assert (job.state, job.attempt) == ("dead", 1)
        (told,) = direct(here)
        assert told["text"].startswith(f"{words} I kept your question (id {job.id});")
        assert labels(told) == ["Ask again"]


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_row_18_without_a_token_everything_of_that_workspace_stops(code: str) -> None:
    async with office(Script(text="Too many requests.", first_s=0.3)) as here:
        asked = [here.ask(f"{QUICK} ({number})") for number in range(6)]
        await here.until(lambda: len(here.called("users.info")) > 0)
        here.slack.faults.add({"method": "*", "error": code, "times": 10_000})
        await ended(here, 6)
        jobs = await here.ledger.recent(9)
        assert {job.state for job in jobs} <= {"dead", "cancelled"}
        assert all(job.attempt <= 1 for job in jobs)
        assert "shut_out" in here.heard.names()
        assert [one for ts in asked for one in here.ours(ts)] == []


async def test_row_19_a_deleted_placeholder_is_a_cancel() -> None:
    async with office(Script(model="slow-model", text="No.", first_s=0.4), FAST) as here:
        asked = here.ask(LEGAL)
        (stands,) = await here.until(lambda: here.ours(asked))
        place = channel(here.slack, "general")
        here.slack.people.delete(place, stands)
        job = await ended(here)
        assert job.state == "done"
        assert here.ours(asked) == []
        assert whispered(here) == []
        assert direct(here) == []


async def test_row_20_deleting_the_question_cancels_it_and_an_edit_brings_no_second_answer() -> (
    None
):
    async with office(Script(model="slow-model", text="No.", first_s=2.0), FAST) as here:
        place = channel(here.slack, "general")
        gone = here.ask(LEGAL)
        await here.until(lambda: here.ours(gone))
        message = here.slack.workspace.message(place, gone)
        assert message is not None
        here.slack.people.delete(place, message)
        assert (await ended(here)).state == "cancelled"
        assert here.ours(gone) == []
        asked = here.ask(QUICK)
        await here.answered(asked)
        message = here.slack.workspace.message(place, asked)
        assert message is not None
        here.slack.people.edit(place, message, "@thinktwice what does HTTP 404 mean?")
        await here.until(lambda: whispered(here))
        assert whispered(here)[0].startswith("You changed your question after I had begun on it")
        await here.over()
        assert len(here.ours(asked)) == 1


async def test_row_21_a_missing_scope_is_named_to_who_operates_once() -> None:
    async with office(FAST) as here:
        fault = {
            "method": "chat.postMessage",
            "channel": channel(here.slack, "general").id,
            "error": "missing_scope",
            "more": {"needed": "chat:write", "provided": "commands"},
            "times": 2,
        }
        here.slack.faults.add(fault)
        for count, text in enumerate((QUICK, "@thinktwice what does HTTP 404 mean?"), 1):
            here.ask(text, who="sam")
            await ended(here, count)
        assert len(here.slack.workspace.ephemeral) == 2
        told = here.slack.workspace.ephemeral[0]
        assert told["text"].startswith(
            "Slack does not let me do that: the permission chat:write is missing. I kept your "
            "question and told your admin (id "
        )
        assert labels(told) == ["Ask again"]
        (alarm,) = direct(here)
        assert alarm["text"].startswith("Slack refused a call: the scope chat:write is missing.")
