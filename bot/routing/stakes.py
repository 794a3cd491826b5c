"""High stakes: asking what to do, or whether it is allowed, safe, right or due, where it matters.

Refuses to take a word for the matter: "what does HIPAA stand for" is a look-up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.decision import Floor
from bot.request import Request
from bot.routing.lexicon import Hit, Lexicon, distinct
from bot.routing.policy import StakesRule
from bot.routing.text import Reading, read

CATEGORIES = (
    "legal",
    "medical",
    "finance",
    "security",
    "incident",
    "people",
    "safety",
    "privacy",
)
#: In these the words themselves are nobody's business but the asker's (WORDS.md, footer).
PERSONAL = frozenset({"people", "medical", "safety", "privacy"})
SHORT_QUESTION = 14
THREAD_TAIL = 8
MOST_WORDS = 4

Hits = Mapping[str, list[Hit]]


@cache
def _tables() -> tuple[Lexicon, Lexicon]:
    data = tomllib.loads(files(__package__).joinpath("stakes.toml").read_text("utf-8"))
    labelled = {
        f"{name}.{part}": phrases for name, table in data.items() for part, phrases in table.items()
    }
    domain = {key: phrases for key, phrases in labelled.items() if key.split(".")[0] in CATEGORIES}
    manner = {
        key: phrases for key, phrases in labelled.items() if key.split(".")[0] not in CATEGORIES
    }
    return Lexicon(domain), Lexicon(manner)


def floors(request: Request, rule: StakesRule, reading: Reading | None = None) -> tuple[Floor, ...]:
    """The categories at stake, most hits first, each with the words that show it."""
    reading = reading or read(request.text)
    domain_words, manner_words = _tables()
    domain: Hits = domain_words.find(reading)
    manner: Hits = manner_words.find(reading)
    asks = "acts.general" in manner
    if asks and len(reading.words) <= SHORT_QUESTION and request.context:
        # "should we sign?" under a contract: what it is about stands in the thread.
        domain = _with_thread(request, domain, domain_words)
    if _is_look_alike(reading, manner, domain):
        return ()
    found = [
        (len(words), Floor(name=name, tier="reasoning", words=words[:MOST_WORDS]))
        for name in CATEGORIES
        if getattr(rule, name) and (words := _words(name, domain, asks=asks))
    ]
    return tuple(floor for _, floor in sorted(found, key=lambda pair: -pair[0]))


def _words(name: str, domain: Hits, *, asks: bool) -> tuple[str, ...]:
    topics = domain.get(f"{name}.topics", [])
    decisive = domain.get(f"{name}.decisive", [])
    acts = domain.get(f"{name}.acts", [])
    if decisive:
        return distinct(sorted([*decisive, *topics, *acts]))
    if topics and asks:
        return distinct(sorted([*topics, *acts]))
    return ()


def _with_thread(request: Request, domain: Hits, lexicon: Lexicon) -> Hits:
    merged = {label: list(hits) for label, hits in domain.items()}
    for unit in request.context[-THREAD_TAIL:]:
        for label, hits in lexicon.find(read(unit.text)).items():
            if label.endswith(".topics"):
                merged.setdefault(label, []).extend(hits[:2])
    return merged


def _is_look_alike(reading: Reading, manner: Hits, domain: Hits) -> bool:
    decisive = any(label.endswith(".decisive") for label in domain)
    if "look_alikes.worlds" in manner and not decisive:
        return True
    if "look_alikes.machines" in manner and not _beyond_machines(domain):
        return True
    opening = manner.get("look_alikes.openings", [])
    opens = bool(opening) and opening[0][0] <= 1
    if not opens:
        return False
    asks = manner.get("acts.general", [])
    if "look_alikes.subjects" in manner and not asks:
        return True
    return not asks and not decisive


def _beyond_machines(domain: Hits) -> bool:
    """A live system is named: then killing a process is not harmless any more."""
    live = {"prod", "production", "live", "customers", "checkout"}
    topics = {text for _, text in domain.get("incident.topics", [])}
    return bool(topics & live) or "safety.decisive" in domain
