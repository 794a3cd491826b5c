"""What a check of the installation found, one finding each, with the remedy.

Refuses to check.
"""

from __future__ import annotations

from bot.request import Noun
from bot.words import Words


class Finding(Noun):
    """What was checked, whether it is fine, what was found, and what to do if not."""

    what: str
    ok: bool
    found: str
    remedy: str = ""


def finding_line(finding: Finding, words: Words) -> str:
    """One finding as a line of words."""
    if finding.ok:
        return words.say("doctor.ok", what=finding.what, found=finding.found)
    return words.say("doctor.bad", what=finding.what, found=finding.found, remedy=finding.remedy)
