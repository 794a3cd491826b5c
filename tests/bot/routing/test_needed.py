"""What a question needs read: everything, or a part that fits, matches, and stays where it is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_cases import request

from adapters.models.tokens import DeepSeekTokens
from bot.request import Extent, Request
from bot.routing.length import as_read
from bot.routing.needed import asks_for_all, narrowed
from bot.routing.passages import CUT
from bot.routing.seams import pieces
from bot.routing.text import read

ROOM = 6_000
COUNTER = DeepSeekTokens()
WORDS = (
    "deploy broke again after lunch looked into logs customer waiting invoices render slow queue "
    "workers memory graph red alerts oncall coffee standup tomorrow maybe retry cache"
).split()


def thread(count: int = 312, seed: int = 1) -> list[str]:
    """Messages of everyday length, none of which answers anything."""
    draw = Random(seed)
    return [" ".join(draw.choices(WORDS, k=draw.randint(10, 60))) for _ in range(count)]


async def part(question: str, messages: list[str], room: int = ROOM) -> Request:
    return await narrowed(request(question, context=tuple(messages)), room, COUNTER)


async def tokens(found: Request) -> int:
    return await COUNTER.count([as_read(unit) for unit in found.context])


@pytest.mark.parametrize(
    "text",
    [
        "what did we decide in this thread?",
        "Catch me up please",
        "tl;dr?",
        "who said the budget was gone?",
        "action items?",
        "Could you review the proposals above?",
        "Long day. Compare both options for me",
        "translate everything to English",
        "帮我总结一下",
        "我们最后决定了什么？",
        "請幫我總結這個討論",
        "帮我把上面全部翻译成英文",
        "谁说要改价格的",
        "¿Qué decidimos al final?",
        "ponme al dia porfa",
        "resúmeme esto",
        "Fass das bitte kurz zusammen",
        "Was haben wir beschlossen?",
        "Kannst du die beiden Angebote vergleichen?",
        "Résume-moi la discussion",
        "on a décidé quoi finalement ?",
        "要約してください",
        "結局何が決まりましたか",
        "O que a gente decidiu?",
        "faz um resumo aí",
        "traduza tudo para o inglês",
    ],
)
def test_some_questions_need_all_of_it(text: str) -> None:
    assert asks_for_all(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "which port does the proxy use?",
        "when is the performance review?",
        "is this cheaper compared to last year?",
        "thanks!",
        "translate 'good morning' to French",
        "代理用哪个端口？",
        "这个比较贵吗",
        "¿qué puerto usa el proxy? lo necesito para todos",
        "Welchen Port nimmt der Proxy?",
        "le résultat est bon ?",
        "プロキシのポートは？",
        "qual é a porta do proxy? todo mundo pergunta",
    ],
)
def test_others_are_answered_from_a_part(text: str) -> None:
    assert asks_for_all(read(text)) == ()


@pytest.mark.parametrize(
    ("question", "there", "answer"),
    [
        ("which port does the proxy use?", "We put the Proxy on port 8443.", "8443"),
        ("预算是多少？", "小王说预算是三十万,不能再加了。", "三十万"),
        ("プロキシのポート番号は？", "プロキシは8443番にしました。", "8443"),
        ("what was ticket OPS-4711 about?", "OPS-4711: printer on fire", "printer"),
        ("Was sagte Yusuf zur Rechnung?", "Die Rechnung geht am Freitag raus", "Freitag"),
    ],
)
async def test_the_passage_that_matches_is_read_within_the_room(
    question: str, there: str, answer: str
) -> None:
    messages = thread()
    messages[70] = there
    found = await part(question, messages)
    texts = [unit.text for unit in found.context]
    assert await tokens(found) <= ROOM
    assert any(answer in text for text in texts)
    assert texts[0] == messages[0]
    assert texts[-10:] == messages[-10:]
    assert found.extent == Extent(there=312, read=len(texts))
    assert texts == [one for one in messages if one in set(texts)]


async def test_the_reply_to_what_matches_is_read_though_it_repeats_no_word() -> None:
    messages = thread()
    messages[70:72] = ["Which port did we choose for the proxy?", "8443."]
    found = await part("what port has the proxy?", messages)
    assert "8443." in [unit.text for unit in found.context]


async def test_nothing_is_left_out_where_all_fits_or_all_is_needed() -> None:
    few = thread(40)
    found = await part("which port does the proxy use?", few)
    assert [unit.text for unit in found.context] == few
    assert found.extent == Extent(there=40, read=40)
    many = thread()
    for question in ("what did we decide in this thread?", "总结一下"):
        assert len((await part(question, many)).context) == 312
    pressed = request("which port?", context=tuple(many)).model_copy(update={"everything": True})
    assert len((await narrowed(pressed, ROOM, COUNTER)).context) == 312


async def test_bounds_leave_it_open_and_the_exact_count_decides() -> None:
    messages = thread(100)
    everything = request("which port?", context=tuple(messages))
    exact = await tokens(everything)
    assert len((await part("which port?", messages, exact)).context) == 100
    assert len((await part("which port?", messages, exact - 1)).context) < 100


async def test_a_message_longer_than_the_room_is_cut_at_a_seam_and_marked() -> None:
    filler = "line of a log with stuff and things. " * 1_500
    log = f"Here is the log. {filler}The real error was ECONNREFUSED from Stripe. {filler}The end."
    found = await part("what was the ECONNREFUSED error?", ["Root: it is slow.", log])
    (root, cut) = found.context
    assert root.text == "Root: it is slow."
    assert "The real error was ECONNREFUSED from Stripe." in cut.text
    assert cut.text.startswith("Here is the log.")
    assert cut.text.endswith("The end.")
    kept = [one.strip() for one in cut.text.split(CUT)]
    assert len(kept) >= 3
    assert all(one in log and one.endswith(".") for one in kept)
    assert found.extent == Extent(there=2, read=2, cut=1)
    assert await tokens(found) <= ROOM


async def test_a_new_reply_leaves_the_others_where_they_are() -> None:
    messages = thread()
    messages[70] = "We put the Proxy on port 8443."
    before = {unit.text for unit in (await part("which port?", messages)).context}
    after = {unit.text for unit in (await part("which port?", [*messages, "ok!"])).context}
    assert "ok!" in after
    assert len(before - after) <= 2


async def test_it_is_settled_once_and_always_the_same() -> None:
    first = await part("which port?", thread())
    assert await part("which port?", thread()) == first
    assert await narrowed(first, 100, COUNTER) is first
    alone = request("which port?")
    assert await narrowed(alone, ROOM, COUNTER) is alone


@settings(max_examples=40)
@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=3_000), min_size=1, max_size=12),
    st.integers(50, 2_000),
)
async def test_whatever_stands_there_the_room_is_kept_and_the_order_too(
    question: str, messages: list[str], room: int
) -> None:
    found = await part(question, messages, room)
    assert found.extent is not None
    if not found.extent.whole:
        assert await tokens(found) <= room
    assert found.extent.read == len(found.context) <= found.extent.there == len(messages)


@given(st.text(max_size=4_000), st.integers(60, 1_000))
def test_pieces_leave_out_nothing(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(len(one) <= most for one in found)
    assert "".join(found) == text
