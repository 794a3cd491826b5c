"""Emphasis beside text without blanks is seen as emphasis, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.slack.emphasis import JOINER, normalised
from adapters.slack.neutral import neutral

READER = MarkdownIt("commonmark").enable("strikethrough")
#: A person's text around a mark, without blanks; none of it is a mark of Markdown itself.
WIDE = st.text(
    alphabet="请注意责任上限，。：“”（）「」、カナひら한글abc12%", min_size=1, max_size=8
)
MARKS = st.sampled_from(["*", "**", "***", "__", "_", "~~"])
TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong", "***": "strong", "~~": "s"}


def seen(text: str) -> str:
    """What a reader sees of it."""
    return re.sub(r"<[^>]+>|\n", "", READER.render(text)).replace(JOINER, "")


@given(WIDE, MARKS, WIDE, WIDE)
def test_every_mark_between_wide_text_is_emphasis(
    before: str, mark: str, inside: str, after: str
) -> None:
    if not re.search(r"[^\x00-\x7f]", before[-1] + inside[0] + inside[-1] + after[0]):
        return
    shown = READER.render(normalised(f"{before}{mark}{inside}{mark}{after}"))
    assert f"<{TAGS[mark]}>" in shown
    assert seen(normalised(f"{before}{mark}{inside}{mark}{after}")) == seen(
        f"{before}{inside}{after}"
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("**注意：**请先备份", f"**注意：{JOINER}**请先备份"),
        ("这是**“责任上限”**条款", f"这是**{JOINER}“责任上限”{JOINER}**条款"),
        ("这是__重点__内容", "这是**重点**内容"),
        ("参见_附录_。", "参见*附录*。"),
        ("1. **第一：**做", f"1. **第一：{JOINER}**做"),
        ("**重要**です", "**重要**です"),
        ("前**a（`b*c*`）**后", f"前**a（`b*c*`）{JOINER}**后"),
        ("`**注意：**请` 不变", "`**注意：**请` 不变"),
        ("a **b:** c", "a **b:** c"),
        ("变量 snake_case_name 不变", "变量 snake_case_name 不变"),
        ("**没有结尾", "**没有结尾"),
        ("2 * 3 * 4 等于 24", "2 * 3 * 4 等于 24"),
    ],
)
def test_what_becomes_of(line: str, shown: str) -> None:
    assert normalised(line) == shown


@given(st.text(max_size=300))
def test_nothing_but_joiners_and_marks_changes(line: str) -> None:
    line = line.replace("\n", "").replace(JOINER, "")
    assert re.sub(r"[*_\u2060]", "", normalised(line)) == re.sub(r"[*_]", "", line)


@given(st.text(alphabet="ab c*_~`.:()", max_size=200))
def test_text_with_blanks_between_its_words_is_untouched(line: str) -> None:
    assert normalised(line) == line


def test_code_blocks_are_untouched_and_prose_around_them_is_not() -> None:
    code = "```\n**注意：**请\n```"
    assert neutral(f"{code}\n**注意：**请") == f"{code}\n**注意：{JOINER}**请"
