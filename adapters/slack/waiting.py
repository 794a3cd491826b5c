"""What stands in the thread while a slow answer is made: why, about how long, and the way out.

Refuses to decide what is said: sentences come from the catalogue.
"""

from __future__ import annotations

from typing import Any, Literal

from adapters.slack.blocks import button, sentence
from adapters.slack.buttons import CANCEL, QUICK
from adapters.slack.neutral import plain
from adapters.slack.spoken import message_text
from bot.jobs.record import Ahead
from bot.words import Words

Json = dict[str, Any]


def waiting_message(
    text: str, job_id: str, words: Words, *, quick: bool, card: Json | None = None
) -> Json:
    """The sentence, how far it is (`card`), and under both `Quick answer now` and `Cancel`."""
    row = [_cancel(job_id, words)]
    if quick:
        label = words.say("provisional.quick_label")
        row.insert(0, button(QUICK, words.say("provisional.quick"), job_id, label))
    below = {"type": "actions", "elements": row}
    message = sentence(plain(text), *([card] if card else []), below)
    if card:
        message["text"] = message_text(f"{text}\n{card['title']}")
    return message


def task(title: str, job_id: str, state: Literal["pending", "in_progress"]) -> Json:
    """How far it is, in one card that changes with it
    (docs.slack.dev/reference/block-kit/blocks/task-card-block)."""
    return {"type": "task_card", "task_id": job_id, "title": title, "status": state}


def task_message(title: str, job_id: str, words: Words) -> Json:
    """The card alone, once it says everything: only the way out stands under it."""
    below = {"type": "actions", "elements": [_cancel(job_id, words)]}
    return {"text": message_text(title), "blocks": [task(title, job_id, "in_progress"), below]}


def writing_message(label: str, job_id: str, words: Words) -> Json:
    """The same while the answer is being written below it."""
    return task_message(words.say("wait.below", label=label), job_id, words)


def _cancel(job_id: str, words: Words) -> Json:
    return button(CANCEL, words.say("wait.cancel"), job_id, words.say("wait.cancel_label"))


def queue_line(ahead: Ahead, job_id: str, words: Words) -> str:
    """Where in the line the question stands; "" when it is the next one."""
    if not ahead.attended:
        return words.say("wait.unattended", id=job_id)
    if not ahead.waiting:
        return ""
    if not ahead.minutes:
        return words.say("wait.ahead_only", count=ahead.waiting)
    return words.counted("wait.ahead", ahead.minutes, ahead=ahead.waiting)


def status_line(label: str, usual_s: float, elapsed_s: float, words: Words) -> str:
    """The line of a reasoning answer under way, by how long it has taken."""
    time = clock(elapsed_s, words)
    if elapsed_s > 2 * usual_s:
        return words.say("wait.longer", time=time)
    if elapsed_s < 5:
        return words.say("wait.thinking", label=label)
    return words.say("wait.thinking_so_far", label=label, time=time)


def limit_told(seconds: float, words: Words) -> str:
    """`5 min`, `90 s`: a limit as it was set."""
    whole, rest = divmod(round(seconds), 60)
    return words.say(
        "wait.seconds" if rest else "wait.whole", seconds=round(seconds), minutes=whole
    )


def clock(seconds: float, words: Words) -> str:
    """`34 s`, `2 min 10 s`, in steps of ten seconds above a minute."""
    if seconds < 60:
        return words.say("wait.seconds", seconds=round(seconds))
    whole = round(seconds / 10) * 10
    return words.say("wait.minutes", minutes=whole // 60, seconds=whole % 60)
