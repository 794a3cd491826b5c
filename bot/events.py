"""Everything that is logged or counted has its name and its fields here.

Refuses to know loggers and metrics: an `Events` sink is handed in. Fields are ids and figures,
never a person's text.
"""

from __future__ import annotations

from typing import Literal, Protocol

Level = Literal["debug", "info", "warning", "error"]
Value = str | int | float | bool | None

#: name -> (level, what it means). The documentation lists this table; a test forbids others.
EVENTS: dict[str, tuple[Level, str]] = {
    "received": ("info", "a question was recorded before it was acknowledged"),
    "duplicate": ("info", "the same thing arrived again and was not taken on twice"),
    "refused": ("info", "a question could not be taken on; `said` is the reason's key"),
    "taken_back": ("info", "a question was deleted by its writer; its answer was not shown"),
    "decided": ("info", "the router chose a tier"),
    "recalled": ("info", "memory answered"),
    "recalled_near": (
        "info",
        "memory answered with what was said to a question that asks the same",
    ),
    "near_refused": ("info", "a remembered question looked near and was judged another one"),
    "not_kept": ("info", "an answer was not remembered; `reason` says why"),
    "looked": ("info", "somebody looked behind an answer, or tried its question differently"),
    "voted": ("info", "somebody said what they think of an answer"),
    "evicted": ("info", "an answer was voted down; `forgotten`: memory held it and does no more"),
    "warned": ("info", "a message spoke of danger to a person; its writer was told whom to call"),
    "model_called": ("info", "a model was called and answered"),
    "model_failed": ("warning", "a model's server failed"),
    "breaker": (
        "warning",
        "a model's server fails again and again (`open`), or is well (`closed`)",
    ),
    "fell_back": ("warning", "the other tier answered because the decided one could not"),
    "went_up": ("info", "the fast model handed the question on, or its answer failed a check"),
    "answered": ("info", "an answer was complete and kept"),
    "delivered": ("info", "the answer stands where it was asked for"),
    "job_failed": ("error", "a job ended without an answer; the asker was told"),
    "alarmed": ("error", "a trouble that operators must mend; they are told once a day"),
    "shut_out": ("error", "Slack takes the app's token no more; its open questions were stopped"),
    "job_fenced": ("warning", "another worker had taken the job over; this one stopped writing"),
    "job_unreadable": ("error", "a record could not be read; it was set aside, not dropped"),
    "store_failed": ("warning", "Redis did not answer or refused"),
    "cache_unreadable": ("warning", "a remembered answer did not open; treated as a miss"),
    "charge_failed": ("error", "what a call cost could not be recorded"),
    "policy_changed": ("info", "another policy is in force; `policy` is its fingerprint"),
    "policy_kept": ("warning", "file or changes do not hold; the policy stays what it was"),
    "policy_ignored": ("warning", "a change made at run time is not in force: the file locks it"),
    "installed": ("info", "a workspace was connected in the browser"),
    "token_renewed": ("info", "a workspace's bot token was exchanged for a fresh one"),
    "resealed": ("info", "installations were sealed anew under the newest key"),
    "left": ("info", "the app was removed from a workspace; everything of it is being forgotten"),
    "commanded": ("info", "a person's command was carried out, or could not be"),
    "command_failed": ("error", "a command broke or took too long; nothing else was touched"),
    "started": ("info", "a process is ready"),
    "stopped": ("info", "a process has stopped in good order"),
    "slack_failed": ("warning", "Slack refused a call or did not answer"),
    "said_plainly": ("warning", "Slack refused the blocks of a message; its words were posted"),
    "settings_warning": ("warning", "a setting works but deserves attention"),
}


class Events(Protocol):
    """Where events go."""

    def emit(self, name: str, **fields: Value) -> None:
        """One event of the table above. Raises KeyError for a name that is not in it."""


class Silence:
    """A sink that drops everything; for the terminal, where the answer is the only output."""

    def emit(self, name: str, **fields: Value) -> None:
        """Check the name, drop the rest."""
        EVENTS[name]
