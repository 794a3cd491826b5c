"""The workspace that newcomers find: people, channels, a contract, an incident in progress.

Refuses to know the server.
"""

from __future__ import annotations

from adapters.playground.workspace import Channel, Workspace

PEOPLE = (
    ("dana", "Dana Keller", "Europe/Berlin", "en-GB"),
    ("alex", "Alex Moreau", "America/New_York", "en-US"),
    ("mei", "Mei Lin", "Asia/Shanghai", "zh-CN"),
    ("sam", "Sam Okafor", "Africa/Lagos", "en-GB"),
)
ADMINS = ("dana",)
LEGAL = (
    ("alex", "The vendor sent the new MSA. Clause 9.2 caps liability at 12 months of fees."),
    (
        "dana",
        "Last year's contract had no cap for data protection breaches. This one has no carve-out.",
    ),
    ("alex", "Renewal is automatic unless we give notice 60 days before 31 December 2026."),
)
INCIDENT = (
    ("sam", "Checkout error rate is at 14 %, started 09:42 UTC, right after deploy 2026.11.23-4."),
    ("mei", "Only card payments fail. Invoices and bank transfer are fine."),
    ("sam", "Rolled back to 2026.11.23-3 at 09:55. Error rate is falling."),
    ("dana", "Support has 23 tickets so far. Owner for the customer note: Alex."),
    ("alex", "Customer note goes out at 11:00 UTC."),
    ("sam", "Cause: the payment client timed out after 2 s; the new default was 20 s before."),
    ("mei", "Decided: the timeout goes back to 20 s and gets an alert. Owner: Mei, due Friday."),
)


def seed(workspace: Workspace, bot_name: str) -> None:
    """Fill an empty workspace."""
    bot = workspace.add_user(bot_name, bot_name.capitalize(), is_bot=True)
    people = {
        name: workspace.add_user(name, real_name, tz=tz, locale=locale, is_admin=name in ADMINS).id
        for name, real_name, tz, locale in PEOPLE
    }
    everyone = set(people.values())
    workspace.add_channel("general", everyone | {bot.id})
    workspace.add_channel("support", everyone | {bot.id})
    legal = workspace.add_channel(
        "legal", {people["dana"], people["alex"], bot.id}, is_private=True
    )
    incident = workspace.add_channel("incident-checkout", everyone | {bot.id})
    workspace.add_channel("random", everyone)
    for person in everyone:
        workspace.direct(person)
    _talk(workspace, legal, people, LEGAL)
    _talk(workspace, incident, people, INCIDENT)


def _talk(
    workspace: Workspace,
    channel: Channel,
    people: dict[str, str],
    lines: tuple[tuple[str, str], ...],
) -> None:
    root = ""
    for name, text in lines:
        ts = workspace.new_ts()
        message = {
            "type": "message",
            "user": people[name],
            "text": text,
            "ts": ts,
            "team": workspace.team_id,
        }
        if root:
            message["thread_ts"] = root
        root = root or ts
        workspace.post(channel, message)
