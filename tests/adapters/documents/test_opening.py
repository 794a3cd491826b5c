"""Whatever the bytes, a reader gives pieces and reasons, nothing else; in this process, so that
thousands of broken files can be tried. Only readers without native parsers of their own."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from document_cases import docx, ods, p, pdf, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.documents.assembly import assembled
from adapters.documents.cleaning import clean
from adapters.documents.docx_numbers import Numbering
from adapters.documents.opening import pieces
from adapters.documents.sniffing import TEXT_KINDS
from bot.pieces import Caps, Gap, Piece, Task, Unreadable, ranges

READERS = dict(assembled()[0].readers)
WHOLE = docx(
    p("one") + f"<w:tbl><w:tr><w:tc>{p('cell')}</w:tc></w:tr></w:tbl>" + "<w:ins><w:p/></w:ins>"
)
TAGS = ["p", "r", "t", "tbl", "tr", "tc", "ins", "del", "txbxContent", "pPr", "numPr", "trPr"]


def found(content: bytes, name: str, caps: Caps | None = None) -> list[Piece | Gap]:
    task = Task(name, "", caps or Caps())
    try:
        return list(pieces(io.BytesIO(content), task, READERS))
    except Unreadable:
        return []


@given(st.binary(max_size=300), st.sampled_from([*TEXT_KINDS, "docx", "xyz", ""]))
def test_any_bytes_under_any_name(content: bytes, suffix: str) -> None:
    assert all(isinstance(one, (Piece, Gap)) for one in found(content, f"a.{suffix}"))


@given(st.data())
@settings(max_examples=200)
def test_any_order_of_word_s_elements(data: st.DataObject) -> None:
    """Nesting that no Word would write, closed as XML demands."""
    body, stack = "", []
    for tag in data.draw(st.lists(st.sampled_from([*TAGS, "/"]), max_size=25)):
        if tag != "/":
            stack.append(tag)
            body += f"<w:{tag}>" + ("x" if tag == "t" else "")
        elif stack:
            body += f"</w:{stack.pop()}>"
    body += "".join(f"</w:{tag}>" for tag in reversed(stack))
    for one in found(docx(body), "a.docx"):
        assert isinstance(one, Piece) or one.reason != "damaged"


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_one_wrong_byte_in_a_container(at: int, byte: int) -> None:
    found(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], "a.docx")


PROSE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\n\t "))


@given(PROSE)
def test_text_keeps_its_words_and_lines_add_up(text: str) -> None:
    got = [one for one in found(text.encode("utf-8", "replace"), "a.txt") if isinstance(one, Piece)]
    expected = clean(text.encode("utf-8", "replace").decode()).split()
    assert [word for one in got for word in one.text.split()] == expected


@given(st.lists(st.integers(1, 60), unique=True).map(sorted))
def test_ranges_name_each_number_once(numbers: list[int]) -> None:
    spelled: list[int] = []
    for part in filter(None, ranges(numbers).split(", ")):
        first, _, last = part.partition("-")
        spelled += range(int(first), int(last or first) + 1)
    assert spelled == numbers


def test_the_cap_of_characters_cuts_and_says_so() -> None:
    got = found(b"word " * 100, "a.txt", Caps(chars=52))
    assert [one.text for one in got if isinstance(one, Piece)] == [("word " * 11)[:52]]
    assert [one.reason for one in got if isinstance(one, Gap)] == ["full"]


def test_attachments_in_attachments_end() -> None:
    mail = EmailMessage()
    mail.set_content("innermost")
    for depth in range(5):
        outer = EmailMessage()
        outer["Subject"] = f"mail {depth}"
        outer.add_attachment(mail)
        mail = outer
    assert any(
        isinstance(one, Gap) and one.reason == "nested" for one in found(mail.as_bytes(), "a.eml")
    )


@pytest.mark.parametrize("content", [pdf([["x"]]), zipped({"a": "b"}), ods(""), WHOLE])
def test_cut_anywhere_it_is_pieces_or_a_reason(content: bytes) -> None:
    for end in range(0, len(content), 97):
        found(content[:end], "a.bin")


@pytest.mark.parametrize(
    ("style", "num", "level"), [("", "", ""), ("x", "9", "x"), ("", "0", "3"), ("", "1", "99999")]
)
def test_numbers_that_no_list_defines(style: str, num: str, level: str) -> None:
    assert Numbering().next(style, num, level) == ""
