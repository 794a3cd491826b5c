"""What a reader of files gives back, piece by piece, and what it may give at most.

Refuses to import anything but the standard library: every child process loads this first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Values = Mapping[str, str | int]


@dataclass(frozen=True)
class Piece:
    """Text with its place in the file ("p. 2", "slide 3", "Budget!1-40").

    `image` is a picture (PNG or JPEG) for a model that sees; then `text` is empty.
    """

    unit: str
    text: str
    image: bytes = b""


@dataclass(frozen=True)
class Gap:
    """A part of the file that was not read. `reason`: a key in the catalogue's `document`."""

    unit: str
    reason: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Attached:
    """A file inside this one (of a mail); whoever runs the reader reads it in its turn."""

    name: str
    content: bytes


Found = Piece | Gap | Attached


class Unreadable(Exception):
    """Raised by a reader when the rest of the file cannot be read; `reason` as in Gap.

    A plug-in gives its own words: `Unreadable("other", problem="…")`.
    """

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True)
class Caps:
    """What is read of one file at most; whatever is above is named, not dropped in silence.

    Sizes from field/documents.md 1.5: the largest honest office file there was 15 MB at 33:1.
    """

    file_bytes: int = 100 * 1024 * 1024
    chars: int = 2_000_000
    pages: int = 3_000
    cells: int = 200_000
    #: Cells of the rectangle that a sheet's cells span: the spreadsheet library makes all of it.
    span: int = 4_000_000
    zip_bytes: int = 200 * 1024 * 1024
    zip_ratio: int = 100
    zip_entries: int = 10_000
    #: Pages and pictures that are handed to a model as images.
    images: int = 20
    image_pixels: int = 50_000_000
    image_side: int = 1_536
    image_bytes: int = 1_000_000
    attachments: int = 50


@dataclass(frozen=True)
class Task:
    """One file for a reader. `name` is for choosing and showing only, never a path to open.

    `sees`: a model will look at pictures. Without one a reader names them as unread.
    """

    name: str
    kind: str
    caps: Caps = field(default_factory=Caps)
    sees: bool = False


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers as people write them: 1-3, 7."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in found)
