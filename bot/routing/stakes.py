"""High stakes: asking what to do, or whether it is allowed, safe, right or due, where it matters.

Refuses to take a word for the matter: "what does HIPAA stand for" is a look-up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from bot.decision import Floor
from bot.routing.meaning import Meaning
from bot.routing.rules import Category, StakesRule
from bot.routing.text import prose

CATEGORIES: tuple[Category, ...] = get_args(Category)
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
#: In these the words themselves are nobody's business but the asker's (WORDS.md, footer).
PERSONAL = frozenset({"people", "medical", "safety", "privacy"})


def floors(meaning: Meaning, rule: StakesRule) -> tuple[Floor, ...]:
    """The category at stake, with the words that show it; none below the threshold."""
    at_stake = meaning.field in CATEGORIES and getattr(rule, meaning.field)
    if not at_stake or meaning.depth + rule.caution < 0:
        return ()
    return (Floor(name=meaning.field, tier="reasoning", words=meaning.words, rule=meaning.rule),)


def named(text: str, rule: StakesRule) -> tuple[Floor, ...]:
    """The categories whose words, as the policy lists them, stand in the question, outside code."""
    listed = [(name, rule.words[name]) for name in CATEGORIES if rule.words.get(name)]
    if not listed:
        return ()
    plain, _ = prose(text)
    found = []
    for name, phrases in listed:
        words = tuple(phrase for phrase in phrases if _pattern(phrase).search(plain))
        if words and getattr(rule, name):
            found.append(Floor(name=name, tier="reasoning", words=words, rule="policy_word"))
    return tuple(found)


@lru_cache(maxsize=10_000)
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as words of their own; signs of Chinese and Japanese, which have no spaces, may
    stand within others."""
    folded, _ = prose(phrase)
    if not folded.strip():
        return re.compile(r"(?!)")
    loose = r"\s+".join(re.escape(part) for part in folded.split())
    first = "" if _SIGN.match(folded.strip()) else r"(?<!\w)"
    last = "" if _SIGN.match(folded.strip()[-1:]) else r"(?!\w)"
    return re.compile(f"{first}{loose}{last}")
