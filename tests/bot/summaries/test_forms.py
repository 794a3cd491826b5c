"""An incident handed on: in short, to the next shift, as a post-mortem without blame."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from summary_cases import COUNTER, Desk, desk, thread

from bot.asking import pinned_fast
from bot.request import Person
from bot.summaries.forms import KINDS
from bot.summaries.result import Form, Summary
from bot.summaries.units import material
from bot.verbs.summarizing import form_in, kind_in

INCIDENT = [
    "Incident: checkout is down since 10:00, 38% errors. Paging on-call.",
    "Dana restarted the pool, no effect.",
    "Looks like the deploy of 2.8.1.",
    "Rollback finished, error rate back to normal.",
    "Lee will write it up by Friday.",
]


async def made(here: Desk, form: Form, said: list[str], zone: str = "UTC") -> Summary:
    found = await material([thread(said, ("Dana", "Lee"))], COUNTER)
    order = here.order(found, KINDS.get(form))
    order.form = form
    order.decision = pinned_fast()
    asker = Person(id="U1", name="Dana", tz=zone)
    order.request = order.request.model_copy(
        update={"asker": asker, "asked_at": datetime(2026, 11, 23, tzinfo=UTC)}
    )
    return (await here.summaries.make(order)).summary


async def test_a_post_mortem_blames_nobody_and_marks_gaps() -> None:
    async with desk(lambda body: "prose") as here:
        summary = await made(here, "post_mortem", INCIDENT, "Asia/Shanghai")
        bare = await made(here, "post_mortem", ["Incident: the shop is down, 40% errors."])
    said = {one.title: [item.text for item in one.items] for one in summary.sections}
    assert next(iter(said)) == "In short"
    assert "Timeline" in said
    assert said["Timeline"][0].startswith("2026-11-23 10:00 UTC (18:00 Asia/Shanghai): ")
    assert "somebody restarted the pool, no effect." in said["Tried"]
    assert said["Actions"] == ["Lee · Lee will write it up by Friday. · Friday"]
    cited = [cite.unit for one in summary.sections for item in one.items for cite in item.citations
             if one.title != "Actions"]  # fmt: skip
    assert not any("Dana" in unit or "Lee" in unit for unit in cited)
    gap = "Gap: nothing in what was read says this."
    gone = {one.title for one in bare.sections if [item.text for item in one.items] == [gap]}
    assert {"Tried", "Working theory", "Actions"} <= gone


async def test_a_handover_and_a_catch_up_have_their_own_order() -> None:
    async with desk(lambda body: "prose") as here:
        handover = await made(here, "handover", INCIDENT)
        short = await made(here, "catch_up", ["We decided to ship on Friday, it is agreed."])
    titles = [one.title for one in handover.sections]
    assert titles[:3] == ["State now", "Impact", "Tried"]
    assert titles.index("Actions") < titles.index("Timeline")
    assert [one.title for one in short.sections] == ["In short", "Decisions", "How this was made"]
    assert short.kind == "general"


async def test_a_reply_promises_what_was_promised() -> None:
    said = [
        "Customer ticket 12: I want a refund, the app is not working. Still waiting.",
        "We'll send the refund within 5 days.",
    ]
    async with desk(lambda body: "prose") as here:
        summary = await made(here, "reply", said)
    (reply, _) = summary.sections
    assert reply.title == "Draft of a reply"
    assert reply.items[0].text.startswith("Thank you for writing. As we understand it: ")
    assert reply.items[1].text == "What was promised: We'll send the refund within 5 days."
    assert all(one.citations for one in reply.items)


@pytest.mark.parametrize(
    ("typed", "form", "kind"),
    [
        ("post-mortem", "post_mortem", "incident"), ("catch-up", "catch_up", None),
        ("reply", "reply", "support"), ("contract", None, "contract"), (None, None, None),
    ],
)  # fmt: skip
def test_as_typed(typed: str | None, form: str | None, kind: str | None) -> None:
    assert (form_in(typed), kind_in(typed)) == (form, kind)
