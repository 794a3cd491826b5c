"""Who may be answered from whose memory: one function from the request, closed by default.

Refuses to know how answers are stored. The scheme is field/caching.md, section 6.2.
"""

from __future__ import annotations

from bot.request import Request


def scope_of(request: Request) -> str:
    """The audience as a name: `C:team:channel` or, whenever in doubt, `U:team:user`.

    Direct messages, private answers, terminals and people of another organisation share with
    nobody; a channel shares with itself only.
    """
    place = request.place
    alone = (
        request.private or request.external or place.kind in ("dm", "terminal") or not place.channel
    )
    if alone:
        return f"U:{place.team}:{request.asker.id}"
    return f"C:{place.team}:{place.channel}"
