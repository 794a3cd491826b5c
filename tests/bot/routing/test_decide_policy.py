"""What the policy adds to the first gate: its words, its wish for speed, where text may go."""

from __future__ import annotations

import itertools

import pytest
from routing_cases import request, router

from bot.request import Tier
from bot.routing.decide import PRECEDENCE, Health, decide
from bot.routing.otherwise import without_words
from bot.routing.policy import Policy, combined, parsed
from bot.routing.rules import StakesRule
from bot.routing.shown import precedence
from bot.routing.stakes import CATEGORIES, named

WORDS = {"legal": ["Project Falcon", "九重天"], "people": ["Dana's team"]}


def with_words(**more: object) -> Policy:
    stakes = {**Policy.default().stakes.model_dump(), "words": WORDS, **more}
    return Policy.default().model_copy(update={"stakes": StakesRule.model_validate(stakes)})


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ("what is the color of project falcon's logo?", "legal", ("Project Falcon",)),
        ("PROJECT\n  FALCON?", "legal", ("Project Falcon",)),
        ("prоject fаlcon?", "legal", ("Project Falcon",)),
        ("pro\u200bject falcon?", "legal", ("Project Falcon",)),
        ("where is dana’s team today?", "people", ("Dana's team",)),
        ("请问九重天是什么颜色", "legal", ("九重天",)),
        ("x " * 5000 + "project falcon" + " x" * 5000, "legal", ("Project Falcon",)),
    ],
)
def test_a_word_of_the_policy_sets_its_floor(
    text: str, category: str, words: tuple[str, ...]
) -> None:
    decision = router(with_words()).decide(request(text))
    floor = next(one for one in decision.floors if one.rule == "policy_word")
    assert (decision.tier, decision.cause) == ("reasoning", "stakes")
    assert (floor.name, floor.words) == (category, words)


@pytest.mark.parametrize(
    "text",
    ["what is a projects falconry?", "a falcon project", "run `project falcon`", "hello"],
)
def test_part_of_a_word_other_order_and_code_set_none(text: str) -> None:
    assert named(text, with_words().stakes) == ()


def test_a_category_that_is_off_has_no_floor_of_words_either() -> None:
    assert named("project falcon", with_words(legal=False).stakes) == ()


def test_without_its_word_the_question_goes_elsewhere() -> None:
    text = "what is the color of Project Falcon?"
    left = without_words(text, ("Project Falcon",))
    assert router(with_words()).decide(request(text)).tier == "reasoning"
    assert router(with_words()).decide(request(left)).tier == "fast"


@pytest.mark.parametrize(("wish", "share"), [("realtime", -0.3), ("patient", 0.2), ("normal", 0)])
def test_the_wish_for_speed_is_a_signal_with_its_weight(wish: str, share: float) -> None:
    latency = Policy.default().latency.model_copy(update={"wish": wish})
    policy = Policy.default().model_copy(update={"latency": latency})
    asked = request("compare the two designs")
    decision = decide(asked, policy)
    reasons = {reason.name: (reason.value, reason.contribution) for reason in decision.reasons}
    assert reasons.get(wish) == ((1.0, share) if share else None)
    assert decision.score == pytest.approx(decide(asked, Policy.default()).score + share)


RULES: dict[str, tuple[Tier, Health, tuple[Tier, str] | None, str]] = {
    "policy": ("reasoning", Health(kept_in="kept channel", kept_to="reasoning"), None, "hello"),
    "budget": ("fast", Health(budget_until="1 Dec"), None, "hello"),
    "unavailable": ("reasoning", Health(fast_down="status 503"), None, "hello"),
    "wish": ("fast", Health(), ("fast", "!fast"), "hello"),
    "stakes": ("reasoning", Health(), None, "hello project falcon"),
    "length": ("reasoning", Health(tokens=20_000), None, "hello"),
}


@pytest.mark.parametrize(("higher", "lower"), list(itertools.combinations(RULES, 2)))
def test_precedence_pair_by_pair(higher: str, lower: str) -> None:
    """The same table with text kept to the other tier and a floor of the policy's words."""
    one, other = RULES[higher], RULES[lower]
    health = one[1].model_copy(update=other[1].model_dump(exclude_defaults=True))
    text = max(one[3], other[3], key=len)
    decision = router(with_words()).decide(request(text, wish=one[2] or other[2]), health)
    assert (decision.cause, decision.tier) == (higher, one[0])
    recorded = {floor.name for floor in (*decision.floors, *decision.lost)}
    assert (lower if lower != "stakes" else "legal") in recorded


def test_the_table_that_is_shown_is_the_table_that_decides() -> None:
    shown = precedence()
    assert [row.cause for row in shown] == [*RULES, "score"]
    assert tuple((name, row.cause) for row in shown for name in row.rules) == PRECEDENCE
    assert shown[4].rules == CATEGORIES


def test_the_fingerprint_in_a_decision_is_that_of_the_channel_s_policy() -> None:
    book = combined(parsed(b"[channels.C1.caps]\nusd_team_day = 1\n", "policy.toml"))
    here, there = book.in_force("C1").policy, book.in_force("C2").policy
    assert router(here).decide(request("hello")).policy == here.fingerprint
    assert here.fingerprint != there.fingerprint == Policy.default().fingerprint
