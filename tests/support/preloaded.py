"""What every verb imports sooner or later, for `started`: loaded once, shared by all that fork."""

import bot.verbs.asking
import bot.verbs.operating
import bot.verbs.policy
import bot.verbs.question
import bot.verbs.running
import bot.verbs.scoring
import bot.verbs.workspace
from adapters.slack import serving
from bot.bootstrap.parts import classifier

classifier().classify(["hello"])
__all__ = ["bot", "serving"]
