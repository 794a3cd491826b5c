"""In which language to speak to whoever typed or pressed something.

Refuses to ask Slack: a command or a click is answered from Redis alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.jobs.readers import Readers
from bot.words import Words
from bot.words.languages import ENGLISH


def by(body: Mapping[str, Any]) -> tuple[str, str]:
    """Workspace and person of a command, or of an interaction, as Slack sends them."""
    team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
    user = body.get("user_id") or (body.get("user") or {}).get("id") or ""
    return str(team), str(user)


async def words_for(readers: Readers, body: Mapping[str, Any], otherwise: str = ENGLISH) -> Words:
    """The language that they read in; `otherwise` when nobody has learnt it."""
    return await readers.words(*by(body), otherwise)
