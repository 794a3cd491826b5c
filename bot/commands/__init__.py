"""Operating the bot by commands: the same verbs in Slack and in a terminal, one class each."""
