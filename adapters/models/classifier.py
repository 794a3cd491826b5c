"""The trained reading of a sentence: how it leans to quick, to a field of stakes, to a problem.

Refuses to decide. One linear layer over the sentence's embedding and a fixed random expansion of
it; the weights are data (`classifier.json`) that `tests/data/routing/fit.py` makes.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from threading import Lock

import numpy as np
import numpy.typing as npt

from adapters.models.encoder import SIZE, WIDTH, SentenceEncoder

#: How many rectified random sums are added; a fixed stream (NumPy guarantees RandomState's).
EXPANDED, SEED = 768, 7
_UNIT = 1000.0
#: So many readings are kept, of 300 bytes each.
KNOWN = 1024
Floats = npt.NDArray[np.float32]


class SentenceClassifier:
    """`bot.ports.Classifier` over the encoder of this machine."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: OrderedDict[bytes, Mapping[str, float]] = OrderedDict()
        self._lock = Lock()

    def classify(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """See `bot.ports.Classifier`. A text that was read alone lately is not read again: what is
        asked twice, and "Why?" soon after, are worth its 8 ms. Its digest is kept, not the text."""
        if len(texts) != 1:
            return self._read(texts)
        digest = sha256(texts[0].encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            found = self._known.get(digest)
        if found is None:
            (found,) = self._read(texts)
        with self._lock:
            self._known[digest] = found
            self._known.move_to_end(digest)
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return [found]

    def _read(self, texts: Sequence[str]) -> Sequence[Mapping[str, float]]:
        names, base, weights = _layer()
        values = expanded(self._encoder.encode(texts)) @ weights + base
        return [dict(zip(names, row, strict=True)) for row in values.astype(float).tolist()]


def expanded(rows: Floats) -> Floats:
    """What the linear layer sees of the encoder's rows: them, brought to one scale, and sums."""
    even = np.hstack([rows[:, :WIDTH] * np.float32(WIDTH**0.5), rows[:, WIDTH:] * np.float32(3.1)])
    sums = np.maximum(even @ _signs(), 0) * np.float32(1.5)
    return np.hstack([even, sums])


@cache
def _signs() -> Floats:
    draws = np.random.RandomState(SEED).randint(0, 2, (SIZE, EXPANDED))
    return (draws * 2 - 1).astype(np.float32) / np.float32(SIZE**0.5)


@cache
def _layer() -> tuple[tuple[str, ...], Floats, Floats]:
    data = json.loads(files(__package__).joinpath("classifier.json").read_text("utf-8"))
    weights = np.array(data["weights"], np.float32).T / np.float32(_UNIT)
    return tuple(data["classes"]), np.array(data["base"], np.float32), weights
