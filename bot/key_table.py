"""The classes of everything kept in Redis: what each holds, and how long it lives.

Refuses to know values. A key that fits no class here is a leak, and a test fails on it.
"""

from __future__ import annotations

from bot.request import Noun

DAY_S = 86_400.0
KEPT_VOTE_S = 90 * DAY_S


class KeyClass(Noun):
    """One kind of key: what it holds, who writes it, how long it lives (None: see `erased_by`)."""

    name: str
    pattern: str
    holds: str
    owner: str
    ttl_s: float | None
    erased_by: str = "its time to live"


#: Everything with a time to live. Names inside are keyed digests or ids, never text of people.
PASSING: tuple[KeyClass, ...] = (
    KeyClass(
        name="job",
        pattern=r"job:[0-9A-Z]+",
        holds="one question, sealed, with its decision and answer, sealed",
        owner="adapters.queue",
        ttl_s=7 * DAY_S,
    ),
    KeyClass(
        name="seen",
        pattern=r"seen:[0-9a-f]{32}",
        holds="the job that a thing already received belongs to",
        owner="adapters.queue",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="answer",
        pattern=r"answer:[0-9a-f]{32}",
        holds="a remembered answer, sealed under its audience",
        owner="bot.caching",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="near",
        pattern=r"near:[0-9a-f]{32}",
        holds="questions that ask the same, with the keys of their answers, sealed like these",
        owner="bot.caching",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="tally",
        pattern=r"tally:[a-z_]+:\d{4}-\d\d-\d\d",
        holds="how often memory answered on one day, and what that saved; nobody's in particular",
        owner="bot.caching",
        ttl_s=31 * DAY_S,
    ),
    KeyClass(
        name="flight",
        pattern=r"flight:[0-9a-f]{32}",
        holds="who is making an answer right now",
        owner="bot.caching",
        ttl_s=3600.0,
    ),
    KeyClass(
        name="first",
        pattern=r"first:[0-9A-Z]+",
        holds="a first answer that is being checked, sealed like its question",
        owner="bot.jobs",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="notes",
        pattern=r"notes:[0-9a-f]{32}",
        holds="what a model noted of a part of a text, sealed under its audience",
        owner="bot.summaries",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="units",
        pattern=r"units:[0-9a-f]{32}(:was)?",
        holds="for a day the text summarised in a thread, then that there was one, sealed",
        owner="bot.summaries",
        ttl_s=7 * DAY_S,
    ),
    KeyClass(
        name="counter",
        pattern=r"count:[a-z]+:[0-9a-f]{32}:\d{4}-\d\d-\d\d",
        holds="micro-dollars or answers of a person or workspace on one day",
        owner="bot.spending",
        ttl_s=2 * DAY_S,
    ),
    KeyClass(
        name="month",
        pattern=r"month:[0-9a-f]{32}:\d{4}-\d\d",
        holds="micro-dollars of the reasoning tier in a channel in one month",
        owner="bot.spending",
        ttl_s=32 * DAY_S,
    ),
    KeyClass(
        name="recent",
        pattern=r"recent",
        holds="ids of the last finished jobs by age",
        owner="adapters.queue",
        ttl_s=7 * DAY_S,
    ),
    KeyClass(
        name="window",
        pattern=r"window:(turn|mark):[0-9a-f]{32}",
        holds="how often somebody has looked through an open window, and what state it is in",
        owner="bot.jobs",
        ttl_s=3600.0,
    ),
    KeyClass(
        name="told",
        pattern=r"told:[0-9a-f]{32}",
        holds="that a person was told at once whom to call",
        owner="bot.jobs",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="burst",
        pattern=r"burst:[0-9a-f]{32}",
        holds="how many questions a person has asked within a minute",
        owner="bot.jobs",
        ttl_s=60.0,
    ),
    KeyClass(
        name="pending",
        pattern=r"pending:[0-9A-Z]+(:taken)?",
        holds="a command that waits for its person's yes, or can be undone, sealed",
        owner="bot.commands",
        ttl_s=DAY_S,
    ),
    KeyClass(
        name="pace",
        pattern=r"pace:(fast|reasoning)",
        holds="how many seconds the latest answers of a tier have taken",
        owner="bot.jobs",
        ttl_s=7 * DAY_S,
    ),
    KeyClass(
        name="vote",
        pattern=r"vote:[0-9A-Z]+:[0-9a-f]{32}",
        holds="a person's vote on an answer with the decision behind it, without words, sealed",
        owner="bot.jobs.votes",
        ttl_s=KEPT_VOTE_S,
    ),
    KeyClass(
        name="state",
        pattern=r"state:[0-9a-f]{32}",
        holds="that an installation was begun in a browser; good for one use",
        owner="bot.installations",
        ttl_s=600.0,
    ),
    KeyClass(
        name="renewing",
        pattern=r"renewing:[TE][A-Z0-9]+",
        holds="which process renews a workspace's token right now",
        owner="bot.installations",
        ttl_s=30.0,
    ),
    KeyClass(
        name="reader",
        pattern=r"reader:[0-9a-f]{32}",
        holds="the language and time zone somebody reads in, sealed for them",
        owner="bot.jobs.readers",
        ttl_s=30 * DAY_S,
    ),
    KeyClass(
        name="sight",
        pattern=r"sight:[0-9a-f]{32}",
        holds="which channel or message somebody has before them in the front, sealed for them",
        owner="bot.jobs.sights",
        ttl_s=3600.0,
    ),
    KeyClass(
        name="talk",
        pattern=r"talk:[0-9a-f]{32}",
        holds="who has asked in a thread, as keyed digests, and whether it is muted, sealed",
        owner="bot.jobs.talks",
        ttl_s=7 * DAY_S,
    ),
    KeyClass(
        name="worker",
        pattern=r"worker:[\w.-]+",
        holds="a worker's heartbeat: its queues",
        owner="bot.jobs",
        ttl_s=15.0,
    ),
)

#: What lives as long as work is waiting: ids only, emptied by the transitions themselves.
LASTING: tuple[KeyClass, ...] = (
    KeyClass(
        name="ready",
        pattern=r"ready:(quick|deep)",
        holds="ids of jobs that wait",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="claim, cancel",
    ),
    KeyClass(
        name="turn",
        pattern=r"turn:(quick|deep)",
        holds="each team's place in the fair order",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="claim, when nothing waits any more",
    ),
    KeyClass(
        name="leases",
        pattern=r"leases",
        holds="ids of jobs being worked on, until when",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="a final move, cancel",
    ),
    KeyClass(
        name="due",
        pattern=r"due",
        holds="ids of jobs put off, until when",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="claim, cancel",
    ),
    KeyClass(
        name="open",
        pattern=r"open",
        holds="ids of unfinished jobs by age",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="a final move, cancel",
    ),
    KeyClass(
        name="aside",
        pattern=r"aside",
        holds="ids of jobs whose record could not be read",
        owner="adapters.queue",
        ttl_s=None,
        erased_by="an operator's retry",
    ),
    KeyClass(
        name="person",
        pattern=r"person:[0-9a-f]{32}",
        holds="who answers a person by default, as they chose it, sealed",
        owner="bot.jobs",
        ttl_s=None,
        erased_by="choosing to have each question decided",
    ),
    KeyClass(
        name="installation",
        pattern=r"installation:[TE][A-Z0-9]+",
        holds="a workspace's bot token, or in which organisation it is, sealed",
        owner="bot.installations",
        ttl_s=None,
        erased_by="removing the app there",
    ),
    KeyClass(
        name="policy",
        pattern=r"policy(:[TE][A-Z0-9]+)?",
        holds="changes of the policy made at run time, of the installation or of one workspace, "
        "with who and when, sealed",
        owner="bot.routing.overlay",
        ttl_s=None,
        erased_by="policy undo takes a change back; the newest 200 are kept with their history",
    ),
    KeyClass(
        name="audit",
        pattern=r"audit:[0-9a-f]{32}",
        holds="who gave which command, sealed; ids, no text of people",
        owner="bot.commands.audit",
        ttl_s=None,
        erased_by="a later line, once a line is older than 365 days",
    ),
    KeyClass(
        name="brief",
        pattern=r"brief:[0-9a-f]{32}",
        holds="what operators have given a channel to be cited there, sealed for that channel",
        owner="bot.briefs",
        ttl_s=None,
        erased_by="brief clear; forget of the channel or the workspace",
    ),
)
