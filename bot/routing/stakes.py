"""High stakes: asking what to do, or whether it is allowed, safe, right or due, where it matters.

Refuses to take a word for the matter: "what does HIPAA stand for" is a look-up.
"""

from __future__ import annotations

from typing import get_args

from bot.decision import Floor
from bot.routing.meaning import Meaning
from bot.routing.rules import Category, StakesRule

CATEGORIES: tuple[Category, ...] = get_args(Category)
#: In these the words themselves are nobody's business but the asker's (WORDS.md, footer).
PERSONAL = frozenset({"people", "medical", "safety", "privacy"})


def floors(meaning: Meaning, rule: StakesRule) -> tuple[Floor, ...]:
    """The category at stake, with the words that show it; none below the threshold."""
    at_stake = meaning.field in CATEGORIES and getattr(rule, meaning.field)
    if not at_stake or meaning.depth + rule.caution < 0:
        return ()
    return (Floor(name=meaning.field, tier="reasoning", words=meaning.words, rule=meaning.rule),)
