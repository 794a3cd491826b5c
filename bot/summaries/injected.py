"""Passages of a text that try to give orders to the program that reads it.

Refuses to obey and to hide them: they are reported with their place.
"""

from __future__ import annotations

import re

from bot.summaries.notes import Quoted
from bot.summaries.sentences import sentences
from bot.summaries.units import Material

_ORDERS = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,40}\b(instruction|prompt|rule|above|previous|prior)"
    r"|\b(you are now|act as|pretend to be)\b.{0,60}\b(assistant|ai|model|admin|system|dan)\b"
    r"|\b(system prompt|reveal|post|send|print|leak)\b.{0,40}"
    r"\b(token|api key|password|secret|prompt)s?\b"
    r"|\b(ai|assistant|language model|llm|chatbot|bot)s?\b.{0,40}\b(must|should|shall)\b.{0,40}"
    r"\b(say|write|answer|output|state|summari[sz]e|recommend)"
    r"|\b(ignoriere|vergiss|missachte)\b.{0,40}\b(anweisung|anleitung|regeln|prompt)"
    r"|\b(ignora|olvida|ignore|esqueça|oublie[zr]?)\b.{0,40}\b(instruc|instruç|reglas|regras|consignes)"
    r"|忽略.{0,12}(指令|指示|提示|说明)|无视.{0,12}(指令|指示)|指示を無視|命令を無視",
    re.I | re.S,
)
MOST = 10


def injected(material: Material) -> list[Quoted]:
    """Each such sentence, in order, at most ten."""
    found: list[Quoted] = []
    for marked in material.marked:
        if len(found) == MOST or not _ORDERS.search(marked.unit.text):
            continue
        for span in sentences(marked.unit.text):
            text = marked.unit.text[span.start : span.end]
            if _ORDERS.search(text) and len(found) < MOST:
                found.append(Quoted(number=marked.number, quote=text[:300]))
    return found
