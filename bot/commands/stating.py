"""Status and jobs in words, the same in Slack and in a terminal.

Refuses to collect them.
"""

from __future__ import annotations

from bot.commands.orders import InPlace
from bot.spans import stamped
from bot.status import JobLine, Status
from bot.words import Words


def in_words(status: Status, words: Words, zone: str = "UTC") -> str:
    """The status in lines; times on that zone's clocks."""
    lines = [words.say("status.head", version=status.version, mode=status.mode)]
    if not status.workers:
        lines.append(words.say("status.no_worker"))
    for worker in status.workers:
        queues = ", ".join(worker.queues)
        lines.append(words.say("status.worker", id=worker.id, queues=queues))
    for queue, depth in status.queues.items():
        oldest = f"{depth.oldest_s:.0f}"
        lines.append(words.say("status.queue", queue=queue, waiting=depth.waiting, oldest=oldest))
    for model in status.models:
        key = "status.model_down" if model.ok is False else "status.model_ok"
        lines.append(words.say(key, tier=model.tier, served=model.served, host=model.host))
    lines += [order_line(order, words, zone) for order in status.orders]
    lines.append(words.say("status.store", redis=status.redis, cache=status.cache))
    saved = status.memory
    lines.append(
        words.say(
            "status.memory",
            hits=saved.hits,
            near=saved.near,
            refused=saved.near_refused,
            not_kept=saved.not_kept,
            seconds=f"{saved.saved_s:,.0f}",
            usd=f"{saved.saved_usd:.4f}",
        )
    )
    return "\n".join(lines)


def order_line(order: InPlace, words: Words, zone: str) -> str:
    """What is paused or in use, where, until when in that time zone."""
    at = stamped(order.until, zone) if order.until else ""
    what = order.what.removesuffix(" paused").removeprefix("use ")
    return words.say(
        "status.used" if order.what.startswith("use ") else "status.paused",
        what=words.say("commands.everything") if what == "all" else what,
        where=words.say("commands.in_channel", channel=f"<#{order.channel}>")
        if order.channel
        else "",
        until=words.say("status.until", at=at) if at else "",
    )


def job_line(line: JobLine, words: Words) -> str:
    """One job as a line of words."""
    return words.say(
        "status.job",
        id=line.id,
        state=line.state,
        kind=line.kind,
        age=f"{line.age_s:.0f}",
        attempts=line.attempts,
        reason=line.reason or "-",
    )
