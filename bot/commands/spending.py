"""`usage` and `budget`: what was used, by whom and for what, and what remains of the caps.

Refuses to show another person's usage to anybody but operators.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ValidationError

from bot.commands.command import Call, Home, Nothing, Said, Who
from bot.commands.reading import After
from bot.errors import SealError
from bot.explained import answer_in
from bot.jobs.record import ASIDE, Job
from bot.request import Noun
from bot.routing.telling import money
from bot.spending.purse import next_reset

By = Literal["person", "channel", "tier", "day", "cause"]
#: So many finished questions are looked through (the ledger keeps as many in a partition).
MOST = 1_000


class UsageRow(Noun):
    """A line of `usage --json`: finished questions of the last 7 days under one name."""

    by: By
    name: str
    questions: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class UsageArgs(BaseModel):
    """By what it is summed up; as CSV or in words."""

    by: Annotated[By, After("by")] = "tier"
    csv: bool = False


class ShowUsage:
    """One's own; an operator sees everybody's."""

    name: ClassVar[str] = "usage"
    help: ClassVar[str] = "commands.help.usage"
    example: ClassVar[str] = "usage by tier"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = UsageArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: UsageArgs) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: UsageArgs) -> Said:
        """Today's balance, then the rows."""
        call, caller = self._call, self._call.caller
        jobs = [job for job in await call.desk.ledger.recent(MOST) if self._mine(job)]
        rows = self._rows(jobs, args.by)
        if args.csv:
            return Said(_as_csv(rows), rows)
        words = call.words
        lines = []
        if caller.kind == "slack":
            spent = await call.desk.purse.balance(caller.team, caller.id, call.at)
            caps = call.desk.policies.base.caps
            lines.append(
                words.say(
                    "commands.usage_mine",
                    spent=f"${spent.person_usd:.2f}",
                    cap=f"${caps.usd_person_day:.2f}",
                    used=spent.reasoning,
                    most=caps.reasoning_person_day,
                    label=call.desk.seats.reasoning.label,
                    reset=next_reset(call.at, caller.zone),
                )
            )
        key = "commands.usage_all" if caller.operator else "commands.usage_own"
        lines.append(words.counted(key, len(jobs), by=args.by))
        lines += [self._line(row) for row in rows]
        return Said("\n".join(lines), rows)

    def _mine(self, job: Job) -> bool:
        caller = self._call.caller
        if job.kind in ASIDE or (caller.kind == "slack" and job.team != caller.team):
            return False
        return caller.operator or job.user == caller.id

    def _rows(self, jobs: Iterable[Job], by: By) -> Sequence[UsageRow]:
        found: dict[str, UsageRow] = {}
        for job in jobs:
            try:
                answer = answer_in(job, self._call.desk.sealer)
            except (SealError, ValidationError):
                continue
            if answer is None:
                continue
            day = datetime.fromtimestamp(job.received_at, UTC).date().isoformat()
            seats = self._call.desk.seats
            names: dict[By, str] = {
                "person": f"<@{job.user}>",
                "channel": f"<#{job.channel}>" if job.channel else "-",
                "tier": seats.of(answer.decision.tier).label,
                "day": day,
                "cause": answer.decision.cause,
            }
            name, used = names[by], answer.usage
            row = found.get(name) or UsageRow(
                by=by, name=name, questions=0, input_tokens=0, output_tokens=0, cost_usd=0.0
            )
            found[name] = row.model_copy(
                update={
                    "questions": row.questions + 1,
                    "input_tokens": row.input_tokens + used.input_tokens,
                    "output_tokens": row.output_tokens + used.output_tokens,
                    "cost_usd": round(row.cost_usd + used.cost_usd, 6),
                }
            )
        return sorted(found.values(), key=lambda row: (-row.cost_usd, -row.questions, row.name))

    def _line(self, row: UsageRow) -> str:
        return self._call.words.counted(
            "commands.usage_row",
            row.questions,
            name=row.name,
            input=f"{row.input_tokens:,}",
            output=f"{row.output_tokens:,}",
            cost=money(row.cost_usd, self._call.words),
        )


def _as_csv(rows: Sequence[UsageRow]) -> str:
    written = io.StringIO()
    names = list(UsageRow.model_fields)
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.model_dump() for row in rows)
    return written.getvalue().rstrip("\n")


class BudgetShown(Noun):
    """The shape of `budget --json`: what the workspace has spent today, against its caps."""

    spent_usd: float
    team_day_usd: float
    person_day_usd: float
    reasoning_person_day: int
    reasoning_channel_month_usd: float
    confirm_above_usd: float
    resets: str


class ShowBudget:
    """The caps in force and what is left of them; `policy set` changes them."""

    name: ClassVar[str] = "budget"
    help: ClassVar[str] = "commands.help.budget"
    example: ClassVar[str] = "budget"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Nothing) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Nothing) -> Said:
        """Today, UTC."""
        call, caps = self._call, self._call.desk.policies.base.caps
        spent = await call.desk.purse.balance(call.caller.team, call.caller.id, call.at)
        shape = BudgetShown(
            spent_usd=round(spent.team_usd, 6),
            team_day_usd=caps.usd_team_day,
            person_day_usd=caps.usd_person_day,
            reasoning_person_day=caps.reasoning_person_day,
            reasoning_channel_month_usd=caps.reasoning_usd_channel_month,
            confirm_above_usd=caps.usd_request_unconfirmed,
            resets=next_reset(call.at),
        )
        text = call.words.say(
            "commands.budget",
            spent=f"${spent.team_usd:.2f}",
            team=f"${caps.usd_team_day:.2f}",
            person=f"${caps.usd_person_day:.2f}",
            most=caps.reasoning_person_day,
            label=call.desk.seats.reasoning.label,
            channel=f"${caps.reasoning_usd_channel_month:.2f}",
            confirm=f"${caps.usd_request_unconfirmed:.2f}",
            reset=next_reset(call.at, call.caller.zone),
            prefix=call.prefix,
        )
        return Said(text, (shape,))
