"""The lines that a child sends, made into units and gaps as they come.

Refuses to trust the child: a line that is not what was agreed ends the reading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import Field, ValidationError

from bot.documents import Reading, Skipped
from bot.request import Noun, Unit

IMAGE_KINDS = {"iVBOR": "image/png", "/9j/": "image/jpeg"}


class _Line(Noun):
    unit: str = ""
    text: str = ""
    image: str = ""
    reason: str = ""
    values: dict[str, str | int] = Field(default_factory=dict)
    end: bool = False


class Arriving:
    """One child's output. `take` bytes until it says no or `complete` is true."""

    def __init__(self, source: str, most: int) -> None:
        self._source = source
        self._left = most
        self._rest = bytearray()
        self._units: list[Unit] = []
        self._skipped: list[Skipped] = []
        self.complete = False

    def take(self, chunk: bytes) -> bool:
        """False: too much, or not what was agreed; stop listening."""
        self._left -= len(chunk)
        if self._left < 0:
            return False
        self._rest += chunk
        *lines, rest = self._rest.split(b"\n")
        self._rest = bytearray(rest)
        return all(self._line(bytes(line)) for line in lines)

    def _line(self, line: bytes) -> bool:
        try:
            found = _Line.model_validate(json.loads(line))
        except (ValueError, ValidationError, RecursionError):
            return False
        if found.end:
            self.complete = True
        elif found.reason:
            self._skip(found.unit, found.reason, found.values)
        else:
            self._units.append(
                Unit(
                    source="file",
                    place=f"{self._source} {found.unit}".strip(),
                    text=found.text,
                    image=_data_url(found.image),
                )
            )
        return True

    def _skip(self, unit: str, reason: str, values: Mapping[str, str | int]) -> None:
        if not unit and self._units:
            unit = self._after()
        self._skipped.append(
            Skipped(source=self._source, unit=unit, reason=reason, values=dict(values))
        )

    def _after(self) -> str:
        return f"after {self._units[-1].place.removeprefix(self._source).strip()}"

    def broke_off(self, reason: str, values: Mapping[str, str | int]) -> None:
        """The child ended without saying that this was all."""
        self._skip("", reason, values)

    def reading(self) -> Reading:
        """What has come."""
        return Reading(source=self._source, units=tuple(self._units), skipped=tuple(self._skipped))


def _data_url(image: str) -> str:
    for start, kind in IMAGE_KINDS.items():
        if image.startswith(start):
            return f"data:{kind};base64,{image}"
    return ""
