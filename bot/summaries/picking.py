"""Notes without a model: sentences of the text itself, chosen by their words.

Refuses to write a word of its own. Used where no model is connected, and where one failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from bot.summaries.kinds import signs_of, topics
from bot.summaries.matching import Span
from bot.summaries.notes import Note, Quoted
from bot.summaries.patterns import Signs
from bot.summaries.result import Kind
from bot.summaries.sentences import content_words, sentences
from bot.summaries.topics import table
from bot.summaries.units import Marked

MOST_OF_A_TOPIC = 10
SHORTEST, LONGEST = 12, 420
#: Words of one topic that count in one sentence.
MOST_HITS = 3
_FIRST_PERSON = re.compile(
    r"\b(i.?ll|i will|i can|i.?m going to|i am going to|let me|ich|voy a|me encargo|vou|eu|je)\b"
    r"|我来|我会|我负责|私が",
    re.I,
)
_SPEAKER = re.compile(
    r"^[ \t]*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?\)?\]?[ \t-]*)?"
    r"(?P<name>[^\W\d_][\w.'\u2019 -]{0,40}?)(?:[ \t]*\(\d{1,2}:\d{2}(?::\d{2})?\))?"
    r"\s?[:\uff1a](?=\s)",
    re.M,
)
_NAMED = re.compile(
    r"(?:^|[\s(,;:])@?"
    r"(?P<name>[A-Z\u00c0-\u00dd][\w'\u2019-]+(?: [A-Z\u00c0-\u00dd][\w'\u2019-]+)?)"
    r"(?:,? (?:will|to|can you|could you|please|takes|owns|is going to|needs to|should"
    r"|wird|soll|übernimmt|kümmert|schickt|sendet|liefert|prüft|klärt|schreibt|informiert|organisiert"
    r"|va a|se encarga|vai|va |doit|se charge))\b"
)
_MENTION = re.compile(r"@([\w.-]*\w)")
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lunes|martes|miércoles|jueves|viernes|segunda|terça|quarta|quinta|sexta"
    r"|lundi|mardi|mercredi|jeudi|vendredi"
)
_DATE = (
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
    r"|\d{1,2}(?:st|nd|rd|th|\.)? (?:of |de )?[^\W\d_]{3,10}(?:,? \d{4})?"
    r"|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?"
)
_DUE = re.compile(
    rf"\b(?:by|until|before|due(?: on)?|no later than|bis(?: zum)?|vor|para el|antes del?|até|avant"
    rf"|d.ici)\s+(?P<when>(?:the )?(?:end of (?:the )?\w+|tomorrow|tonight|today|noon|eod|eow|cob"
    rf"|(?:(?:the )?next|this) (?:meeting|sprint|call)|(?:(?:next|this) )?(?:{_DAY}|week|month)"
    rf"|morgen|mañana|amanhã|demain|{_DATE}))"
    rf"|\b(?P<bare>(?:on |next )?(?:{_DAY})|tomorrow|{_DATE})\b"
    r"|(?P<cjk>[^\s，。]{1,8}?(?:之?前|までに))",
    re.I,
)
_FILLER = re.compile(
    r"^(?:(?:um+|uh+|er+|mm+(?:-?hmm)?|okay|ok|so|and|well|right|yeah|but|now|oh|then|alright|ähm?|also"
    r"|bueno|pues|entonces|bon|alors|bom|então)\b[\s,.…-]*)+",
    re.I,
)
#: Messages after a question among which its answer is looked for.
ANSWERED_WITHIN = 5
_UNSURE = re.compile(
    r"\b(no idea|don.?t know|not sure|unclear|unknown|not known|nobody knows|have to check"
    r"|need to (check|find out|ask)|tbd|park it|good question"
    r"|keine ahnung|weiß nicht|unklar|no sé|ni idea|não sei|sais pas"
    r"|aucune idée)\b"
    r"|不知道|不清楚|不确定|わからない|分からない|不明",
    re.I,
)
_YES_OR_NO = re.compile(
    r"\s*(yes|no|yeah|yep|nope|sure|agreed|exactly|correct|ja|nein|sí|si|oui|non|sim|não|是|对|不|はい|いいえ)\b",
    re.I,
)
#: What a question may be about.
_ASKED = frozenset({"question", "unknown", "wish", "action", "disagreement", "theory"})
#: Kinds whose sentences stand under two topics: a clause on liability is one on money, too.
_MANIFOLD = frozenset({"contract", "incident"})
#: How things stand is said last.
MOST_STATES = 2
_TITLE = re.compile(
    r"(?:#{1,6}\s.{0,90}|\*\*[^*]{1,60}\*\*:?|第[一二三四五六七八九十百\d]+[条條章][^。；;]{0,24})$"
)
_HEADING_ONLY = re.compile(r"^[\d.\s]*[^.!?。！？]{0,60}$")


def pick(units: Sequence[Marked], kind: Kind, most: int = MOST_OF_A_TOPIC) -> list[Note]:
    """The weightiest sentences of each topic, at most `most` of each, in the order of the text."""
    found: dict[str, list[tuple[float, int, Note]]] = {}
    order = [one for one in topics(kind) if one != "tldr"]
    count = 0
    for marked in units:
        if marked.unit.by_assistant:
            continue
        for span in sentences(marked.unit.text):
            count += 1
            for score, note in _weighed(marked, span, kind, order):
                found.setdefault(note.topic, []).append((-score, count, note))
    picked: list[tuple[int, Note]] = []
    for ranked in found.values():
        distinct: dict[str, tuple[int, Note]] = {}
        for _, at, note in sorted(ranked, key=lambda one: one[:2]):
            distinct.setdefault(" ".join(note.text.casefold().split()), (at, note))
        chosen = list(distinct.values())
        if chosen[0][1].topic == "state":
            chosen = sorted(chosen, key=lambda one: one[0])[-MOST_STATES:]
        picked += chosen[:most]
    notes = [note for _, note in sorted(picked, key=lambda one: one[0])]
    return overturned([one for one in notes if not answered(one, units)])


def _weighed(
    marked: Marked, span: Span, kind: Kind, order: Sequence[str]
) -> Iterator[tuple[float, Note]]:
    """The sentence as a note on what it is most about, of a contract on the second topic, too."""
    raw = marked.unit.text[span.start : span.end]
    text = " ".join(raw.split())
    speaker = None if marked.unit.author else _SPEAKER.match(raw)
    said = text[len(" ".join(speaker.group().split())) :].strip() if speaker else text
    said = _begun(said)
    if not _worth(said, marked):
        return
    asks = said.endswith(("?", "？"))
    small = said.lower()
    hits = {
        topic: signs_of(kind, topic).count(small, MOST_HITS)
        for topic in order
        if not asks or topic in _ASKED
    }
    if "decision" in hits and _turns(said):
        hits["decision"] += MOST_HITS
    ranked = sorted(hits, key=lambda one: -hits[one] * (0.5 if one == "point" else 1))
    for topic in ranked[: 2 if kind in _MANIFOLD else 1]:
        if not hits[topic]:
            continue
        score = hits[topic] + 0.25 * len(re.findall(r"\d+", said)[:4]) + min(len(said), 160) / 400
        owner = _owner(said, marked, span) if topic in ("action", "promise") else ""
        due = _due(said) if topic in ("action", "promise") else ""
        cite = Quoted(number=marked.number, quote=raw.strip())
        yield score, Note(topic=topic, text=said, cites=(cite,), owner=owner, due=due)


def _begun(said: str) -> str:
    """Without the sounds that people begin to speak with."""
    rest = _FILLER.sub("", said)
    if rest == said or len(rest) < SHORTEST:
        return said
    return rest[:1].upper() + rest[1:]


def _worth(text: str, marked: Marked) -> bool:
    wide = sum(1 for sign in text if sign >= "\u3040")
    long = len(text) + wide
    if not long >= SHORTEST or len(text) > LONGEST + 200:
        return False
    if _TITLE.match(text) or not content_words(text):
        return False
    return marked.unit.source == "thread" or not _HEADING_ONLY.match(text) or long > 60 or wide > 5


def _owner(said: str, marked: Marked, span: Span) -> str:
    """Who takes it on: the one who says "I", one who is named as the one who will."""
    if _FIRST_PERSON.search(said):
        return marked.unit.author or _speaker(marked.unit.text, span.start)
    mention = _MENTION.search(said)
    if mention:
        return mention.group(1)
    named = _NAMED.search(said)
    if named and named["name"].casefold() not in _NOBODY:
        return named["name"]
    return ""


_NOBODY = frozenset(
    "we it this that they you there the what who which someone nobody everyone action next please"
    " he she and but so then if when yes yeah yep no ok okay sure right well everybody all"
    " jemand niemand wer wir sie er es man alle keiner".split()
)


def _speaker(text: str, at: int) -> str:
    found = [one for one in _SPEAKER.finditer(text, 0, len(text)) if one.start() <= at]
    return found[-1]["name"].strip() if found else ""


def _due(said: str) -> str:
    found = [one for one in _DUE.finditer(said)]
    strong = [one for one in found if one["when"]]
    for one in [*strong, *found]:
        return next(part for part in (one["when"], one["bare"], one["cjk"]) if part)
    return ""


def answered(note: Note, units: Sequence[Marked]) -> bool:
    """Whether a question in a conversation was answered by somebody in the messages after it."""
    if note.topic not in ("question", "unknown") or not note.text.endswith(("?", "？")):
        return False
    wanted = content_words(note.text)
    for text in _replies(note.cites[0], units):
        if _UNSURE.search(text):
            return False
        plain = not text.rstrip().endswith(("?", "？"))
        if plain and (_YES_OR_NO.match(text) or wanted & content_words(text)):
            return True
    return False


def _replies(asked: Quoted, units: Sequence[Marked]) -> Iterator[str]:
    """What others said next: in the messages after it, or in the turns of its transcript."""
    at = next((at for at, one in enumerate(units) if one.number == asked.number), -1)
    if at < 0:
        return
    unit = units[at].unit
    if unit.source == "thread":
        for one in units[at + 1 : at + 1 + ANSWERED_WITHIN]:
            if one.unit.author != unit.author and not one.unit.by_assistant:
                yield one.unit.text
        return
    end = unit.text.find(asked.quote) + len(asked.quote)
    asker = _speaker(unit.text, max(0, end - 1))
    turns = list(_SPEAKER.finditer(unit.text, end))[:ANSWERED_WITHIN]
    ends = [one.start() for one in turns[1:]] + [len(unit.text)]
    for turn, stop in zip(turns, ends, strict=False) if asker else ():
        if turn["name"].strip() != asker:
            yield unit.text[turn.end() : stop].strip()


def overturned(notes: Iterable[Note]) -> list[Note]:
    """Decisions that a later one takes back are marked as such."""
    listed = list(notes)
    for at, later in enumerate(listed):
        if later.topic != "decision" or not _turns(later.text):
            continue
        words = content_words(later.text)
        shared = {
            before: len(words & content_words(listed[before].text))
            for before in range(at - 1, -1, -1)
            if listed[before].topic == "decision"
        }
        # The one that has most in common, of these the latest.
        found = max(shared, key=lambda before: (shared[before], before), default=-1)
        if shared.get(found):
            listed[found] = listed[found].model_copy(update={"topic": "overturned"})
    return listed


def _turns(text: str) -> bool:
    """Whether it takes something back."""
    return bool(_turning().count(text.lower(), 1))


@cache
def _turning() -> Signs:
    return Signs(table()["words"]["overturn"])


def in_short(notes: Sequence[Note], kind: Kind) -> list[Note]:
    """Up to three of them that say most: the first topics of the kind come first."""
    order = [one for one in topics(kind) if one != "tldr"]
    chosen: list[Note] = []
    for topic in order:
        known = {one.text for one in chosen}
        here = [one for one in notes if one.topic == topic and one.text not in known]
        if here:
            # Of decisions and states the last one holds; of the rest the first says it best.
            chosen.append(here[-1] if topic in ("decision", "state") else here[0])
        if len(chosen) == 3:
            break
    return [one.model_copy(update={"topic": "tldr", "owner": "", "due": ""}) for one in chosen]
