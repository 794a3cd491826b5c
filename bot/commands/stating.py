"""Status and jobs in words, the same in Slack and in a terminal.

Refuses to collect them.
"""

from __future__ import annotations

from bot.status import JobLine, Status
from bot.words import Words


def in_words(status: Status, words: Words) -> str:
    """The status in lines."""
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
    lines += [words.say("status.paused", order=order) for order in status.paused]
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
