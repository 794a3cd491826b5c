"""Events as JSON lines on standard error and as Prometheus counters.

Refuses to log what `bot.events` does not list; fields are ids and figures, never text of people.
"""

from __future__ import annotations

import logging
import sys

import structlog
from prometheus_client import CollectorRegistry, Counter, generate_latest
from structlog.typing import FilteringBoundLogger

from bot.events import EVENTS, Value


class LoggedEvents:
    """`bot.events.Events` for processes that run on."""

    def __init__(self, level: str, process: str) -> None:
        self._log: FilteringBoundLogger = structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(
                logging.getLevelNamesMapping()[level.upper()]
            ),
        ).bind(process=process)
        self._registry = CollectorRegistry()
        self._counted = Counter(
            "thinktwice_events", "Events by name.", ["name"], registry=self._registry
        )

    def emit(self, name: str, **fields: Value) -> None:
        """One line, one count. Raises KeyError for an unknown name."""
        level, _ = EVENTS[name]
        self._counted.labels(name).inc()
        self._log.log(logging.getLevelNamesMapping()[level.upper()], name, **fields)

    def metrics(self) -> bytes:
        """All counters in Prometheus' text format."""
        return generate_latest(self._registry)
