"""What a model's client raises, as our own errors: by HTTP status and by LangChain's classes.

Refuses to know a vendor: `status_code` is read wherever an exception carries one.
"""

from __future__ import annotations

import json
import traceback

from bot.errors import (
    ModelError,
    ModelGarbage,
    ModelMisconfigured,
    ModelTimeout,
    ModelUnavailable,
)

_SAID = {
    401: "model.key_refused",
    403: "model.key_refused",
    402: "model.no_balance",
    404: "model.unknown_model",
}
_REQUEST_TIMEOUT = 408
_TOO_MANY = 429


def translate(error: Exception, silence_s: float = 0.0) -> ModelError | None:
    """The error as ours, or None when it is no failure of a model's server."""
    if isinstance(error, ModelError):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 400:
        return _by_status(status, error)
    names = {kind.__name__ for kind in type(error).__mro__}
    unread = isinstance(error, (json.JSONDecodeError, UnicodeDecodeError))
    if unread or "OutputParserException" in names:
        return ModelGarbage(f"{type(error).__name__}: {error}")
    if isinstance(error, TimeoutError):
        return ModelTimeout(f"{type(error).__name__}", seconds=silence_s)
    # LangChain's own classes for the same (langchain_core.exceptions), and the SDK's for a
    # connection that was refused or broke: told apart by name: bot/ imports no client,
    # and a web process none of LangChain.
    if names & {"ModelTimeoutError", "APITimeoutError", "TimeoutException"}:
        return ModelTimeout(f"{type(error).__name__}", seconds=silence_s)
    connection = {"ModelConnectionError", "APIConnectionError", "TransportError", "HTTPError"}
    if isinstance(error, OSError) or names & connection:
        return ModelUnavailable(f"{type(error).__name__}", said="model.unreachable")
    if names & {"APIError", "APIResponseValidationError", "ModelError"}:
        return ModelGarbage(f"{type(error).__name__}: {error}")
    # A reply of the wrong shape surfaces as one of these inside a client's parser.
    shape = (KeyError, IndexError, TypeError, AttributeError, ValueError)
    if isinstance(error, shape) and not _is_ours(error):
        return ModelGarbage(f"{type(error).__name__}: {error}")
    return None


def _is_ours(error: Exception) -> bool:
    """Whether it was raised by our own code: then it is a defect of ours, not the server's."""
    frames = list(traceback.walk_tb(error.__traceback__))
    module = str(frames[-1][0].f_globals.get("__name__", "")) if frames else ""
    return module.split(".")[0] in ("bot", "adapters", "")


def _by_status(status: int, error: Exception) -> ModelError:
    detail = f"{type(error).__name__} {status}"
    if status in (_REQUEST_TIMEOUT, _TOO_MANY) or status >= 500:
        return ModelUnavailable(detail, status=status, wait_s=_wait(error))
    return ModelMisconfigured(detail, status=status, said=_SAID.get(status, ""))


def _wait(error: Exception) -> float:
    """Seconds of Retry-After; a date (the header's other form, RFC 9110 10.2.3) counts as none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = str(headers.get("retry-after", "")).strip()
    return float(said) if said.isascii() and said.isdigit() else 0.0
