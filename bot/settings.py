"""Every knob: its environment name, its default, one sentence that becomes the documentation.

Refuses to know what the knobs are connected to. Read once at start; wrong values stop the start.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "THINKTWICE_"
DEFAULT_SLACK_API = "https://slack.com/api/"
Preset = Literal[
    "deepseek", "v3-r1", "one-engine", "one-gpu", "openai-compatible", "langchain", "offline"
]


def _home() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "thinktwice"


def _named(name: str) -> AliasChoices:
    return AliasChoices(name)


class SeatSettings(BaseModel):
    """What overrides the preset for one seat; an empty value leaves the preset's."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    base_url: str = Field("", description="Base URL of an OpenAI-compatible server.")
    model: str = Field("", description="Model id as that server names it.")
    api_key: SecretStr = Field(SecretStr(""), description="Key for that server.")
    label: str = Field("", description="The seat's name as people read it.")
    total_s: float | None = Field(None, gt=0, description="Deadline for a whole answer, seconds.")
    silence_s: float | None = Field(None, gt=0, description="Longest silence, seconds.")
    context_tokens: int | None = Field(
        None, gt=0, description="Tokens that its server reads at most, question and answer."
    )
    vision: bool | None = Field(None, description="Whether the model sees pictures.")
    fallback: str = Field("", description="Preset whose reasoning seat stands in when down.")


class Settings(BaseSettings):
    """All settings, frozen. Secrets print as stars."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    slack_bot_token: SecretStr = Field(
        SecretStr(""), validation_alias=_named("SLACK_BOT_TOKEN"), description="Bot token (xoxb-)."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("SLACK_APP_TOKEN"),
        description="App-level token (xapp-); when set, Socket Mode is used.",
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("SLACK_SIGNING_SECRET"),
        description="Signing secret; needed for delivery over HTTP.",
    )
    slack_client_id: str = Field(
        "",
        validation_alias=_named("SLACK_CLIENT_ID"),
        description="The app's client id; with the secret, many workspaces connect by browser.",
    )
    slack_client_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("SLACK_CLIENT_SECRET"),
        description="The app's client secret, for the browser's installations.",
    )
    slack_redirect_uri: str = Field(
        "",
        validation_alias=_named("SLACK_REDIRECT_URI"),
        description="Where the browser comes back to: your address and /slack/oauth_redirect; "
        "empty: the first redirect URL of the app's page.",
    )
    slack_config_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("SLACK_CONFIG_TOKEN"),
        description="App configuration token (xoxe.xoxp-): doctor compares events and commands.",
    )
    slack_api_url: str = Field(
        DEFAULT_SLACK_API,
        validation_alias=_named("SLACK_API_URL"),
        description="Where Slack's Web API is; the local Slack sets it.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("REDIS_URL"),
        description="Redis 7+ or Valkey 8+; absent: an embedded Valkey starts by itself.",
    )
    cache_url: SecretStr = Field(
        SecretStr(""), description="A second server for remembered answers only."
    )
    secret_keys: SecretStr = Field(
        SecretStr(""),
        description="Keys that seal what is kept: 32 bytes each, URL-safe base64, newest first, "
        "comma-separated. Made by itself with the embedded server.",
    )
    deepseek_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("DEEPSEEK_API_KEY"),
        description="Key for DeepSeek's API; when set, the preset is deepseek by default.",
    )
    port: int = Field(
        3000, ge=0, le=65535, validation_alias=_named("PORT"), description="HTTP port, both modes."
    )
    preset: Preset | None = Field(None, description="Which models sit in the two seats.")
    fast: SeatSettings = Field(SeatSettings(), description="Overrides for the fast seat.")
    reasoning: SeatSettings = Field(SeatSettings(), description="Overrides for the reasoning seat.")
    data_dir: Path = Field(
        default_factory=_home, description="Where the embedded server and its keys live."
    )
    policy: Path | None = Field(None, description="TOML file that changes the packaged policy.")
    operators: str = Field(
        "",
        description="Who operates: ids of people or of a user group; empty: owners and admins.",
    )
    partitions: int = Field(1, ge=1, le=1024, description="Partitions of the key space (Cluster).")
    egress: Literal["any", "loopback"] = Field(
        "any", description="loopback: no connection leaves this machine."
    )
    slots: int = Field(8, ge=2, le=256, description="Questions that one worker works on at once.")
    part_tokens: int = Field(
        16_384,
        ge=2_048,
        le=1_000_000,
        description="Most tokens that a model reads at once of a long text, prompt included.",
    )
    parts_at_once: int = Field(
        6, ge=1, le=64, description="Parts of long texts that are read at once for a workspace."
    )
    lease_s: float = Field(
        20.0, gt=0.2, description="Seconds until a dead worker's job is retaken."
    )
    attempts: int = Field(
        5, ge=1, le=1000, description="Attempts at a question before its asker is told it failed."
    )
    offline_pace: float = Field(
        1.0, ge=0, le=10, description="Speed of the offline demo: 1 = realistic waits, 0 = none."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least level that is logged."
    )

    @property
    def chosen_preset(self) -> Preset:
        """The preset in force: named, else by key, else by base URL, else the offline demo."""
        if self.preset is not None:
            return self.preset
        if self.deepseek_api_key.get_secret_value():
            return "deepseek"
        if self.fast.base_url or self.reasoning.base_url:
            return "openai-compatible"
        return "offline"

    @property
    def many_workspaces(self) -> bool:
        """True when workspaces are connected in a browser, each with a token of its own."""
        return bool(self.slack_client_id)

    @property
    def embedded_store(self) -> bool:
        """True when no REDIS_URL is given and the embedded Valkey serves."""
        return not self.redis_url.get_secret_value()


def known_names() -> dict[str, str]:
    """Every environment name that means something, with its sentence, in order of the class."""
    names: dict[str, str] = {}
    for field, info in Settings.model_fields.items():
        alias = info.validation_alias
        if isinstance(alias, AliasChoices):
            names[str(alias.choices[0])] = info.description or ""
        elif info.annotation is SeatSettings:
            for inner, detail in SeatSettings.model_fields.items():
                name = f"{PREFIX}{field}__{inner}".upper()
                names[name] = f"{info.description} {detail.description}"
        else:
            names[f"{PREFIX}{field}".upper()] = info.description or ""
    return names


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings in force. Raises SettingsError naming the knob and what to do."""
    _refuse_unknown(env_file)
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors()[0]
        name = _env_name([str(part) for part in first["loc"]])
        raise SettingsError(
            f"{first['msg']}", name=name, remedy=known_names().get(name, "")
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            "is not UTF-8 text", name=str(env_file), remedy="save it as UTF-8"
        ) from error


def _env_name(path: list[str]) -> str:
    head = path[0]
    if head.upper() in known_names():
        return head.upper()
    return (PREFIX + "__".join(path)).upper()


def _refuse_unknown(env_file: Path | None) -> None:
    names = set(os.environ)
    if env_file is not None and env_file.is_file():
        lines = env_file.read_text(encoding="utf-8", errors="replace").splitlines()
        names |= {
            line.split("=", 1)[0].removeprefix("export ").strip() for line in lines if "=" in line
        }
    known = known_names()
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {close[0]}?" if close else "remove it"
            raise SettingsError("no such setting", name=name, remedy=hint)
