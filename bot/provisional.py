"""Two answers in one message: the fast one at once, the reasoning one when it has checked it.

Refuses to ask models and to post: it says when a first answer is wanted, reads the verdict, and
sets commands apart that cannot be taken back.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.answer import Usage
from bot.decision import Decision
from bot.request import Noun, Prose
from bot.words import Words

Verdict = Literal["agrees", "corrects", "unsaid"]


class First(Noun):
    """A first answer. `verdict` is what the checking answer said of it, once there is one;
    `unchecked` why there will be none (a short code, as in the footer)."""

    text: Prose
    label: str
    model: str = ""
    usage: Usage = Usage()
    seconds: float = 0.0
    verdict: Verdict = "unsaid"
    unchecked: str = ""


_VERDICT = re.compile(r"\A[\s*_`#>]*(AGREES|CORRECTS)\b[\s*_`.:!-]*", re.IGNORECASE)
_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<told>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
#: What deletes, drops, forces, restarts or overwrites, as it stands in shells, SQL and tools.
_DESTRUCTIVE = re.compile(
    r"""
      \brm\s+(?:-\w*[rf]\w*|--recursive|--force)
    | \b(?:rmdir|shred|mkfs(?:\.\w+)?|wipefs|fdisk|parted)\b | \bdd\s+[^\n]*\bof=
    | \b(?:drop|truncate)\s+(?:table|database|schema|index|view|user|column|keyspace|collection)\b
    | \btruncate\s+(?!-s\s+\+)\w | \bdelete\s+from\b | \balter\s+table\b[^\n]*\bdrop\b
    | \bupdate\s+\w+\s+set\b
    | \b(?:kubectl|oc|helm|docker|podman|terraform|pulumi|aws|gcloud|az|gh|heroku|fly|nomad|etcdctl
        |redis-cli|mongosh?|psql|mysql|kafka-topics(?:\.sh)?)\b[^\n|]*?
        (?:\b(?:delete|destroy|rm|rmi|prune|drop|uninstall|terminate\S*|purge|restart|rollback
        |flushall|flushdb|reset|undo|drain|replace|scale|kill|stop|remove|force\S*)\b|--force\b)
    | \bflush(?:all|db)\b
    | \bgit\s+(?:push\b[^\n]*(?:\s-f\b|--force\S*|--delete|\s\+\S|--mirror)|reset\s+--hard
        |clean\s+-\w*f|branch\s+-D|checkout\s+(?:--\s|\.)|rebase|filter-branch|stash\s+(?:drop|clear))
    | \b(?:systemctl|service|supervisorctl|pm2|launchctl|sc)\b[^\n]*
        \b(?:restart|stop|kill|disable|reload|mask)\b
    | \b(?:shutdown|reboot|halt|poweroff|init\s+[06])\b | \b(?:pkill|killall)\b | \bkill\s+-\S+
    | \b(?:remove-item|clear-content|format-volume|stop-service|restart-service|stop-computer
        |restart-computer)\b | \b(?:del|erase|format)\s+(?:/\w|[a-z]:)
    | \b(?:chmod|chown)\s+-R\b | \bmv\s+-f\b | \bcp\s+-\w*f | \brsync\b[^\n]*--delete
    | \biptables\s+(?:-F|--flush) | --(?:hard|no-preserve-root|force-with-lease)\b
    | (?<![<>=\-0-9&])>(?![>=&])\s*/(?!dev/null\b)\S
    """,
    re.IGNORECASE | re.VERBOSE,
)


def wants_first(decision: Decision, *, incident: bool, always: bool = False) -> bool:
    """Whether the fast tier answers at once while the reasoning tier checks: an incident that
    stakes sent up (`incident`), or whatever goes up (`always`, in channels for incidents). An
    escalated decision has had its fast answer; one that follows a wish or danger wants none."""
    if decision.tier != "reasoning" or decision.escalated_from is not None:
        return False
    leading = decision.floors[0] if decision.floors else None
    if leading is not None and (leading.rule == "danger" or decision.cause == "unavailable"):
        return False
    if always and decision.cause != "wish":
        return True
    named = leading is not None and leading.name == "incident"
    return incident and decision.cause == "stakes" and named


def verdict_of(text: str) -> tuple[Verdict, str]:
    """What the checking answer says of the first one, and the answer without that line."""
    found = _VERDICT.match(text)
    if found is None:
        return "unsaid", text
    rest = text[found.end() :].lstrip()
    return ("agrees" if found.group(1).lower() == "agrees" else "corrects"), rest or text


def is_destructive(command: str) -> bool:
    """Whether a line, as a command, deletes, drops, forces, restarts or overwrites."""
    return _DESTRUCTIVE.search(command) is not None


def set_apart(text: str, words: Words) -> str:
    """The text with every destructive command in a block of its own, or marked where it stands."""
    mark = words.say("provisional.destructive")
    pieces, end = [], 0
    for found in _FENCED.finditer(text):
        pieces += [_prose(text[end : found.start()], mark), _block(found, mark)]
        end = found.end()
    return "".join([*pieces, _prose(text[end:], mark)])


def _prose(text: str, mark: str) -> str:
    return _SPAN.sub(
        lambda found: (
            f"{found.group()} (**{mark}**)" if is_destructive(found.group(1)) else found.group()
        ),
        text,
    )


def _block(found: re.Match[str], mark: str) -> str:
    fence, told = found["fence"], found["told"]
    runs: list[tuple[bool, list[str]]] = []
    for line in found["body"].splitlines():
        bad = is_destructive(line)
        if not runs or runs[-1][0] != bad:
            runs.append((bad, []))
        runs[-1][1].append(line)
    if not any(bad for bad, _ in runs):
        return found.group()
    shown = []
    for bad, lines in runs:
        if any(line.strip() for line in lines):
            block = "\n".join([f"{fence}{told}", *lines, fence])
            shown.append(f"**{mark}**\n{block}" if bad else block)
    return "\n".join(shown)
