"""Spanish, German, French and Portuguese: real lines said aloud, and the typography of each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from routing_cases import SEATS, answer, request, router

from bot.answer import CacheNote
from bot.decision import Decision, instead
from bot.routing.decide import Health
from bot.routing.footer import LIMIT, footer
from bot.routing.why import breakdown
from bot.words import Words, catalogue

LATIN = ("de", "es", "fr", "pt")
#: What stands in code marks, in square brackets of TOML, or is typed on a command line.
TYPED = re.compile(r"\{ask\} \"[^\"]*\"|`[^`]*`|\[[^\]]*\]|python -m .*|--\w+")
SIGN = router().decide(request("The vendor wants to cap liability, should we sign?"))
LONG = router().decide(request("hi", context=("x",)), Health(tokens=41_300))
PROOF = router().decide(request("Prove by induction that it holds, step by step"))
SUM = instead(SIGN, "reasoning", "check_failed", "sum")
LATE = instead(SIGN, "fast", "unavailable", "timeout 90")
CACHED = CacheNote(state="hit", age_s=240, tier="fast")


def line(language: str, decision: Decision, **more: Any) -> str:
    """The footer as read aloud: every kind of space is a space."""
    made = answer(decision, **{"seconds": 34, "cost": 0.0031, **more})
    return " ".join(footer(made, SEATS, Words(language), files=2).split())


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "R1 · Rechtsfrage: „cap liability“, „sign“ · 34 s · 0,0031 $"),
        ("es", "R1 · asunto legal: “cap liability”, “sign” · 34 s · 0,0031 US$"),
        ("fr", "R1 · question juridique : « cap liability », « sign » · 34 s · 0,0031 $"),
        ("pt", "R1 · questão jurídica: “cap liability”, “sign” · 34 s · US$ 0,0031"),
    ],
)
def test_stakes(language: str, told: str) -> None:
    assert line(language, SIGN) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "R1 · lang: 41.300 Token, Grenze 10.000 · 2 Dateien · 34 s · 0,0031 $"),
        ("es", "R1 · largo: 41.300 tokens, límite 10.000 · 2 archivos · 34 s · 0,0031 US$"),
        ("fr", "R1 · long : 41 300 tokens, limite 10 000 · 2 fichiers · 34 s · 0,0031 $"),
        ("pt", "R1 · longo: 41.300 tokens, limite 10.000 · 2 arquivos · 34 s · US$ 0,0031"),
    ],
)
def test_length(language: str, told: str) -> None:
    assert line(language, LONG) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "V3 · aus dem Speicher, in diesem Channel vor 4 min beantwortet · 0 $"),
        ("es", "V3 · de la memoria, respondido en este canal hace 4 min · 0 US$"),
        ("fr", "V3 · réponse en mémoire, donnée dans ce canal il y a 4 min · 0 $"),
        ("pt", "V3 · da memória, respondido neste canal há 4 min · US$ 0"),
    ],
)
def test_memory(language: str, told: str) -> None:
    assert line(language, router().decide(request("hello")), cache=CACHED) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "V3 statt R1 · R1 hat in 90 s nicht geantwortet · nicht gegengeprüft"),
        ("es", "V3 en lugar de R1 · R1 no respondió en 90 s · sin verificar"),
        ("fr", "V3 remplace R1 · R1 n’a pas répondu en 90 s · non vérifié"),
        ("pt", "V3 em vez de R1 · R1 não respondeu em 90 s · sem verificação"),
    ],
)
def test_stood_in(language: str, told: str) -> None:
    assert line(language, LATE) == told


@pytest.mark.parametrize("language", LATIN)
@pytest.mark.parametrize("decision", [SIGN, LONG, PROOF, SUM, LATE])
def test_no_footer_of_a_plain_case_is_cut(language: str, decision: Decision) -> None:
    for seats in (SEATS, SEATS.model_copy(update={"preset": "offline"})):
        told = footer(answer(decision, seconds=134, cost=12.5), seats, Words(language))
        assert len(told) <= LIMIT
        assert not told.endswith("…")


@pytest.mark.parametrize("language", LATIN)
def test_figures_of_why_have_the_comma(language: str) -> None:
    for decision in (SIGN, LONG, PROOF):
        told = breakdown(answer(decision), SEATS, Words(language), changed=None, tokens=1310)
        assert not re.search(r"\d\.\d\d(?!\d)|\d,\d{3}(?!\d)", "\n".join(told))
        assert ("0,45" in "\n".join(told)) == (decision.cause == "score")


@pytest.mark.parametrize("language", LATIN)
def test_quotation_marks_and_apostrophes(language: str) -> None:
    own = {"de": "„“", "es": "“”", "fr": "«»", "pt": "“”"}[language]
    others = set('"„“”«»') - set(own)
    for key, text in catalogue(language).items():
        bare = TYPED.sub("", text)
        assert not others & set(bare), key
        assert bare.count(own[0]) == bare.count(own[1]), key
        assert not re.search(r"\w'\w", bare), key


def test_french_has_a_narrow_space_before_double_marks() -> None:
    for key, text in catalogue("fr").items():
        bare = TYPED.sub("", re.sub(r"\{\w+\}", "x", text))
        assert not re.search(r"(?<!\u202f)[;!?»](?!\w)", bare), key
        assert not re.search(r"(?<!\u202f):(?=\s|$)", bare), key
        assert not re.search(r"«(?!\u202f)", bare), key


def test_spanish_opens_what_it_asks() -> None:
    for key, text in catalogue("es").items():
        bare = TYPED.sub("", text)
        assert bare.count("¿") == bare.count("?"), key
