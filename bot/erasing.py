"""What is kept about a person, a channel or a workspace: found by a scan, dropped, scanned again.

Refuses to guess: a record belongs to somebody when it says so, or opens under their scope alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import ValidationError

from bot.briefs import scope
from bot.caching.memory import Remembered
from bot.errors import SealError, UnknownVersion
from bot.jobs.defaults import default_scope
from bot.jobs.readers import scope as reader_scope
from bot.jobs.readers import tongue_scope
from bot.jobs.record import ASIDE, FINAL, Job
from bot.jobs.sights import sight_scope
from bot.jobs.votes import read_vote, vote_scope
from bot.keys import KeySpace
from bot.ports import FullLedger, Keys
from bot.request import Noun
from bot.sealing import Sealer

#: How a front names a message of its own; other slots are marks.
_TS = re.compile(r"\d{10}\.\d{6}")
#: How each class of key is treated when somebody is forgotten; a test holds this against
#: `bot.keys`. `record`: found by what it says; `scope`: by what opens it; `code`: ids, figures
#: or keyed digests without a name, gone by their time to live or with their record; `door`: goes
#: when Slack says that the app was removed, before anything else is forgotten.
TREATED: dict[str, Literal["record", "scope", "code", "door"]] = {
    "job": "record",
    "first": "record",
    "answer": "scope",
    "near": "scope",
    "notes": "scope",
    "units": "scope",
    "tally": "code",
    "pending": "scope",
    "brief": "scope",
    "person": "scope",
    "reader": "scope",
    "sight": "scope",
    "vote": "record",
    "pace": "code",
    "seen": "code",
    "flight": "code",
    "counter": "code",
    "month": "code",
    "recent": "code",
    "window": "code",
    "told": "code",
    "talk": "code",
    "burst": "code",
    "worker": "code",
    "ready": "code",
    "turn": "code",
    "leases": "code",
    "due": "code",
    "open": "code",
    "aside": "code",
    "policy": "record",
    "audit": "code",
    "installation": "door",
    "renewing": "code",
    "state": "code",
}

#: What goes whole with the audience that it was made for.
_WHOLE = ("near", "notes", "units")


class Subject(Noun):
    """Whose text it is: a person, a channel or everything of a workspace."""

    kind: Literal["person", "channel", "team"]
    team: str
    id: str


class Kept(Noun):
    """What was found: names of keys, how many of them are questions, and which of these are still
    being worked on (those are ended first)."""

    names: tuple[str, ...]
    questions: int = 0
    unfinished: tuple[str, ...] = ()


class Erasing:
    """Over the ledger and everything that is kept, remembered answers on a server of their own
    included. All methods raise StoreError."""

    def __init__(self, ledger: FullLedger, keys: Keys, sealer: Sealer, space: KeySpace) -> None:
        self._ledger = ledger
        self._keys = keys
        self._sealer = sealer
        self._space = space

    async def find(self, subject: Subject, *, gone: bool = False) -> Kept:
        """Everything of theirs, by a scan over the workspace's partition; of a workspace that is
        gone also the log of who did what there."""
        jobs = await self._jobs(subject.team)
        # The command that asks for this is a record, too, and under way.
        mine = [job for job in jobs if _is_of(job, subject) and not _errand_under_way(job)]
        names = [self._at(subject, f"job:{job.id}") for job in mine]
        firsts = {self._at(subject, f"first:{job.id}") for job in mine}
        names += [name for name in await self._named(subject, "first:*") if name in firsts]
        names += await self._answers(subject, jobs, mine)
        names += await self._pending(subject, jobs)
        names += await self._briefs(subject, jobs)
        names += await self._choices(subject, jobs)
        names += await self._votes(subject)
        names += await self._own_rules(subject)
        names += await self._log(subject) if gone else []
        open_ones = tuple(job.id for job in mine if job.state not in FINAL)
        questions = sum(job.kind not in ASIDE for job in mine)
        return Kept(names=tuple(names), questions=questions, unfinished=open_ones)

    async def replies(self, subject: Subject) -> list[tuple[str, str]]:
        """The messages in which their questions were answered, as far as records tell: channel and
        id of each."""
        found = []
        for job in await self._jobs(subject.team):
            if _is_of(job, subject) and job.kind not in ASIDE:
                found += [(job.channel, ts) for ts in job.slots.values() if _TS.fullmatch(ts)]
        return found

    async def drop(self, names: Sequence[str]) -> int:
        """Forget these keys; how many there still were."""
        return await self._keys.drop(names)

    async def stop(self, subject: Subject, kept: Kept) -> None:
        """End what is still being worked on: nothing can be forgotten that a worker holds."""
        for job_id in kept.unfinished:
            await self._ledger.cancel(subject.team, job_id)

    def _at(self, subject: Subject, name: str) -> str:
        return self._space.at(self._space.partition(subject.team), name)

    async def _named(self, subject: Subject, pattern: str) -> Sequence[str]:
        return await self._keys.names(self._at(subject, pattern))

    async def _jobs(self, team: str) -> list[Job]:
        """Every record of the workspace that can be read, whatever has become of it."""
        prefix = self._space.at(self._space.partition(team), "job:")
        found: list[Job] = []
        for name in await self._keys.names(f"{prefix}*"):
            try:
                job = await self._ledger.job(team, name.removeprefix(prefix))
            except UnknownVersion:
                continue
            if job is not None and job.team == team:
                found.append(job)
        return found

    async def _answers(
        self, subject: Subject, jobs: Iterable[Job], mine: Iterable[Job]
    ) -> list[str]:
        """Remembered answers: those of their own scopes, and of a person those that they asked for
        in a channel, whose questions are theirs. Lists of similar questions and notes of a channel
        in which they asked go whole: they are made again."""
        whole, shared = _scopes(subject, jobs, mine)
        asked = {job.id for job in mine}
        found: list[str] = []
        for name in [one for kind in _WHOLE for one in await self._named(subject, f"{kind}:*")]:
            sealed = await self._keys.value(name)
            if sealed and any(self._opens(sealed, one) for one in whole | shared):
                found.append(name)
        for name in await self._named(subject, "answer:*"):
            sealed = await self._keys.value(name)
            if sealed is None:
                continue
            if any(self._opens(sealed, one) for one in whole):
                found.append(name)
                continue
            raw = next((text for one in shared if (text := self._opens(sealed, one))), b"")
            if raw and _asked_by(raw, asked):
                found.append(name)
        return found

    async def remembered(self, team: str) -> list[str]:
        """The remembered answers of a workspace, and the lists by which they are found."""
        subject, jobs = Subject(kind="team", team=team, id=team), await self._jobs(team)
        names = await self._answers(subject, jobs, jobs)
        return [name for name in names if ":notes:" not in name]

    async def _pending(self, subject: Subject, jobs: Iterable[Job]) -> list[str]:
        """Commands that wait for a yes; of a channel there are none."""
        people = {subject.id} if subject.kind == "person" else set()
        if subject.kind == "team":
            people = {job.user for job in jobs}
        found: list[str] = []
        for name in await self._named(subject, "pending:*"):
            token = name.rsplit("pending:", 1)[1].removesuffix(":taken")
            sealed = await self._keys.value(name)
            scopes = [f"pending:{subject.team}:{user}:{token}" for user in people]
            if sealed and any(self._opens(sealed, one) for one in scopes):
                found.append(name)
        return found

    async def _briefs(self, subject: Subject, jobs: Iterable[Job]) -> list[str]:
        """Briefs of the channel, or of every channel of the workspace in which was asked; no
        person's."""
        channels = {subject.id} if subject.kind == "channel" else set()
        if subject.kind == "team":
            channels = {job.channel for job in jobs}
        scopes = [scope(subject.team, channel) for channel in channels]
        found: list[str] = []
        for name in await self._named(subject, "brief:*") if scopes else ():
            sealed = await self._keys.value(name)
            if sealed and any(self._opens(sealed, one) for one in scopes):
                found.append(name)
        return found

    async def _choices(self, subject: Subject, jobs: Iterable[Job]) -> list[str]:
        """What the person, or whoever has asked in the workspace, has chosen for all questions,
        how they read
        and what they have before them."""
        people = {subject.id} if subject.kind == "person" else set()
        if subject.kind == "team":
            people = {job.user for job in jobs}
        kinds = (default_scope, tongue_scope, reader_scope, sight_scope)
        scopes = [kind(subject.team, user) for user in people for kind in kinds]
        found: list[str] = []
        patterns = ("person:*", "reader:*", "sight:*") if scopes else ()
        for name in [name for one in patterns for name in await self._named(subject, one)]:
            sealed = await self._keys.value(name)
            if sealed and any(self._opens(sealed, one) for one in scopes):
                found.append(name)
        return found

    async def _votes(self, subject: Subject) -> list[str]:
        """Votes by the person, on answers of the channel, or in the workspace."""
        found: list[str] = []
        for name in await self._named(subject, "vote:*"):
            sealed = await self._keys.value(name)
            raw = self._opens(sealed, vote_scope(name)) if sealed else b""
            vote = read_vote(raw, name, subject.team, self._sealer)
            if vote is None:
                continue
            whose = {"person": vote.user, "channel": vote.channel, "team": subject.id}
            if whose[subject.kind] == subject.id:
                found.append(name)
        return found

    async def _own_rules(self, subject: Subject) -> list[str]:
        """What the workspace has changed in its policy."""
        name = self._space.policy(subject.team)
        kept = subject.kind == "team" and await self._keys.value(name) is not None
        return [name] if kept else []

    async def _log(self, subject: Subject) -> list[str]:
        found: list[str] = []
        for digest in self._sealer.digests("audit", subject.team):
            name = self._space.audit(subject.team, digest)
            found += await self._keys.names(name.replace("{", "?").replace("}", "?"))
        return found

    def _opens(self, sealed: bytes, scope: str) -> bytes:
        """What stands in it, if this scope opens it."""
        try:
            return self._sealer.open(sealed, scope)
        except SealError:
            return b""


def _is_of(job: Job, subject: Subject) -> bool:
    if subject.kind == "team":
        return True
    return (job.user if subject.kind == "person" else job.channel) == subject.id


def _errand_under_way(job: Job) -> bool:
    return job.kind in ASIDE and job.state not in FINAL


def _scopes(
    subject: Subject, jobs: Iterable[Job], mine: Iterable[Job]
) -> tuple[set[str], set[str]]:
    """Scopes that are theirs alone, and those that they share with a channel."""
    team = subject.team
    if subject.kind == "person":
        return {f"U:{team}:{subject.id}"}, {f"C:{team}:{job.channel}" for job in mine}
    if subject.kind == "channel":
        return {f"C:{team}:{subject.id}"}, set()
    channels = {f"C:{team}:{job.channel}" for job in jobs}
    return channels | {f"U:{team}:{job.user}" for job in jobs}, set()


def _asked_by(raw: bytes, asked: set[str]) -> bool:
    try:
        return Remembered.model_validate_json(raw).answer.id in asked
    except ValidationError:
        return False
