"""The door that built-in parts and plug-ins share: one that fails is named, the rest works."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from document_cases import read, reasons, units

from adapters.documents.assembly import assembled
from adapters.documents.contained import ContainedDocuments
from adapters.documents.readers import BUILT_IN, is_reader, table
from bot.plugins import DOCUMENTS, installed, load
from bot.words import Words

MODULE = """
from bot.pieces import Attached, Gap, Piece, Unreadable
class Epub:
    kinds = ("epub",)
    def read(self, file, task):
        yield Piece("chapter 1", file.read().decode("latin-1"))
        yield Gap("chapter 2", "no such reason")
        yield Attached("in.txt", b"inside")
        raise Unreadable("other", problem="chapter 3 is a song.")
class Odd:
    kinds = "epub"
class Raises:
    kinds = ("pdf",)
    def read(self, file, task):
        raise RuntimeError("no")
EPUB, ODD, RAISES = Epub(), Odd(), Raises()
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package as pip leaves it: a module, and metadata that names its entry points."""
    (tmp_path / "epubs.py").write_text(MODULE)
    (tmp_path / "bad.py").write_text("raise OSError('cannot start')")
    info = tmp_path / "epubs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: epubs\nVersion: 1.0\n")
    entries = "epub = epubs:EPUB\nbad = bad:PART\nodd = epubs:ODD\nnone = epubs:NONE\n"
    (info / "entry_points.txt").write_text(f"[{DOCUMENTS}]\n{entries}")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_an_installed_package_is_found_and_failures_are_isolated(package: Path) -> None:
    loaded = load(DOCUMENTS, BUILT_IN, installed(DOCUMENTS), is_reader)
    assert [plugin.name for plugin in loaded.plugins] == [*(one.name for one in BUILT_IN), "epub"]
    assert table(loaded.plugins)["epub"] == "epubs:EPUB"
    assert [(one.values["plugin"], one.values["problem"]) for one in loaded.failed] == [
        ("bad", "OSError: cannot start"),
        ("odd", "TypeError: a reader has `kinds`, a tuple of endings such as ('epub',)"),
        ("none", "AttributeError: module 'epubs' has no attribute 'NONE'"),
    ]
    assert Words().say(loaded.failed[0].key, **loaded.failed[0].values) == (
        "The plug-in bad failed: OSError: cannot start. I left it out; your admin can see it with "
        "the verb plugins."
    )


async def test_a_plug_in_s_reader_works_in_the_child(package: Path, tmp_path: Path) -> None:
    reading = await read(tmp_path, "book.epub", b"\x01once upon a time")
    assert units(reading) == {"chapter 1": "once upon a time", "> in.txt line 1": "inside"}
    assert [one.because(Words()) for one in reading.skipped] == [
        "no such reason",
        "chapter 3 is a song.",
    ]


async def test_a_plug_in_is_preferred_and_its_failure_named(package: Path, tmp_path: Path) -> None:
    others = (EntryPoint("mine", "epubs:RAISES", DOCUMENTS),)
    loaded = load(DOCUMENTS, BUILT_IN, others, is_reader)
    documents = ContainedDocuments(table(loaded.plugins))
    assert reasons(await read(tmp_path, "a.pdf", b"%PDF-1.4", by=documents)) == [("", "damaged")]


def test_every_built_in_reader_loads() -> None:
    documents, failed = assembled()
    assert failed == ()
    assert set(documents.readers) >= {"pdf", "docx", "pptx", "xlsx", "xls", "ods", "csv", "eml"}
