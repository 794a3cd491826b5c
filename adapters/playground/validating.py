"""blocks.validate: what Slack would refuse, told without posting anything.

Refuses to know the workspace; no token is needed for it (docs.slack.dev, blocks.validate).
"""

from __future__ import annotations

from adapters.playground.arguments import Json, SlackError
from adapters.playground.blockkit import faults, view_faults

KINDS = ("blocks", "message", "view")


def validate(arguments: Json) -> Json:
    """Exactly one of `blocks`, `message` and `view`. Raises SlackError: invalid_blocks with
    `errors`, a list of {"pointer", "message"}; invalid_arguments."""
    given = [name for name in KINDS if arguments.get(name) is not None]
    if len(given) != 1:
        raise SlackError("invalid_arguments")
    name = given[0]
    thing = arguments[name]
    if name == "view":
        found = view_faults(thing)
    else:
        blocks = thing.get("blocks") if name == "message" and isinstance(thing, dict) else thing
        found = faults(blocks)
    if found:
        errors = [{"pointer": pointer, "message": problem} for pointer, problem in found]
        raise SlackError("invalid_blocks", errors=errors)
    return {}
