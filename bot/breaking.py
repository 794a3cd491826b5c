"""Whether a model's server is asked at all: after failures in a row it is left in peace for a
while, then one question tries it for all.

Refuses to ask and to choose who stands in: `bot.asking` does. One process's own view: each finds
out for itself, at the cost of a few questions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import ModelError, ModelTimeout, ModelUnavailable
from bot.escalated import Escalated
from bot.events import Events
from bot.seats import Seat

#: Failures in a row after which a server is left in peace; one question makes up to two.
FAILURES = 5
#: For how long at first; twice as long after each trial that fails.
REST_S = 15.0
LONGEST_REST_S = 240.0
_TOO_MANY = 429


class ModelResting(ModelUnavailable):
    """It has failed so often that it is not asked now; `status` is that of its last failure."""


class Breaker:
    """One server: closed (asked), open (not asked), half open (asked by one, for all)."""

    def __init__(self, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._clock, self._chance = clock, chance
        self._failures = 0
        self._rest_s = REST_S
        self._until: float | None = None
        self._trying = False
        self.status = 0

    @property
    def is_open(self) -> bool:
        """Whether it is known to be down, a trial under way included."""
        return self._until is not None

    def admits(self) -> bool:
        """Whether it may be asked now; after a rest True once, until that one has reported."""
        if self._until is None:
            return True
        if self._trying or self._clock() < self._until:
            return False
        self._trying = True
        return True

    def failed(self, status: int) -> None:
        """It did not answer; jitter keeps processes from trying it all at once."""
        self._failures += 1
        self.status = status
        if self._until is not None and self._trying:
            self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
        if self._failures >= FAILURES:
            self._until = self._clock() + self._rest_s * (1 + self._chance() / 2)
        self._trying = False

    def worked(self) -> None:
        """It did."""
        self._failures, self._rest_s, self._until, self._trying = 0, REST_S, None, False

    def left(self) -> None:
        """Nobody waited for what came of it: the next one may try."""
        self._trying = False


class Breakers:
    """A breaker for each server and model."""

    def __init__(
        self,
        events: Events,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._events, self._clock, self._chance = events, clock, chance
        self._known: dict[tuple[str, str], Breaker] = {}

    def of(self, seat: Seat) -> Breaker:
        """That seat's."""
        place = (seat.base_url, seat.model)
        if place not in self._known:
            self._known[place] = Breaker(self._clock, self._chance)
        return self._known[place]

    def ask(self, seat: Seat) -> None:
        """Before a seat is asked for which another can stand in. Raises ModelResting."""
        breaker = self.of(seat)
        if not breaker.admits():
            raise ModelResting("not asked: it failed too often", status=breaker.status)

    @contextmanager
    def calling(self, seat: Seat) -> Iterator[None]:
        """Around one call: what came of it is remembered. A server that is busy (429) or whose
        answer is unfit is not down."""
        breaker = self.of(seat)
        was_open = breaker.is_open
        try:
            yield
        except (ModelUnavailable, ModelTimeout) as error:
            if error.status == _TOO_MANY:
                breaker.left()
            else:
                breaker.failed(error.status)
            raise
        except (ModelError, Escalated):
            breaker.worked()
            raise
        except BaseException:
            breaker.left()
            raise
        else:
            breaker.worked()
        finally:
            if breaker.is_open != was_open:
                state = "open" if breaker.is_open else "closed"
                self._events.emit("breaker", tier=seat.tier, model=seat.model, state=state)
