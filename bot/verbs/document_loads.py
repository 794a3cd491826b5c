"""The benchmark of reading: a long PDF, made here, read in a child process as a worker reads it.

Refuses to ship a document: 350 pages of numbered clauses are written when they are needed.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from bot.bench import Row
from bot.bootstrap.parts import documents, token_counter
from bot.summaries.packing import pack
from bot.summaries.units import material

PAGES = 350
LINES = 42
#: The setting's default, less about what a prompt takes.
PART_TOKENS = 15_500
MB = 1_000_000
CLAUSE = "{0}.{1} The supplier shall give notice of case {0}-{1} in writing within {1} days."


async def document_rows(quick: bool) -> list[Row]:
    """Pages a second, and how much this process grew by holding what was read."""
    reader, _ = await asyncio.to_thread(documents)
    times: list[float] = []
    packing: list[float] = []
    counter = token_counter()
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(_write, file)
        warm = await reader.read("warm.pdf", file)
        assert len(warm.units) == PAGES
        await counter.count(["loads the vocabulary"])
        del warm
        before = _resident()
        for _ in range(3 if quick else 9):
            begun = time.perf_counter()
            reading = await reader.read("bench.pdf", file)
            times.append(time.perf_counter() - begun)
            assert len(reading.units) == PAGES
            await pack(await material([reading], counter), PART_TOKENS, counter)
            packing.append(time.perf_counter() - begun)
        grown = _resident() - before
    return [
        Row.above("extract, 350-page PDF", PAGES / statistics.median(times), "pages/s", 250.0),
        Row.above("extract, count and pack", PAGES / statistics.median(packing), "pages/s", 250.0),
        Row.below("extract, growth of the parent", grown / MB, "MB RSS", 80.0),
    ]


def _write(file: BinaryIO) -> None:
    file.write(long_pdf(PAGES))
    file.flush()


def _resident() -> int:
    """Bytes of this process in memory now; its peak where /proc is missing (macOS: in bytes)."""
    statm = Path("/proc/self/statm")
    if statm.is_file():
        return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def long_pdf(pages: int) -> bytes:
    """A plain PDF of numbered clauses, `LINES` a page."""
    out = bytearray(b"%PDF-1.4\n")
    starts: list[int] = []

    def add(body: str) -> None:
        starts.append(len(out))
        out.extend(f"{len(starts)} 0 obj\n{body}\nendobj\n".encode("ascii"))

    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    add("<</Type/Catalog/Pages 2 0 R>>")
    add(f"<</Type/Pages/Count {pages}/Kids[{kids}]>>")
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for page in range(1, pages + 1):
        lines = " ".join(f"({CLAUSE.format(page, line)}) '" for line in range(1, LINES + 1))
        text = f"BT /F1 11 Tf 17 TL 50 800 Td {lines} ET"
        add(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {len(starts) + 2} 0 R>>"
        )
        add(f"<</Length {len(text)}>>stream\n{text}\nendstream")
    table = len(out)
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    end = f"trailer<</Size {len(starts) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
    head = f"xref\n0 {len(starts) + 1}\n0000000000 65535 f \n"
    return bytes(out) + (head + rows + end).encode("ascii")
