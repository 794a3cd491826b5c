"""Asking a seat's server which models it offers: what `doctor` and `status` want to know.

Refuses to send a prompt: nothing is paid for. `GET /models` is part of the protocol.
"""

from __future__ import annotations

import aiohttp

from bot.seats import Seat

PROBE_S = 5.0


async def probe(seat: Seat) -> tuple[bool, str]:
    """(whether the seat can work, what was found). Never raises for the server's sake."""
    if seat.kind != "chat":
        return True, seat.model or seat.kind
    url = seat.base_url.rstrip("/") + "/models"
    headers = {"Authorization": f"Bearer {seat.api_key.get_secret_value() or 'none'}"}
    try:
        timeout = aiohttp.ClientTimeout(total=PROBE_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, headers=headers) as reply,
        ):
            if reply.status != 200:
                return False, f"HTTP {reply.status}"
            body = await reply.json(content_type=None)
            ids = [str(one.get("id")) for one in body.get("data", []) if isinstance(one, dict)]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        return False, f"{type(error).__name__}"
    if ids and seat.model not in ids:
        return False, f"offers {', '.join(ids[:4])}, not {seat.model}"
    return True, seat.model
