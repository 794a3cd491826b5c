"""`route`: decisions for one text, for a file of texts, and live while one types.

Refuses to call models and to connect to anything.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
from pathlib import Path

from bot.bootstrap import seats_of, token_counter
from bot.decision import Decision
from bot.errors import RequestRefused
from bot.request import Request
from bot.routing.decide import Health
from bot.routing.length import bounds
from bot.routing.marks import read_marks
from bot.routing.policy import Policy, load_policy
from bot.routing.router import Router, as_request
from bot.routing.telling import quoted, signal_name
from bot.routing.why import counterfactual
from bot.settings import Settings
from bot.verbs.printing import WRONG_USE, as_json, stop
from bot.words import Words

BATCH = 64


def request_of(text: str) -> Request:
    """A typed text as a request, marks read. Raises RequestRefused."""
    marks = read_marks(text)
    return as_request(marks.text).model_copy(update={"wish": marks.wish})


def decided(request: Request, policy: Policy) -> Decision:
    """The decision, tokens counted exactly where the bounds leave it open."""
    health = _counted(request, policy)
    router = Router(policy)
    decision = router.decide(request, health)
    return decision.model_copy(update={"counterfactual": counterfactual(request, router, health)})


def _counted(request: Request, policy: Policy) -> Health:
    if not bounds(request).straddles(policy.length.limit_tokens):
        return Health()
    return Health(tokens=asyncio.run(token_counter().count([request.text])))


def one(settings: Settings, text: str, *, json: bool) -> None:
    """Print one decision."""
    try:
        request = request_of(text)
    except RequestRefused as error:
        stop(Words().say(error.key, **error.values), WRONG_USE)
    decision = decided(request, load_policy(settings.policy))
    if json:
        as_json(decision)
    else:
        print(in_words(decision, settings))


def many(settings: Settings, file: Path) -> None:
    """A decision a line, in the order of the file. Stops at a line that is no question.

    The counterfactual is left out: it is looked for when one decision is shown.
    """
    router = Router(load_policy(settings.policy))
    waiting: list[tuple[object, Request]] = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: {error}", WRONG_USE)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = jsonlib.loads(line)
            request = _whatever(str(row["text"]))
            name = row["id"]
        except (ValueError, KeyError, TypeError) as error:
            stop(f"{file}, line {number}: {type(error).__name__}: {error}", WRONG_USE)
        waiting.append((name, request))
        if len(waiting) == BATCH:
            _write(waiting, router)
    _write(waiting, router)


def _whatever(text: str) -> Request:
    """A row of a data set gets its decision, also where it asks nothing."""
    try:
        return request_of(text)
    except RequestRefused:
        return request_of("?").model_copy(update={"text": text})


def _write(waiting: list[tuple[object, Request]], router: Router) -> None:
    """Decide and print what waits; read in one go, which is three times as fast."""
    requests = [request for _, request in waiting]
    long = [bounds(one).straddles(router.policy.length.limit_tokens) for one in requests]
    for (name, request), decision, exact in zip(
        waiting, router.decisions(requests), long, strict=True
    ):
        found = router.decide(request, _counted(request, router.policy)) if exact else decision
        row = {"id": name, **found.model_dump(mode="json")}
        sys.stdout.write(jsonlib.dumps(row, ensure_ascii=False) + "\n")
    waiting.clear()


def live(settings: Settings) -> None:
    """Each line that is typed is decided at once; an empty one ends it."""
    words = Words()
    print(words.say("terminal.live"))
    policy = load_policy(settings.policy)
    while True:
        try:
            text = input("> ")
        except EOFError:
            return
        if not text.strip():
            return
        print(in_words(decided(request_of(text), policy), settings))


def in_words(decision: Decision, settings: Settings) -> str:
    """The decision in a few lines."""
    words, seats = Words(), seats_of(settings)
    first = words.say(
        "terminal.route",
        label=seats.of(decision.tier).label,
        cause=words.say(f"category.{decision.cause}")
        if decision.cause != "stakes"
        else words.say(f"category.{decision.floors[0].name}"),
        score=f"{decision.score:+.2f}",
        threshold=f"{decision.threshold:+.2f}",
    )
    lines = [first]
    for floor in (*decision.floors, *decision.lost):
        said = "terminal.floor" if floor in decision.floors else "terminal.lost"
        name = words.say(f"category.{floor.name}")
        lines.append(words.say(said, name=name, words=quoted(floor.words, most=6, width=200)))
    for reason in decision.reasons:
        name = signal_name(reason, words)
        lines.append(
            words.say("why.score.line", signal=name, contribution=f"{reason.contribution:+.2f}")
        )
    changed = decision.counterfactual
    if changed is not None:
        without = quoted(changed.without, most=12, width=400)
        label = seats.of(changed.tier).label
        lines.append(words.say("why.would.without", words=without, label=label))
    return "\n".join(lines)
