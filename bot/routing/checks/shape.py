"""Whether an answer has the form that the question asked for: JSON, table, code, list, length.

Refuses to read forms into a question: "how do I return JSON?" asks for none.
"""

from __future__ import annotations

import json
import re
import unicodedata

from bot.fences import fenced_blocks, open_fence, outside_fences

#: Words may be counted differently (hyphens, figures): so much over the limit is still inside it.
SLACK = 1.1
HEAD = 2_000
_ABOUT = re.compile(
    r"^\W*(?:how|what|why|when|where|who|which|is|are|does|do|did|explain|wie|was|warum|wann|wo|"
    r"cómo|como|qué|por qué|comment|pourquoi|qu'est|o que|por que|怎么|如何|什么是|为什么|どうやって|なぜ)\b",
    re.IGNORECASE,
)
_AS = r"(?:as|in|into|als|im|in form|en|sous forme de|em|como|au format|no formato|en formato)"
_JSON = re.compile(
    rf"\b{_AS} (?:a |an |einer? |un |une |um |valid |valides? |raw |pure |plain )*json\b(?! file| web)"
    r"|\b(?:return|output|respond with|reply with|answer with|give me|only|nothing but|just|nur|solo|"
    r"seulement|apenas) (?:only |the |a |valid |raw )*json\b"
    r"|(?:以|用|按|输出|返回)\s*json|json\s*(?:格式|形式|で(?:答|返|出力))",
    re.IGNORECASE,
)
_TABLE = re.compile(
    rf"\b{_AS} (?:a |an |einer? |una? |uma |markdown |small |short |simple )*(?:table|tabelle|tabla|tableau|"
    r"tabela)\b|\b(?:make|draw|give|create|write|show)(?: me)? (?:a |the |markdown |small |short )+table\b"
    r"|(?:用|以|做成?|列成?)(?:一个|一张)?\s*(?:markdown\s*)?(?:表格|表)|表(?:形式)?で",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:write|give me|show me|generate|provide|create|implement|schreib(?:e|t)?(?: mir)?|gib mir|"
    r"escribe|dame|écris|donne(?:-| )moi|escreva|me dê)\b[^.?!\n]{0,40}\b(?:function|script|snippet|"
    r"regex|query|one-liner|dockerfile|code|unit tests?|funktion|skript|función|código|fonction|"
    r"função|consulta)\b|写(?:一个|一段|个|段)?[^。？\n]{0,20}(?:函数|脚本|代码|正则|查询)",
    re.IGNORECASE,
)
_NUMBERS = {
    **dict(zip("two three four five six seven eight nine ten".split(), range(2, 11), strict=True)),
    **dict(zip("zwei drei vier fünf sechs sieben acht neun zehn".split(), range(2, 11), strict=True)),
    **dict(zip("dos tres cuatro cinco seis siete ocho nueve diez".split(), range(2, 11), strict=True)),
    **dict(zip("deux trois quatre cinq six sept huit neuf dix".split(), range(2, 11), strict=True)),
    **dict(zip("dois três quatro cinco seis sete oito nove dez".split(), range(2, 11), strict=True)),
    **dict(zip("两三四五六七八九十", range(2, 11), strict=True)),
}
_N = "(?P<n>\\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_LIST = re.compile(
    rf"\b(?:list|name|give(?: me| us)?|suggest|write|top|nenne?|gib mir|schreib|lista|nombra|dame|cite|"
    rf"nomme|donne(?:-| )moi|liste|sugira|dê)(?: me| us| mir)?(?: the| die| los| las| les| os| as)?"
    rf"(?: top| exactly| first| genau)? {_N} (?!words?\b|sentences?\b|lines?\b|wörter\b|palabras\b|mots\b|"
    rf"palavras\b|times\b|percent\b|minutes?\b|hours?\b|days?\b|weeks?\b|dollars?\b|euros?\b)\w"
    rf"|(?:列出|给出|举出|写出|说出|给我){_N.replace('<n>', '<z>')}\s*[个条点种项]",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    r"\b(?:in|with|as) (?:just |only |exactly )?(?:one|a single) word\b|\bone-word answer\b|"
    r"\bin einem wort\b|\b(?:en|con) una (?:sola )?palabra\b|\ben un (?:seul )?mot\b|"
    r"\b(?:em|com|numa) (?:uma )?(?:só |única )?palavra\b|用一个词|一个词回答|一言で|一語で",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:at most|no more than|max(?:imum)?(?: of)?|under|up to|within|less than|fewer than|höchstens|"
    r"maximal|unter|en menos de|máximo(?: de)?|como máximo|en moins de|au plus|no máximo|até|em menos de)"
    r" (?P<n>\d{1,4})[ -](?:words?|wörter|worte|palabras|mots|palavras)\b"
    r"|\b(?:in|en|em) (?P<m>\d{1,4}) (?:words?|wörtern?|palabras|mots|palavras)(?: or (?:less|fewer)| o menos"
    r"| ou moins| ou menos)?\b"
    r"|(?P<z>\d{1,4})\s*(?:个)?字(?:以内|以下|之内)|(?:不超过|最多)\s*(?P<y>\d{1,4})\s*(?:个)?字",
    re.IGNORECASE,
)
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,:/-][^\W_]+)*")
_NUMBERED = re.compile(r"^ {0,3}\(?(\d{1,3})[.)\u3001]\s*\S", re.MULTILINE)
_BULLET = re.compile(r"^ {0,2}[-*+\u2022]\s+\S", re.MULTILINE)
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$", re.MULTILINE)


def broken_shape(question: str, text: str) -> str:
    """The key of the first form that was asked for and is not there; "" when all is well."""
    if open_fence(text)[0]:
        return "fence"
    asked = _asked(question)
    if _ABOUT.match(asked):
        return ""
    return _form(asked, text) or _amount(asked, text)


def _asked(question: str) -> str:
    """What is asked, without material: its beginning and end, outside code."""
    said = unicodedata.normalize("NFC", outside_fences(question)).strip()
    return said if len(said) <= HEAD else f"{said[: HEAD // 2]}\n{said[-HEAD // 2 :]}"


def _form(asked: str, text: str) -> str:
    if _JSON.search(asked) and not _has_json(text):
        return "json"
    if _TABLE.search(asked) and not (_RULE.search(text) and "|" in text or "<table" in text.lower()):
        return "table"
    if _CODE.search(asked) and not ("`" in text or "~~~" in text or "\n    " in text):
        return "code"
    return ""


def _amount(asked: str, text: str) -> str:
    if _ONE_WORD.search(asked) and not _is_one_word(text):
        return "one_word"
    most = _MOST.search(asked)
    if most is not None:
        limit = int(next(value for value in most.groupdict().values() if value))
        if _length(text) > max(limit * SLACK, limit + 1):
            return "too_long"
    listed = _LIST.search(asked)
    if listed is not None and most is None:
        wanted = (listed["n"] or listed["z"] or "").lower()
        number = _NUMBERS.get(wanted) or (int(wanted) if wanted.isdigit() else 0)
        if number > 1 and number not in _counts(text):
            return "list"
    return ""


def _has_json(text: str) -> bool:
    candidates = [text, *fenced_blocks(text)]
    for opening, closing in ("{}", "[]"):
        start, end = text.find(opening), text.rfind(closing)
        if 0 <= start < end:
            candidates.append(text[start : end + 1])
    return any(_parses(candidate) for candidate in candidates)


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_one_word(text: str) -> bool:
    signs = len(_SIGN.findall(text))
    return 0 < signs <= 8 and len(text.strip()) <= 12 if signs else len(_WORD.findall(text)) == 1


def _length(text: str) -> int:
    """Words; in Chinese and Japanese each sign counts, as it does in the question."""
    signs = len(_SIGN.findall(text))
    return signs + len(_WORD.findall(_SIGN.sub(" ", text)))


def _counts(text: str) -> set[int]:
    """In how many items the answer can be read as falling."""
    said = outside_fences(text)
    numbered = [int(found) for found in _NUMBERED.findall(said)]
    lines = [line for line in said.splitlines() if line.strip()]
    found = {len(numbered), max(numbered, default=0), len(_BULLET.findall(said)), len(lines)}
    found |= {len(lines) - 1, len(lines) - 2}
    rows = sum(1 for line in lines if line.strip().startswith("|"))
    if rows:
        found.add(rows - 2)
    if not numbered and not _BULLET.search(said):
        pieces = re.split(r"[,;\uff0c\u3001\uff1b]|\b(?:and|und|y|et|e|or|oder|o|ou)\b|和|以及", said)
        full = [piece for piece in pieces if piece.strip(" .\n\u3002")]
        found |= {len(full), len(full) - 1}
        found.add(len(re.findall(r"[.!?\u3002\uff01\uff1f](?:\s|$)", said)))
    return found
