"""Replies that somebody wants gone are deleted; a second way to agree is a button of its own."""

from __future__ import annotations

from house_cases import Heard
from slack_cases import channel, served, settings

from adapters.queue.memory import MemoryLedger
from adapters.slack.outcomes import buttons
from adapters.slack.serving import client_of
from adapters.slack.unsaying import SlackUnsaying
from bot.commands.outcome import Another, Outcome
from bot.words import Words


async def test_our_messages_are_deleted_and_what_slack_keeps_is_told() -> None:
    async with served(MemoryLedger()) as here:
        client, heard, place = (
            client_of(settings(here.slack)),
            Heard(),
            channel(here.slack, "general"),
        )
        posted = await client.chat_postMessage(channel=place.id, text="Too many requests.")
        theirs = here.slack.people.write(
            place, here.slack.workspace.users[here.slack.users["sam"]], "x"
        )
        messages = [(place.id, str(posted["ts"])), (place.id, "1700000000.000100")]
        unsaying = SlackUnsaying(client, heard)
        assert await unsaying.unsay([*messages, (place.id, theirs["ts"])]) == 2
        assert here.slack.workspace.message(place, str(posted["ts"])) is None
        assert here.slack.workspace.message(place, theirs["ts"]) is not None
        assert heard.all == [("slack_failed", {"job": "", "problem": "cant_delete_message"})]


def test_each_way_to_agree_is_a_button() -> None:
    another = Another(text="Also delete my replies to you (31)", token="B")
    asks = Outcome(command="forget", state="asks", text="x", token="A", another=another)
    row = buttons(asks, Words())
    assert [(one["text"]["text"], one["value"]) for one in row] == [
        ("Do it", "A"),
        ("Also delete my replies to you (31)", "B"),
        ("Cancel", "A"),
    ]
    assert len({one["action_id"] for one in row}) == 3
