"""What Slack does not take as blocks is said in words, and logged; an error takes the place of the
placeholder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from house_cases import Heard
from office import office
from slack_cases import channel, job_of, settings, user
from slack_sdk.errors import SlackApiError

from adapters.playground.models import Script
from adapters.playground.server import Playground
from adapters.slack.blocks import context, sentence
from adapters.slack.messages import Messages
from adapters.slack.serving import client_of
from adapters.slack.spoken import MOST, message_text


def message_of(text: str) -> dict[str, Any]:
    """An answer with a footer, as `answering` makes it."""
    blocks = [{"type": "markdown", "text": text}, context("V3 · 1 s")]
    return {"text": message_text(text, "V3 · 1 s"), "blocks": blocks}


BAD = {"text": "All is well.", "blocks": [{"type": "section"}]}


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def messages(slack: Playground, heard: Heard) -> Messages:
    return Messages(client_of(settings(slack)), heard)


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])
async def test_refused_blocks_become_words(
    slack: Playground, messages: Messages, heard: Heard, code: str
) -> None:
    general = channel(slack, "general")
    slack.faults.add({"method": "chat.postMessage", "error": code})
    ts = await messages.post(job_of(), "answer", general.id, "", sentence("Well."), done=True)
    said = slack.workspace.message(general, ts)
    assert said is not None
    assert (said["text"], said["blocks"]) == ("Well.", [])
    assert heard.all == [("said_plainly", {"job": "K7F3", "problem": code})]


async def test_an_update_loses_the_blocks_that_stood_there(
    slack: Playground, messages: Messages, heard: Heard
) -> None:
    general, job = channel(slack, "general"), job_of()
    ts = await messages.post(job, "answer", general.id, "", sentence("Wait."), done=False)
    assert await messages.update(job, "answer", general.id, ts, BAD)
    said = slack.workspace.message(general, ts)
    assert said is not None
    assert (said["text"], said["blocks"]) == ("All is well.", [])
    assert heard.names() == ["said_plainly"]


async def test_words_that_are_too_long_say_that_they_were_cut(
    slack: Playground, messages: Messages, heard: Heard
) -> None:
    general = channel(slack, "general")
    slack.faults.add({"method": "chat.postMessage", "error": "msg_too_long", "times": 2})
    long = message_of("word " * 2000)
    ts = await messages.post(job_of(), "answer", general.id, "", long, done=True)
    said = slack.workspace.message(general, ts)
    assert said is not None
    assert said["text"].startswith("word word")
    assert said["text"].endswith(" …\nV3 · 1 s\n(Slack took only the beginning of this message.)")
    assert len(said["text"]) < MOST + 100
    assert heard.names() == ["said_plainly"] * 2


async def test_the_words_of_a_refused_answer_are_all_there(
    slack: Playground, messages: Messages
) -> None:
    general = channel(slack, "general")
    slack.faults.add({"method": "chat.postMessage", "error": "invalid_blocks"})
    ts = await messages.post(
        job_of(), "answer", general.id, "", message_of("**word** " * 1500), done=True
    )
    said = slack.workspace.message(general, ts)
    assert said is not None
    assert said["text"].split() == [*["word"] * 1500, "V3", "·", "1", "s"]


async def test_whispers_and_responses_fall_back_too(
    slack: Playground, messages: Messages, heard: Heard
) -> None:
    general, dana = channel(slack, "general"), user(slack, "dana")
    await messages.whisper(job_of(), general.id, dana.id, "", BAD)
    url = slack.people.responses.url(general, dana.id)
    assert await messages.respond(job_of(), url, BAD)
    assert [one["text"] for one in slack.workspace.ephemeral] == ["All is well."] * 2
    assert heard.names() == ["said_plainly"] * 2
    assert not await messages.respond(job_of(), f"{url}X", sentence("Late."))


async def test_other_refusals_are_raised(slack: Playground, messages: Messages) -> None:
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await messages.post(job_of(), "answer", "C0NOTHING", "", sentence("x"), done=True)


async def test_an_error_takes_the_place_of_the_placeholder() -> None:
    async with office(Script(status=500)) as here:
        asked = here.ask("@thinktwice should we sign the contract?")
        told = await here.answered(asked)
        assert told["text"].startswith("V3's server is not reachable or overloaded (500).")
        assert here.ours(asked) == [told]


async def test_a_stream_that_somebody_left_open_is_ended_and_replaced(
    slack: Playground, messages: Messages
) -> None:
    general, dana = channel(slack, "general"), user(slack, "dana")
    asked = slack.people.write(general, dana, "q")["ts"]
    begun = await client_of(settings(slack)).chat_startStream(
        channel=general.id,
        thread_ts=asked,
        recipient_user_id=dana.id,
        recipient_team_id=slack.workspace.team_id,
        markdown_text="Half an",
    )
    assert await messages.update(job_of(), "answer", general.id, begun["ts"], sentence("Whole."))
    said = slack.workspace.message(general, begun["ts"])
    assert said is not None
    assert (said["text"], said["streaming_state"]) == ("Whole.", "completed")
