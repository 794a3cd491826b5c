"""What is known of the choice, whether the score is reliable and what is proposed, in words.

Refuses to compute and to change anything.
"""

from __future__ import annotations

from bot.evaluation.proposing import Proposal
from bot.evaluation.reliability import Reliability
from bot.jobs.regarding import Calibration
from bot.words import Words

#: The share that is offered where nothing is drawn by lot yet.
OFFERED = 0.02


def proposed_in_words(found: Calibration, words: Words) -> list[str]:
    """Counts, reliability, the proposal as a diff with the commands that apply and undo it."""
    sources = [
        words.say("calibrate.source", said=words.say(f"calibrate.said.{name}"), n=n)
        for name, n in sorted(found.known.items())
    ]
    lines = [
        words.say(
            "calibrate.known",
            n=sum(found.known.values()),
            needed=found.needed,
            sources=words.listed(sources) or "-",
        )
    ]
    if found.reliability is not None:
        lines += _reliable(found.reliability, words)
    if found.proposal is not None:
        lines += _proposed(found.proposal, words)
    if not found.exploring:
        lines.append(words.say("calibrate.blind", share=f"{OFFERED * 100:g}"))
    return lines


def _reliable(found: Reliability, words: Words) -> list[str]:
    head = words.say(
        "calibrate.reliable",
        brier=f"{found.brier:.3f}",
        base=f"{found.base:.3f}",
        ece=f"{found.ece * 100:.0f}",
    )
    return [
        head,
        *(
            words.say(
                "calibrate.bin",
                low=f"{one.low:.2f}",
                high=f"{one.high:.2f}",
                n=one.n,
                needed=f"{one.needed * 100:.0f}",
                nlow=f"{one.needed_low * 100:.0f}",
                nhigh=f"{one.needed_high * 100:.0f}",
                said=f"{one.said * 100:.0f}",
            )
            for one in found.bins
        ),
    ]


def _proposed(found: Proposal, words: Words) -> list[str]:
    lines = [words.say(f"calibrate.why.{found.why}", n=found.n, fewest=found.fewest)]
    lines += [
        words.say(
            "calibrate.change",
            key=one.key,
            before=f"{one.before:g}",
            after=f"{one.after:g}",
            command=one.command,
        )
        for one in found.changes
    ]
    if found.now is not None and found.then is not None:
        lines.append(
            words.say(
                "calibrate.effect",
                missed=found.now.missed,
                missed_then=found.then.missed,
                nothing=found.now.for_nothing,
                nothing_then=found.then.for_nothing,
            )
        )
    if found.clamped:
        lines.append(words.say("calibrate.clamped"))
    return lines
