"""What every verb needs: printing a shape as JSON, leaving with the right code.

Refuses to know what is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from pydantic import BaseModel

T = TypeVar("T")
FAILED = 1
WRONG_USE = 2

Json = typer.Option(False, "--json", help="Print JSON instead of words.")


def as_json(shape: BaseModel) -> None:
    """One line of JSON."""
    print(shape.model_dump_json())


def stop(sentence: str, code: int = FAILED) -> NoReturn:
    """Say it on standard error and leave."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result; Ctrl-C ends it in good order with exit code 130."""
    import asyncio

    try:
        return asyncio.run(coroutine)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
