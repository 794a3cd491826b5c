"""Labelled cases and outcomes whose figures are computed by hand."""

from __future__ import annotations

from bot.decision import Decision, Floor
from bot.evaluation.dataset import Label, Labelled, Outcome
from bot.evaluation.labels import Case
from bot.request import Tier
from bot.routing.meaning import Meaning


def decision(tier: Tier = "fast", category: str = "", score: float = 0.0) -> Decision:
    """A decision by a floor of this category, or by the score."""
    floors = (Floor(name=category, tier="reasoning", words=("w",)),) if category else ()
    return Decision(
        tier=tier,
        cause=("length" if category == "length" else "stakes") if category else "score",
        score=score,
        threshold=0.5,
        base=0.0,
        floors=floors,
    )


def case(
    name: str,
    label: Label,
    reason: str,
    found: Decision,
    *,
    lang: str = "en",
    flag: str = "",
    text: str = "a text",
    depth: float = 0.0,
) -> Case:
    row = Labelled(id=name, text=text, label=label, reason=reason, lang=lang, flag=flag)
    return Case(row, found, Meaning(depth=depth, hard=0.0, field="people"))


CASES = [
    case("1", "deep", "legal", decision("reasoning", "legal", 0.9), text="a" * 301),
    case("2", "deep", "legal", decision("reasoning", "people"), lang="de", flag="plain"),
    case("3", "deep", "legal", decision(score=0.4), depth=-2.0),
    case("4", "deep", "reasoning", decision("reasoning", score=0.6), text="x" * 60),
    case("5", "deep", "medical", decision(), lang="de", depth=-3.0, flag="plain", text="y " * 200),
    case("6", "quick", "legal", decision(), flag="decoy"),
    case("7", "quick", "people", decision("reasoning", "people"), flag="decoy", depth=1.5),
    case("8", "quick", "everyday", decision()),
    case("9", "quick", "", decision("reasoning", score=0.7), flag="long", depth=0.5, lang="de"),
    case("10", "quick", "everyday", decision("reasoning", "length", 0.5), depth=-1.0),
]


def outcome(
    name: str, domain: str, fast: float, reasoning: float, *, text: str = "x", cost: float = 10.0
) -> Outcome:
    return Outcome(
        id=name,
        text=text,
        domain=domain,
        fast_correct=fast,
        reasoning_correct=reasoning,
        fast_cost=1.0,
        reasoning_cost=cost,
    )
