"""The names of everything kept in Redis; which class each is of stands in the table beside this.

Refuses to know values. A key that fits no class of the table is a leak, and a test fails on it.
"""

from __future__ import annotations

import re
import zlib
from typing import Literal

from bot.key_table import DAY_S, KEPT_VOTE_S, LASTING, PASSING, KeyClass

__all__ = ["DAY_S", "KEPT_VOTE_S", "LASTING", "PASSING", "KeyClass", "KeySpace", "key_class"]

_KEY = re.compile(r"\{[pt]\d+\}:(.+)")


def key_class(key: str) -> KeyClass | None:
    """The class a key belongs to, or None: then it should not exist."""
    tagged = _KEY.fullmatch(key)
    if tagged is None:
        return None
    for known in (*PASSING, *LASTING):
        if re.fullmatch(known.pattern, tagged.group(1)):
            return known
    return None


class KeySpace:
    """Builds key names; every name carries its partition as Redis Cluster's hash tag. `realm` keeps
    questions of a terminal (`t`) apart from Slack's (`p`): no terminal answers into a channel."""

    def __init__(self, partitions: int = 1, realm: Literal["p", "t"] = "p") -> None:
        self.partitions = partitions
        self._realm = realm

    def partition(self, team: str) -> int:
        """The team's partition: the same on every process and in every version."""
        return zlib.crc32(team.encode()) % self.partitions

    def at(self, partition: int, name: str) -> str:
        """`name` inside a partition."""
        return f"{{{self._realm}{partition}}}:{name}"

    def _of(self, team: str, name: str) -> str:
        return self.at(self.partition(team), name)

    def answer(self, team: str, digest: str) -> str:
        """Where a remembered answer lies."""
        return self._of(team, f"answer:{digest}")

    def near(self, team: str, digest: str) -> str:
        """Where questions that ask the same lie."""
        return self._of(team, f"near:{digest}")

    def tally(self, partition: int, name: str) -> str:
        """A counter of the memory's use on one day."""
        return self.at(partition, f"tally:{name}")

    def flight(self, team: str, digest: str) -> str:
        """Who is making that answer."""
        return self._of(team, f"flight:{digest}")

    def first(self, team: str, job_id: str) -> str:
        """The first answer of a job."""
        return self._of(team, f"first:{job_id}")

    def notes(self, team: str, digest: str) -> str:
        """What was noted of a part of a text."""
        return self._of(team, f"notes:{digest}")

    def units(self, team: str, digest: str) -> str:
        """What a summary was made of."""
        return self._of(team, f"units:{digest}")

    def counter(self, team: str, name: str) -> str:
        """A counter of a person or workspace and day."""
        return self._of(team, f"count:{name}")

    def month(self, team: str, name: str) -> str:
        """A counter of a channel and month."""
        return self._of(team, f"month:{name}")

    def policy(self, team: str = "") -> str:
        """The policy's changes: of the installation, terminals included, or of one workspace."""
        return f"{{p{self.partition(team)}}}:policy:{team}" if team else "{p0}:policy"

    def window(self, team: str, name: str) -> str:
        """What is kept about an open window."""
        return self._of(team, f"window:{name}")

    def told(self, team: str, digest: str) -> str:
        """Whether somebody was told already."""
        return self._of(team, f"told:{digest}")

    def person(self, team: str, digest: str) -> str:
        """What somebody has chosen for themselves."""
        return self._of(team, f"person:{digest}")

    def burst(self, team: str, digest: str) -> str:
        """How many questions somebody asks just now."""
        return self._of(team, f"burst:{digest}")

    def brief(self, team: str, digest: str) -> str:
        """A channel's brief."""
        return self._of(team, f"brief:{digest}")

    def audit(self, team: str, digest: str) -> str:
        """A workspace's log; in {p…} for terminals, too: it is one installation."""
        return f"{{p{self.partition(team)}}}:audit:{digest}"

    def vote(self, team: str, job_id: str, digest: str) -> str:
        """A person's vote on the answer of a job."""
        return self._of(team, f"vote:{job_id}:{digest}")

    def installation(self, place: str) -> str:
        """The installation of a workspace or an organisation; in {p…} for terminals, too."""
        return f"{{p{self.partition(place)}}}:installation:{place}"

    def installations(self) -> list[str]:
        """The patterns that all installations have, one a partition."""
        return [f"{{p{number}}}:installation:*" for number in range(self.partitions)]

    def renewing(self, place: str) -> str:
        """Who renews the token of a workspace or an organisation."""
        return f"{{p{self.partition(place)}}}:renewing:{place}"

    def state(self, digest: str) -> str:
        """An installation that was begun; in the first partition."""
        return self.at(0, f"state:{digest}")

    def reader(self, team: str, digest: str) -> str:
        """In which language somebody reads."""
        return self._of(team, f"reader:{digest}")

    def sight(self, team: str, digest: str) -> str:
        """What somebody has before them in the front."""
        return self._of(team, f"sight:{digest}")

    def talk(self, team: str, digest: str) -> str:
        """Who has asked in a thread."""
        return self._of(team, f"talk:{digest}")

    def worker(self, name: str) -> str:
        """A worker's heartbeat; in the first partition."""
        return self.at(0, f"worker:{name}")
