"""One walk through every block that the bot can send: Slack takes it, and who listens understands.

A function that writes blocks and is not on the walk fails the test: add what sends it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from answer_cases import AGAINST, FAST, HIT, LONG, SLOW, saying, taken
from command_cases import DANA, desk, person, running
from office import Office, office
from routing_cases import SEATS, answer, request, router
from slack_cases import SEALER, channel, job_of, user

from adapters.playground.blockkit import BLOCKS, ELEMENTS, view_faults
from adapters.playground.models import Script
from adapters.slack.answering import Form, answer_parts
from adapters.slack.envelope import Envelope
from adapters.slack.feedback_blocks import asking, note
from adapters.slack.hello import hello
from adapters.slack.menu_views import Origin, ended, form, listed
from adapters.slack.outcomes import outcome_message
from adapters.slack.pair import provisional
from adapters.slack.ruling_views import Ruled, outcome_view, policy_view
from adapters.slack.shortcuts import asking_view
from adapters.slack.thinking import thoughts_view
from adapters.slack.waiting import task, waiting_message, writing_message
from adapters.slack.why import noted, why_view
from bot.commands.outcome import Outcome
from bot.errors import ModelTimeout, RequestRefused
from bot.inquiry import Page
from bot.jobs.record import seal_scope
from bot.looking import Tried, page
from bot.provisional import First
from bot.request import Extent, Unit
from bot.routing.policy import combined
from bot.routing.shown import shown
from bot.words import Words

Json = dict[str, Any]
ROOMS = Path(__file__).resolve().parents[3] / "adapters" / "slack"
KINDS = {*BLOCKS, *ELEMENTS, "modal", "home"}
WORDS = Words()


def writers() -> set[str]:
    """Functions in adapters/slack that write a block or an element, as file:name."""
    found = set()
    for path in sorted(ROOMS.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                kinds = {
                    value.value
                    for node in ast.walk(function)
                    if isinstance(node, ast.Dict)
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "type"
                    if isinstance(value, ast.Constant)
                }
                if kinds & KINDS:
                    found.add(f"{path.name}:{function.name}")
    return found


@contextmanager
def walked() -> Iterator[set[str]]:
    """Functions in adapters/slack that run meanwhile."""
    seen: set[str] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(ROOMS)):
            seen.add(f"{Path(code.co_filename).name}:{code.co_name}")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(before)


def answers() -> Iterator[Json]:
    """Answers of every kind, and what stands before them."""
    asked = request("q").model_copy(
        update={
            "second_of": "J0",
            "unknown_mark": "!thnk",
            "meant_mark": "!think",
            "extent": Extent(there=312, read=41),
            "unread": ("plan.xlsx skipped: it is password-protected.",),
        }
    )
    first = First(text="Run `kubectl delete pod db-0`.", label="V3")
    forms: tuple[Form, ...] = ("parts", "file", "declined", "refused")
    for seats in (SEATS, LONG):
        for one in forms:
            yield from answer_parts("J1", asked, saying("w " * 9000), seats, WORDS, form=one)
        for decision, cache in ((FAST, HIT), (SLOW, None), (AGAINST, None)):
            yield from answer_parts("J1", asked, saying("**Yes.**", decision, cache), seats, WORDS)
        yield from answer_parts("J1", asked, saying("Roll back.", SLOW), seats, WORDS, first)
        yield provisional(first, asked, seats, WORDS)
        both = asked.model_copy(update={"second_of": "", "compare": True})
        yield from answer_parts("J1", both, saying("Roll back.", SLOW), seats, WORDS, first)
        thread = Unit(source="thread", place="sam", text="It is Friday.", author="sam")
        summary = request("summarize this thread").model_copy(update={"context": (thread,)})
        yield from answer_parts("J1", summary, saying("# In short"), seats, WORDS)
        yield hello(seats, WORDS)
        card = task("Waiting", "J1", "pending")
        yield waiting_message("Wait.", "J1", WORDS, quick=True, card=card)
        yield writing_message("R1", "J1", WORDS)


def outcomes() -> Iterator[Json]:
    """What commands say, ask and offer to take back."""
    for state in ("done", "asks"):
        given = {"text": "R1 is paused.", "command": "pause", "token": "T", "state": state}
        yield outcome_message(Outcome.model_validate(given), WORDS)


def views() -> Iterator[Json]:
    """Modals."""
    asked = request("should we sign the contract?")
    tried = Tried(decision=router().decide(asked), tokens=9)
    given = answer(router().decide(asked))
    shown = page(given, asked, SEATS, WORDS, user="U1", changed="looking", tried=tried)
    whole = why_view(shown, "J1", WORDS)
    yield from (whole, why_view(Page(note="gone"), "J1", WORDS), noted(whole, "Later."))
    yield from (asking("J1", WORDS), note(["Thank you."], WORDS))
    yield thoughts_view("First, <!channel>. Then.", "R1", WORDS)
    envelope = Envelope(kind="command", team="T1", channel="C1", user="U1")
    yield asking_view(envelope, "R1", WORDS)
    yield from menus()
    yield from ruling()


def menus() -> Iterator[Json]:
    """The menu: every command, each one's fields, how one ended."""
    room, dana = running(desk(SEALER), "web"), person(DANA)
    origin = Origin(channel="C1", prefix="")
    every = room.registry.all(DANA)
    yield listed(every, dana, SEATS, origin)
    for command in every:
        if any(info.annotation is not bool for info in command.Arguments.model_fields.values()):
            yield form(command, room.example(command, dana), dana, origin)
    for state in ("done", "asks"):
        given = {"text": "R1 is paused.", "command": "pause", "token": "T", "state": state}
        yield ended(Outcome.model_validate(given), dana, origin)


def ruling() -> Iterator[Json]:
    """The policy's window: all of it, a key of each kind, a change that asks."""
    for key in ("", "display.language", "caps.usd_person_day"):
        page = Ruled(channel="C1", key=key)
        yield policy_view(shown(combined(None), page.channel), page, WORDS)
    asks = Outcome(text="It will hold.", command="policy", token="T", state="asks")
    yield outcome_view(asks, Ruled(), WORDS)


async def said(here: Office) -> list[Json]:
    """What is only sent in the course of a conversation: refusals, an edited question."""
    dana, general = user(here.slack, "dana"), channel(here.slack, "general")
    envelope = Envelope(kind="mention", team="T1", channel=general.id, user=dana.id, ts="1.000001")
    sealed = SEALER.seal(envelope.model_dump_json().encode(), seal_scope("T1", "K7F3"))
    for error in (
        RequestRefused(said="refused.confirm", cost="$0.84", minutes=3),
        RequestRefused(said="refused.only_files", files="plan.pdf"),
        ModelTimeout("silent", seconds=90),
    ):
        await here.front.refuse(job_of(sealed=sealed), request("q"), error)
    asked = here.ask("@thinktwice what does HTTP 429 mean?")
    await here.answered(asked)
    await here.over()
    message = here.slack.workspace.message(general, asked)
    assert message is not None
    here.slack.people.edit(general, message, "@thinktwice what does HTTP 404 mean?")
    await here.until(lambda: len(here.called("chat.postEphemeral")) == 3)
    here.slack.people.open_home(dana, "home")
    await here.until(lambda: here.called("views.publish"))
    understood(here.called("views.publish")[-1]["view"]["blocks"])
    return [*here.called("chat.postMessage"), *here.called("chat.postEphemeral")]


def elements(thing: Any) -> Iterator[Json]:
    """Every object with a type, at any depth."""
    if isinstance(thing, list):
        for one in thing:
            yield from elements(one)
    elif isinstance(thing, dict):
        if "type" in thing:
            yield thing
        for value in thing.values():
            yield from elements(value)


def understood(blocks: list[Json]) -> None:
    """Who hears it knows what a button does and what a picture shows."""
    for one in elements(blocks):
        if one["type"] == "button":
            assert len(one["accessibility_label"].split()) > 1
            assert one["text"]["text"].strip()
        if one["type"] == "image":
            assert one["alt_text"].strip()


@pytest.fixture
def made() -> tuple[list[Json], list[Json], set[str]]:
    """Messages, modals, and who wrote them; not on a loop: catalogues lie on the disk."""
    with walked() as seen:
        messages, modals = [*answers(), *outcomes()], list(views())
    return messages, modals, seen


async def test_every_block_is_taken_and_understood(
    made: tuple[list[Json], list[Json], set[str]],
) -> None:
    messages, modals, seen = made
    async with office(Script(text="Too many requests.")) as here:
        with walked() as later:
            messages += await said(here)
    seen |= later
    assert writers() - seen == set()
    for message in messages:
        taken({"text": message["text"], "blocks": message["blocks"]})
        understood(message["blocks"])
        assert not re.search(r"\*\*|__|```|^#", message["text"], re.MULTILINE)
    for modal in modals:
        assert view_faults(modal) == []
        understood(modal["blocks"])
