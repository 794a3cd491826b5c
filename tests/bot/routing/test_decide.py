"""The first gate: which questions go where, and that the record adds up."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_cases import request, router

from bot.decision import Decision
from bot.request import Tier
from bot.routing.decide import Health
from bot.routing.router import Router
from bot.routing.stakes import CATEGORIES

QUICK = [
    "what does HTTP 429 mean?",
    "how do I kill a process on port 8080",
    "spell indemnification",
    "what does HIPAA stand for",
    "is it legal to castle out of check",
    "translate this to French: good morning everybody",
    "what's the command to list hidden files",
    "can you rephrase this more politely: send me the report now",
    "what time is it in Tokyo when it is noon in Berlin",
    "regex for an email address?",
    "thanks, that worked!",
    "should we use tabs or spaces?",
]
STAKES = (
    "The vendor wants to cap liability at 12 months of fees, should we sign clause 9.2?",
    "how much ibuprofen can I give a 3 year old?",
    "a supplier emailed that they changed their bank details, should I pay the invoice?",
    "prod is down, should I roll back the migration?",
    "Can we let Dana go next week?",
    "we smell gas leak in the lab, should we evacuate?",
    "can I send the customer list with home address to the agency?",
    "is it ok if the intern signs for me while I'm on the plane?",
)
HARD = [
    "Prove by induction that the sum of the first n odd numbers is n squared, step by step.",
    "Compare the two designs, analyze trade-offs under load, and plan the steps of the migration",
]


@pytest.mark.parametrize("text", QUICK)
def test_everyday_questions_are_quick(text: str) -> None:
    assert router().decide(request(text)).tier == "fast"


@pytest.mark.parametrize("text", STAKES)
def test_what_matters_is_thought_through(text: str) -> None:
    decision = router().decide(request(text))
    assert (decision.tier, decision.cause) == ("reasoning", "stakes")
    floor = decision.floors[0]
    assert (floor.rule, floor.name in CATEGORIES) == ("meaning", True)
    assert floor.words
    assert all(word in text.lower() for word in floor.words)


@pytest.mark.parametrize("text", HARD)
def test_what_is_hard_is_thought_through(text: str) -> None:
    decision = router().decide(request(text))
    assert (decision.tier, decision.cause) == ("reasoning", "score")


def test_a_short_question_under_a_contract_takes_its_matter_from_the_thread() -> None:
    contract = ("Clause 9.2 caps liability at twelve months of fees.",)
    assert router().decide(request("should we sign?", context=contract)).cause == "stakes"
    assert router().decide(request("thanks!", context=contract)).cause == "score"


def test_long_is_decided_by_tokens() -> None:
    long = request("summarize this", context=("word " * 30_000,))
    decision = router().decide(long, Health(tokens=30_000))
    assert (decision.tier, decision.cause) == ("reasoning", "length")
    assert decision.floors[0].words == ("30,000", "10,000")
    assert router().decide(long, Health(tokens=9_999)).tier == "fast"


RULES: dict[str, tuple[Tier, Health, tuple[Tier, str] | None, str]] = {
    "budget": ("fast", Health(budget_until="1 Dec"), None, "hello"),
    "unavailable": ("fast", Health(reasoning_down="timeout 90"), None, "hello"),
    "policy": ("fast", Health(kept_in="#legal"), None, "hello"),
    "wish": ("fast", Health(), ("fast", "!fast"), "hello"),
    "stakes": ("reasoning", Health(), None, "should we sign the contract?"),
    "length": ("reasoning", Health(tokens=20_000), None, "hello"),
}
ORDER = ["policy", "budget", "unavailable", "wish", "stakes", "length"]


@pytest.mark.parametrize(("higher", "lower"), list(itertools.combinations(ORDER, 2)))
def test_precedence_pair_by_pair(higher: str, lower: str) -> None:
    """The higher rule decides, and the lower one is still on record."""
    one, other = RULES[higher], RULES[lower]
    health = one[1].model_copy(update=other[1].model_dump(exclude_defaults=True))
    text = next((rule[3] for rule in (one, other) if "sign" in rule[3]), "hello")
    decision = router().decide(request(text, wish=one[2] or other[2]), health)
    assert decision.cause == higher
    assert decision.tier == one[0]
    recorded = {floor.name for floor in (*decision.floors, *decision.lost)}
    assert (lower if lower != "stakes" else "legal") in recorded


WORDS = st.sampled_from(
    "should we sign the contract prove this translate prod is down what does mean step by step "
    "compare design debug fire wire password ? ! !! dose analyze asap quick 法律 合同 can i".split()
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))


@given(text=TEXTS, tokens=st.one_of(st.none(), st.integers(0, 50_000)))
@settings(max_examples=40)
def test_the_score_is_the_sum_of_what_is_named(text: str, tokens: int | None) -> None:
    decision = router().decide(request(text), Health(tokens=tokens))
    total = decision.base + sum(reason.contribution for reason in decision.reasons)
    assert abs(total - decision.score) < 1e-9
    by_score = "reasoning" if decision.score >= decision.threshold else "fast"
    if decision.cause == "score":
        assert decision.tier == by_score
        assert decision.floors == ()
    assert {floor.tier for floor in decision.floors} <= {decision.tier}
    assert decision.tier not in {floor.tier for floor in decision.lost}


@given(text=TEXTS)
@settings(max_examples=40)
def test_the_same_question_is_decided_the_same(text: str) -> None:
    first = router().decide(request(text))
    assert first.model_dump_json() == router().decide(request(text)).model_dump_json()
    assert Decision.model_validate_json(first.model_dump_json()) == first


@pytest.mark.parametrize(
    "text",
    [
        "shоuld we sign the cоntract?",
        "should we s\u200bign the con\u200btract?",
        "should we sign the c0ntract?",
        "ｓｈｏｕｌｄ　ｗｅ　ｓｉｇｎ　ｔｈｅ　ｃｏｎｔｒａｃｔ？",
    ],
)
def test_tricks_with_letters_do_not_hide_the_matter(text: str) -> None:
    assert router().decide(request(text)).cause == "stakes"


def test_the_router_is_a_thin_coat() -> None:
    coat = Router()
    text = "should we sign the contract?"
    assert coat.invoke(text).cause == "stakes"
    steered = coat.invoke(text, {"configurable": {"tier": "fast"}})
    assert (steered.tier, steered.cause) == ("fast", "wish")
    assert [floor.name for floor in steered.lost] == ["legal"]
    assert coat.batch([text, "hello"])[1].tier == "fast"
    with pytest.raises(ValueError, match="configurable tier"):
        coat.invoke(text, {"configurable": {"tier": "slow"}})
