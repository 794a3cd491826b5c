"""A threshold and weights that would have chosen better, by what is known: proposed, never set.

Refuses what chance could have shown, and more than a small step at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.evaluation.outcomes_known import Known
from bot.evaluation.reliability import FOLDS, curve, fold_of, likely
from bot.request import Noun
from bot.routing.rules import Scoring

#: A question that needed the reasoning model and did not get it costs as much as so many that got
#: it for nothing.
MISS = 5.0
FEWEST, FEWEST_EACH, FEWEST_WEIGHTS = 30, 5, 200
MOST_SHIFT, MOST_WEIGHT = 0.10, 0.05
_STEP = 0.01
#: A signal is weighed anew when so many outcomes have it.
_FEWEST_WITH = 20
_ROUNDS, _RATE = 200, 0.5

Why = Literal["few", "one_sided", "no_better", "better"]


class Effect(Noun):
    """Of the outcomes known: needed the reasoning model and would not get it, and the reverse."""

    missed: int
    for_nothing: int


class Change(Noun):
    """One key of the policy; `command` sets it, `python -m bot policy undo` takes it back."""

    key: str
    before: float
    after: float
    command: str


class Proposal(Noun):
    """`why`: `few` outcomes, all of one kind (`one_sided`), `no_better` on outcomes that were held
    out, or `better`; only then there are changes. `clamped`: more would have been better still."""

    why: Why
    n: int
    fewest: int = FEWEST
    changes: tuple[Change, ...] = ()
    clamped: bool = False
    now: Effect | None = None
    then: Effect | None = None


def propose(known: Sequence[Known], rule: Scoring) -> Proposal:
    """The changes, or why there are none. The same outcomes give the same proposal."""
    n, needed = len(known), sum(one.needed for one in known)
    if n < FEWEST:
        return Proposal(why="few", n=n)
    if min(needed, n - needed) < FEWEST_EACH:
        return Proposal(why="one_sided", n=n)
    now = _effect(known, rule)
    fitted = _fitted(known, rule)
    if fitted == rule or not _holds(known, rule):
        return Proposal(why="no_better", n=n, now=now)
    changes = [_change("routing.threshold", rule.threshold, fitted.threshold)]
    changes += [
        _change(f"routing.weights.{name}", rule.weights[name], fitted.weights[name])
        for name in rule.weights
    ]
    return Proposal(
        why="better",
        n=n,
        changes=tuple(one for one in changes if one.before != one.after),
        clamped=abs(fitted.threshold - rule.threshold) >= MOST_SHIFT - _STEP / 2,
        now=now,
        then=_effect(known, fitted),
    )


def score_of(one: Known, rule: Scoring) -> float:
    """What the score would be under these weights."""
    return rule.base + sum(
        value * rule.weights.get(name, 0.0) for name, value in one.values.items()
    )


def cost(known: Sequence[Known], rule: Scoring) -> float:
    """What these choices would have cost, in questions that got the reasoning model for nothing."""
    total = 0.0
    for one in known:
        up = score_of(one, rule) >= rule.threshold
        if one.needed != up:
            total += one.weight * (MISS if one.needed else 1.0)
    return total


def _holds(known: Sequence[Known], rule: Scoring) -> bool:
    """Whether what is fitted to four fifths is better on the fifth that it has not seen."""
    before = after = 0.0
    for fold in range(FOLDS):
        seen = [one for place, one in enumerate(known) if fold_of(place) != fold]
        held = [one for place, one in enumerate(known) if fold_of(place) == fold]
        before += cost(held, rule)
        after += cost(held, _fitted(seen, rule))
    return after < before


def _fitted(known: Sequence[Known], rule: Scoring) -> Scoring:
    weighed = _weighed(known, rule) if len(known) >= FEWEST_WEIGHTS else rule
    steps = round(MOST_SHIFT / _STEP)
    tried = [
        weighed.model_copy(update={"threshold": round(rule.threshold + step * _STEP, 4)})
        for step in sorted(range(-steps, steps + 1), key=abs)
    ]
    # Of equals the one nearest to what is in force.
    return min(tried, key=lambda one: cost(known, one))


def _weighed(known: Sequence[Known], rule: Scoring) -> Scoring:
    """Weights a little nearer to what the outcomes say, by logistic regression from those in force;
    each moves by a small step at most, and in hundredths."""
    slope, start = curve(known)
    if slope <= 0:
        return rule
    common = [
        name
        for name in rule.weights
        if sum(bool(one.values.get(name)) for one in known) >= _FEWEST_WITH
    ]
    moved = dict.fromkeys(common, 0.0)
    total = sum(one.weight for one in known)
    for _ in range(_ROUNDS):
        slopes = dict.fromkeys(common, 0.0)
        for one in known:
            score = score_of(one, rule) + sum(
                moved[name] * one.values.get(name, 0.0) for name in common
            )
            error = one.weight * (one.needed - likely((slope, start), score))
            for name in common:
                slopes[name] += error * slope * one.values.get(name, 0.0)
        for name in common:
            after = moved[name] + _RATE * slopes[name] / total / (1 + slope**2)
            moved[name] = max(-MOST_WEIGHT, min(MOST_WEIGHT, after))
    weights = {
        name: round(value + moved.get(name, 0.0), 2)
        if abs(moved.get(name, 0.0)) >= _STEP
        else value
        for name, value in rule.weights.items()
    }
    return rule.model_copy(update={"weights": weights})


def _effect(known: Sequence[Known], rule: Scoring) -> Effect:
    ups = [(one.needed, score_of(one, rule) >= rule.threshold) for one in known]
    return Effect(missed=ups.count((True, False)), for_nothing=ups.count((False, True)))


def _change(key: str, before: float, after: float) -> Change:
    return Change(
        key=key,
        before=before,
        after=after,
        command=f"python -m bot policy set {key} {after:g}",
    )
