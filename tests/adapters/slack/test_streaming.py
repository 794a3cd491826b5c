"""An answer shown while it is written ends as the message it would have been anyway."""

from __future__ import annotations

from typing import Any

import pytest
from house_cases import Heard
from office import Office, office
from routing_cases import request
from slack_cases import channel, job_of, settings

from adapters.playground.models import Script
from adapters.playground.server import Playground
from adapters.slack import streaming
from adapters.slack.serving import client_of
from adapters.slack.streaming import MOST, STARTS, Stream, Streams

QUICK = "@thinktwice what does HTTP 429 mean?"
LINE = "Use **a retry** with back-off, <!channel>, as [here](https://evil.example).\n"
LONG = Script(text=LINE * 40, piece_s=0.002)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "APPEND_S", 0.05)


def writing(here: Office, asked: str) -> Any:
    """A message that is being written, and says something by now."""
    return next(
        (dict(one) for one in here.ours(asked) if one.get("streaming_state") == "in_progress"), None
    )


def whole(message: dict[str, Any]) -> None:
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds == ["markdown", "context", "actions", "context_actions"]
    text = message["blocks"][0]["text"]
    assert text.count("Use **a retry** with back-off") == 40
    assert "<!channel>" not in text
    assert "](https://evil" not in text


async def test_a_long_answer_is_shown_as_it_comes_and_ends_in_the_same_message() -> None:
    async with office(LONG) as here:
        asked = here.ask(QUICK)
        early = await here.until(lambda: writing(here, asked))
        assert "<!channel>" not in str(early)
        message = await here.answered(asked)
        assert message["ts"] == early["ts"]
        whole(message)
        assert len(here.called("chat.startStream")) == len(here.called("chat.stopStream")) == 1
        assert len(here.called("chat.appendStream")) > 1
        assert here.called("chat.update") == here.called("chat.postMessage") == []
        assert len(here.ours(asked)) == 1


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.appendStream", "message_not_in_streaming_state"),
        ("chat.stopStream", "internal_error"),
        ("chat.startStream", "channel_type_not_supported"),
    ],
)
async def test_whatever_fails_the_message_gets_the_whole_answer(method: str, error: str) -> None:
    async with office(LONG) as here:
        here.slack.faults.add({"method": method, "error": error})
        asked = here.ask(QUICK)
        await here.until(lambda: here.ours(asked))
        await here.over()
        (message,) = here.ours(asked)
        whole(message)


async def test_where_there_are_no_streams_none_is_tried_again() -> None:
    async with office(LONG) as here:
        fault = {"method": "chat.startStream", "error": "unknown_method", "times": 9}
        here.slack.faults.add(fault)
        for question in (QUICK, "@thinktwice what does HTTP 404 mean?"):
            asked = here.ask(question)
            whole(await here.answered(asked))
            await here.over()
        assert len(here.called("chat.startStream")) == 1


async def test_a_short_answer_is_no_stream() -> None:
    async with office(Script(text="Too many requests.", piece_s=0.01)) as here:
        await here.answered(here.ask(QUICK))
        assert here.called("chat.startStream") == []


class Desk:
    """One stream into the local Slack, fed by hand."""

    def __init__(self, slack: Playground) -> None:
        self.slack, self.heard, self.kept = slack, Heard(), list[dict[str, str]]()
        self.streams = Streams(client_of(settings(slack)), self.heard)
        general, dana = channel(slack, "general"), slack.workspace.find_user("dana")
        assert dana is not None
        self.root = str(slack.people.write(general, dana, "q")["ts"])
        asked = request("q")
        place = asked.place.model_copy(update={"channel": general.id})
        asker = asked.asker.model_copy(update={"id": dana.id})
        self.request = asked.model_copy(update={"place": place, "asker": asker})

    async def keep(self, slots: dict[str, str]) -> None:
        self.kept.append(slots)

    def stream(self) -> Stream:
        return Stream(self.streams, job_of(), self.request, self.root, "", self.keep)


async def test_the_id_is_written_down_at_once_and_a_long_one_is_ended_in_time() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        stream = desk.stream()
        await stream.heard("word " * 400)
        assert desk.kept == [{"answer": stream.ts}]
        for _ in range(8):
            await stream.heard("word " * 400)
        shown = slack.workspace.message(channel(slack, "general"), stream.ts)
        assert shown is not None
        assert shown["streaming_state"] == "completed"
        assert len(shown["text"]) <= MOST
        assert desk.streams.open == 0


async def test_another_try_ends_what_was_shown() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        stream = desk.stream()
        await stream.anew()
        await stream.heard("word " * 400)
        await stream.anew()
        await stream.heard("another " * 400)
        shown = slack.workspace.message(channel(slack, "general"), stream.ts)
        assert shown is not None
        assert "another" not in shown["text"]
        assert shown["streaming_state"] == "completed"


async def test_no_more_are_started_than_slack_takes() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        assert [desk.streams.may_start() for _ in range(STARTS + 1)] == [*[True] * STARTS, False]
