"""Threads from files: what Slack exports, and what people hand in instead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.exported import thread

DANA = {"user": "U1", "user_profile": {"display_name": "", "real_name": "Dana"}}
MEI = {"user": "U2", "user_profile": {"display_name": "mei"}}


def read(*messages: Any) -> list[tuple[str, str]]:
    reading, _ = thread("t.json", json.dumps(messages).encode())
    return [(unit.place, unit.text) for unit in reading.units]


def test_messages_with_names_times_and_references_oldest_first() -> None:
    assert read(
        {"ts": "1700000060.000200", "text": "<@U1> see <https://x.test|it> &amp; <@U9>", **MEI},
        {"ts": "1700000000.000100", "text": "who signs?", **DANA},
        {"ts": "1700000000.000100", "text": "who signs?", **DANA},
    ) == [
        ("Dana, 2023-11-14 22:13 UTC", "who signs?"),
        ("mei, 2023-11-14 22:14 UTC", "@Dana see it (https://x.test) & @U9"),
    ]


def test_apps_blocks_joins_and_deleted_ones() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "error rate 5 %"}}
    assert read(
        {"ts": "1.0", "subtype": "channel_join", "text": "<@U1> has joined", **DANA},
        {"ts": "2.0", "subtype": "tombstone", "text": "This message was deleted."},
        {"ts": "3.0", "bot_id": "B1", "bot_profile": {"name": "Pager"}, "blocks": [block]},
        {"ts": "4.0", "bot_id": "B2", "username": "ci", "attachments": [{"title": "red"}]},
    ) == [
        ("Pager, 1970-01-01 00:00 UTC", "error rate 5 %"),
        ("ci, 1970-01-01 00:00 UTC", "red"),
    ]


def test_attached_files_are_listed() -> None:
    message = {"ts": "1.0", "text": "", "files": [{"name": "plan.pdf"}, {"title": "Canvas"}]}
    assert thread("t.json", json.dumps([message]).encode())[1] == ("plan.pdf", "Canvas")


def test_the_answer_of_the_web_api_is_the_same_list() -> None:
    reading, _ = thread("t.json", b'{"ok": true, "messages": [{"ts": "1.0", "text": "hi"}]}')
    assert [unit.text for unit in reading.units] == ["hi"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_thread"),
        (b"{", "not_thread"),
        (b'"text"', "not_thread"),
        (b"\xff\xfe", "not_thread"),
        (b"[" * 100_000, "not_thread"),
        (b"[]", "textless"),
        (b'[1, {"text": "no time"}, {"ts": "nan"}, {"ts": "1e99"}]', "bad_message"),
    ],
)
def test_what_is_no_thread_is_named(content: bytes, reason: str) -> None:
    reading, _ = thread("t.json", content)
    assert reading.units == ()
    assert [one.reason for one in reading.skipped] == [reason]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "type", "fields", "elements", "name", "a"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
FIELDS = [
    "ts",
    "text",
    "subtype",
    "user",
    "user_profile",
    "bot_profile",
    "blocks",
    "attachments",
    "files",
]


@example([{"blocks": [{"type": []}]}])
@example([{"subtype": []}])
@example([{"attachments": [{"fields": [True], "text": "x"}]}])
@example([{"blocks": [{"type": "rich_text_section", "elements": ["x"]}], "user": "U1"}])
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=8), max_size=4))
def test_no_list_breaks_it(messages: list[dict[str, Any]]) -> None:
    dated = [{"ts": f"{n}.0", **one} for n, one in enumerate(messages)]
    reading, _ = thread("t.json", json.dumps(dated).encode())
    assert all(unit.text for unit in reading.units)
