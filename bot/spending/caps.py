"""What may be spent: the limits as data.

Refuses to know what has been spent; see `purse`.
"""

from __future__ import annotations

from pydantic import ConfigDict, Field

from bot.request import Noun


class Caps(Noun):
    """US dollars a day per person and workspace, reasoning answers a day per person, US dollars a
    calendar month (UTC) that a channel's reasoning answers may cost.

    A request whose estimate is above `usd_request_unconfirmed` waits for a person's button.
    """

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    usd_person_day: float = Field(default=2.0, ge=0, le=1_000_000)
    usd_team_day: float = Field(default=20.0, ge=0, le=1_000_000)
    reasoning_person_day: int = Field(default=50, ge=0, le=1_000_000)
    reasoning_usd_channel_month: float = Field(default=100.0, ge=0, le=1_000_000)
    usd_request_unconfirmed: float = Field(default=0.50, ge=0, le=1_000_000)
