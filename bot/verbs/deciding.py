"""`route`: decisions for one text, for a file of texts, and for lines as they come.

Refuses to call models and to connect to anything. `live` is the prompt on a terminal.
"""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.bootstrap.parts import seats_of
from bot.errors import RequestRefused
from bot.evaluation.dataset import lines_of
from bot.request import Request
from bot.routing.marks import read_marks
from bot.routing.policy import load_policy
from bot.routing.router import Router
from bot.settings import Settings
from bot.verbs.decision_told import explained, in_words
from bot.verbs.printing import WRONG_USE, as_json, stop
from bot.verbs.routed import counted, decided, judged, plain_request, request_of
from bot.words import Words

TEXT_LIKE = '{"id": "1", "text": "…"}'
#: So many lines of a file are read, routed and printed at a time.
AT_A_TIME = 256


def one(settings: Settings, text: str, *, json: bool, explain: bool) -> None:
    """Print one decision: as JSON, as a list of everything that spoke, or in a few lines."""
    words = Words()
    try:
        request = request_of(text)
    except RequestRefused as error:
        stop(words.say(error.key, **error.values), WRONG_USE)
    policy, seats = load_policy(settings.policy), seats_of(settings)
    health = counted(request, policy)
    decision = decided(request, Router(policy), health)
    if json:
        as_json(decision)
    elif explain:
        print("\n".join(explained(request, decision, policy, seats, words, health.tokens)))
    else:
        print("\n".join(in_words(decision, seats, words)))


def many(settings: Settings, file: Path) -> None:
    """A decision a line, in the order of the file. Raises DatasetError at one that is no question.

    The counterfactual is left out: it is looked for when one decision is shown.
    """
    router = Router(load_policy(settings.policy))
    waiting: list[tuple[object, Request]] = []
    for line in lines_of(file, TEXT_LIKE):
        marks = read_marks(line.text("text"))
        request = plain_request(marks.text).model_copy(update={"wish": marks.wish})
        waiting.append((line.raw("id"), request))
        if len(waiting) == AT_A_TIME:
            _write(waiting, router)
    _write(waiting, router)


def _write(waiting: list[tuple[object, Request]], router: Router) -> None:
    """Decide and print what waits."""
    found = judged([request for _, request in waiting], router)
    for (name, _), (decision, _) in zip(waiting, found, strict=True):
        row = {"id": name, **decision.model_dump(mode="json")}
        sys.stdout.write(jsonlib.dumps(row, ensure_ascii=False) + "\n")
    waiting.clear()


def lines(settings: Settings, given: Iterable[str], *, json: bool, prompt: str = "") -> int:
    """Each line decided at once, an empty one ends it; how many there were."""
    words, seats = Words(), seats_of(settings)
    router, number = Router(load_policy(settings.policy)), 0
    print(prompt, end="", flush=True)
    for number, text in enumerate(given, 1):
        if not text.strip():
            return number
        try:
            request = request_of(text)
            decision = decided(request, router, counted(request, router.policy))
        except RequestRefused as error:
            print(words.say(error.key, **error.values))
        else:
            if json:
                as_json(decision)
            else:
                print("\n".join(in_words(decision, seats, words)))
        print(prompt, end="", flush=True)
    return number


def piped(settings: Settings, *, json: bool) -> None:
    """Lines from standard input, which is no terminal. Leaves with code 2 where there is none."""
    if not lines(settings, sys.stdin, json=json):
        stop(Words().say("route.wants"), WRONG_USE)


def typed(settings: Settings, *, json: bool) -> None:
    """A prompt on a terminal: live where the terminal can be read key by key, else by lines."""
    from bot.verbs import live

    if not json and live.possible():
        live.run(settings)
        return
    print(Words().say("route.lines"), file=sys.stderr)
    lines(settings, sys.stdin, json=json, prompt="> ")
