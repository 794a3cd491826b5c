"""The plots are whole documents that say in text what they draw."""

from __future__ import annotations

from xml.etree import ElementTree

from evaluation_cases import CASES, decision, outcome

from bot.evaluation.labels import report
from bot.evaluation.outcomes import operating_point, part, rankings
from bot.evaluation.plots import quality_plot, recall_plot
from bot.words import Words

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words()


def parsed(drawn: str) -> tuple[ElementTree.Element, list[str]]:
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    named = {child.get("id"): (child.text or "").strip() for child in root}
    assert all(named[name] for name in str(root.get("aria-labelledby")).split())
    assert "prefers-color-scheme: dark" in drawn
    return root, ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_recall_with_its_intervals() -> None:
    found = report(CASES, file="f", policy="p", caution=0, most=0)
    rows = [(one.name, one) for one in found.recall_by_reason]
    root, texts = parsed(recall_plot("Recall <all>", "percent", rows, WORDS))
    assert "Recall <all>" in texts
    assert "66.7 % (20.8 to 93.9), 2 of 3" in texts
    assert "no rows" in texts
    assert "percent" in texts
    drawn = [one for one in rows if one[1].rate.n]
    assert len(list(root.iter(f"{SVG}circle"))) == len(drawn)
    told = next(root.iter(f"{SVG}desc")).text or ""
    assert "legal: 66.7 % (20.8 to 93.9), 2 of 3" in told


def test_quality_against_the_share_escalated() -> None:
    rows = [outcome(str(n), "d", n % 3 == 0, n % 3 != 1) for n in range(3000)]
    decisions = [
        decision("reasoning" if n % 2 else "fast", score=n / 3000) for n in range(len(rows))
    ]
    whole = part("<d> & co", rows, decisions)
    curves, here = rankings(rows, decisions), operating_point(rows, decisions)
    root, texts = parsed(quality_plot(whole, curves, here, ("V3", "R1"), WORDS))
    assert any("<d> & co" in text for text in texts)
    assert "percent right" in texts
    assert "percent escalated to R1" in texts
    assert "random: APGR 0.500, CPT50 50.0 %, CPT80 80.0 %" in texts
    assert "The product's decisions: 50.0 % escalated, 50.0 % right" in texts
    lines = list(root.iter(f"{SVG}polyline"))
    assert len(lines) == 4
    assert all(len(str(line.get("points")).split()) < 500 for line in lines)
    # Each kind of line has a dash pattern or none of its own: colour is not needed.
    assert len({str(line.get("class")) for line in lines}) == 4
