"""Signs of danger to a person: found in seven languages, and not where nobody is in danger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from routing_cases import POLICY, SEATS, answer, request, router

from bot.request import Tier
from bot.routing.danger import sign
from bot.routing.decide import Health, decide
from bot.routing.footer import footer
from bot.routing.text import read
from bot.words import Words

DATA = Path(__file__).resolve().parents[2] / "data"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "danger.jsonl").read_text("utf-8").splitlines()
]
LANGUAGES = {"en", "zh", "es", "de", "fr", "ja", "pt"}
PHRASE = "Someone collapsed and is not breathing"


def seen(text: str) -> str:
    return sign(read(text))


def test_the_list_is_long_enough_in_every_language() -> None:
    for danger in (True, False):
        rows = [row for row in ROWS if row["danger"] is danger]
        assert len(rows) >= 120
        assert {row["lang"] for row in rows} == LANGUAGES


def test_all_of_the_list_and_nothing_beside_it() -> None:
    wrong = [row["id"] for row in ROWS if bool(seen(row["text"])) != row["danger"]]
    assert wrong == []


def test_no_quick_message_of_thousands_sounds_like_danger() -> None:
    lines = (DATA / "routing" / "train.jsonl").read_text("utf-8").splitlines()
    quick = [row["text"] for row in map(json.loads, lines) if row["label"] == "quick"]
    assert len(quick) > 3000
    assert [text for text in quick if seen(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO KILL MYSELF",
        "i want\nto   kill myself",
        "I want to k\u200bill myself",
        "ｉ ｗａｎｔ ｔｏ ｋｉｌｌ ｍｙｓｅｌｆ",
        "Je n’ai plus envie de vivre",
        "Je n'ai plus envie de vivre".replace("'", "\u2019"),
        "<@U1> i want to kill myself",
        "hello, " * 200 + "i want to kill myself",
    ],
)
def test_it_is_seen_however_it_is_typed(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text", ["", "😀", "`i want to kill myself`", "word " * 200 + PHRASE + " word" * 200]
)
def test_code_and_the_middle_of_a_long_paste_are_not_looked_at(text: str) -> None:
    assert seen(text) == ""


def test_it_is_a_floor_with_its_phrase_and_rule() -> None:
    decision = router().decide(request(PHRASE))
    floor = decision.floors[0]
    assert (decision.tier, decision.cause) == ("reasoning", "stakes")
    assert (floor.name, floor.rule) == ("safety", "danger")
    assert floor.words[0] in PHRASE.lower()
    assert [rule.name for rule in decision.floors].count("safety") == 1


def test_no_policy_switches_it_off_and_no_classifier_is_needed() -> None:
    stakes = POLICY.stakes.model_copy(update={"safety": False})
    off = POLICY.model_copy(update={"stakes": stakes})
    assert decide(request(PHRASE), off).floors[0].rule == "danger"


@pytest.mark.parametrize(
    ("wish", "health", "tier", "cause"),
    [
        (("fast", "!fast"), Health(), "fast", "wish"),
        (None, Health(reasoning_down="timeout 90"), "fast", "unavailable"),
        (None, Health(budget_until="1 Dec"), "fast", "budget"),
        (None, Health(fast_down="status 503"), "reasoning", "unavailable"),
    ],
)
def test_the_table_of_precedence_stands(
    wish: tuple[Tier, str] | None, health: Health, tier: str, cause: str
) -> None:
    decision = router().decide(request(PHRASE, wish=wish), health)
    assert (decision.tier, decision.cause) == (tier, cause)
    rules = decision.floors if tier == "reasoning" else decision.lost
    assert "danger" in [rule.rule for rule in rules]


def test_the_footer_keeps_it_to_itself() -> None:

    line = footer(answer(router().decide(request(PHRASE))), SEATS, Words())
    assert line.startswith("R1 · sensitive topic")
