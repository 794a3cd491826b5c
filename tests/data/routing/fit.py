"""Fits `adapters/models/classifier.json` to the labelled messages; same rows, same bytes.

    python tests/data/routing/fit.py [FILE]     write the weights, there or where they belong
    python tests/data/routing/fit.py --report   a third of the writers left out: what is found
    python tests/data/routing/fit.py FILE --every 12    to every twelfth message only, as a test

Multinomial logistic regression over sentence embeddings and a fixed expansion of them: "quick",
the eight stakes categories and "reasoning". The base of "quick" is shifted so that deep and quick
are level where few enough quick messages, of writers never seen, lie above. Rows whose second
reader disagreed are left out of the fit, and kept in every report.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from adapters.models.classifier import expanded  # noqa: E402
from adapters.models.encoder import SentenceEncoder  # noqa: E402
from bot.routing.meaning import HARD, QUICK, asked  # noqa: E402
from bot.routing.stakes import CATEGORIES  # noqa: E402
from bot.routing.text import read  # noqa: E402

WEIGHTS = HERE.parents[2] / "adapters" / "models" / "classifier.json"
CLASSES = (QUICK, HARD, *CATEGORIES)
ROUNDS, RIDGE, FOLDS = 160, 0.1, 3
#: The share of quick messages that may be taken for deep ones.
FALSE_ALARMS = 0.09
Row = dict[str, Any]
Floats = npt.NDArray[np.float32]


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")


def rows_of(*names: str) -> list[Row]:
    """The labelled messages of these splits."""
    lines = [line for n in names for line in (HERE / f"{n}.jsonl").read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def digest_of(name: str) -> str:
    """The split's SHA-256: the weights say which rows they were fitted to."""
    return hashlib.sha256((HERE / f"{name}.jsonl").read_bytes()).hexdigest()


def points_of(rows: Sequence[Row]) -> Floats:
    """What the linear layer sees of each message, read as the product reads it."""
    return expanded(SentenceEncoder().encode([asked(read(row["text"])) for row in rows]))


def class_of(row: Row) -> int:
    """The row's class as a number."""
    return 0 if row["label"] == "quick" else CLASSES.index(row["reason"])


class Fitted:
    """A column of weights and a base for each class, by accelerated gradient descent."""

    def __init__(self, points: Floats, rows: Sequence[Row]) -> None:
        agreed = np.array([row["second"] in (None, row["label"]) for row in rows])
        x = points[agreed]
        goal = np.eye(len(CLASSES), dtype=np.float32)[[class_of(row) for row in rows]][agreed]
        step = np.float32(2 / steepest(x))
        weights = np.zeros((x.shape[1], len(CLASSES)), np.float32)
        base = np.zeros(len(CLASSES), np.float32)
        ahead, ahead_base = weights, base
        for turn in range(1, ROUNDS + 1):
            sums = x @ ahead + ahead_base
            shares = np.exp(sums - sums.max(axis=1, keepdims=True))
            error = shares / shares.sum(axis=1, keepdims=True) - goal
            new = (ahead - step * (x.T @ error) / np.float32(len(x))) / (1 + step * RIDGE)
            new_base = ahead_base - min(step, np.float32(1)) * error.mean(axis=0)
            push = np.float32((turn - 1) / (turn + 2))
            ahead, ahead_base = new + push * (new - weights), new_base + push * (new_base - base)
            weights, base = new, new_base
        self.weights, self.base = weights, base

    def depth(self, points: Floats) -> Floats:
        """How deep each point lies, not yet shifted by the threshold."""
        sums = points @ self.weights + self.base
        top = sums[:, 1:].max(axis=1)
        together: Floats = top + np.log(np.exp(sums[:, 1:] - top[:, None]).sum(axis=1))
        return together - sums[:, 0]


def steepest(x: Floats) -> float:
    """The largest eigenvalue of the points' second moments, by powers."""
    along = np.ones(x.shape[1], np.float32)
    for _ in range(12):
        along = x.T @ (x @ along)
        along /= np.linalg.norm(along)
    return float(np.linalg.norm(x @ along) ** 2 / len(x))


def left_out(points: Floats, rows: Sequence[Row]) -> Floats:
    """Each row's depth by a fit that never saw its writer; writers leave in three groups."""
    names = sorted({row["id"][:3] for row in rows})
    fold = np.array([names.index(row["id"][:3]) % FOLDS for row in rows])
    depth = np.zeros(len(rows), np.float32)
    for number in range(FOLDS):
        mine = fold == number
        others = [row for row, own in zip(rows, mine, strict=True) if not own]
        depth[mine] = Fitted(points[~mine], others).depth(points[mine])
    return depth


def threshold_of(rows: Sequence[Row], depth: Floats) -> float:
    """The lowest depth above which few enough quick messages lie."""
    quick = np.array([row["label"] == "quick" for row in rows])
    return round(float(np.quantile(depth[quick], 1 - FALSE_ALARMS)), 2)


def report(rows: Sequence[Row], depth: Floats, threshold: float) -> None:
    """Recall by category and language, false alarms on look-alikes and on everyday messages."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, value in zip(rows, depth, strict=True):
        if row["label"] == "quick":
            alike = "quick, look-alikes" if row["flag"] == "decoy" else "quick, other"
            names = ["quick, all", alike, f"quick {row['lang']}"]
        elif row["reason"] in CATEGORIES:
            names = ["recall, all", f"recall {row['reason']}", f"recall {row['lang']}"]
            names += ["recall, plain"] if row["flag"] == "plain" else []
        else:
            names = ["complex"]
        for name in [*names, f"{row['label']} of {row['id'][:3]}"]:
            total[name] += 1
            hits[name] += value >= threshold
    for name in sorted(total):
        say(f"{name:22} {hits[name]:4} of {total[name]:4}  {hits[name] / total[name]:.3f}")


def main() -> None:
    """Fit, or report."""
    options = argparse.ArgumentParser()
    options.add_argument("file", nargs="?", type=Path, default=WEIGHTS)
    options.add_argument("--report", action="store_true")
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    rows = rows_of("train")[:: given.every]
    points = points_of(rows)
    depth = left_out(points, rows)
    threshold = threshold_of(rows, depth)
    if given.report:
        report(rows, depth, threshold)
        return
    fitted = Fitted(points, rows)
    fitted.base[0] += threshold
    data = {
        "fitted_to": digest_of("train"),
        "classes": CLASSES,
        "base": [round(one, 2) for one in fitted.base.tolist()],
        "weights": np.rint(fitted.weights.T * 1000).astype(int).tolist(),
    }
    text = json.dumps(data, separators=(",", ":")).replace("],", "],\n")
    given.file.write_text(text + "\n", "utf-8")
    say(f"{given.file.name}: threshold {threshold}")


if __name__ == "__main__":
    main()
