"""Thinktwice: a Slack bot that answers fast, and thinks twice when it matters.

`request`, `decision`, `answer` are the nouns; `pipeline` is the road of one question; `bootstrap`
is the only module that knows the outside world.
"""

__version__ = "0.1.0"
