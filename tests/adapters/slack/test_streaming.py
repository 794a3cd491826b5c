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
from adapters.slack import answering, streaming
from adapters.slack.serving import client_of
from adapters.slack.streaming import MOST, STARTS, Spot, Stream, Streams
from bot.jobs import worker

LEGAL = "@thinktwice the vendor wants to cap liability, should we sign clause 9.2?"
MARK = "V3 is still writing this answer."
QUICK = "@thinktwice what does HTTP 429 mean?"
LINE = "Use **a retry** with back-off, <!channel>, as [here](https://evil.example).\n"
LONG = Script(text=LINE * 40, piece_s=0.002)
DEEP = Script(model="slow-model", reasoning="Hm.", text=LINE * 40, piece_s=0.002)


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
        assert early["blocks"][0]["elements"][0]["text"] == MARK
        message = await here.answered(asked)
        assert message["ts"] == early["ts"]
        whole(message)
        assert len(here.called("chat.startStream")) == len(here.called("chat.stopStream")) == 1
        assert len(here.called("chat.appendStream")) > 1
        assert here.called("chat.postMessage") == []
        assert len(here.ours(asked)) == len(here.called("chat.update")) == 1


async def test_a_stand_in_s_long_answer_is_shown_as_it_comes_under_its_own_name() -> None:
    down = Script(model="slow-model", status=503)
    async with office(down, LONG) as here:
        asked = here.ask(LEGAL)
        early = await here.until(lambda: writing(here, asked))
        assert early["blocks"][0]["elements"][0]["text"] == MARK
        await here.over()
        assert here.called("chat.update")[0]["text"] == "V3 is writing its answer below."
        (message,) = here.ours(asked)
        assert message["ts"] == early["ts"]
        assert "V3 instead of R1" in str(message["blocks"][1])
        whole(message)


async def test_a_slow_answer_is_shown_below_its_announcement_and_stands_alone_at_the_end() -> None:
    async with office(DEEP) as here:
        asked = here.ask(LEGAL)
        early = await here.until(lambda: writing(here, asked))
        notice = here.ours(asked)[0]
        told = await here.until(lambda: "below" in notice["text"] and notice)
        assert told["text"] == "R1 is writing its answer below."
        assert [one["text"]["text"] for one in told["blocks"][-1]["elements"]] == ["Cancel"]
        await here.over()
        (message,) = here.ours(asked)
        assert message["ts"] == early["ts"] != notice["ts"]
        whole(message)


async def test_what_is_more_than_one_stream_holds_goes_on_in_a_numbered_next_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streaming, "MOST", 1_000)
    monkeypatch.setattr(answering, "PART", 1_900)
    async with office(DEEP) as here:
        asked = here.ask(LEGAL)
        await here.until(lambda: len(here.ours(asked)) == 3)
        await here.over()
        said = [one["blocks"][0]["text"] for one in here.ours(asked)]
        assert [text.split("\n")[0] for text in said] == ["(1 of 2)", "(2 of 2)"]
        assert "".join(said).count("Use **a retry** with back-off") == 40
        assert len(here.called("chat.startStream")) > 1


@pytest.mark.parametrize("asked_for", [LEGAL, QUICK])
async def test_what_a_dead_worker_began_is_found_by_its_name_and_becomes_the_answer(
    monkeypatch: pytest.MonkeyPatch, asked_for: str
) -> None:
    monkeypatch.setattr(worker, "AGAIN_S", 0.05)
    async with office(DEEP, LONG) as here:
        real = here.front._placing._streams.client.chat_startStream

        async def begun_and_died(**given: Any) -> Any:
            monkeypatch.undo()
            monkeypatch.setattr(streaming, "APPEND_S", 0.05)
            await real(**given)
            raise RuntimeError

        client = here.front._placing._streams.client
        monkeypatch.setattr(client, "chat_startStream", begun_and_died)
        asked = here.ask(asked_for)
        await here.until(lambda: writing(here, asked))
        await here.over()
        (message,) = here.ours(asked)
        whole(message)
        assert message.get("streaming_state") != "in_progress"


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
        def spot(label: str) -> Spot:
            return Spot(self.root, "", "", "", MARK, label)

        return Stream(self.streams, job_of(), self.request, spot, "V3", self.keep, yes, told)

    def shown(self, slot: str) -> dict[str, Any]:
        ts = {name: ts for slots in self.kept for name, ts in slots.items()}[slot]
        found = self.slack.workspace.message(channel(self.slack, "general"), ts)
        assert found is not None
        return found


async def yes() -> bool:
    return True


async def told(_label: str) -> None:
    return None


async def test_the_id_is_written_down_at_once_and_a_long_one_goes_on_in_time() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        stream = desk.stream()
        for _ in range(9):
            await stream.heard("word " * 400)
        assert [sorted(one) for one in desk.kept] == [["answer", "stream"], ["answer2", "stream"]]
        first, second = desk.shown("answer"), desk.shown("answer2")
        states = (first["streaming_state"], second["streaming_state"])
        assert states == ("completed", "in_progress")
        assert MOST - 10 < len(first["text"]) <= MOST
        assert second["text"].startswith("word")
        await stream.end()
        assert second["streaming_state"] == "completed"
        assert desk.streams.open == 0


async def test_another_try_ends_what_was_shown() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        stream = desk.stream()
        await stream.anew()
        await stream.heard("word " * 400)
        await stream.anew()
        await stream.heard("another " * 400)
        shown = desk.shown("answer")
        assert "another" not in shown["text"]
        assert shown["streaming_state"] == "completed"


async def test_where_another_answer_is_shown_meanwhile_nothing_is_begun() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        stream = desk.stream()

        async def no() -> bool:
            return False

        stream._alone = no
        await stream.heard("word " * 400)
        assert desk.kept == []


async def test_no_more_are_started_than_slack_takes() -> None:
    async with Playground() as slack:
        desk = Desk(slack)
        assert [desk.streams.may_start() for _ in range(STARTS + 1)] == [*[True] * STARTS, False]
