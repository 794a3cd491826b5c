"""The report on pairs of questions, on a terminal.

Refuses to compute: figures come from `bot.evaluation.pairs`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation.figures import interval
from bot.evaluation.intervals import Rate
from bot.evaluation.pairs import Judged, recalled, served
from bot.verbs.tables import lay, paper, table
from bot.words import Words


def tell_pairs(found: Sequence[Judged], file: str, words: Words, most: int) -> None:
    """Recall, traps and kinds in tables, then the traps that were served."""
    console = paper()
    console.print(words.say("evaluate.pairs.head", file=file, pairs=f"{len(found):,}"))
    for title, pick, same in (("recall", recalled, True), ("traps", served, False)):
        named = words.say(f"evaluate.pairs.{title}")
        made = table(named, [words.say("evaluate.head.part")], ("n", "hits", "rate"), words)
        every = words.say("evaluate.pairs.all")
        own = [one for one in found if one.pair.same is same]
        made.add_row(every, *_figures(pick(own), words))
        for kind in sorted({one.pair.kind for one in own}):
            part = pick([one for one in own if one.pair.kind == kind])
            name = kind or words.say("evaluate.pairs.no_kind")
            made.add_row(words.say("evaluate.part.of", name=name), *_figures(part, words))
        lay(console, made)
    wrong = [one.pair for one in found if one.verdict.same and not one.pair.same]
    console.print()
    console.print(words.say("evaluate.pairs.served" if wrong else "evaluate.pairs.none_served"))
    for pair in wrong[:most]:
        said = words.say("evaluate.pairs.pair", line=pair.line, kind=pair.kind, a=pair.a, b=pair.b)
        console.print(said, soft_wrap=True)


def _figures(found: Rate, words: Words) -> tuple[str, str, str]:
    return str(found.n), str(found.hits), interval(found, words)
