"""Who gains by a change: decided where one duty, right or cap of one party changed, else open."""

from __future__ import annotations

import pytest
from summary_cases import COUNTER, desk, pages

from bot.summaries.changes import redlines
from bot.summaries.gaining import gains, sides
from bot.summaries.units import material

HEAD = 'AGREEMENT between Acme GmbH ("Supplier") and Beta Ltd ("Customer"). '


@pytest.mark.parametrize(
    ("line", "side"),
    [
        (
            "5.1 The Supplier's liability is capped at "
            "[deleted: EUR 100,000][inserted: EUR 250,000].",
            "Customer",
        ),
        ("5.1 The liability of the Supplier is [deleted: 20][inserted: 10] million.", "Supplier"),
        ("3. The Customer shall pay EUR [deleted: 900][inserted: 1,200].", "Supplier"),
        ("3. The Customer shall pay within [deleted: 30][inserted: 60] days.", "Customer"),
        ("7. [inserted: The Supplier shall insure the goods.]", "Customer"),
        ("7. [deleted: The Supplier shall insure the goods.]", "Supplier"),
        ("8. [inserted: The Customer may end this at any time.]", "Customer"),
        ("8. The Supplier [deleted: may][inserted: shall] report.", "Customer"),
        ("9. Governed by [deleted: German][inserted: Irish] law.", ""),
        ("4. The Supplier shall keep it secret for [deleted: 2][inserted: 5] months.", ""),
        ("6. The Supplier and the Customer shall pay [deleted: 1][inserted: 2] euro.", ""),
    ],
)
async def test_the_side_that_gains(line: str, side: str) -> None:
    found = await material([pages("a.docx", [HEAD, line])], COUNTER)
    (change,) = redlines(found)
    assert gains(change, sides(found)) == side


@pytest.mark.parametrize(
    ("head", "line", "side"),
    [
        (
            "zwischen der A GmbH („Auftraggeber“) und der B KG („Auftragnehmer“)",
            "Der Auftraggeber hat [deleted: 100][inserted: 200] EUR zu zahlen.",
            "Auftragnehmer",
        ),
        (
            "甲方应当付款。乙方应当交货。",
            "甲方应在[deleted: 10][inserted: 30]个工作日内付款。",
            "甲方",
        ),
    ],
)
async def test_in_other_languages(head: str, line: str, side: str) -> None:
    found = await material([pages("a.docx", [head, line])], COUNTER)
    (change,) = redlines(found)
    assert gains(change, sides(found)) == side


async def test_the_table_of_changes_says_it() -> None:
    line = "5.1 The Supplier's liability is capped at [deleted: 1][inserted: 2] million."
    async with desk() as made:
        summary = await made.summary([pages("a.docx", [HEAD, line])], "contract")
    (change,) = next(one for one in summary.sections if one.title == "Tracked changes").items
    assert change.text.endswith("| gains: Customer")


async def test_a_change_is_named_by_the_heading_above_it() -> None:
    old = "§ 3 Preis\n(1) Es gilt deutsches Recht.\n(2) Der Preis ist 30 Euro."
    async with desk() as made:
        files = [pages("a.txt", [old]), pages("b.txt", [old.replace("30", "40")])]
        summary = await made.summary(files, "contract")
    title = "Changes between the versions"
    (change,) = next(one for one in summary.sections if one.title == title).items
    assert change.text.startswith("§ 3 (2) | before: (2) Der Preis ist 30 Euro.")
