"""Messages that change: a mention edited in is asked once, what is taken back is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import Served, channel, served, user

from adapters.playground.workspace import Channel
from adapters.queue.memory import MemoryLedger
from bot.jobs.record import Change, Job

Json = dict[str, Any]
EDITED = (
    "You changed your question after I had begun on it: my answer is to the earlier text. "
    "Nothing more comes for the new one unless you press the button."
)


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(MemoryLedger()) as running:
        yield running


def written(here: Served, text: str, where: str = "general", thread_ts: str = "") -> Json:
    return here.slack.people.write(
        channel(here.slack, where), user(here.slack, "dana"), text, thread_ts
    )


def general(here: Served) -> Channel:
    return channel(here.slack, "general")


async def settled(here: Served) -> None:
    """Until everything that was sent has been acknowledged."""
    async with asyncio.timeout(5):
        while here.slack.delivery.busy:  # noqa: ASYNC110 - deliveries have no event
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def taken_up(here: Served) -> Job:
    """As a worker would: claimed, and moved on."""
    job = await here.ledger.claim("quick", "w1", 30)
    assert job is not None
    return await here.ledger.move(job, "decided", Change())


async def test_a_mention_that_is_edited_in_is_asked_once(here: Served) -> None:
    message = written(here, "what does HTTP 429 mean?")
    await settled(here)
    assert await here.envelopes() == []
    for text in ("@thinktwice what does 429 mean?", "@thinktwice what does 430 mean?"):
        here.slack.people.edit(general(here), message, text)
        await settled(here)
    (envelope,) = await here.envelopes()
    assert envelope.ts == message["ts"]
    assert here.slack.workspace.ephemeral == []


async def test_an_old_message_that_is_edited_is_left_alone(here: Served) -> None:
    event = here.mention(ts="1700000000.000100", edited={"user": "U1", "ts": "1800000000.0001"})
    assert await here.event(event) == 200
    assert await here.envelopes() == []


@pytest.mark.parametrize("where", ["general", "@bot"])
async def test_whoever_edits_what_is_worked_on_is_told_once_which_text_is_answered(
    here: Served, where: str
) -> None:
    message = written(here, "@thinktwice what does HTTP 429 mean?", where)
    await settled(here)
    await taken_up(here)
    place = channel(here.slack, where)
    here.slack.people.edit(place, message, "@thinktwice what does HTTP 430 mean?")
    await settled(here)
    (told,) = here.slack.workspace.ephemeral
    assert (told["text"], told["ephemeral_to"]) == (EDITED, user(here.slack, "dana").id)
    dana = user(here.slack, "dana")
    for _ in range(2):
        found = {"channel": place, "message": told}
        await here.slack.people.press(found, dana, "ask_this", None)
    asked = await here.envelopes()
    assert [(one.ts, one.text) for one in asked[1:]] == [(message["ts"], "")]


async def test_an_edit_of_a_question_without_one_is_asked(here: Served) -> None:
    message = written(here, "@thinktwice")
    await settled(here)
    job = await here.ledger.claim("quick", "w1", 30)
    assert job is not None
    await here.ledger.move(job, "refused", Change(reason="refused.empty"))
    here.slack.people.edit(general(here), message, "@thinktwice what is new?")
    await settled(here)
    assert [one.text.split()[-1] for one in await here.envelopes()] == ["new?"]
    await taken_up(here)
    here.slack.people.edit(general(here), message, "@thinktwice what is old?")
    await settled(here)
    assert len(await here.envelopes()) == 1
    assert len(here.slack.workspace.ephemeral) == 1


@pytest.mark.parametrize("replies", [0, 1])
async def test_a_question_that_is_taken_back_is_cancelled(here: Served, replies: int) -> None:
    message = written(here, "@thinktwice what does HTTP 429 mean?")
    for _ in range(replies):
        written(here, "I wonder, too", thread_ts=message["ts"])
    await settled(here)
    job = await taken_up(here)
    here.slack.people.delete(general(here), message)
    await settled(here)
    assert await here.ledger.renew(job, 30) is True


async def test_other_changes_of_messages_ask_nothing(here: Served) -> None:
    message = written(here, "@thinktwice what does HTTP 429 mean?")
    await settled(here)
    await taken_up(here)
    place = {"channel": general(here).id, "channel_type": "channel", "type": "message"}
    changed = {**place, "subtype": "message_changed", "ts": here.slack.workspace.new_ts()}
    bare = {name: message[name] for name in ("user", "text", "ts")}
    for new in (
        {**bare, "attachments": [{"text": "a preview"}]},
        {**bare, "text": "other", "bot_id": "B1", "edited": {"ts": "1.0"}},
        {"ts": message["ts"], "text": "other"},
    ):
        assert await here.event({**changed, "message": new, "previous_message": bare}) == 200
    gone = {**place, "subtype": "message_deleted", "deleted_ts": "1.0", "ts": "2.0"}
    assert await here.event(gone) == 200
    await settled(here)
    assert here.slack.workspace.ephemeral == []
    assert len(await here.envelopes()) == 1


async def test_thirty_questions_at_once_are_all_taken_on_and_said_to_be(here: Served) -> None:
    for number in range(30):
        written(here, f"@thinktwice what does HTTP {400 + number} mean?")
    await settled(here)
    assert len(await here.envelopes()) == 30
    (told,) = here.slack.workspace.ephemeral
    assert told["text"] == (
        "That is 6 questions within a minute. I have every one of them and answer them in turn; "
        "there is no need to ask again."
    )


@pytest.mark.parametrize(
    "text",
    [
        "look: `<@BOT> what is new?`",
        "```\n<@BOT> what is new?\n```",
        "```<@BOT> what is new?``` is how you ask",
    ],
)
async def test_a_name_in_code_calls_nobody(here: Served, text: str) -> None:
    bot = here.slack.workspace.bot_user_id
    event = {**here.mention(), "text": text.replace("BOT", bot)}
    assert await here.event(event) == 200
    assert await here.envelopes() == []
