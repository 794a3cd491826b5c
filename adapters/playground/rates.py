"""Slack's rate limits: so many calls a minute by tier, one message a second and channel.

Refuses to sleep: who calls too often is told when to come again.
"""

from __future__ import annotations

import math
from collections import deque

from adapters.playground.arguments import Json
from adapters.playground.methods import METHODS, TIERS

MINUTE_S = 60.0
#: chat.postMessage: one a second and channel (docs.slack.dev, rate limits).
POST, POST_S = "chat.postMessage", 1.0


class Rates:
    """Counts by method; off until somebody turns them on."""

    def __init__(self) -> None:
        self.on = False
        #: Only what holds for each channel; tiers off.
        self.posts_only = False
        self._calls: dict[str, deque[float]] = {}

    def wait_s(self, method: str, arguments: Json, now: float) -> int | None:
        """None when the call may go through, and then it counts; else whole seconds to wait."""
        tier = METHODS[method].tier
        free = method != POST and (tier is None or self.posts_only)
        if not self.on or free:
            return None
        if method == POST:
            name, most, window = f"{POST} {arguments.get('channel')}", 1, POST_S
        else:
            name, most, window = method, TIERS[tier or 1], MINUTE_S
        calls = self._calls.setdefault(name, deque())
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(calls[0] + window - now))
        calls.append(now)
        return None
