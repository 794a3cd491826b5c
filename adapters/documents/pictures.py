"""Pictures: made anew, small enough for a model that sees; else read by the extra `ocr`.

Refuses to hand on a byte of the original: metadata and whatever hides behind the pixels stay here.
"""

from __future__ import annotations

import io
import resource
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.pieces import Caps, Gap, Piece, Task, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

OCR = "rapidocr_onnxruntime"
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_QUALITIES = (90, 75, 60, 40)


class PictureReader:
    """png, jpg, webp, and the first frame of a gif."""

    kinds = ("png", "jpg", "webp", "gif")

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """One piece that carries the picture or its text, or the reason why not."""
        image, frames = _opened(file, task.caps)
        label = f"image {image.width} × {image.height}"
        if task.sees:
            yield Piece(label, "", packed(image, task.caps))
        elif not can_recognise():
            raise Unreadable("blind")
        elif text := recognised(image):
            yield Piece(f"{label} (ocr)", text)
        else:
            raise Unreadable("no_words")
        if frames > 1:
            yield Gap(f"frames 2-{frames}", "first_frame")


def _opened(file: BinaryIO, caps: Caps) -> tuple[Image, int]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=_FORMATS)
        if image.width * image.height > caps.image_pixels:
            raise Unreadable(
                "pixels",
                pixels=f"{image.width} × {image.height}",
                most=caps.image_pixels // 1_000_000,
            )
        frames = int(getattr(image, "n_frames", 1))
        image.seek(0)
        image.load()
        return ImageOps.exif_transpose(image), frames
    except Image.DecompressionBombError as error:
        most = caps.image_pixels // 1_000_000
        raise Unreadable("pixels", pixels="?", most=most) from error
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise Unreadable("cut") from error


def packed(image: Image, caps: Caps) -> bytes:
    """PNG when that is small (sharp letters), else JPEG; at most `image_bytes`."""
    from PIL import Image as Pictures

    flat = image.convert("RGBA")
    ground = Pictures.new("RGB", flat.size, "white")
    ground.paste(flat, mask=flat.getchannel("A"))
    side = caps.image_side
    while True:
        ground.thumbnail((side, side))
        tries: list[dict[str, Any]] = [{"format": "PNG", "optimize": True}]
        tries += [{"format": "JPEG", "quality": quality} for quality in _QUALITIES]
        for how in tries:
            out = io.BytesIO()
            ground.save(out, **how)
            if out.tell() <= caps.image_bytes:
                return out.getvalue()
        side //= 2


def can_recognise() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec(OCR) is not None


def recognised(image: Image) -> str:
    """The text in it, a line for a line; "" without the extra or when there is none."""
    if not can_recognise():
        return ""
    import numpy

    found, _ = _engine()(numpy.asarray(image.convert("RGB")))
    return "\n".join(str(line[1]) for line in found or ())


@cache
def _engine() -> Any:
    """Loaded at the first picture; its runtime reserves more than other readers may have."""
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (hard, hard))
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


READER = PictureReader()
