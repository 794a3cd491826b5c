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
from bot.request import Request
from bot.routing.decide import Health, decide
from bot.routing.length import bounds
from bot.routing.marks import read_marks
from bot.routing.policy import Policy, load_policy
from bot.routing.router import as_request
from bot.routing.telling import quoted
from bot.routing.why import counterfactual
from bot.settings import Settings
from bot.verbs.printing import WRONG_USE, as_json, stop
from bot.words import Words


def request_of(text: str) -> Request:
    """A typed text as a request, marks read. Raises RequestRefused."""
    marks = read_marks(text)
    return as_request(marks.text).model_copy(update={"wish": marks.wish})


def decided(request: Request, policy: Policy) -> Decision:
    """The decision, tokens counted exactly where the bounds leave it open."""
    health = Health()
    if bounds(request).straddles(policy.length.limit_tokens):
        health = Health(tokens=asyncio.run(token_counter().count([request.text])))
    decision = decide(request, policy, health)
    return decision.model_copy(update={"counterfactual": counterfactual(request, policy, health)})


def one(settings: Settings, text: str, *, json: bool) -> None:
    """Print one decision."""
    from bot.errors import RequestRefused

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
    """A decision a line, in the order of the file. Stops at a line that is no question."""
    policy = load_policy(settings.policy)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: {error}", WRONG_USE)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = jsonlib.loads(line)
            request = request_of(str(row["text"]) or " ")
            name = row["id"]
        except (ValueError, KeyError, TypeError) as error:
            stop(f"{file}, line {number}: {type(error).__name__}: {error}", WRONG_USE)
        decision = decided(request, policy)
        sys.stdout.write(
            jsonlib.dumps({"id": name, **decision.model_dump(mode="json")}, ensure_ascii=False)
            + "\n"
        )


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
        name = words.say(f"signal.{reason.name}")
        lines.append(
            words.say("why.score.line", signal=name, contribution=f"{reason.contribution:+.2f}")
        )
    changed = decision.counterfactual
    if changed is not None:
        without = quoted(changed.without, most=12, width=400)
        label = seats.of(changed.tier).label
        lines.append(words.say("why.would.without", words=without, label=label))
    return "\n".join(lines)
