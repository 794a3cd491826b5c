"""Which commands there are and whose they are: help and menu list what one may run, no more."""

from __future__ import annotations

import re

import pytest
from command_cases import DANA, SAM, desk, person, running

from bot.commands.command import Caller
from bot.sealing import Sealer, new_key

EVERYONE = (
    "ask think summarize compare help tour status usage explain language forget advise".split()
)
OPERATORS = "jobs retry cancel pause resume use budget policy brief cache doctor audit".split()


@pytest.mark.parametrize(("who", "may"), [(SAM, EVERYONE), (DANA, EVERYONE + OPERATORS)])
async def test_help_lists_only_what_one_may_run(who: Caller, may: list[str]) -> None:
    room = running(desk(Sealer(new_key())))
    assert {one.name for one in room.registry.all(who)} == set(may)
    told = (await room.typed("help", person(who))).outcome.text
    lists = re.findall(r"(?:You may run, behind .+?|As an operator also): (.+)", told)
    assert sorted(" ".join(lists).replace(",", "").replace(" and ", " ").split()) == sorted(may)
    for name in OPERATORS:
        refused = (await room.typed(name, person(SAM))).outcome
        assert refused.state == "refused", name
        assert "The operators are dana." in refused.text
