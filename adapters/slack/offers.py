"""A button that asks about a message that stands in Slack: what it carries, what becomes of it.

Refuses to know where such a button is shown.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from adapters.slack.blocks import button
from adapters.slack.envelope import Envelope
from bot.request import Noun, Prose

Json = dict[str, Any]
ASK = "ask_this"


class Offer(Noun):
    """The message `ts` in its thread; `text` is asked about it, "" asks what it says by now.

    `edit` is the edit after which the offer was made, so that each edit can be asked once.
    """

    ts: str
    thread_ts: str = ""
    text: Prose = ""
    edit: str = ""


def offer_button(offer: Offer, text: str, label: str) -> Json:
    """The button."""
    return button(ASK, text, offer.model_dump_json(), label)


def accepted(body: Json) -> tuple[Envelope, tuple[str, ...]] | None:
    """What a pressed one asks, under a name by which pressing twice asks once; None: not ours."""
    value = str(body["actions"][0]["value"])
    try:
        offer = Offer.model_validate_json(value)
    except ValidationError:
        return None
    team, channel = str(body["team"]["id"]), str(body["channel"]["id"])
    envelope = Envelope(
        kind="dm" if channel.startswith("D") else "mention",
        team=team,
        channel=channel,
        user=str(body["user"]["id"]),
        text=offer.text,
        as_given=bool(offer.text),
        ts=offer.ts,
        thread_ts=offer.thread_ts,
    )
    return envelope, (f"offer:{team}:{channel}:{value}",)
