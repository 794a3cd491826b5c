"""App Home as Block Kit: my default, my usage, my recent answers; more for operators.

Refuses to look anything up: what is shown is handed in. Nothing is said by a bar alone.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import context, section
from adapters.slack.modals import plain_text
from adapters.slack.neutral import plain
from adapters.slack.ruling_views import opener
from bot.overview import Overview, bar
from bot.request import Noun, Prose, Tier
from bot.routing.telling import money, seconds
from bot.seats import Seats
from bot.spending.caps import Caps
from bot.spending.purse import Spent
from bot.words import Words

Json = dict[str, Any]
DEFAULT, AUTO = "my_default", "auto"
QUESTION = 80


class Recent(Noun):
    """One answer: who gave it, to what, where; `link` leads to it."""

    label: str
    question: Prose
    channel: str
    link: str


class Shown(Noun):
    """All that a person sees; `overview` for operators only."""

    default: Tier | None
    spent: Spent
    caps: Caps
    reset: str
    recent: tuple[Recent, ...]
    where: str
    overview: Overview | None = None


def home_view(shown: Shown, seats: Seats, words: Words) -> Json:
    """The whole tab."""
    fast, reasoning = seats.fast.label, seats.reasoning.label
    left = max(0.0, shown.caps.usd_person_day - shown.spent.person_usd)
    used = words.say(
        "home.used",
        spent=money(shown.spent.person_usd, words),
        cap=money(shown.caps.usd_person_day, words),
        left=money(left, words),
        reasoning=reasoning,
        count=shown.spent.reasoning,
        most=shown.caps.reasoning_person_day,
        reset=shown.reset,
    )
    blocks = [
        _header(words.say("home.title")),
        section(words.say("home.ask", fast=fast, reasoning=reasoning)),
        _header(words.say("home.default")),
        _default(shown.default, seats, words),
        _header(words.say("home.today")),
        section(used),
        _header(words.say("home.recent")),
        *_recent(shown.recent, words),
        _header(words.say("home.where")),
        section(plain(shown.where)),
    ]
    if shown.overview is not None:
        blocks += [{"type": "divider"}, *_operators(shown.overview, shown, seats, words)]
        blocks.append(opener(words))
    return {"type": "home", "blocks": blocks}


def _header(text: str) -> Json:
    return {"type": "header", "text": plain_text(text, 150)}


def _default(chosen: Tier | None, seats: Seats, words: Words) -> Json:
    named = {
        AUTO: words.say("home.default_auto"),
        "fast": words.say("home.default_tier", label=seats.fast.label),
        "reasoning": words.say("home.default_tier", label=seats.reasoning.label),
    }
    options = [{"text": plain_text(text, 75), "value": value} for value, text in named.items()]
    now = next(one for one in options if one["value"] == (chosen or AUTO))
    element = {
        "type": "static_select",
        "action_id": DEFAULT,
        "placeholder": plain_text(words.say("home.default_label"), 150),
        "options": options,
        "initial_option": now,
    }
    return {**section(words.say("home.default_text")), "block_id": DEFAULT, "accessory": element}


def _recent(recent: tuple[Recent, ...], words: Words) -> list[Json]:
    if not recent:
        return [section(words.say("home.recent_none"))]
    lines = []
    for one in recent:
        question = " ".join(one.question.split())
        short = question if len(question) <= QUESTION else f"{question[:QUESTION]}…"
        place = "DM" if one.channel.startswith("D") else f"<#{one.channel}>"
        line = words.say("home.recent_line", label=one.label, place=place, question=plain(short))
        link = f" · <{one.link}|{words.say('home.recent_link')}>" if one.link else ""
        lines.append(f"{line}{link}")
    return [section("\n".join(lines))]


def _operators(found: Overview, shown: Shown, seats: Seats, words: Words) -> list[Json]:
    if not found.count:
        return [_header(words.say("home.operators.none"))]
    answered = max(1, sum(count for _, count in found.tiers))
    labels = {"fast": seats.fast.label, "reasoning": seats.reasoning.label}
    tiers = [_share(labels[name], count, answered, words) for name, count in found.tiers]
    causes = [
        _share(words.say(f"home.cause.{name}"), count, answered, words)
        for name, count in found.causes
    ]
    memory = words.say(
        "home.operators.memory",
        percent=round(100 * found.hits / answered),
        count=found.hits,
        saved=seconds(found.saved_s, words),
    )
    half, most = seconds(found.half_s, words), seconds(found.most_s, words)
    failed = ", ".join(f"{name} ({count})" for name, count in found.failures)
    cap = shown.caps.usd_team_day
    spend = words.say(
        "home.operators.spend",
        bar=bar(shown.spent.team_usd / cap if cap else 1.0),
        spent=money(shown.spent.team_usd, words),
        cap=money(cap, words),
    )
    none = words.say("home.operators.no_failures")
    return [
        _header(words.say("home.operators.title", count=found.count)),
        section("\n".join([f"*{words.say('home.operators.tiers')}*", *tiers])),
        section("\n".join([f"*{words.say('home.operators.causes')}*", *causes])),
        section(spend),
        context(memory),
        context(words.say("home.operators.latency", half=half, most=most)),
        context(words.say("home.operators.failures", failures=failed) if failed else none),
    ]


def _share(name: str, count: int, of: int, words: Words) -> str:
    share = count / of
    return words.say(
        "home.operators.share", bar=bar(share), name=name, percent=round(100 * share), count=count
    )
