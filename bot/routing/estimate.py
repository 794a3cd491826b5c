"""What a tier is expected to cost and take, from list prices and speeds of its seat.

Refuses to promise: an estimate, shown beside what it really was.
"""

from __future__ import annotations

from bot.decision import Estimate
from bot.request import Request
from bot.routing.length import bounds
from bot.seats import Seat, Seats

PROMPT_TOKENS = 350


def input_tokens(request: Request, counted: int | None = None) -> int:
    """Tokens of question, context and prompt; the middle of the bounds where nobody counted."""
    if counted is not None:
        return counted + PROMPT_TOKENS
    length = bounds(request)
    return (length.low + length.high) // 2 + PROMPT_TOKENS


def estimate(request: Request, seat: Seat, counted: int | None = None) -> Estimate:
    """Seconds until the answer is complete, and dollars, for this seat."""
    tokens = input_tokens(request, counted)
    seconds = seat.first_token_s + seat.output_tokens / seat.tokens_per_s
    return Estimate(
        tier=seat.tier,
        seconds=round(seconds, 1),
        cost_usd=seat.price.cost(tokens, seat.output_tokens),
    )


def both(request: Request, seats: Seats, counted: int | None = None) -> tuple[Estimate, Estimate]:
    """The fast tier's estimate and the reasoning tier's."""
    return estimate(request, seats.fast, counted), estimate(request, seats.reasoning, counted)
