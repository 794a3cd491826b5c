"""What people think of answers: one vote of a person on an answer, with the decision behind it.

Refuses to keep a person's words: a vote outlives the record of its question, so the decision is
kept with its figures and the names of what spoke, without what it quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from pydantic import AwareDatetime, ValidationError

from bot.answer import Answer, CacheState
from bot.decision import Decision
from bot.errors import SealError
from bot.jobs.ids import new_id
from bot.jobs.record import Job, Received, kept_s, seal_scope
from bot.keys import KEPT_VOTE_S, KeySpace
from bot.ports import Store
from bot.request import Noun
from bot.sealing import Sealer

#: Of one answer: good or bad. Of two side by side: which one would have done. The last three are
#: what somebody did, not what they said: asked again, or asked the other model, whose answer came
#: to the same or not.
Said = Literal[
    "up",
    "down",
    "fast_enough",
    "reasoning_worth",
    "neither",
    "asked_again",
    "second_same",
    "second_differs",
]
ACTS: frozenset[Said] = frozenset({"asked_again", "second_same", "second_differs"})
Fault = Literal["wrong", "slow", "missed_file", "wrong_model", "unsafe"]
FAULTS: tuple[Fault, ...] = get_args(Fault)


class Vote(Noun):
    """`of` is the answer's id, `user` who votes, `faults` what they say was wrong with it.

    `label`, `seconds`, `cost_usd` and `cache` are of the answer as it stood; `decision` is the one
    that produced it, without the words it quotes.
    """

    version: Literal[1] = 1
    of: str
    user: str
    channel: str
    at: AwareDatetime
    said: Said
    faults: tuple[Fault, ...] = ()
    decision: Decision
    label: str = ""
    seconds: float = 0.0
    cost_usd: float = 0.0
    cache: CacheState = "off"


def vote_on(
    job: Job,
    answer: Answer,
    user: str,
    said: Said,
    at: datetime,
    faults: tuple[Fault, ...] = (),
) -> Vote:
    """This person's vote on that answer."""
    return Vote(
        of=job.id,
        user=user,
        channel=job.channel,
        at=at,
        said=said,
        faults=faults,
        decision=wordless(answer.decision),
        label=answer.answer.label,
        seconds=answer.seconds,
        cost_usd=answer.usage.cost_usd,
        cache=answer.cache.state,
    )


def wordless(decision: Decision) -> Decision:
    """The decision without anything that a person or a model has said; figures and names stay."""
    first = decision.escalated_from
    return decision.model_copy(
        update={
            "reasons": tuple(one.model_copy(update={"words": ()}) for one in decision.reasons),
            "floors": tuple(one.model_copy(update={"words": ()}) for one in decision.floors),
            "lost": tuple(one.model_copy(update={"words": ()}) for one in decision.lost),
            "counterfactual": None,
            "escalated_from": first.model_copy(update={"detail": ""}) if first else None,
        }
    )


class Unwanted(Noun):
    """The answer that somebody has voted down, by its id."""

    of: str


def unwanted(of: Job, user: str, names: tuple[str, ...], sealer: Sealer) -> Received:
    """The work for a worker: see that this answer is not given again."""
    job_id = new_id()
    raw = Unwanted(of=of.id).model_dump_json().encode()
    return Received(
        id=job_id,
        kind="vote",
        team=of.team,
        channel=of.channel,
        user=user,
        sealed=sealer.seal(raw, seal_scope(of.team, job_id)),
        dedupe=names,
        deadline_s=kept_s("vote"),
    )


class Votes:
    """One for a person and an answer, and one act: a later one takes the place of the one before.

    Each is sealed under its own name, so that it opens in no other's place. All raise StoreError.
    """

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    async def keep(self, team: str, vote: Vote) -> None:
        """Keep it for 90 days; the same person's vote on that answer is replaced."""
        key = self._space.vote(team, vote.of, _name(self._sealer, team, vote))
        sealed = self._sealer.seal(vote.model_dump_json().encode(), vote_scope(key))
        await self._store.put(key, sealed, KEPT_VOTE_S)

    async def all(self) -> tuple[Sequence[Vote], int]:
        """Every vote that is kept, oldest first, and how many could not be read."""
        votes, unreadable = [], 0
        for partition in range(self._space.partitions):
            prefix = self._space.at(partition, "vote:")
            for key, sealed in await self._store.under(prefix):
                try:
                    raw = self._sealer.open(sealed, vote_scope(key))
                    votes.append(Vote.model_validate_json(raw))
                except (SealError, ValidationError):
                    unreadable += 1
        return sorted(votes, key=lambda vote: vote.at), unreadable


def vote_scope(key: str) -> str:
    """What a vote is sealed under: its own name."""
    return f"vote:{key}"


def read_vote(raw: bytes, key: str, team: str, sealer: Sealer) -> Vote | None:
    """The vote that stands in `raw`, if its name says that it was given in that workspace."""
    try:
        vote = Vote.model_validate_json(raw)
    except ValidationError:
        return None
    return vote if key.endswith(_name(sealer, team, vote)) else None


def _name(sealer: Sealer, team: str, vote: Vote) -> str:
    """What somebody did stands beside what they said, and takes no place of it."""
    act = ("act",) if vote.said in ACTS else ()
    return sealer.digest("vote", team, vote.of, vote.user, *act)
