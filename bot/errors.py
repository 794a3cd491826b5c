"""Everything that can go wrong, as one tree; each error knows what to tell the person.

Refuses to know who raised it and in which language it is told: `said` is a key of the catalogue.

ThinktwiceError
├─ SettingsError          a knob is missing or wrong; names it and the remedy; exit code 2
├─ PolicyError            the policy file is wrong; names file, key, remedy; exit code 2
├─ DatasetError           a file of examples cannot be used; names file, line, remedy; exit code 2
├─ RequestRefused         the question cannot be taken on, with the reason (empty, too long, budget)
├─ CommandRefused         a command cannot be run as it was given; says why and how to say it
├─ ModelError             a model's server failed: status, cause, whether a retry can help
│  ├─ ModelTimeout        silent or unfinished past our deadline
│  ├─ ModelUnavailable    unreachable, 429, 5xx, insufficient resources
│  ├─ ModelMisconfigured  401, 402, 403, 404, 422: a person must act
│  └─ ModelGarbage        the reply could not be understood
├─ FrontRefused           the place does not take it, however often it is tried
├─ StoreError             Redis did not answer or refused
├─ SealError              a sealed record does not open: wrong key, wrong scope, tampered
├─ Fenced                 another worker holds this job now; the caller must stop writing
├─ UnknownVersion         a record written by another version; kept, never dropped
├─ PromptError            unknown prompt, or its variables do not match
└─ PluginError            which plug-in, which door, what it raised
"""

from __future__ import annotations

from typing import ClassVar


class ThinktwiceError(Exception):
    """The root. `said` names the catalogue's sentence, `values` fill it; `str()` is for the log."""

    said: ClassVar[str] = "error.unexpected"

    def __init__(self, detail: str = "", /, *, said: str = "", **values: str | int | float) -> None:
        super().__init__(detail or said or type(self).__name__)
        self.detail = detail
        self.key = said or self.said
        self.values = values


class SettingsError(ThinktwiceError):
    """A knob is missing or wrong. `values` holds `name` and `remedy`."""

    said = "error.settings"


class PolicyError(ThinktwiceError):
    """The policy file cannot be used. `values` holds `file`, `where`, `problem`."""

    said = "error.policy"


class DatasetError(ThinktwiceError):
    """A file of examples cannot be used; `said` says which line, why, and what to do."""

    said = "dataset.unreadable"


class RequestRefused(ThinktwiceError):
    """This question cannot be taken on; `said` says why and what the person can do."""

    said = "refused.empty"


class CommandRefused(ThinktwiceError):
    """A command that cannot be run so, by this person or now; `said` says why and the remedy."""

    said = "commands.unknown"


class ModelError(ThinktwiceError):
    """A model's server failed. `status` is HTTP's, 0 when there was none."""

    said = "model.failed"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str = "", /, *, status: int = 0, said: str = "") -> None:
        super().__init__(detail, said=said, status=status)
        self.status = status

    @property
    def code(self) -> str:
        """Why, as a short code that the footer words: `timeout 90`, `status 401`, `unreachable`."""
        return f"status {self.status}" if self.status else "unreachable"


class ModelTimeout(ModelError):
    """Nothing, or no end, within our own deadline (`seconds`)."""

    said = "model.timeout"
    retryable = True

    def __init__(self, detail: str = "", /, *, seconds: float) -> None:
        super().__init__(detail)
        self.values = {"seconds": seconds}
        self.seconds = seconds

    @property
    def code(self) -> str:
        """See `ModelError`."""
        return f"timeout {self.seconds:.0f}"


class ModelUnavailable(ModelError):
    """Unreachable, overloaded or out of resources: 429, 5xx, connection refused.

    `wait_s`: how long the server asks us to stay away (Retry-After), 0 when it does not say.
    """

    said = "model.unavailable"
    retryable = True

    def __init__(
        self, detail: str = "", /, *, status: int = 0, said: str = "", wait_s: float = 0.0
    ) -> None:
        super().__init__(detail, status=status, said=said)
        self.wait_s = wait_s


class ModelMisconfigured(ModelError):
    """A person must act: key refused (401, 403), no balance (402), unknown model (404), 422."""

    said = "model.misconfigured"


class ModelGarbage(ModelError):
    """The reply was not what the protocol promises."""

    said = "model.garbage"
    retryable = True


class FrontRefused(ThinktwiceError):
    """Where people are told does not take it, and will not, however often it is tried.

    `values` hold `code`, the front's own word for why, and `scope`, the right that is missing.
    `gone`: the app is no longer installed there, so that nothing at all can be told.
    """

    said = "refused.unfit"

    def __init__(self, code: str, /, *, said: str, scope: str = "", gone: bool = False) -> None:
        super().__init__(code, said=said, code=code, scope=scope)
        self.gone = gone


class StoreError(ThinktwiceError):
    """Redis did not answer in time, refused the connection or the command."""

    said = "error.store"


class SealError(ThinktwiceError):
    """A sealed record does not open with these keys under this scope."""

    said = "error.seal"


class Fenced(ThinktwiceError):
    """The job's fence has moved on: this worker may not write any more."""

    said = "error.fenced"


class UnknownVersion(ThinktwiceError):
    """The record was written by a version that this one cannot read; it is kept."""

    said = "error.version"


class PromptError(ThinktwiceError):
    """A prompt is missing, or variables and template do not match."""

    said = "error.prompt"


class PluginError(ThinktwiceError):
    """A plug-in raised at its door. `values` holds `plugin`, `group`, `problem`."""

    said = "error.plugin"


#: What ends a question without an answer and without another try.
ENDING = (ModelError, SealError, FrontRefused)
