"""The tokens of the app that is installed here: for which workspaces, for what, until when.

Refuses to know pages and calls. Source: docs.slack.dev/authentication/using-token-rotation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from adapters.playground.arguments import SlackError

#: A token that is rotated lives twelve hours, a code ten minutes.
TOKEN_S, CODE_S = 12 * 3600.0, 600.0


@dataclass
class Grant:
    """One installation: in one workspace, or (`enterprise`) in all of an organisation. `tokens`
    are those that open it, each with its end; a refresh token is good for one use."""

    team: str
    enterprise: str
    user: str
    scopes: frozenset[str]
    rotated: bool
    tokens: dict[str, float] = field(default_factory=dict)
    refresh: str = ""


@dataclass
class Code:
    """What was agreed to in the browser, for whoever brings the code within ten minutes."""

    grant: Grant
    redirect: str
    until: float
    used: bool = False


class Grants:
    """All of the app's installations by browser."""

    def __init__(self) -> None:
        self._grants: list[Grant] = []
        self._codes: dict[str, Code] = {}
        self._gone: set[str] = set()
        self._spent: set[str] = set()

    def code(self, grant: Grant, redirect: str, now: float) -> str:
        """A code for that grant."""
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._codes[code] = Code(grant, redirect, now + CODE_S)
        return code

    def exchanged(self, code: str, redirect: str, now: float) -> Grant:
        """The grant behind the code, with a first token. Raises SlackError."""
        found = self._codes.get(code)
        if found is None:
            raise SlackError("invalid_code")
        if found.used:
            raise SlackError("code_already_used")
        if now > found.until:
            raise SlackError("code_expired")
        if redirect != found.redirect:
            raise SlackError("bad_redirect_uri")
        found.used = True
        # An app has one bot in a place: what was granted before is the same installation.
        for old in [one for one in self._grants if _place(one) == _place(found.grant)]:
            self._grants.remove(old)
            found.grant.tokens = {} if found.grant.rotated else dict(old.tokens)
        self._grants.append(found.grant)
        if not found.grant.tokens:
            self._give(found.grant, now)
        return found.grant

    def refreshed(self, token: str, now: float) -> Grant:
        """The grant with its next token. The refresh token is used up; the token before stays
        good until its end. Raises SlackError."""
        found = next((one for one in self._grants if one.refresh == token and token), None)
        if found is None:
            spent = token in self._spent
            raise SlackError("token_already_refreshed" if spent else "invalid_refresh_token")
        self._spent.add(token)
        self._give(found, now)
        return found

    def _give(self, grant: Grant, now: float) -> None:
        name = secrets.token_hex(12)
        if grant.rotated:
            grant.tokens[f"xoxe.xoxb-1-local-{name}"] = now + TOKEN_S
            grant.refresh = f"xoxe-1-local-{secrets.token_hex(12)}"
        else:
            grant.tokens[f"xoxb-local-{name}"] = float("inf")

    def found(self, token: str, now: float) -> Grant | None:
        """What the token opens; None: it is none of these. Raises SlackError when it did once."""
        if token in self._gone:
            raise SlackError("account_inactive")
        grant = next((one for one in self._grants if token in one.tokens), None)
        if grant is not None and now > grant.tokens[token]:
            raise SlackError("token_expired")
        return grant

    def withdraw(self, team: str, enterprise: str = "") -> bool:
        """The app is removed from there: its tokens are dead. False: it was not there."""
        gone = [one for one in self._grants if _place(one) == (team, enterprise)]
        for one in gone:
            self._gone |= one.tokens.keys()
            self._grants.remove(one)
        return bool(gone)


def _place(grant: Grant) -> tuple[str, str]:
    return ("", grant.enterprise) if not grant.team else (grant.team, "")
