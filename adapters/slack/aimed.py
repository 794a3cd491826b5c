"""What a shortcut asks about the message that it was used on.

Refuses to read Slack: message and names are handed in.
"""

from __future__ import annotations

from bot.words import Words


def aimed(question: str, author: str, message: str, words: Words) -> str:
    """The question with the message it is about, so that both are weighed when it is routed."""
    asked = question or words.say("slack.explain")
    return words.say("slack.about", question=asked, author=author, message=message)
