"""What a model writes pings nobody, links nowhere, shows no image, and keeps its words."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.neutral import Neutral, neutral, plain

KNOWN = "we read https://good.example/a_(b). And <https://good.example/docs/|the docs>"
EVIL = "https://evil.example/?d=secret"
PARTS = st.sampled_from(
    "<!channel> <!here> <@U01234567> <#C1|x> <https://evil.example|here> ![a](https://e.example/x) "
    "[a](https://evil.example) [a][1] [1]: <https://evil.example> ` `` ``` ~~~ \\ ( ) [ ] ! < > "
    "@channel &lt; javascript:x https://evil.example www.evil.example **b** > - |".split(" ")
)
TEXTS = st.lists(st.one_of(PARTS, st.sampled_from(" \n\t"), st.text(max_size=8))).map("".join)


@given(TEXTS)
def test_no_control_sequence_of_slack_survives(text: str) -> None:
    safe = neutral(text)
    assert "<" not in safe
    assert not re.search(r"(?<![\w/.`])@(channel|here|everyone)\b", safe, re.IGNORECASE)


@given(TEXTS)
def test_no_foreign_link_or_image_survives(text: str) -> None:
    """Neither inline nor by reference, wherever Slack may see the borders of code."""
    safe = neutral(text)
    assert not re.search(r"\]\(\s{0,20}(https?:|www\.)", safe)
    assert not re.search(r"\]:\s{0,20}(https?:|www\.)", safe)


@given(st.text(alphabet="ab c.\n*_#-1", max_size=200))
def test_ordinary_prose_is_untouched(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("<!subteam^S1|@ops>", "&lt;!subteam^S1|@ops&gt;"),
        ("ask @here, not ops@here.com", "ask @\u2060here, not ops@here.com"),
        (f"see ({EVIL}).", f"see (`{EVIL}`)."),
        (f"**{EVIL}**", f"**`{EVIL}`**"),
        (f"[click]({EVIL})", f"click (`{EVIL}`)"),
        (f"[a [b]]({EVIL} 'title')", f"a [b] (`{EVIL}`)"),
        (f"<{EVIL}|click>", f"click (`{EVIL}`)"),
        (f"<{EVIL}>", f"`{EVIL}`"),
        (f"![the plan]({EVIL})", "the plan"),
        (f"![]({EVIL})", f"`{EVIL}`"),
        (f"[![plan](https://i.example/x)]({EVIL})", f"plan (`{EVIL}`)"),
        ("![plan][1]", "plan"),
        (f"as [1] says\n\n[1]: {EVIL}", f"as [1] says\n\n[1]\u2060: `{EVIL}`"),
        (f"> - [1]: <{EVIL}>", f"> - [1]\u2060: `{EVIL}`"),
        ("[^1]: a foot note", "[^1]: a foot note"),
        ("> quoted\n>> deeper\n1 > 0", "> quoted\n>> deeper\n1 &gt; 0"),
        ("a & b &amp; c", "a & b &amp; c"),
    ],
)
def test_what_becomes_of(text: str, safe: str) -> None:
    assert neutral(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "[docs](https://good.example/docs)",
        "[wiki](https://good.example/a_(b))",
        "https://good.example/docs/.",
        "[docs][1]\n\n[1]: https://good.example/docs",
    ],
)
def test_links_that_people_brought_along_stay(text: str) -> None:
    assert neutral(text, KNOWN) == text


@pytest.mark.parametrize("address", ["https://good.example/do", "https://good.exam"])
def test_the_beginning_of_a_known_address_is_another_address(address: str) -> None:
    assert neutral(f"[docs]({address})", KNOWN) == f"docs (`{address}`)"


def test_code_keeps_its_characters() -> None:
    code = "```python\nhandlers[name](event)\ncurl('https://x.example/y')\n![i](j) [k]: v\n```"
    assert neutral(code) == code
    assert neutral("call `f[x](y)` or `curl https://x.example`") == (
        "call `f[x](y)` or `curl https://x.example`"
    )


def test_a_link_in_what_only_looks_like_code_is_dead() -> None:
    fake = "- a\n```\n[x](https://evil.example)\n  ```"
    assert neutral(fake) == fake.replace("](", "]\u2060(")
    assert neutral("\\`[x](https://evil.example)\\`") == "\\`x (`https://evil.example`)\\`"


@given(TEXTS)
def test_a_persons_words_in_our_quotation_are_no_mark_up(text: str) -> None:
    safe = plain(text)
    assert "<" not in safe
    assert ">" not in safe
    back = safe.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">")
    assert back.replace("&amp;", "&") == text.replace("\u2060", "")


@given(TEXTS, st.lists(st.integers(0, 200), max_size=30))
def test_it_does_not_matter_how_the_text_is_cut(text: str, cuts: list[int]) -> None:
    streamed, shown = Neutral(KNOWN), ""
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    for start, end in pairwise(places):
        shown += streamed.feed(text[start:end])
    assert shown + streamed.end() == neutral(text, KNOWN)


@given(TEXTS)
def test_letter_by_letter_is_the_same(text: str) -> None:
    streamed = Neutral(KNOWN)
    shown = "".join(streamed.feed(sign) for sign in text) + streamed.end()
    assert shown == neutral(text, KNOWN)


def test_plain_words_are_shown_before_their_line_is_whole() -> None:
    streamed = Neutral()
    assert streamed.feed("Use a ret") == "Use a "
    assert streamed.feed("ry, then <!chan") == "retry, then "
    assert streamed.feed("nel> stop") == ""
    assert streamed.feed("\nnext ") == "&lt;!channel&gt; stop\nnext "
    assert Neutral().feed("先重试，再") == "先重试，"


@pytest.mark.parametrize(
    "text",
    [
        f"[click](\n{EVIL})",
        f"[click\nhere]({EVIL})",
        f"[1]:\n{EVIL}",
        f"![the\nplan]({EVIL})",
    ],
)
def test_a_link_over_two_lines_is_dead_too(text: str) -> None:
    safe = neutral(text)
    assert not re.search(r"\]\(\s*<?(https?:|www\.)", safe)
    assert not re.search(r"\]:\s*<?(https?:|www\.)", safe)
    assert f"`{EVIL}`" in safe
