"""What the verb `calibrate` does: collects votes, routes their questions anew, words both.

Refuses to parse flags.
"""

from __future__ import annotations

from bot.bootstrap.house import open_house
from bot.bootstrap.parts import classifier, token_counter
from bot.events import Silence
from bot.jobs.calibrating import proposed_in_words
from bot.jobs.regarding import Calibration, Regarded, Regarding
from bot.jobs.reviewing import Anew, Verdict
from bot.settings import Settings
from bot.words import Words


async def votes_of(
    settings: Settings, threshold: float | None, *, wrong_model: bool
) -> Calibration:
    """Every vote that is kept; with `wrong_model` those that say another model should have been
    asked. Raises StoreError."""
    async with open_house(settings, Silence()) as house:
        votes, unreadable = await house.votes.all()
        if wrong_model:
            votes = [vote for vote in votes if _doubts_the_choice(vote.said, vote.faults)]
        anew = Anew(house.seats, classifier(), token_counter())
        regarding = Regarding(house.ledger, house.sealer, house.policies.book, anew)
        return await regarding.look(votes, unreadable, threshold)


def _doubts_the_choice(said: str, faults: tuple[str, ...]) -> bool:
    return "wrong_model" in faults or said in ("fast_enough", "reasoning_worth")


def in_words(found: Calibration) -> str:
    """Counts, then two or three lines a vote."""
    words = Words()
    if not found.votes and not found.unreadable:
        return words.say("calibrate.none")
    lines = [
        words.say(
            "calibrate.head",
            count=len(found.votes),
            up=sum(vote.said == "up" for vote in found.votes),
            down=sum(vote.said == "down" for vote in found.votes),
            model=sum("wrong_model" in vote.faults for vote in found.votes),
        )
    ]
    for vote in found.votes:
        lines += _told(vote, found.threshold, words)
    if found.unreadable:
        lines.append(words.say("calibrate.unreadable", count=found.unreadable))
    return "\n".join([*lines, "", *proposed_in_words(found, words)])


def _told(vote: Regarded, threshold: float | None, words: Words) -> list[str]:
    named = ", ".join(words.say(f"vote.fault.{fault}").lower() for fault in vote.faults)
    lines = [
        words.say(
            "calibrate.vote",
            at=f"{vote.at:%Y-%m-%d %H:%M}",
            id=vote.id,
            said=words.say(f"calibrate.said.{vote.said}"),
            faults=f" ({named})" if named else "",
            label=vote.label,
            score=f"{vote.score:.2f}",
            threshold=f"{vote.threshold:.2f}",
        ),
        words.say("calibrate.was", was=_verdict(vote.was, words), now=_verdict(vote.now, words)),
    ]
    if threshold is not None:
        proposed = _verdict(vote.proposed, words)
        lines.append(words.say("calibrate.would", threshold=f"{threshold:g}", proposed=proposed))
    return lines


def _verdict(verdict: Verdict | None, words: Words) -> str:
    if verdict is None:
        return words.say("calibrate.gone")
    return words.say("calibrate.verdict", tier=verdict.tier, cause=verdict.cause)
