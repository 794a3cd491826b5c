"""The brief's form takes files: uploaded in the window, read by a worker, asked about in place."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from slack_cases import SEALER, channel, served, settings, user

from adapters.playground.blockkit import faults, view_faults
from adapters.queue.memory import MemoryLedger
from adapters.slack.linked import linked_of
from adapters.slack.serving import client_of
from bot.bootstrap.parts import documents
from bot.commands.errand import Errand
from bot.errors import CommandRefused
from bot.jobs.record import seal_scope

Json = dict[str, Any]
FIELD = {"type": "file_input", "action_id": "value", "max_files": 5}
BLOCK = {"type": "input", "label": {"type": "plain_text", "text": "files"}, "element": FIELD}


async def test_files_are_uploaded_in_the_window_and_read_for_who_uploaded_them() -> None:
    async with served(MemoryLedger()) as here:
        dana = user(here.slack, "dana")
        await here.slack.people.command(channel(here.slack, "general"), dana, "/thinktwice", "")
        (view,) = here.slack.workspace.views.values()
        await here.slack.people.press({"view": view}, dana, "menu_open", "brief")
        (form,) = here.slack.workspace.views.values()
        assert view_faults(form) == []
        assert form["blocks"][3]["element"] == FIELD
        given = {"name": "refunds.md", "content_base64": b64encode(b"Ask Mei.").decode()}
        fields = {"what": {"value": "add"}, "files": {"value": [given] * 7}}
        answer = await here.slack.people.submit(form, dana, fields)
        assert answer["response_action"] == "update"
        (told,) = here.slack.workspace.views.values()
        assert told["blocks"][0]["text"]["text"].startswith("A worker is on it;")
        (job,) = await here.ledger.jobs(9)
        opened = SEALER.open(job.sealed, seal_scope(job.team, job.id))
        args = Errand.model_validate_json(opened).order.args
        assert args["what"] == "add"
        ids = str(args["files"]).split()
        assert len(ids) == 5
        linked = linked_of(client_of(settings(here.slack)), documents()[0])
        (read, *_) = await linked.uploaded(dana.id, ids)
        assert (read.source, read.units[0].text) == ("refunds.md", "Ask Mei.")
        with pytest.raises(CommandRefused) as others:
            await linked.uploaded(user(here.slack, "sam").id, ids)
        assert others.value.key == "commands.brief_others"
        with pytest.raises(CommandRefused) as gone:
            await linked.uploaded(dana.id, ["F0NONE"])
        assert gone.value.values["problem"] == "file_not_found"


def test_the_local_slack_takes_such_a_field_in_modals_alone() -> None:
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [BLOCK]}
    assert view_faults(modal) == []
    assert view_faults({**modal, "type": "home"}) != []
    assert faults([BLOCK]) != []
    many = {**BLOCK, "element": {**FIELD, "max_files": 11}}
    assert view_faults({**modal, "blocks": [many]}) == [
        ("/blocks/0/element/max_files", "must be between 1 and 10")
    ]
