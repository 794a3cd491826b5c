"""What the app called lately, and answers that are forced upon it.

Refuses to know any method.
"""

from __future__ import annotations

from collections import deque

from adapters.playground.arguments import Json

TRAFFIC = 2000


class Traffic:
    """The last calls of the app, with what was answered."""

    def __init__(self) -> None:
        self._rows: deque[Json] = deque(maxlen=TRAFFIC)
        self._number = 0

    def note(self, method: str, arguments: Json, answer: Json, status: int, at: float) -> None:
        """One call."""
        self._number += 1
        row = {"n": self._number, "at": at, "method": method, "status": status}
        self._rows.append({**row, "arguments": arguments, "answer": answer})

    def since(self, number: int) -> list[Json]:
        """Calls after that number, oldest first."""
        return [row for row in self._rows if row["n"] > number]


class Faults:
    """Answers that are forced for a method, a number of times."""

    def __init__(self) -> None:
        self._rules: list[Json] = []

    def add(self, rule: Json) -> None:
        """{"method", "channel"?, "status"?, "error"?, "more"?, "latency_ms"?, "times"?, "done"?}.

        `more` stands beside the error; `done`: the call is carried out, and its answer lost.
        """
        self._rules.append({**rule, "times": int(rule.get("times", 1))})

    def take(self, method: str, arguments: Json) -> Json | None:
        """The rule that applies to this call, used up once."""
        for rule in self._rules:
            here = rule.get("channel") in (None, arguments.get("channel"))
            if rule["method"] in (method, "*") and here and rule["times"] > 0:
                rule["times"] -= 1
                return rule
        return None
