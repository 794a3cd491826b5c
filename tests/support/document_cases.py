"""Files made byte by byte: whole ones, broken ones, bombs. Nothing is copied from anywhere."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from adapters.documents.assembly import assembled
from adapters.documents.contained import ContainedDocuments
from bot.documents import Reading
from bot.words import Words

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


async def read(
    folder: Path,
    name: str,
    content: bytes,
    *,
    sees: bool = False,
    by: ContainedDocuments | None = None,
) -> Reading:
    """The file, read as a worker reads it: in a child process."""
    documents = by or (await asyncio.to_thread(assembled))[0]
    path = folder / "content"
    path.write_bytes(content)
    with path.open("rb") as file:
        return await documents.read(name, file, sees=sees)


def units(reading: Reading) -> dict[str, str]:
    return {reading.label(unit): unit.text for unit in reading.units}


def told(reading: Reading) -> list[str]:
    return [one.told(Words()) for one in reading.skipped]


def reasons(reading: Reading) -> list[tuple[str, str]]:
    return [(one.unit, one.reason) for one in reading.skipped]


def pdf(pages: Sequence[Sequence[str]], *, count: int = 0, extra: str = "") -> bytes:
    """Pages of lines in Helvetica. `count`: what the page tree says, if it is to lie."""
    out = bytearray(b"%PDF-1.4\n")
    starts: list[int] = []

    def add(body: bytes) -> None:
        starts.append(len(out))
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (len(starts), body))

    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    add(b"<</Type/Catalog/Pages 2 0 R>>")
    add(f"<</Type/Pages/Count {count or len(pages)}/Kids[{kids}]>>".encode())
    add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for lines in pages:
        add(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (len(starts) + 2)
        )
        drawn = b"0 0 99 99 re f" if list(lines) == ["<drawing>"] else _text(lines)
        add(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(starts) + 1)
    for start in starts:
        out += b"%010d 00000 n \n" % start
    trailer = f"trailer<</Size {len(starts) + 1}/Root 1 0 R{extra}>>\nstartxref\n{table}\n%%EOF"
    return bytes(out) + trailer.encode()


def _text(lines: Sequence[str]) -> bytes:
    shown = " ".join(f"({line}) '" for line in lines)
    return f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1")


def locked_pdf() -> bytes:
    """With a user password that nobody knows."""
    key = "00" * 32
    return pdf(
        [["secret"]],
        extra=f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/ID[<00><00>]",
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Body XML, and further parts by stem ("comments", "header1")."""
    document = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": document,
            **{f"word/{stem}.xml": content for stem, content in parts.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(*sheets: str) -> bytes:
    """Sheets named S1, S2 … by the XML of their rows."""
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{RELATIONS}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f"{related}</Relationships>",
            **{
                f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{rows}'
                "</sheetData></worksheet>"
                for n, rows in enumerate(sheets, 1)
            },
        }
    )


def ods(rows: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{namespace}"><m:file-entry '
            f'm:full-path="/" m:media-type="{kind}"/></m:manifest>',
            "content.xml": f"<office:document-content {ODF}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
    )


def ole(*streams: str) -> bytes:
    """A compound file as far as anyone looks: the signature and a directory."""
    out = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    for stream in ("Root Entry", *streams):
        name = stream.encode("utf-16-le")
        out += name.ljust(64, b"\x00") + (len(name) + 2).to_bytes(2, "little") + bytes(62)
    return bytes(out)
