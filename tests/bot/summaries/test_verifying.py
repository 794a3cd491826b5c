"""What gets through: quotations that stand in the text, and statements that rest on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from summary_cases import COUNTER, pages, thread

from bot.summaries.figures import chinese, dates, numbers, readings
from bot.summaries.matching import find
from bot.summaries.names import foreign, words_of
from bot.summaries.notes import Note, Said
from bot.summaries.units import Material, material
from bot.summaries.verifying import Witness

FIRST = "We ship on Friday with a budget of 12,000 euro, said Dana."
REDLINE = "So the fee is [deleted: 200][inserted: 250] euro."
SECOND = "The customer must not terminate before 23 November 2026."


async def plan() -> Material:
    return await material([pages("plan.pdf", [FIRST, SECOND, "Something else entirely."])], COUNTER)


async def note(text: str, quote: str, unit: int = 1, **more: str) -> Note | None:
    found = await plan()
    marked = found.marked[unit - 1] if 0 < unit <= len(found.marked) else None
    said = Said(text=text, cites=((f"u{unit}", quote),), **more)
    return Witness(found).note(said, "point", [marked])


@pytest.mark.parametrize(
    ("quote", "text", "shown"),
    [
        (
            "the fee is 250 euro",
            "So the fee is [deleted: 200][inserted: 250] euro.",
            "the fee is [d",
        ),
        (
            "the fee is 200 euro",
            "So the fee is [deleted: 200][inserted: 250] euro.",
            "the fee is [d",
        ),
        ("THE “QUICK” BROWN fox", "the 'quick' brown fox", "the 'quick' brown fox"),
        ("an agreement was reached", "an agree-\nment was reached", "an agree-\nment was reached"),
        ("a ﬁne agreement", "A fine agreement", "A fine agreement"),
        ("赔偿上限为300万元", "赔偿上限为三百万元。", "赔偿上限为三百万元"),
        ("赔偿上限为3,000,000元整", "赔偿上限为300万元整。", "赔偿上限为300万元整"),
        ("２０２６年１１月２３日签订合同", "2026年11月23日签订合同", "2026年11月23日签订合同"),
        ("二〇二六年十一月二十三日签订", "2026年11月23日签订", "2026年11月23日签订"),
        ("we ship ... said Dana", FIRST, FIRST.rstrip(".")),
        ("Agreed", "Agreed.", "Agreed."),
    ],
)
def test_a_quotation_is_found_however_it_is_set(quote: str, text: str, shown: str) -> None:
    span = find(quote, text)
    assert span is not None
    assert text[span.start : span.end].rstrip(".").startswith(shown.rstrip("."))


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("we must terminate before", "we must not terminate before"),
        ("not approved the budget", "we have approved the budget"),
        ("ship on", FIRST),
        ("", FIRST),
        ("…", FIRST),
        ("a fee of 251 euro is due", "a fee of 250 euro is due"),
        ("said Dana ... we ship on", FIRST),
    ],
)
def test_no_loose_match(quote: str, text: str) -> None:
    assert find(quote, text) is None


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(max_size=20), st.data())
def test_whatever_stands_there_is_found_and_given_back_as_it_stands(
    text: str, before: str, data: st.DataObject
) -> None:
    whole = before + text
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    span = find(whole[start:end], whole)
    if span is not None:
        assert 0 <= span.start < span.end <= len(whole)


async def test_a_wrong_unit_is_mended_a_wrong_quotation_replaced_or_the_note_dropped() -> None:
    mended = await note("They ship on Friday.", "we ship on Friday", unit=2)
    assert mended is not None
    assert mended.cites[0].number == 0
    replaced = await note("Ship Friday, budget 12,000 euro, said Dana", "ships Friday!", unit=1)
    assert replaced is not None
    assert replaced.cites[0].quote == FIRST
    assert await note("The moon is made of cheese", "made of green cheese", unit=1) is None
    assert await note("The moon", "the moon is made of it", unit=99) is None


async def test_a_quotation_that_stands_twice_elsewhere_proves_nothing() -> None:
    found = await material(
        [pages("a.pdf", ["x", "The fee is due monthly", "The fee is due monthly"])], COUNTER
    )
    assert Witness(found).quoted("the fee is due monthly", found.marked[0]) is None
    here = Witness(found).quoted("the fee is due monthly", found.marked[2])
    assert here is not None
    assert here.number == 2


async def test_a_sentence_over_the_end_of_a_page_is_found() -> None:
    found = await material(
        [pages("a.pdf", ["The supplier shall deliver", "within ten days of it"])], COUNTER
    )
    quoted = Witness(found).quoted("shall deliver within ten days", found.marked[0])
    assert quoted is not None
    assert quoted.quote in ("shall deliver", "within ten days")


async def test_owners_addresses_and_names_only_as_the_text_has_them() -> None:
    kept = await note("It ships on Friday.", "We ship on Friday", owner="Dana", due="Friday")
    assert kept is not None
    assert (kept.owner, kept.due) == ("Dana", "Friday")
    lost = await note("It ships on Friday.", "We ship on Friday", owner="Kowalski", due="Monday")
    assert lost is not None
    assert (lost.owner, lost.due) == ("", "")
    linked = await note("It ships, see https://evil.example/x now.", "We ship on Friday")
    assert linked is not None
    assert linked.text == "It ships, see now."
    invented = await note("Bob Kowalski will ship it.", "We ship on Friday")
    assert invented is not None
    assert invented.text == "We ship on Friday"
    begun = await note("Kowalski will ship it.", "We ship on Friday")
    assert begun is not None
    assert begun.text == "We ship on Friday"


async def test_figures_that_the_cited_unit_lacks_are_doubts() -> None:
    fine = await note("Budget: 12.000 euro", "a budget of 12,000 euro")
    assert fine is not None
    assert fine.doubts == ()
    wrong = await note("Budget: 13,000 euro", "a budget of 12,000 euro")
    assert wrong is not None
    assert wrong.doubts == ("13,000",)
    dated = await note("No end before 2026-11-23.", "must not terminate before", unit=2)
    assert dated is not None
    assert dated.doubts == ()


async def test_a_name_from_elsewhere_in_the_text_is_a_doubt() -> None:
    found = await material(
        [thread(["I like the plan very much", "Ask Kowalski"], ["dana", "lee"])], COUNTER
    )
    said = Said(text="They said Kowalski likes it", cites=(("u1", "I like the plan very much"),))
    made = Witness(found).note(said, "point", [found.marked[0]])
    assert made is not None
    assert made.doubts == ("Kowalski",)


@pytest.mark.parametrize(
    ("text", "known", "names"),
    [
        ("Bob Lee will do it", "bob agreed", ()),
        ("The Supplier shall pay", "the supplier pays", ()),
        ("Kowalski will pay", "the supplier pays", ("Kowalski",)),
        ("He asked @eve about it", "he asked about it", ("eve",)),
        ("Der Auftragnehmer wird die Ware und den Preis prüfen", "text", ()),
        ("Die Ware wird von Jan Kowalski geprüft und ist gut", "ware", ("Jan Kowalski",)),
        ("API and SQL are used", "nothing", ()),
    ],
)
def test_foreign_names(text: str, known: str, names: tuple[str, ...]) -> None:
    assert foreign(text, words_of([known])) == names


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百万", 3_000_000),
        ("一亿二千万", 120_000_000),
        ("十二", 12),
        ("二〇二六", 2026),
        ("两百零三", 203),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese(text) == value
    assert value in numbers(f"共{text}元")


def test_one_value_in_many_forms() -> None:
    for text in ("1,200,000", "1.200.000", "1'200'000", "1.2 million", "120万", "1,2 Mio."):
        assert 1_200_000 in numbers(text), text
    assert {9, 2, 1} <= numbers("9.2.1")
    assert set(map(float, readings("1.234"))) == {1.234, 1234.0}


def test_dates_in_many_forms() -> None:
    for form in (
        "2026年11月23日", "23 November 2026", "Nov 23rd, 2026", "23.11.2026", "2026-11-23",
        "11/23/2026", "23. November 2026", "23 de noviembre de 2026", "le 23 novembre 2026",
    ):  # fmt: skip
        assert [str(one.day) for one in dates(f"on {form} it ends")] == ["2026-11-23"], form
    assert dates("03/04/2026 and 2026-02-30 and 99.99.2026") == []
