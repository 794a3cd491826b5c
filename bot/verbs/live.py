"""`route` alone on a terminal: whether that can be, and what decides while one types.

Refuses to call models.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import typer

from bot.bootstrap.parts import classifier, seats_of
from bot.errors import RequestRefused
from bot.routing.policy import load_policy
from bot.routing.router import Router
from bot.settings import Settings
from bot.verbs.background import Asked, Background
from bot.verbs.decision_told import in_words
from bot.verbs.routed import counted, decided, request_of
from bot.words import Words


def possible() -> bool:
    """Whether the terminal can be read key by key and drawn on (not on Windows, not dumb)."""
    return (
        find_spec("termios") is not None
        and sys.stdin.isatty()
        and sys.stdout.isatty()
        and os.environ.get("TERM", "dumb") != "dumb"
        and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    )


def run(settings: Settings) -> None:
    """The prompt until an empty Enter, Ctrl-D, or the terminal's end; exit code 130 on Ctrl-C.

    Raises PolicyError, SettingsError before anything is drawn.
    """
    from bot.verbs.prompt import Prompt
    from bot.verbs.raw_terminal import Terminal

    words, seats = Words(), seats_of(settings)
    router = Router(load_policy(settings.policy), classifier=classifier())

    limit = router.policy.length.limit_characters

    def decide(asked: Asked) -> list[str]:
        size = len(asked.text)
        if size > limit:
            return [words.say("refused.too_long", length=f"{size:,}", limit=f"{limit:,}")]
        try:
            request = request_of(asked.text)
        except RequestRefused as error:
            return [words.say(error.key, **error.values)]
        if not asked.final:
            return in_words(router.decide(request), seats, words)
        return in_words(decided(request, router, counted(request, router.policy)), seats, words)

    try:
        with Terminal(sys.stdin.fileno(), sys.stdout.fileno()) as terminal:
            decisions = Background(decide, terminal.wake)
            # The classifier takes a second or two to load: it does while the first words are typed.
            decisions.ask(Asked("?", final=False))
            Prompt(decisions, terminal, words).follow()
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
