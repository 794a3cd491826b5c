"""Notes without a model: whole sentences, who takes what on, what was taken back or answered."""

from __future__ import annotations

from summary_cases import COUNTER, desk, pages, thread

from bot.summaries.notes import Note
from bot.summaries.patterns import Signs
from bot.summaries.picking import pick
from bot.summaries.result import Kind
from bot.summaries.sentences import sentences
from bot.summaries.units import material

MEETING = """Weekly sync, 12 November 2026
Anna: OK, let's ship on 20 November then. Agreed?
Tomás: Agreed.
Raj: I'll get the churn numbers from finance by Thursday.
Mei: Who talks to Hoffmann AG about the beta?
Anna: Tomás, can you call them before Wednesday?
Tomás: Yes, will do.
Raj: The pen test report comes late. Scratch that, we're not shipping on 20 November.
Anna: New date is 27 November.
Anna: And is the migration guide done?
Tomás: No idea, have to check with docs."""
VERTRAG = """§ 2 Laufzeit und Kündigung
(1) Dieser Vertrag endet am 31. Dezember 2028.
(2) Er verlängert sich um zwölf Monate, wenn er nicht mit einer Frist von drei Monaten vor Ablauf \
schriftlich gekündigt wird.

§ 4 Haftung
(1) Die Haftung ist auf 250.000 EUR begrenzt.
"""


async def picked(text: str, kind: Kind = "general") -> list[Note]:
    found = await material([pages("a.txt", [text])], COUNTER)
    return pick(found.marked, kind)


def test_sentences_end_where_people_end_them() -> None:
    text = (
        "We rolled back to 2.8.0. It went well.\nNo. 5 ends on 31. Dezember 2026.\n"
        "3. Liability.\nThe cap is 5.\nAnna: Fine\nRaj: Then we go.\n## 9. Notice\nIn writing."
    )
    assert [" ".join(text[one.start : one.end].split()) for one in sentences(text)] == [
        "We rolled back to 2.8.0.",
        "It went well.",
        "No. 5 ends on 31. Dezember 2026.",
        "3. Liability. The cap is 5.",
        "Anna: Fine",
        "Raj: Then we go.",
        "## 9. Notice",
        "In writing.",
    ]


async def test_a_transcript_as_a_file() -> None:
    notes = await picked(MEETING)
    by = {one: [note.text for note in notes if note.topic == one] for one in
          ("decision", "overturned", "question")}  # fmt: skip
    assert by == {
        "decision": [
            "Scratch that, we're not shipping on 20 November.",
            "New date is 27 November.",
        ],
        "overturned": ["Let's ship on 20 November then."],
        "question": ["Is the migration guide done?"],
    }
    assert [(note.owner, note.due) for note in notes if note.topic == "action"] == [
        ("Raj", "Thursday"),
        ("Tomás", "Wednesday"),
    ]


ROUND = """Jana: Wir starten am 3. März mit dem neuen Tarif.
Ömer: Nein, das nehmen wir zurück; wir starten erst am 1. April.
Lukas schickt bis Freitag die Preisliste an den Vertrieb.
Wer informiert die Bestandskunden?"""


async def test_a_decision_that_is_taken_back_is_shown_so() -> None:
    said = ["decided: we fail over to eu-west", "overturned: we do not fail over, the cert expired"]
    outage = (await material([thread(said)], COUNTER)).marked
    for notes, before, after in (
        (await picked(ROUND), "Wir starten am 3. März", "Nein, das nehmen wir zurück"),
        (pick(outage, "incident"), said[0], said[1]),
    ):
        by = {note.topic: note.text for note in notes}
        assert by["overturned"].startswith(before)
        assert by["decision"].startswith(after)


async def test_who_does_what_in_german_and_who_is_asked_for() -> None:
    notes = await picked(ROUND)
    done = [(one.owner, one.due) for one in notes if one.topic == "action"]
    assert done == [("Lukas", "Freitag")]
    assert [one.text for one in notes if one.topic == "question"] == [
        "Wer informiert die Bestandskunden?"
    ]


async def test_how_an_incident_stands_is_what_was_said_last() -> None:
    said = [
        "Incident: checkout is down since 14:00, 38% errors.",
        "Looks like the deploy of 2.8.1. It changed the pool.",
        "But only eu-west fails, that speaks against it?",
        "Rollback finished, error rate back to normal.",
        "Do we know why eu-west went first?",
        "No, still unknown.",
    ]
    found = await material([thread(said)], COUNTER)
    notes = pick(found.marked, "incident")
    assert [one.text for one in notes if one.topic == "state"][-1] == said[3]
    assert "Looks like the deploy of 2.8.1." in [one.text for one in notes if one.topic == "theory"]
    assert any("speaks against" in one.text for one in notes if one.topic == "theory")
    assert said[4] in [one.text for one in notes if one.topic == "unknown"]
    assert said[0] in [one.text for one in notes if one.topic == "impact"]


async def test_a_contract_is_quoted_by_clause_and_its_titles_are_no_statements() -> None:
    async with desk(lambda body: "I would say three things, mostly.") as made:
        outcome = await made.make([pages("v.txt", [VERTRAG])], "contract")
    said = [one.text for section in outcome.summary.sections for one in section.items]
    assert "§ 2 (1): Dieser Vertrag endet am 31. Dezember 2028." in said
    assert "§ 4 (1): Die Haftung ist auf 250.000 EUR begrenzt." in said
    assert not any(one.startswith(("§ 2 Laufzeit", "§ 4 Haftung")) for one in said)
    assert [str(one.day) for one in outcome.dates if one.what == "notice"] == ["2028-09-30"]


async def test_nothing_read_decides_nothing() -> None:
    async with desk() as made:
        summary = await made.summary([pages("empty.txt", [])])
    assert [one.title for one in summary.sections] == ["How this was made"]


def test_signs_are_those_listed() -> None:
    listed = [r"\b(fee|fees)\b", r"ha[f|t]tung|\bGebühr", r"\d\s?€", "费用"]
    signs = Signs(listed)
    for text, count in (
        ("no fee, two fees", 2), ("coffee", 0), ("Haftung und Gebühr", 2), ("12 €", 1),
        ("含费用", 1),
    ):  # fmt: skip
        assert signs.count(text.lower(), 3) == count
    assert Signs([r"\W!"]).count("a !!", 5) == 1
