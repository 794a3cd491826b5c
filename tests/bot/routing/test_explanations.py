"""The explanation cannot lie: its properties over many requests (field/routing.md 5.2)."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from asked_cases import Case, asked_in, cases, decided
from routing_cases import POLICY, SEATS, answer, router

from bot.decision import Counterfactual, Decision
from bot.request import Request
from bot.routing.decide import Health, decide
from bot.routing.footer import footer
from bot.routing.otherwise import counterfactual, health_of, what_would, without_words
from bot.routing.signals import signals
from bot.routing.stakes import CATEGORIES, PERSONAL
from bot.routing.text import Reading
from bot.routing.waiting import waiting
from bot.routing.why import breakdown
from bot.words import Words

ROOT = Path(__file__).resolve().parents[3]
WORDS = Words()
#: Reading some thousand variants takes as long as it takes; nothing waits for anything here.
pytestmark = pytest.mark.timeout(120)
FIGURE = re.compile(r"[+-]?\d\.\d\d\b")


@pytest.fixture(scope="module")
def many() -> list[Case]:
    return cases(1500, seed=11)


class Explained(NamedTuple):
    """A request as it was routed, and what would have changed that."""

    asked: Request
    health: Health
    decision: Decision
    changed: Counterfactual | None


def explained(count: int, seed: int) -> list[Explained]:
    made = []
    for asked, health in asked_in(count, seed):
        decision = router().decide(asked, health)
        changed = counterfactual(asked, router(), health, decision)
        made.append(Explained(asked, health, decision, changed))
    return made


@pytest.fixture(scope="module")
def routed() -> list[Explained]:
    return explained(40, seed=5)


def told(decision: Decision, changed: Counterfactual | None = None) -> list[str]:
    return breakdown(answer(decision), SEATS, WORDS, changed=changed, tokens=31)


def test_contributions_sum_to_the_score(many: list[Case]) -> None:
    for case in many:
        decision = decided(case)
        total = decision.base + sum(one.contribution for one in decision.reasons)
        assert total == pytest.approx(decision.score, abs=1e-9)
        by_score = "reasoning" if decision.score >= decision.threshold else "fast"
        assert decision.cause != "score" or decision.tier == by_score
        assert all(one.contribution == one.value * _weight(one.name) for one in decision.reasons)


def _weight(name: str) -> float:
    return POLICY.routing.weights[name]


def test_without_its_trigger_a_signal_adds_exactly_nothing(many: list[Case]) -> None:
    """The meaning is held fixed; of signals that share a word both go, and nothing else moves."""
    removed = 0
    for case in many:
        before = decided(case)
        for signal in signals(case.reading):
            if not signal.words or _listed(case.reading):
                continue
            reading = _without_signal(case.reading, signal.name)
            after = decide(case.asked, POLICY, case.health, case.meaning, reading)
            left = {one.name: one for one in after.reasons}
            gone = [one for one in before.reasons if left.get(one.name) != one]
            assert signal.name in {one.name for one in gone}
            assert signal.name not in left
            if len(gone) == 1:
                removed += 1
                change = after.score - before.score
                assert change == pytest.approx(-gone[0].contribution, abs=1e-9)
    assert removed > 500


def _without_signal(reading: Reading, name: str) -> Reading:
    """A word that stands inside a longer trigger and once more by itself shows at the second go."""
    for _ in range(4):
        for signal in signals(reading):
            if signal.name == name:
                reading = _masked(reading, signal.words)
    return reading


def _listed(reading: Reading) -> bool:
    """Numbered lines count as several steps, too: there the words are not the only trigger."""
    return len(re.findall(r"^\s*(?:\d+[.)]|[-*•])\s", reading.text, re.MULTILINE)) >= 3


def _masked(reading: Reading, triggers: Sequence[str]) -> Reading:
    """The reading with these words taken out and everything else in its place."""
    words, stems = list(reading.words), list(reading.stems)
    for parts in (trigger.split(" ") for trigger in triggers):
        for at in range(len(words) - len(parts) + 1):
            if list(reading.words[at : at + len(parts)]) == parts:
                words[at : at + len(parts)] = [""] * len(parts)
                stems[at : at + len(parts)] = [""] * len(parts)
    # Phrases of signs stand inside words, for there are no spaces between them.
    text = reading.text
    for trigger in (one for one in triggers if not one.isascii()):
        blank = " " * len(trigger)
        text = text.replace(trigger, blank)
        words = [word.replace(trigger, blank) for word in words]
        stems = [stem.replace(trigger, blank) for stem in stems]
    return reading.model_copy(update={"text": text, "words": tuple(words), "stems": tuple(stems)})


def test_every_stated_counterfactual_is_true(routed: list[Explained]) -> None:
    stated = [one for one in routed if one.changed is not None]
    for asked, health, before, changed in stated:
        assert changed is not None
        after = router().decide(*_without(asked, health, changed))
        assert after.tier == changed.tier != before.tier
        assert SEATS.of(changed.tier).label in told(before, changed)[-4]
    assert len(stated) > 10


def test_it_is_found_again_from_the_record(routed: list[Explained]) -> None:
    for asked, health, before, changed in routed[::8]:
        found = what_would(before, asked, router(), health_of(before, health.tokens))
        assert found == (changed or Counterfactual(without=(), tier=before.tier))


def test_under_other_rules_nothing_is_claimed(routed: list[Explained]) -> None:
    asked, health, before, _ = routed[0]
    changed = POLICY.model_copy(update={"routing": POLICY.routing.model_copy(update={"base": 0.5})})
    assert what_would(before, asked, router(changed), health) is None


def _without(asked: Request, health: Health, changed: Counterfactual) -> tuple[Request, Health]:
    match changed.rule:
        case "":
            text = without_words(asked.text, changed.without)
            return asked.model_copy(update={"text": text}), health
        case "wish":
            return asked.model_copy(update={"wish": None}), health
        case "length":
            return asked, health.model_copy(update={"tokens": POLICY.length.limit_tokens - 1})
        case "budget":
            return asked, health.model_copy(update={"budget_until": ""})
        case "policy":
            return asked, health.model_copy(update={"kept_in": ""})
    return asked, health.model_copy(update={"reasoning_down": "", "fast_down": ""})


def test_a_floor_is_never_explained_by_the_score(many: list[Case]) -> None:
    seen = set()
    for case in many:
        decision = decided(case)
        if decision.cause == "score":
            continue
        seen.add(decision.cause)
        lines = told(decision)[:-3]
        said = re.sub(r'"[^"]*"', "", " ".join(lines))
        assert "score" not in said.lower()
        assert FIGURE.search(said) is None
    assert seen >= {"stakes", "wish", "length", "budget", "policy", "unavailable"}


def test_personal_matters_say_only_that_they_are_sensitive(many: list[Case]) -> None:
    seen = 0
    for case in many:
        decision = decided(case)
        if not any(rule.name in PERSONAL for rule in (*decision.floors, *decision.lost)):
            continue
        seen += 1
        shown = [footer(answer(decision), SEATS, WORDS), waiting(decision, SEATS, WORDS, 30.0)]
        for line in shown:
            assert "these words" not in line
            assert not any(WORDS.say(f"category.{name}") in line for name in PERSONAL)
        if decision.cause == "stakes":
            assert all("sensitive" in line for line in shown)
    assert seen > 200


def digest(count: int, seed: int) -> str:
    """One for every explanation together."""
    lines = [line for one in explained(count, seed) for line in told(one.decision, one.changed)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests/support', 'tests/bot/routing', '.']\n"
        "from test_explanations import digest\nprint(digest(12, 3))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(12, 3)


def test_every_floor_has_a_name_that_can_be_read_aloud() -> None:
    for name in CATEGORIES:
        assert WORDS.say(f"matter.{name}").startswith("a ")
