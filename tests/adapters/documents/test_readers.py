"""Each format as units with their places, read in the child as a worker reads them."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from document_cases import ods, pdf, read, reasons, told, units, xlsx, zipped
from PIL import Image
from pptx import Presentation
from pptx.util import Inches


async def test_pdf_pages_and_words_across_a_hyphen(tmp_path: Path) -> None:
    reading = await read(tmp_path, "plan.pdf", pdf([["one hun-", "dred euro"], ["page two"]]))
    assert units(reading) == {"p. 1": "one hundred euro", "p. 2": "page two"}
    assert [unit.place for unit in reading.units] == ["plan.pdf p. 1", "plan.pdf p. 2"]
    assert {unit.source for unit in reading.units} == {"file"}


async def test_pdf_pages_without_text_are_counted_and_named(tmp_path: Path) -> None:
    pages = [["a"], ["<drawing>"], ["<drawing>"], ["d"], ["<drawing>"], []]
    reading = await read(tmp_path, "scan.pdf", pdf(pages))
    assert list(units(reading)) == ["p. 1", "p. 4"]
    assert told(reading) == [
        "scan.pdf, p. 2-3, 5: no text layer (scans or drawings; 3 of 6 pages); set a preset with "
        "vision or install the extra ocr to include them.",
        "scan.pdf, p. 6: nothing is on them (1 of 6 pages).",
    ]


async def test_a_drawn_page_goes_to_a_model_that_sees(tmp_path: Path) -> None:
    reading = await read(tmp_path, "scan.pdf", pdf([["<drawing>"], []]), sees=True)
    (page,) = reading.units
    assert (page.place, page.text) == ("scan.pdf p. 1", "")
    assert page.image.startswith("data:image/png;base64,")
    assert reasons(reading) == [("p. 2", "blank_pages")]


async def test_scans_over_the_cap_are_named(tmp_path: Path) -> None:
    reading = await read(tmp_path, "scan.pdf", pdf([["<drawing>"]] * 23), sees=True)
    assert len(reading.units) == 20
    assert reasons(reading) == [("p. 21-23", "too_many_scans")]


async def test_slides_with_tables_groups_and_notes(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Roadmap"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(1), Inches(3), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Q3", "ship"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "grouped"
    slide.notes_slide.notes_text_frame.text = "say it slowly"
    deck.slides.add_slide(deck.slide_layouts[6])
    out = io.BytesIO()
    deck.save(out)
    reading = await read(tmp_path, "deck.pptx", out.getvalue())
    assert units(reading) == {"slide 1": "Roadmap\nQ3 | ship\ngrouped\nNotes: say it slowly"}
    assert reasons(reading) == [("slide 2", "textless_slides")]


async def test_sheets_by_rows_as_the_sheet_numbers_them(tmp_path: Path) -> None:
    first = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>fee</t></is></c><c r="C3"><v>250</v></c></row>'
        '<row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5"><v>0.5</v></c></row>'
    )
    second = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 61))
    found = units(await read(tmp_path, "plan.xlsx", xlsx(first, second)))
    assert list(found) == ["S1!3-5", "S2!1-50", "S2!51-60"]
    assert found["S1!3-5"] == "row 3:  | fee | 250\nrow 5:  | TRUE | 0.5"


async def test_open_document_sheets(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>hi</text:p></table:table-cell>'
    reading = await read(
        tmp_path, "plan.ods", ods(f"<table:table-row>{cell}{cell}</table:table-row>")
    )
    assert units(reading) == {"S!1-1": "row 1: hi | hi"}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
async def test_rows_whatever_parts_them(tmp_path: Path, mark: str) -> None:
    text = f'name{mark}note\ndana{mark}"two\nlines"\n\n,x{mark}y\n'
    name = "a.tsv" if mark == "\t" else "a.csv"
    reading = await read(tmp_path, name, text.encode())
    rows = units(reading)["rows 1-4"].splitlines()
    assert rows[:2] == ["row 1: name | note", "row 2: dana | two lines"]


async def test_pages_and_canvases_begin_blocks_at_headings(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html><head><title>t</title><style>x</style></head><body>"
        "<h1>Plan &amp; cost</h1><p>We <b>ship</b> it<br>soon<script>evil()</script></p>"
        "<table><tr><td><p>a</p></td><td>b</td></tr><tr><th>c<th>d</table>"
        "<h2>Risks</h2><ul><li>one<li>two</ul></body></html>"
    )
    assert units(await read(tmp_path, "canvas", page.encode())) == {
        "block 1 (Plan & cost)": "Plan & cost\nWe ship it\nsoon\na | b\nc | d",
        "block 2 (Risks)": "Risks\none\ntwo",
    }


async def test_text_is_cut_where_it_pauses_and_numbered_by_line(tmp_path: Path) -> None:
    log = "\n".join(f"line {n}" if n % 40 else "" for n in range(1, 100)).encode()
    found = units(await read(tmp_path, "a.log", log))
    assert list(found) == ["lines 1-39", "lines 41-79", "lines 81-99"]
    notes = units(
        await read(tmp_path, "a.md", b"# One\r\nx\r\n\r\n## Two\r\n\x1b[31mred\x1b[0m\x00")
    )
    assert notes == {"lines 1-2": "# One\nx", "lines 4-5": "## Two\nred"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
async def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Договор подписан сторонами. Оплата производится в течение тридцати дней.\n" * 5
    (unit,) = (await read(tmp_path, "a.txt", text.encode(encoding))).units
    assert unit.text == text.strip()


async def test_mails_with_their_attachments(tmp_path: Path) -> None:
    inner = base64.b64encode(pdf([["attached"]])).decode()
    locked = base64.b64encode(b"\x1f\x8bzz").decode()
    parts = (
        "Content-Type: text/plain\n\nHello Mei",
        f'Content-Type: application/pdf; name="p.pdf"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="p.pdf"\n\n{inner}',
        'Content-Disposition: attachment; filename="a.gz"\nContent-Transfer-Encoding: base64\n'
        f"\n{locked}",
    )
    head = (
        "From: dana@x.test\nSubject: =?utf-8?q?Angebot_f=C3=BCr?=\nContent-Type: multipart/mixed; "
        'boundary="b"\n\n'
    )
    mail = head + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    reading = await read(tmp_path, "m.eml", mail.encode())
    assert units(reading) == {
        "head": "From: dana@x.test\nSubject: Angebot für",
        "lines 1-1": "Hello Mei",
        "> p.pdf p. 1": "attached",
    }
    assert reasons(reading) == [("> a.gz", "archive")]


def drawn(kind: str, size: tuple[int, int] = (3_000, 20)) -> bytes:
    out = io.BytesIO()
    frame = Image.new("RGB", size, "red")
    more = [Image.new("RGB", size, "blue")] if kind == "GIF" else []
    if kind == "GIF":
        frame.save(out, kind, save_all=True, append_images=more)
    else:
        frame.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_pictures_are_made_anew_and_small_for_a_model_that_sees(
    tmp_path: Path, kind: str
) -> None:
    reading = await read(tmp_path, "shot.png", drawn(kind), sees=True)
    (unit,) = reading.units
    assert unit.place == "shot.png image 3000 × 20"
    head, content = unit.image.split(",", 1)
    assert head == "data:image/png;base64"
    made = Image.open(io.BytesIO(base64.b64decode(content)))
    assert made.size[0] == 1_536
    assert reasons(reading) == ([("frames 2-2", "first_frame")] if kind == "GIF" else [])


async def test_a_noisy_picture_stays_below_the_cap(tmp_path: Path) -> None:
    import random

    noise = random.Random(1).randbytes(1_400 * 1_400 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (1_400, 1_400), noise).save(out, "PNG")
    (unit,) = (await read(tmp_path, "n.png", out.getvalue(), sees=True)).units
    assert unit.image.startswith("data:image/jpeg;base64,")
    assert len(base64.b64decode(unit.image.split(",")[1])) <= 1_000_000


async def test_a_picture_without_a_model_that_sees_is_named_with_the_remedy(tmp_path: Path) -> None:
    reading = await read(tmp_path, "screenshot.png", drawn("PNG"))
    assert reading.units == ()
    assert told(reading) == [
        "screenshot.png: the connected model cannot see images; set a preset with vision or "
        "install the extra ocr."
    ]


LETTERS = """
class RapidOCR:
    def __call__(self, pixels):
        return [[None, "read at", 0.9], [None, str(pixels.shape[2]), 0.9]], 0.1
"""


async def test_with_the_extra_letters_in_pictures_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in under the extra's name: the real one has 400 MB."""
    (tmp_path / "rapidocr_onnxruntime.py").write_text(LETTERS)
    monkeypatch.syspath_prepend(str(tmp_path))
    picture = await read(tmp_path, "shot.png", drawn("PNG"))
    assert units(picture) == {"image 3000 × 20 (ocr)": "read at\n3"}
    pages = await read(tmp_path, "scan.pdf", pdf([["a"], ["<drawing>"], []]))
    assert units(pages) == {"p. 1": "a", "p. 2 (ocr)": "read at\n3"}
    assert reasons(pages) == [("p. 3", "blank_pages")]


async def test_content_decides_not_the_name(tmp_path: Path) -> None:
    assert units(await read(tmp_path, "plan.docx", pdf([["a pdf"]]))) == {"p. 1": "a pdf"}
    assert units(await read(tmp_path, "plan.txt", xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')))
    assert reasons(await read(tmp_path, "all.docx", zipped({"a.txt": "x"}))) == [("", "archive")]
    assert units(await read(tmp_path, "x.py", b"x = b'%PDF-1.4'")) == {"line 1": "x = b'%PDF-1.4'"}
