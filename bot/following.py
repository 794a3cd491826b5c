"""When a question that calls nobody is answered all the same: a thread's talk, step by step.

Refuses to know where a talk is kept and what is said in it: it knows people by keyed digests.
"""

from __future__ import annotations

from bot.request import Noun

#: So many people's names are kept for a thread; the oldest go first.
MOST = 50


class Talk(Noun):
    """A thread in which somebody has asked: `people` are who asked with a mention, `unasked` the
    message without one that was answered last, since the last mention; `muted` until the next."""

    people: tuple[str, ...] = ()
    unasked: str = ""
    muted: bool = False


def mentioned(talk: Talk, person: str) -> Talk:
    """Somebody called: they speak with us now, and whatever was muted is heard again."""
    others = tuple(one for one in talk.people if one != person)
    return Talk(people=(*others, person)[-MOST:])


def followed(talk: Talk, person: str, message: str) -> Talk | None:
    """The talk when this message without a mention is answered; None: it is not. Only somebody who
    called here before is answered, once after each call, and nobody after `Mute here`. The same
    message, when it arrives again, is answered again: taking it on finds it known."""
    if talk.muted or person not in talk.people or talk.unasked not in ("", message):
        return None
    return talk.model_copy(update={"unasked": message})


def muted(talk: Talk) -> Talk:
    """Nothing is answered there any more without a mention."""
    return talk.model_copy(update={"muted": True})
