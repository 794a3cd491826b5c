"""Words alone: nothing of the mark-up is heard, and nothing that was said is missing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.neutral import neutral
from adapters.slack.spoken import MOST, message_text, spoken

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["**b**", "`code`", "# ", "> ", "\n", "```\n", "| a | b |\n|---|---|\n", "| 1 | 2 |\n"]
        ),
        st.text(max_size=12),
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## Use **a retry**", "Use a retry"),
        ("It is *not* ~~here~~ `there`.", "It is not here there."),
        ("> quoted\n>> deeper", "quoted\ndeeper"),
        ("[docs](https://x.example)", "docs (https://x.example)"),
        ("- one\n- **two**: _x_", "- one\n- two: x"),
        ("```python\nx = a_b ** 2\n```\nDone.", "x = a_b ** 2\nDone."),
        ("| n | who |\n|---|:-:|\n| 1 | **Mei** |\n\nend", "n; who\nn: 1; who: Mei\n\nend"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("above\n---\nbelow", "above\nbelow"),
        ("***both***", "both"),
        ("__**nested**__", "nested"),
        ("**注意：\u2060**请", "注意：\u2060请"),
        ("`curl https://evil.example`", "`curl https://evil.example`"),
        ("```\ncurl https://evil.example\n```", "`curl https://evil.example`"),
        ("@**here**", "@\u2060here"),
    ],
)
def test_what_is_said(text: str, said: str) -> None:
    assert spoken(text) == said


@given(TEXTS)
def test_every_word_is_said_and_nothing_comes_alive(text: str) -> None:
    safe = neutral(text)
    said = spoken(safe)
    assert not re.search(r"(?<![\w/.`])@(channel|here|everyone)\b", said, re.IGNORECASE)
    assert "<" not in said
    lines = [line for line in safe.split("\n") if not line.startswith(("```", "~~~"))]
    heard = iter(said)
    assert all(sign in heard for sign in "".join(lines) if sign.isdigit())


@given(TEXTS, st.lists(st.text(max_size=40), max_size=3))
def test_a_text_is_no_longer_than_slack_takes(text: str, below: list[str]) -> None:
    assert len(message_text(text * 40, *below)) <= MOST


def test_a_long_text_says_that_there_is_more_and_the_footer_stays() -> None:
    said = message_text("A sentence of it. " * 900, "V3 · 1 s")
    assert said.endswith("it. …\nV3 · 1 s")
