"""Long texts are cut where a reader would pause, and every part stands alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.parts import beginning, split

PROSE = st.text(alphabet="abc.,é<\n ", max_size=3000)
#: Whole Markdown of every kind, in any order, good and broken.
PIECES = st.lists(
    st.sampled_from(
        [
            "# A heading\n",
            "\n",
            "A sentence of prose. Another one! A third?\n",
            "没有空格的一句话。第二句话！第三句话？",
            "- an item\n",
            "  - a nested item\n",
            "    that goes on\n",
            "12. a numbered one\n",
            "| a | b |\n",
            "|---|:-:|\n",
            "```python\n",
            "```\n",
            "~~~\n",
            "x" * 90,
            "&lt;tag&gt; ",
            "e\u0301 ",
            "> quoted\n",
            "\u2028",
        ]
    ),
    max_size=120,
).map("".join)


@given(PROSE, st.integers(200, 900))
def test_every_character_of_prose_is_kept(text: str, most: int) -> None:
    parts = split(text, most)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert all(len(part) <= most for part in parts)


@given(PIECES, st.integers(200, 900))
def test_nothing_is_lost_whatever_the_text(text: str, most: int) -> None:
    """Only fences and heads of tables are added, and they are written like those that are there."""
    parts = split(text, most)
    assert all(part.strip() and len(part) <= most for part in parts[:-1] or ["x"])
    kept = re.sub(r"[\s`~|:-]|python|a\|b", "", text)
    shown = re.sub(r"[\s`~|:-]|python", "", "".join(parts))
    rest = iter(shown)
    assert all(sign in rest for sign in kept)


@given(st.text(alphabet="ab ", min_size=1, max_size=300), st.integers(200, 900))
def test_words_are_not_cut(words: str, most: int) -> None:
    text = " ".join([words.strip()[:40]] * 60)
    assert " ".join(split(text, most)).split() == text.split()


LINES = st.lists(st.sampled_from(["code(x)", "more = 1", "", "a `span`", "x" * 90]), max_size=90)


@given(LINES, LINES, st.sampled_from(["```", "```python", "~~~", "````md"]), st.integers(400, 900))
def test_code_is_closed_and_opened_again(
    code: list[str], prose: list[str], opening: str, most: int
) -> None:
    fence = re.sub(r"\w", "", opening)
    text = "\n".join([*prose, opening, *code, fence, *prose])
    inside: list[str] = []
    for part in split(text, most):
        is_open = False
        for line in part.split("\n"):
            if line.startswith(fence):
                assert line == (fence if is_open else opening)
                is_open = not is_open
            elif is_open and line.strip():
                inside.append(line)
        assert not is_open
        assert len(part) <= most
    assert "".join(inside) == "".join(code)


@given(st.integers(1, 200), st.integers(400, 900))
def test_a_table_shows_its_head_in_every_part(rows: int, most: int) -> None:
    head = "| name | value |\n|:-----|------:|"
    body = [f"| row {number} | {number * number} |" for number in range(rows)]
    parts = split("\n".join([head, *body]), most)
    seen = []
    for part in parts:
        top, rule, *below = part.split("\n")
        assert f"{top}\n{rule}" == head
        assert below
        seen += below
    assert seen == body


def test_a_list_is_cut_between_its_items() -> None:
    item = "- an item with words in it\n  - and something below\n    that goes on\n"
    parts = split(item * 20, 400)
    assert len(parts) > 2
    assert all(part.startswith("- an item") for part in parts)
    assert all(part.endswith("that goes on") for part in parts[:-1])


def test_what_goes_on_with_an_item_does_not_become_code() -> None:
    text = "1. first\n" + "    and more of it, in words\n" * 40 + "2. second\n"
    parts = split(text, 400)
    assert all(part.startswith(("1. first", "and more")) for part in parts)
    assert parts[-1].rstrip().endswith("2. second")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A paragraph that says much. " * 9, "\n\nAnother one, that fits no more. " * 9),
        ("Words. " * 30, "\n## A heading\nWith text. " * 30),
        ("第一句话说了很多。" * 20, "第二句话也说了很多。" * 20),
        ("A sentence that ends here. " * 8, "This one is cut no more. " * 20),
    ],
)
def test_the_seam_is_where_a_reader_pauses(before: str, after: str) -> None:
    first, second = split(before + after, len(before) + 8)[:2]
    assert first.endswith((".", "。"))
    assert first == before.rstrip()
    assert after.strip().startswith(second[:10])


def test_a_heading_stays_with_what_it_heads() -> None:
    text = "Words. " * 40 + "\n\n## The second thing\n\n" + "More words. " * 40
    first, second = split(text, 320)[:2]
    assert "##" not in first
    assert second.startswith("## The second thing\n\nMore words.")


def test_an_entity_and_a_joined_picture_are_not_cut() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    for text in ("&lt;" * 200, family * 200):
        whole = "&lt;" if text[0] == "&" else family
        for most in range(200, 210):
            assert all(set(part.split(whole)) == {""} for part in split(text, most))


def test_the_beginning_is_the_first_part() -> None:
    assert beginning("short", 200) == "short"
    assert beginning("One thing. " * 60, 200).endswith("One thing.")
