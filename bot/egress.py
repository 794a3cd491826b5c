"""Nothing outside loopback is reached when `THINKTWICE_EGRESS=loopback`.

Refuses to know clients: it stands below all of them, at the interpreter's audit events.
"""

from __future__ import annotations

import ipaddress
import sys

_LOCAL_NAMES = frozenset({"localhost", "", "127.0.0.1", "::1"})
_state = {"on": False, "hooked": False}


class EgressRefused(OSError):
    """A connection to somewhere outside loopback was tried while that is not allowed."""


def _is_loopback(host: object) -> bool:
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _audit(event: str, args: tuple[object, ...]) -> None:
    # https://docs.python.org/3/library/audit_events.html: both are raised before the call is made.
    if not _state["on"]:
        return
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not _is_loopback(host):
        raise EgressRefused(f"THINKTWICE_EGRESS=loopback: connection to {host!s} refused")


def enforce(mode: str) -> None:
    """`loopback`: from now on every connection of this process elsewhere raises EgressRefused."""
    _state["on"] = mode == "loopback"
    if _state["on"] and not _state["hooked"]:
        sys.addaudithook(_audit)
        _state["hooked"] = True
