"""Single parts, one function each: models, vocabulary, sentence reading, documents, log.

Refuses to do anything at import; each function imports what it makes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from bot.documents import Reading
from bot.errors import PluginError
from bot.poc.resources import Load
from bot.ports import Classifier, Documents, TokenCounter
from bot.seats import Seat, Seats
from bot.served import Served
from bot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from adapters.telemetry.events import LoggedEvents


def logged_events(settings: Settings, process: str) -> LoggedEvents:
    """Log lines and counters."""
    from adapters.telemetry.events import LoggedEvents

    return LoggedEvents(settings.log_level, process)


def seats_of(settings: Settings) -> Seats:
    """Who sits in the two seats. Raises SettingsError."""
    from adapters.models.presets import seats

    return seats(settings)


def preset_seats(preset: str) -> Seats:
    """The seats of a preset as it is packaged, whatever is set here."""
    from adapters.models.presets import packaged

    return packaged(preset)


@cache
def classifier() -> Classifier:
    """The trained reading of sentences; one for the process, loaded at the first question."""
    from adapters.models.classifier import SentenceClassifier
    from adapters.models.encoder import SentenceEncoder

    return SentenceClassifier(SentenceEncoder())


def token_counter() -> TokenCounter:
    """Exact counts with the models' own vocabulary; loaded at the first count."""
    from adapters.models.tokens import DeepSeekTokens

    return DeepSeekTokens()


def tokens_ready() -> bool:
    """Whether the vocabulary for exact counts is installed."""
    from adapters.models.tokens import installed

    return installed()


def documents() -> tuple[Documents, tuple[PluginError, ...]]:
    """Reading files, and plug-ins that failed. Looks through package metadata: not on a loop."""
    from adapters.documents.assembly import assembled

    return assembled()


def exported_thread(name: str, content: bytes) -> tuple[Reading, tuple[str, ...]]:
    """A thread as Slack exports it, and the names of the files attached in it."""
    from adapters.slack.exported import thread

    return thread(name, content)


def chat_of(seat: Seat) -> BaseChatModel:
    """One seat's chat model."""
    from adapters.models.chat import build

    return build(seat)


def chats_of(seats: Seats, settings: Settings) -> tuple[BaseChatModel, ...]:
    """Both seats' chat models."""
    from adapters.models.chat import build_all

    return build_all(seats, pace=settings.offline_pace)


@asynccontextmanager
async def talking(*models: BaseChatModel) -> AsyncIterator[None]:
    """The connections of these models are closed at the end of the block."""
    from adapters.models.chat import close_all

    try:
        yield
    finally:
        await close_all(models)


async def engine_load(seat: Seat) -> Load | None:
    """What a server of one's own says of its load; None where it says nothing."""
    from adapters.models.engine_metrics import engine_load as asked

    return await asked(seat)


async def introduced(seat: Seat) -> Served | None:
    """What a server of one's own says of itself; None for an API."""
    from adapters.models.introducing import introduce

    return await introduce(seat)


async def probe_seat(seat: Seat) -> tuple[bool, str]:
    """Whether a seat's server answers and offers its model; what was found."""
    from adapters.models.probing import probe

    return await probe(seat)
