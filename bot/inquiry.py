"""Looking behind an answer, as nouns: who looks, through which window, and what is seen.

Refuses to word anything; `looking` makes the page, a front shows it.
"""

from __future__ import annotations

from bot.request import Noun, Prose


class Inquiry(Noun):
    """One look. `of` is the answer's id, `user` who looks.

    `window` is the open window's name and `mark` the state it was in, both in the front's terms;
    `turn` counts the looks through that window, so that the newest wins. `edit` is the question as
    somebody has changed it ("What if…"); None: they only look. `language` is what they read in.
    """

    of: str
    user: str
    window: str
    mark: str = ""
    turn: int
    edit: Prose | None = None
    language: str = "en"


class Why(Noun):
    """The explanation in its parts; `reasons` are paragraphs, some of several lines.

    `chosen` who answered; `reasons` what decided, what counted, what lost; `otherwise` what would
    have changed it; `figures` time, cost, served model; `advice` how to choose oneself.
    """

    chosen: str
    reasons: tuple[str, ...]
    otherwise: str
    figures: tuple[str, ...] = ()
    advice: str = ""

    def lines(self) -> list[str]:
        """All of it, in order."""
        parts = [self.chosen, *self.reasons, self.otherwise, *self.figures, self.advice]
        return [part for part in parts if part]


class Page(Noun):
    """What the window shows. `asked` is the question as it may be edited (None: not by this
    person), `outcome` where the edited one would go. `whole`: nothing is being looked for.
    `thinker` is who wrote down thoughts that this person may read; empty: nobody."""

    why: Why | None = None
    note: str = ""
    asked: str | None = None
    outcome: tuple[str, ...] = ()
    whole: bool = True
    thinker: str = ""
