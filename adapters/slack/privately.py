"""An answer to the asker alone: by the command's response_url while it lives, where they are, or as
a direct message.

Refuses to know what is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.slack.messages import Messages
from bot.jobs.record import Job
from bot.request import Request

Json = dict[str, Any]
#: A response_url lives 30 minutes (field/slack.md 1.6); we stop trusting it a little earlier.
RESPONSE_S = 25 * 60.0


async def privately(
    messages: Messages, job: Job, request: Request, parts: Sequence[Json], url: str
) -> None:
    """Every part, in order; `url` is the response_url, or "". Raises SlackApiError."""
    latest = job.history[-1].at if job.history else job.received_at
    young = latest - job.received_at < RESPONSE_S
    place, asker = request.place, request.asker.id
    for number, message in enumerate(parts, 1):
        if url and young and await messages.respond(job, url, message, place.thread_ts):
            continue
        if not url and place.channel:
            await messages.whisper(job, place.channel, asker, place.thread_ts, message)
            continue
        await messages.post(job, f"direct{number}", asker, "", message, done=True)
