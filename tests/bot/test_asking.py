"""Servers that fail, wait or fall silent: who stands in, and what is said of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from house_cases import parts
from routing_cases import request

from adapters.models.chat import build, close_all
from adapters.playground.models import Script
from bot.asking import Asking, Chair
from bot.errors import ModelGarbage, ModelMisconfigured, ModelUnavailable
from bot.routed_model import RoutedChatModel
from bot.routing.footer import footer
from bot.words import Words

QUICK, LEGAL = "what does HTTP 429 mean?", "should we sign the contract?"
FAST = Script(model="fast-model", text="Too many requests.", served="fast-1")
SLOW = Script(
    model="slow-model", text="Do not sign yet.", reasoning="Let me think.", served="slow-1"
)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "R1's server refused the key (401)"),
        (503, "R1's server failed (503)"),
        (429, "R1's server failed (429)"),
    ],
)
async def test_when_reasoning_fails_the_fast_model_answers_and_says_so(
    status: int, words: str
) -> None:
    async with parts(FAST, Script(model="slow-model", status=status)) as house:
        answer = await house.pipeline.answer(request(LEGAL))
        assert answer.answer.text == "Too many requests."
        assert answer.decision.cause == "unavailable"
        assert [floor.name for floor in answer.decision.lost] == ["legal"]
        shown = footer(answer, house.seats, Words())
        assert shown == f"V3 instead of R1 · {words} · not double-checked"
        assert (await house.pipeline.answer(request(LEGAL))).cache.state == "miss"


@pytest.mark.parametrize(("wait", "calls"), [("1", 2), ("600", 1)])
async def test_a_server_that_asks_for_patience_gets_it_within_reason(wait: str, calls: int) -> None:
    busy = Script(model="fast-model", status=429, headers={"Retry-After": wait}, times=1)
    again = Script(model="fast-model", text="Now I can.")
    async with parts(busy, again) as house:
        started = time.monotonic()
        if calls == 2:
            answer = await house.pipeline.answer(request("what is a mutex?"))
            assert answer.answer.text == "Now I can."
            assert time.monotonic() - started >= 1.0
        else:
            with pytest.raises(ModelUnavailable):
                await house.pipeline.answer(request("what is a mutex?"))
        assert len(house.server.journal) == calls


async def test_a_lighter_thinker_stands_in_before_the_fast_model() -> None:
    lite = Script(model="lite-model", text="Lightly thought.")
    async with parts(FAST, Script(model="slow-model", status=503), lite) as house:
        seat = house.seats.reasoning.model_copy(update={"label": "R1-Lite", "model": "lite-model"})
        model = build(seat)
        routed = RoutedChatModel(
            fast=house.model.fast,
            reasoning=model,
            seats=house.seats.model_copy(update={"reasoning": seat}),
        )
        asking = Asking(
            house.model, house.seats, house.purse, house.events, _now, (Chair(seat, routed),)
        )
        decision = await house.pipeline.decide(request(LEGAL))
        answer = await asking.ask(request(LEGAL), decision)
        await close_all((model,))
        assert answer.answer.text == "Lightly thought."
        assert (answer.decision.tier, answer.decision.cause) == ("reasoning", "unavailable")
        shown = footer(answer, house.seats, Words())
        assert shown.startswith("R1-Lite instead of R1 · R1 is not answering · ")


def _now() -> datetime:
    return datetime.now(UTC)


async def test_a_silent_server_is_given_up_by_our_own_deadline() -> None:
    silent = Script(model="slow-model", first_s=20, keep_alive_s=0.2)
    async with parts(FAST, silent, silence_s=0.5, total_s=2) as house:
        answer = await house.pipeline.answer(request(LEGAL))
        assert answer.decision.cause == "unavailable"
        assert "did not answer in" in footer(answer, house.seats, Words())


@pytest.mark.parametrize(
    ("script", "error", "said"),
    [
        (Script(status=401), ModelMisconfigured, "model.key_refused"),
        (Script(status=402), ModelMisconfigured, "model.no_balance"),
        (Script(status=404), ModelMisconfigured, "model.unknown_model"),
        (Script(status=500), ModelUnavailable, "model.unavailable"),
        (Script(status=429), ModelUnavailable, "model.unavailable"),
        (Script(body="<html>hello</html>"), ModelGarbage, "model.garbage"),
        (Script(corrupt=True), ModelGarbage, "model.garbage"),
        (Script(text=""), ModelGarbage, "model.blank"),
    ],
)
async def test_when_nobody_answers_the_cause_is_named(
    script: Script, error: type[Exception], said: str
) -> None:
    async with parts(script) as house:
        with pytest.raises(error) as caught:
            await house.pipeline.answer(request(QUICK))
        assert getattr(caught.value, "key", "") == said
        sentence = Words().say(said, **{**getattr(caught.value, "values", {}), "id": "K7F3"})
        assert "V3" in sentence
        assert "K7F3" in sentence
        assert "127.0.0.1" not in sentence


async def test_one_hiccup_is_not_noticed() -> None:
    hiccup = Script(model="fast-model", status=503, times=1)
    async with parts(hiccup, FAST) as house:
        answer = await house.pipeline.answer(request(QUICK))
        assert answer.answer.text == "Too many requests."
