"""What every verb imports sooner or later, for `started`: loaded once, shared by all that fork."""

import langchain_deepseek
import openai.resources.chat
import structlog

import adapters.documents.readers
import adapters.models.chat
import adapters.models.tokens
import adapters.queue.valkey
import adapters.slack.front
import adapters.slack.serving
import adapters.stores.journal
import adapters.stores.sweeping
import adapters.stores.valkey
import adapters.telemetry.events
import bot.bootstrap.commands
import bot.commands.briefing
import bot.commands.doctoring
import bot.commands.forgetting
import bot.commands.looking
import bot.commands.policies
import bot.verbs.advising
import bot.verbs.asking
import bot.verbs.commanding
import bot.verbs.documents
import bot.verbs.operating
import bot.verbs.policy
import bot.verbs.proving
import bot.verbs.question
import bot.verbs.running
import bot.verbs.scoring
import bot.verbs.voting
import bot.verbs.workspace
from bot.bootstrap.parts import classifier
from bot.caching.near.same import bucket
from bot.routing.danger import danger_floors
from bot.routing.text import read

classifier().classify(["hello"])
danger_floors(read("hello"))
bucket("hello")
__all__ = ["adapters", "bot", "langchain_deepseek", "openai", "structlog"]
