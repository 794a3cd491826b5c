"""Waiting well: a sign at once, one message for a quick answer, a way out of a slow one."""

from __future__ import annotations

import asyncio
import re

import pytest
from office import Office, office
from routing_cases import request
from slack_cases import channel, user

from adapters.playground.arguments import SlackError
from adapters.playground.models import Script
from adapters.slack import signs
from adapters.slack.waiting import clock, limit_told, queue_line, status_line, waiting_message
from bot.jobs.record import Ahead
from bot.request import Place
from bot.routing.policy import Policy
from bot.words import Words

R1 = "slow-model"
LEGAL = "@thinktwice the vendor wants to cap liability, should we sign clause 9.2?"
QUICK = "@thinktwice what does HTTP 429 mean?"
SLOW = Script(model=R1, text="Do not sign yet.", first_s=1.5)
FAST = Script(text="Too many requests.")


def status(here: Office, asked: str) -> str:
    return here.slack.workspace.status(channel(here.slack, "general"), asked)


async def test_a_quick_answer_is_one_message_and_its_first_sign_is_none() -> None:
    async with office(Script(text="Too many requests.", first_s=0.6)) as here:
        asked = here.ask(QUICK)
        await here.until(lambda: status(here, asked) == "is writing an answer…")
        await here.answered(asked)
        assert status(here, asked) == ""
        assert len(here.called("chat.postMessage")) == 1
        assert here.called("chat.update") == []


async def test_an_answer_from_memory_is_its_own_sign() -> None:
    async with office(FAST) as here:
        await here.answered(here.ask(QUICK))
        said = len(here.called("assistant.threads.setStatus"))
        again = here.ask(QUICK)
        answer = await here.answered(again)
        assert "from memory" in answer["text"]
        assert len(here.called("assistant.threads.setStatus")) == said
        assert len(here.ours(again)) == 1


async def test_where_slack_has_no_such_line_a_message_says_it() -> None:
    async with office(Script(text="Too many requests.", first_s=0.5)) as here:
        fault = {"method": "assistant.threads.setStatus", "error": "unknown_method", "times": 9}
        here.slack.faults.add(fault)
        await here.answered(here.ask(QUICK))
        second = here.ask("@thinktwice what does HTTP 404 mean?")
        early = await here.until(lambda: here.ours(second))
        assert early[0]["text"] == "V3 is writing an answer."
        await here.answered(second)
        assert len(here.ours(second)) == 1
        assert len(here.called("assistant.threads.setStatus")) == 1


async def test_the_line_of_a_slow_answer_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "BEAT_S", 0.2)
    async with office(SLOW) as here:
        asked = here.ask(LEGAL)
        await here.until(lambda: status(here, asked) == "is thinking it through with R1…")
        await here.answered(asked)
        beats = [one["status"] for one in here.called("assistant.threads.setStatus")]
        assert beats.count("is thinking it through with R1…") >= 3
        assert status(here, asked) == ""


async def test_cancel_ends_the_models_call_and_says_so() -> None:
    slow = Script(model=R1, reasoning="Hm.", text="word " * 500, piece_s=0.05)
    async with office(slow) as here:
        asked = here.ask(LEGAL)
        (placeholder,) = await here.until(lambda: here.ours(asked))
        room, dana, sam = (
            channel(here.slack, "general"),
            user(here.slack, "dana"),
            user(here.slack, "sam"),
        )
        where = {"channel": room, "message": dict(placeholder)}
        card = placeholder["blocks"][1]
        assert (card["title"], card["status"]) == ("R1 is thinking it through", "in_progress")
        buttons = placeholder["blocks"][-1]["elements"]
        assert [one["text"]["text"] for one in buttons] == ["Quick answer now", "Cancel"]
        await here.slack.people.press(where, sam, "cancel_question", None)
        told = await here.until(lambda: here.slack.workspace.ephemeral)
        assert told[0]["text"] == f"Only <@{dana.id}>, who asked, can cancel this one."
        await here.until(lambda: here.called("assistant.threads.setStatus"))
        await asyncio.sleep(0.3)
        await here.slack.people.press(where, dana, "cancel_question", None)
        final = await here.answered(asked)
        await here.over()
        assert final["ts"] == placeholder["ts"]
        assert final["blocks"][0]["text"].startswith("word word")
        foot = final["blocks"][1]["elements"][0]["text"]
        assert re.fullmatch(r"R1 · stopped by @dana after \d+(\.\d)? s · \$0\.00\d+", foot)
        row = [one["text"]["text"] for one in final["blocks"][-1]["elements"]]
        assert row[:4] == ["Why?", "Ask V3", "Ask again", "Continue"]
        assert status(here, asked) == ""
        async with asyncio.timeout(5):
            while not here.made.server.left:  # noqa: ASYNC110 - a server's counter
                await asyncio.sleep(0.01)
        assert len(here.ours(asked)) == here.made.server.left == 1
        await here.slack.people.press(where, dana, "cancel_question", None)
        await here.until(lambda: len(here.slack.workspace.ephemeral) == 2)
        assert "over already" in here.slack.workspace.ephemeral[1]["text"]


async def test_slacks_own_stop_ends_the_call_and_what_was_shown_stays() -> None:
    slow = Script(model=R1, reasoning="Hm.", text="word " * 900, piece_s=0.01)
    async with office(slow) as here:
        asked, room = here.ask(LEGAL), channel(here.slack, "general")
        dana, sam = user(here.slack, "dana"), user(here.slack, "sam")
        await here.until(lambda: here.called("chat.startStream"))
        stop = here.slack.home.sessions.stop
        assert here.slack.home.sessions.state(room, asked) == "processing"
        stop(room, asked, sam)
        told = await here.until(lambda: here.slack.workspace.ephemeral)
        assert told[0]["text"] == f"Only <@{dana.id}>, who asked, can cancel this one."
        stop(room, asked, dana)
        await here.over()
        (message,) = here.ours(asked)
        assert message["blocks"][0]["text"].startswith("word word")
        assert "stopped by @dana" in message["text"]
        assert here.slack.home.sessions.state(room, asked) == "active"
        with pytest.raises(SlackError):
            stop(room, asked, dana)


async def test_where_slack_has_no_sessions_none_is_tried_again() -> None:
    async with office(Script(model=R1, text="No."), FAST) as here:
        fault = {"method": "agents.sessions.setStatus", "error": "unknown_method", "times": 9}
        here.slack.faults.add(fault)
        for question in (LEGAL, LEGAL.replace("9.2", "9.3")):
            await here.answered(here.ask(question))
        await here.over()
        assert len(here.called("agents.sessions.setStatus")) == 1


async def test_at_the_deadline_the_fast_models_answer_says_so_on_top() -> None:
    silent = Script(model=R1, reasoning="Hm.", text="Too late.", first_s=5)
    async with office(silent, Script(text="Do not sign yet."), total_s=1.0, silence_s=1.0) as here:
        answer = await here.answered(here.ask(LEGAL))
        said = answer["blocks"][0]["text"].split("\n\n")
        assert said == [
            "R1 did not finish in 1 s. Here is V3's answer, not double-checked.",
            "Do not sign yet.",
        ]
        row = next(one for one in answer["blocks"] if one["type"] == "actions")
        assert "Try R1 again" in [one["text"]["text"] for one in row["elements"]]


@pytest.mark.parametrize("text", ["Do not sign yet.", "Do not sign yet. " * 100])
async def test_who_has_waited_long_is_mentioned_once_in_a_message_of_its_own(text: str) -> None:
    late = Script(model=R1, reasoning="Hm.", text=text, first_s=0.5)
    policy = Policy.default()
    display = policy.display.model_copy(update={"mention_after_s": 0.2})
    async with office(late, FAST, policy=policy.model_copy(update={"display": display})) as here:
        asked, dana = here.ask(LEGAL), user(here.slack, "dana")
        (notice,) = await here.until(lambda: here.ours(asked))
        await here.over()
        (answer,) = here.ours(asked)
        assert answer["ts"] != notice["ts"]
        assert answer["blocks"][0]["text"].startswith(f"<@{dana.id}>\n\nDo not sign yet.")
        assert str(answer["blocks"]).count("<@") == 1


async def test_an_unattended_queue_says_that_the_question_is_kept() -> None:
    async def nobody() -> int:
        return 0

    async with office(SLOW, crew=nobody) as here:
        asked = here.ask(LEGAL)
        await here.answered(asked)
        first = here.called("chat.postMessage")[0]
        assert (
            "Nobody is working on the queue right now; your question is kept (id "
            in (first["text"])
        )
        updates = [one["text"] for one in here.called("chat.update")]
        assert "Nobody" not in updates[0]
        assert updates[-1].startswith("Do not sign yet.")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (Ahead(waiting=18, minutes=4, attended=True), "18 ahead of you, about 4 minutes."),
        (Ahead(waiting=1, minutes=1, attended=True), "1 ahead of you, about 1 minute."),
        (Ahead(waiting=2, minutes=0, attended=True), "2 ahead of you."),
        (Ahead(waiting=0, minutes=0, attended=True), ""),
        (
            Ahead(waiting=0, minutes=0, attended=False),
            "Nobody is working on the queue right now; your question is kept (id K7F3).",
        ),
    ],
)
def test_the_line_ahead(ahead: Ahead, said: str) -> None:
    assert queue_line(ahead, "K7F3", Words()) == said


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (1, "is thinking it through with R1…"),
        (34, "is thinking it through with R1 (34 s so far)…"),
        (119, "is thinking it through with R1 (2 min 0 s so far)…"),
        (131, "Longer than usual (2 min 10 s so far). Still working."),
    ],
)
def test_the_line_grows_with_time(elapsed: float, said: str) -> None:
    assert status_line("R1", 60, elapsed, Words()) == said


def test_seconds_and_minutes() -> None:
    assert [clock(one, Words()) for one in (0.4, 59, 61, 299)] == [
        "0 s",
        "59 s",
        "1 min 0 s",
        "5 min 0 s",
    ]
    assert [limit_told(one, Words()) for one in (90, 300)] == ["90 s", "5 min"]


def test_only_a_model_that_can_hurry_is_hurried() -> None:
    message = waiting_message("R1 <thinks>", "K7F3", Words(), quick=False)
    assert [one["value"] for one in message["blocks"][-1]["elements"]] == ["K7F3"]


async def test_how_far_a_summary_is_stands_beside_the_way_out() -> None:
    async with office(SLOW) as here:
        asked = here.ask(LEGAL)
        (shown,) = await here.until(lambda: here.ours(asked))
        (job,) = await here.ledger.jobs(9)
        job = job.model_copy(update={"slots": {"answer": shown["ts"]}})
        place = Place(team=job.team, channel=job.channel, kind="channel", thread_ts=asked)
        asking = request("summarize this").model_copy(update={"place": place})
        await here.front.progress(job, asking, 12, 23, 41.0)
        (card,) = here.ours(asked)
        assert card["text"] == "V3 is reading: 12 of 23 parts, about 40 s left."
        assert [one["action_id"] for one in card["blocks"][-1]["elements"]] == ["cancel_question"]
        alone = job.model_copy(update={"id": "J9", "slots": {}})
        await here.front.progress(alone, asking, 3, 23, None)
        await here.until(lambda: "3 of 23 parts" in status(here, asked))
        await here.front.leave(alone)
        await here.answered(asked)
