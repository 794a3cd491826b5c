"""One decision in words: everything is said by numbers and words, bars only decorate."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import POLICY, SEATS, request, router

from bot.request import Request
from bot.routing.decide import Health
from bot.verbs.decision_told import bar, explained, in_words
from bot.verbs.routed import decided
from bot.words import Words

WORDS = Words()
PROOF = "Prove that the sum of two even numbers must be even, step by step, then compare"


def told(asked: Request, health: Health | None = None) -> str:
    health = health or Health()
    decision = decided(asked, router(), health)
    return "\n".join(explained(asked, decision, POLICY, SEATS, WORDS, health.tokens))


def test_stakes() -> None:
    said = told(request("should we sign the contract with unlimited liability?"))
    assert said.startswith("R1 would be asked.\nWhat decided: rule 3 of 5, high stakes.\n")
    assert re.search(r'3\. high stakes: legal \(".*"\); decided for R1', said)
    assert "1. what cannot be done: nothing stands in the way\n  2. your wish: none\n" in said
    assert re.search(
        r"5\. the score: [+-]0\.\d\d, R1 from \+0\.50 on; spoke for V3, overruled", said
    )
    assert "Expected: V3 about" in said
    assert f"Policy {POLICY.fingerprint}." in said


def test_the_score_with_its_words_and_bars() -> None:
    said = told(request(PROOF))
    assert "rule 5 of 5, the score" in said
    assert re.search(r'  proof \("prove"\): \+0\.40, for R1 +█{8}$', said, re.MULTILINE)
    assert "the score speaks for R1" in said
    shown = [
        float(one) for one in re.findall(r": ([+-]\d\.\d\d)(?:, (?:for|against) R1)? +[█░]", said)
    ]
    total = re.search(r"together: ([+-]\d\.\d\d)", said)
    assert total is not None
    assert sum(shown) == pytest.approx(float(total.group(1)), abs=0.03)


def test_a_wish_and_what_would_have_changed_it() -> None:
    said = told(request(PROOF, wish=("fast", "!fast")))
    assert "2. your wish: !fast; decided for V3" in said
    assert "5. the score: " in said
    assert "spoke for R1, overruled" in said
    assert "Without !fast it would go to R1." in said


def test_what_cannot_be_done_and_a_counted_length() -> None:
    health = Health(budget_until="1 Dec", tokens=12_345)
    said = told(request("hello there"), health)
    assert "1. what cannot be done: budget (1 Dec); decided for V3" in said
    assert "4. length: 12,345 tokens, limit 10,000; spoke for R1, overruled" in said
    assert "4. length: 12 tokens, limit" in told(request("hello"), Health(tokens=12))


def test_without_bars_nothing_is_lost() -> None:
    """Every bar stands last on a line that has its number already."""
    for line in told(request(PROOF)).splitlines():
        if "█" in line or "░" in line:
            assert re.fullmatch(r".*[+-]\d\.\d\d.* [█░]+", line)
        assert not re.search(r"\s$", line)


@given(st.floats(-3, 3))
def test_a_bar_grows_with_its_value(value: float) -> None:
    assert len(bar(value)) <= len(bar(value * 2)) <= 16
    assert set(bar(value)) <= ({"█"} if value > 0 else {"░"})


def test_in_a_few_lines() -> None:
    lines = in_words(router().decide(request("what is HTTP 429")), SEATS, WORDS)
    assert lines[0].startswith("V3, because of the score")
    assert lines == [line.rstrip(" :") for line in lines]
