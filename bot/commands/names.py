"""The built-in commands by name and room, in the order in which help and menu show them.

Refuses to load them: a terminal's list of verbs is made from this.
"""

from __future__ import annotations

NAMES = {
    "ask": "asking:Ask",
    "think": "asking:Think",
    "summarize": "asking:Summarize",
    "compare": "asking:Compare",
    "help": "first_steps:Help",
    "tour": "first_steps:Tour",
    "status": "looking:ShowStatus",
    "usage": "spending:ShowUsage",
    "advise": "advising:Advise",
    "explain": "looking:Explain",
    "language": "speaking:Language",
    "forget": "forgetting:Forget",
    "jobs": "jobs:Jobs",
    "retry": "jobs:Retry",
    "cancel": "jobs:Cancel",
    "pause": "pausing:Pause",
    "resume": "pausing:Resume",
    "use": "pausing:Use",
    "budget": "spending:ShowBudget",
    "policy": "policies:ShowPolicy",
    "brief": "briefing:ShowBrief",
    "cache": "caching:ClearCache",
    "doctor": "doctoring:Doctor",
    "audit": "logs:ShowAudit",
}
