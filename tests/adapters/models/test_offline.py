"""The offline demo and its shelf: what it quotes stands there, and it never pretends."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from routing_cases import request, router

from adapters.models.offline import OfflineChatModel
from adapters.models.quoting import quotes, summary, wants_summary
from adapters.models.shelf import look_up
from adapters.models.tokens import DeepSeekTokens
from bot.prompting import messages
from bot.reply import REASONING
from bot.request import Request, Tier, Unit
from bot.seats import Seat

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NO_STATUS = [
    "we got 200 apples",
    "how did we get 200 customers?",
    "room 404 is booked",
    "is 500 enough for the party?",
    "what does HTTP 799 mean?",
]


def demo(tier: Tier) -> OfflineChatModel:
    return OfflineChatModel(seat=Seat(tier=tier, label="V3", model="offline"), pace=0)


def said(asked: Request, tier: Tier = "fast") -> str:
    return demo(tier).invoke(messages(asked, tier, NOW)).text


def test_a_status_is_quoted_with_its_place() -> None:
    assert said(request("what does HTTP 429 mean?")) == (
        '429 Too Many Requests: "The user has sent too many requests in a given amount of time '
        '("rate limiting")" [Python, http.HTTPStatus]'
    )


@pytest.mark.parametrize("question", NO_STATUS)
def test_a_number_alone_names_no_status(question: str) -> None:
    assert look_up(question) is None
    assert "[Python" not in said(request(question))


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("what is ENOENT?", "Python, errno"),
        ("who sends SIGTERM?", "Python, signal"),
        ("what does shutil.copytree do?", "Python, shutil.copytree"),
        ("what is Python's heapq for?", "Python, heapq"),
    ],
)
def test_the_shelf_names_itself(question: str, place: str) -> None:
    book = look_up(question)
    assert book is not None
    assert book.place == place


@pytest.mark.parametrize(
    "question", ["how do I copy a list in Python?", "EVERYTHING is broken", "time is money", ""]
)
def test_a_common_word_opens_no_book(question: str) -> None:
    assert look_up(question) is None


THREAD = (
    "The deploy failed at 14:02 because the disk of db-3 was full.",
    "Mei freed 40 GB. We decided to alert at 80 %.",
    "lunch anyone?",
)


def units() -> list[Unit]:
    return [
        Unit(source="thread", place=f"dana, 10:0{at}", text=text) for at, text in enumerate(THREAD)
    ]


def test_a_thread_is_quoted_verbatim_and_with_its_place() -> None:
    answer = said(request("why did the deploy fail?", context=THREAD))
    assert THREAD[0] in answer
    assert "dana, 10:02" in answer
    assert "lunch" not in answer


def test_every_quotation_stands_in_its_source() -> None:
    found = [*quotes("when did the deploy fail?", units()), *summary(units())]
    assert found
    assert all(any(quote.text in text for text in THREAD) for quote in found)


def test_a_summary_keeps_the_order_of_the_thread() -> None:
    assert wants_summary("TL;DR?")
    assert not wants_summary("what is a summit?")
    told = [quote.text for quote in summary(units())]
    everything = " ".join(THREAD)
    assert told == sorted(told, key=everything.index)


def test_its_own_earlier_answers_are_no_source() -> None:
    mine = Unit(source="thread", place="bot", text="The deploy failed on Mars.", by_assistant=True)
    assert quotes("why did the deploy fail?", [mine]) == []


def test_when_nothing_fits_it_says_so_and_names_what_the_router_saw() -> None:
    asked = request("The vendor wants to cap liability at 12 months, should we sign?")
    decision = router().decide(asked)
    answer = demo("reasoning").invoke(messages(asked, "reasoning", NOW), decision=decision)
    assert decision.tier == "reasoning"
    assert re.search(r"no model is connected", answer.text)
    assert decision.floors[0].words[0] in answer.text
    assert answer.additional_kwargs[REASONING]


async def test_it_streams_like_a_model_and_says_the_same_each_time() -> None:
    asked = messages(request("what does HTTP 404 mean?"), "reasoning", NOW)
    pieces = [chunk async for chunk in demo("reasoning").astream(asked)]
    whole = pieces[0]
    for piece in pieces[1:]:
        whole += piece
    assert len(pieces) > 3
    assert whole.text == (await demo("reasoning").ainvoke(asked)).text
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata is not None
    assert whole.additional_kwargs[REASONING]


async def test_tokens_are_counted_with_the_real_vocabulary() -> None:
    assert await DeepSeekTokens().count(["Hello!", ""]) == 2
    assert await DeepSeekTokens().count(["你好"]) >= 1
    assert await DeepSeekTokens().count_each(["Hello!", "", "Hello! Hello!"]) == [2, 0, 4]
