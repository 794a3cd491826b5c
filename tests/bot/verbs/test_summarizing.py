"""`summarize` as its user sees it: shapes, files, exit codes, a real server, none at all."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_cases import docx, p, pdf
from summary_cases import honest
from typer.testing import CliRunner, Result

from adapters.playground.models import ModelServer, Script
from bot.__main__ import app
from bot.summaries.result import Summary

CONTRACT = "".join(
    p(text)
    for text in (
        'This Agreement is made between Acme GmbH ("Supplier") and Beta Ltd ("Customer"), '
        "hereinafter the parties, effective as of 1 January 2026.",
        "1. Term. This Agreement terminates on 31 December 2026.",
        "2. The Supplier shall deliver what Exhibit B describes; liability is capped.",
        "3. Confidential data stays confidential. Governing law is German law.",
    )
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["summarize", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THINKTWICE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("THINKTWICE_OFFLINE_PACE", "0")
    (tmp_path / "deal.docx").write_bytes(docx(CONTRACT))
    (tmp_path / "plan.pdf").write_bytes(pdf([["We decided to pay 250 euro."], ["<drawing>"]]))
    (tmp_path / "zero.docx").touch()
    message = {
        "ts": "1700000000.000100",
        "user": "U1",
        "user_profile": {"display_name": "dana"},
        "text": "I'll send the plan by Friday, see it",
    }
    (tmp_path / "thread.json").write_text(json.dumps([message]))
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """An OpenAI-compatible server in a loop of its own, as another process would be."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    found = ModelServer(Script(said=honest))
    asyncio.run_coroutine_threadsafe(found.start(), loop).result(10)
    for seat in ("FAST", "REASONING"):
        monkeypatch.setenv(f"THINKTWICE_{seat}__BASE_URL", found.url)
        monkeypatch.setenv(f"THINKTWICE_{seat}__MODEL", "scripted")
    try:
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(found.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_without_a_model_the_text_s_own_sentences_and_honestly_so(folder: Path) -> None:
    done = run(
        folder / "plan.pdf", folder / "zero.docx", "--thread", folder / "thread.json", "--json"
    )
    assert done.exit_code == 0, done.output
    summary = Summary.model_validate_json(done.stdout)
    titles = {section.title: section.items for section in summary.sections}
    assert titles["Decisions"][0].citations[0].model_dump() == {
        "unit": "plan.pdf p. 1",
        "quote": "We decided to pay 250 euro.",
        "link": "plan.pdf#page=1",
    }
    assert titles["Actions"][0].text.startswith("dana · ")
    assert titles["Actions"][0].citations[0].link == "thread.json#p1700000000000100"
    assert "No model is connected" in titles["How this was made"][0].text
    assert [(one.source, one.units) for one in summary.read] == [
        ("thread.json", 1),
        ("plan.pdf", 1),
    ]
    assert [(one.source, one.unit) for one in summary.skipped] == [
        ("plan.pdf", "p. 2"),
        ("zero.docx", ""),
    ]
    assert summary.usage.calls == 0


def test_a_contract_goes_to_the_careful_tier_with_its_dates_and_duties(folder: Path) -> None:
    ics, csv = folder / "a.ics", folder / "a.csv"
    done = run(folder / "deal.docx", "--ics", ics, "--csv", csv)
    assert done.exit_code == 0, done.output
    for part in ("## Dates", "2026-12-31 (ends)", "## Looked for and not found", "Exhibit B is"):
        assert part in done.stdout
    assert "Reading aid, not legal advice; 4 of 4 passages read." in done.stdout
    assert "DTSTART;VALUE=DATE:20261231" in ics.read_text()
    assert csv.read_text().splitlines()[1].startswith("Supplier,")
    assert run(folder / "deal.docx", "--csv", folder / "no" / "a.csv").exit_code == 1


def test_a_real_server_is_asked_once_and_then_remembered(folder: Path, server: ModelServer) -> None:
    done = run(folder / "deal.docx", "--json", "--language", "German")
    assert done.exit_code == 0, done.output
    summary = Summary.model_validate_json(done.stdout)
    assert (summary.kind, summary.decision.tier, summary.decision.cause) == (
        "contract", "reasoning", "stakes",
    )  # fmt: skip
    assert summary.usage.calls == len(server.journal) == 1
    assert "Write in German" in str(server.journal[0])
    assert any(one.citations for section in summary.sections for one in section.items)
    again = Summary.model_validate_json(
        run(folder / "deal.docx", "--json", "--language", "German").stdout
    )
    assert again.usage.calls == 0
    assert again.sections == summary.sections


def test_the_tier_and_the_kind_may_be_chosen(folder: Path, server: ModelServer) -> None:
    done = run(folder / "deal.docx", "--json", "--tier", "fast", "--format", "general")
    summary = Summary.model_validate_json(done.stdout)
    assert (summary.kind, summary.decision.tier, summary.decision.cause) == (
        "general",
        "fast",
        "wish",
    )
    assert "## Decisions" in run(folder / "deal.docx", "--md", "--format", "general").stdout


def test_a_server_that_is_down_leaves_a_truthful_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seat in ("FAST", "REASONING"):
        monkeypatch.setenv(f"THINKTWICE_{seat}__BASE_URL", "http://127.0.0.1:9/v1")
        monkeypatch.setenv(f"THINKTWICE_{seat}__MODEL", "none")
    done = run(folder / "plan.pdf", "--json")
    assert done.exit_code == 0, done.output
    summary = Summary.model_validate_json(done.stdout)
    assert [one.unit for one in summary.skipped] == ["p. 2", "p. 1"]
    assert "no model answered for this part" in summary.skipped[1].reason


def test_nothing_read_is_failure_and_nothing_named_is_wrong_use(folder: Path) -> None:
    done = run(folder / "zero.docx", folder / "none.pdf", "--json")
    assert done.exit_code == 1
    summary = Summary.model_validate_json(done.stdout)
    assert [one.source for one in summary.skipped] == ["zero.docx", "none.pdf"]
    assert run().exit_code == 2
    assert run(folder / "plan.pdf", "--format", "poem").exit_code == 2


@pytest.mark.parametrize("sees", [True, False])
def test_pictures_are_read_by_a_model_that_sees(
    folder: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch, sees: bool
) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30)).save(folder / "shot.png")
    if sees:
        monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-x")
    done = run(folder / "shot.png", "--json")
    assert done.exit_code == (0 if sees else 1), done.output
    summary = Summary.model_validate_json(done.stdout)
    if not sees:
        assert "cannot see images" in summary.skipped[0].reason
        return
    first, second = server.journal
    assert first["messages"][-1]["content"][1]["image_url"]["url"].startswith("data:image/")
    assert "A bar chart of sales, total 4711." in str(second["messages"])
    assert summary.usage.calls == 2
    assert summary.skipped == ()


def test_a_picture_of_which_nobody_says_anything_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30)).save(folder / "shot.png")
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-x")
    for seat in ("FAST", "REASONING"):
        monkeypatch.setenv(f"THINKTWICE_{seat}__BASE_URL", "http://127.0.0.1:9/v1")
    done = run(folder / "shot.png", folder / "plan.pdf", "--json")
    assert done.exit_code == 0, done.output
    summary = Summary.model_validate_json(done.stdout)
    assert "no model answered about this picture" in summary.skipped[0].reason
