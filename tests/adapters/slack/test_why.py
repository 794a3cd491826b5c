"""The modal behind "Why?": what Slack takes, what comes back from it, and when it has changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from house_cases import Heard
from routing_cases import SEATS, answer, request, router
from slack_cases import settings, user

from adapters.playground.blockkit import view_faults
from adapters.playground.server import Playground
from adapters.slack.serving import client_of
from adapters.slack.why import EDIT, FIELD, TRY, WhyWindow, edit_in, noted, why_view
from bot.inquiry import Inquiry, Page, Why
from bot.looking import Tried, page
from bot.words import Words

WORDS = Words()
TEXTS = ("hello", "should we sign the contract?", "!think hi", "prove it step by step " * 400)


def shown(text: str, tried: Tried | None = None) -> Page:
    asked = request(text)
    given = answer(router().decide(asked))
    return page(given, asked, SEATS, WORDS, user="U1", changed="looking", tried=tried)


@pytest.mark.parametrize("text", TEXTS)
def test_slack_takes_it(text: str) -> None:
    tried = Tried(decision=router().decide(request(text)), tokens=9)
    for one in (shown(text), shown(text, tried), Page(note="x" * 4000)):
        assert view_faults(why_view(one, "J1", WORDS)) == []


def test_slack_takes_what_is_too_long_in_parts() -> None:
    long = Why(chosen="c" * 900, reasons=("r" * 9000,), otherwise="o" * 9000, advice="a" * 9000)
    view = why_view(Page(why=long, asked="q" * 9000), "J1", WORDS)
    assert view_faults(view) == []
    assert "initial_value" not in str(view)


def test_nothing_in_it_is_mark_up() -> None:
    view = why_view(shown("should <!channel> sign *this*?"), "J1", WORDS)
    assert "mrkdwn" not in str(view)
    assert "'emoji': True" not in str(view)


def body(action: str, value: str | None, standing: str | None) -> dict[str, Any]:
    state = {"values": {FIELD: {EDIT: {"type": "plain_text_input", "value": standing}}}}
    return {"actions": [{"action_id": action, "value": value}], "view": {"state": state}}


@pytest.mark.parametrize(
    ("given", "edit"),
    [
        (body(EDIT, "by key", "by key"), "by key"),
        (body(EDIT, None, None), ""),
        (body(TRY, "show", "by button"), "by button"),
        (body(TRY, "show", None), ""),
        ({"actions": [{"action_id": TRY}], "view": {}}, ""),
    ],
)
def test_the_edit_comes_by_key_and_by_button(given: dict[str, Any], edit: str) -> None:
    assert edit_in(given) == edit


def test_a_note_stands_in_the_place_of_an_outcome() -> None:
    tried = Tried(decision=router().decide(request("hi")), tokens=9)
    sent = {**why_view(shown("hello", tried), "J1", WORDS), "hash": "h", "id": "V1", "state": {}}
    after = noted(sent, "It did not work.")
    assert view_faults(after) == []
    assert after["blocks"][-1]["text"]["text"] == "It did not work."
    assert "Still V3." not in str(after)
    assert after.keys() <= {"type", "title", "close", "private_metadata", "blocks"}


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


async def test_a_window_is_changed_only_over_the_state_that_is_known(slack: Playground) -> None:
    client, heard = client_of(settings(slack)), Heard()
    window = WhyWindow(client, heard)
    trigger = slack.home.reading.new_trigger(user(slack, "dana").id)
    opened = await client.views_open(trigger_id=trigger, view=why_view(shown("hello"), "J1", WORDS))
    inquiry = Inquiry(of="J1", user="U1", window=opened["view"]["id"], turn=1)
    first = await window.show(inquiry, shown("hello"), opened["view"]["hash"])
    assert first
    assert await window.show(inquiry, shown("hello"), opened["view"]["hash"]) is None
    assert await window.show(inquiry, shown("hello"), first) not in ("", None, first)
    slack.workspace.views.clear()
    assert await window.show(inquiry, shown("hello"), first) == ""
    assert heard.all == []


async def test_another_refusal_is_logged_and_no_reason_to_stop(slack: Playground) -> None:
    heard = Heard()
    window = WhyWindow(client_of(settings(slack)), heard)
    slack.faults.add({"method": "views.update", "error": "account_inactive"})
    inquiry = Inquiry(of="J1", user="U1", window="V1", turn=1)
    assert await window.show(inquiry, shown("hello"), "h") == ""
    assert heard.names() == ["slack_failed"]
