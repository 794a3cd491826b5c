"""A command on its way to a worker: what it is, whose, and where its outcome is to be told.

Refuses to carry it out.
"""

from __future__ import annotations

from bot.commands.command import Caller, Order
from bot.jobs.ids import new_id
from bot.jobs.record import Received, kept_s, seal_scope
from bot.request import Noun
from bot.sealing import Sealer


class Errand(Noun):
    """`agreed`: its person has said yes to what it will do. `reply` is the front's own address."""

    order: Order
    caller: Caller
    agreed: bool = False
    reply: str = ""
    prefix: str = "/thinktwice"
    holders: str = ""
    language: str = "en"


def entry(errand: Errand, names: tuple[str, ...], sealer: Sealer) -> Received:
    """The errand as a job."""
    job_id, caller = new_id(), errand.caller
    return Received(
        id=job_id,
        kind="run",
        team=caller.team,
        channel=caller.channel,
        user=caller.id,
        sealed=sealer.seal(errand.model_dump_json().encode(), seal_scope(caller.team, job_id)),
        dedupe=names,
        deadline_s=kept_s("run"),
    )
