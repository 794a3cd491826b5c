"""Word documents: what other readers lose, and numbers as Word prints them."""

from __future__ import annotations

from pathlib import Path

from document_cases import MC, W, docx, p, read, reasons, units

REDLINE = (
    '<w:p><w:r><w:t xml:space="preserve">The fee is </w:t></w:r>'
    '<w:del w:id="1" w:author="A"><w:r><w:delText>200</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="B"><w:r><w:t>250</w:t></w:r></w:ins>'
    '<w:r><w:t xml:space="preserve"> euro.</w:t></w:r></w:p>'
)


async def test_tracked_changes_are_marked_and_never_mixed(tmp_path: Path) -> None:
    moved = (
        "<w:p><w:moveFrom><w:r><w:t>gone </w:t></w:r></w:moveFrom>"
        "<w:r><w:t>here </w:t></w:r><w:moveTo><w:r><w:t>come</w:t></w:r></w:moveTo></w:p>"
    )
    reading = await read(tmp_path, "c.docx", docx(REDLINE + moved))
    assert units(reading) == {
        "¶ 1": "The fee is [deleted: 200][inserted: 250] euro.",
        "¶ 2": "[deleted: gone] here [inserted: come]",
    }
    assert reading.units[0].place == "c.docx ¶ 1"


async def test_inserted_and_deleted_table_rows_are_marked(tmp_path: Path) -> None:
    table = "<w:tbl>{}</w:tbl>".format(
        "".join(
            f"<w:tr><w:trPr>{mark}</w:trPr><w:tc>{p(f'a{n}')}</w:tc><w:tc>{p('x')}{p('y')}</w:tc>"
            "</w:tr>"
            for n, mark in enumerate(("", "<w:ins w:id='1'/>", "<w:del w:id='2'/>"))
        )
    )
    assert units(await read(tmp_path, "t.docx", docx(p("before") + table + p("after")))) == {
        "¶ 1": "before",
        "table 1 row 1": "a0 | x y",
        "table 1 row 2": "[inserted row] a1 | x y",
        "table 1 row 3": "[deleted row] a2 | x y",
        "¶ 2": "after",
    }


async def test_content_controls_text_boxes_and_what_hangs_at_the_sides(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('boxed')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{p('controlled')}</w:sdtContent></w:sdt>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        '<w:r><w:t>noted</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>'
        '<w:r><w:commentReference w:id="4"/></w:r></w:p>'
    )
    reading = await read(
        tmp_path,
        "x.docx",
        docx(
            body,
            header1=f"<w:hdr {W}>{p('Confidential')}</w:hdr>",
            header2=f"<w:hdr {W}>{p('Confidential')}</w:hdr>",
            footer1=f"<w:ftr {W}>{p('v3')}</w:ftr>",
            footnotes=f'<w:footnotes {W}><w:footnote w:id="0"/><w:footnote w:id="7">'
            f"{p('small print')}</w:footnote></w:footnotes>",
            endnotes=f'<w:endnotes {W}><w:endnote w:id="2">{p("the end")}</w:endnote></w:endnotes>',
            comments=f'<w:comments {W}><w:comment w:id="4" w:author="Dana">{p("too much")}{p("?")}'
            "</w:comment></w:comments>",
        ),
    )
    assert units(reading) == {
        "¶ 1": "controlled",
        "¶ 2 (text box)": "boxed",
        "¶ 3": "noted[footnote 1][comment 1]",
        "header": "Confidential",
        "footer": "v3",
        "footnote 1": "small print",
        "endnote 1": "the end",
        "comment 1 (Dana)": "too much\n?",
    }
    assert reading.skipped == ()


NUMBERING = (
    f"<w:numbering {W}>"
    '<w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    '<w:pStyle w:val="Clause"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="Art. %1"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="6"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    "</w:numbering>"
)
STYLES = (
    f'<w:styles {W}><w:style w:styleId="Clause"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '</w:pPr></w:style><w:style w:styleId="Mine"><w:basedOn w:val="Clause"/></w:style></w:styles>'
)


def numbered(text: str, num: int, level: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


async def test_clause_numbers_are_counted_as_word_prints_them(tmp_path: Path) -> None:
    body = (
        p("Liability", '<w:pStyle w:val="Clause"/>')
        + numbered("Cap", 1, 1)
        + numbered("first", 1, 2)
        + numbered("second", 1, 2)
        + numbered("Carve-outs", 1, 1)
        + numbered("again", 1, 2)
        + p("Term", '<w:pStyle w:val="Mine"/>')
        + numbered("Notice", 1, 1)
        + p("plain", '<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + numbered("one", 2, 0)
        + numbered("four", 3, 0)
    )
    reading = await read(tmp_path, "n.docx", docx(body, numbering=NUMBERING, styles=STYLES))
    assert list(units(reading).values()) == [
        "9. Liability",
        "9.1 Cap",
        "(a) first",
        "(b) second",
        "9.2 Carve-outs",
        "(a) again",
        "10. Term",
        "10.1 Notice",
        "plain",
        "Art. I one",
        "Art. IV four",
    ]


async def test_what_is_only_a_picture_is_named(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    body = p("text") + f'<w:p><w:r><w:drawing><p:pic xmlns:p="{space}"/></w:drawing></w:r></w:p>'
    assert reasons(await read(tmp_path, "x.docx", docx(body))) == [("pictures", "pictures")]


async def test_entities_do_not_grow(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    document = (
        f"<!DOCTYPE d [{laughs}]><w:document {W} {MC}><w:body>{p('before')}{p('&l9;')}</w:body>"
        "</w:document>"
    )
    reading = await read(tmp_path, "l.docx", docx("", document=document))
    assert sum(len(unit.text) for unit in reading.units) < 1_000
