"""Say how good a model is: every figure with its count and the range in which the truth lies with 95 %.

Two ways to read it: on messages of another author (`evaluate`), and on the training messages as judged by models that
never read their author (`evaluate_strangers`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.detector import OFFENCE_LANGUAGE, Classifier
from meydan.detectors.classifier.model import Model
from meydan.detectors.classifier.training.points import CRITICAL, Points, is_ordinary_complaint
from meydan.detectors.classifier.training.rows import OFFENCE, OFFENSIVE, OUTPUTS, SENTIMENTS, Row
from meydan.kernel.vocabulary import INCOMING_LABELS

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

#: A found label counts as likely from this chance on; below, it is only worth a look.
LIKELY = 0.35
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the range (Wilson, 95 %) of the true share."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share, 0 where there is nothing to share."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The range of the true share."""
        if not self.whole:
            return 0.0, 1.0
        z, n, p = 1.96, self.whole, self.value
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.2f} ({low:.2f}-{high:.2f}, {self.part}/{self.whole})"


@dataclass(frozen=True, slots=True)
class Quality:
    """How one label fares at one point: found and right of the true ones, and of the found ones."""

    recall: Share
    precision: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.recall.whole + self.precision.whole
        return 2 * self.recall.part / total if total else 0.0


@dataclass(frozen=True)
class Report:
    """All figures of one evaluation; `str` prints them as tables."""

    rows: int
    labels: dict[str, dict[str, Quality]]  # point (look, likely, sure) to label to quality
    macro: dict[str, tuple[float, float, float]]  # point to macro-F1 and its range
    languages: dict[str, tuple[int, float]]  # language to messages and micro-F1 of what is likely
    sentiment: Share
    sentiment_f1: float
    calibration: list[tuple[float, float, int]]  # mean chance, share of true ones, how many
    confused: list[tuple[str, str, int]]  # true label missed, label said instead, how often
    fooled: Share
    blamed: dict[str, Share]
    wrong: list[tuple[str, tuple[str, ...], tuple[str, ...]]]  # id, missed, said wrongly

    def __str__(self) -> str:
        lines = [f"{self.rows} messages"]
        for point, (value, low, high) in self.macro.items():
            lines.append(f"macro-F1, {point}: {value:.3f} ({low:.3f}-{high:.3f})")
        lines += [f"sentiment right: {self.sentiment}, macro-F1 {self.sentiment_f1:.3f}"]
        lines += [f"look-alikes of a critical label on which one is sure: {self.fooled}"]
        lines += [f"ordinary complaints called offensive, {point}: {share}" for point, share in self.blamed.items()]
        lines += [
            "",
            f"{'label':20} {'F1 likely':>9}  recall likely; precision likely; recall look; precision look; sure",
        ]
        for label, likely in self.labels["likely"].items():
            look, sure = self.labels["look"][label], self.labels["sure"][label]
            figures = (likely.recall, likely.precision, look.recall, look.precision, sure.recall, sure.precision)
            lines.append(f"{label:20} {likely.f1:9.2f}  " + "; ".join(map(str, figures)))
        lines += ["", *(f"{lang}: {count} messages, micro-F1 {f1:.2f}" for lang, (count, f1) in self.languages.items())]
        lines += ["", *(f"said {said:.2f}, true {true:.2f} ({n})" for said, true, n in self.calibration)]
        lines += ["", *(f"{true} taken for {said}: {n}" for true, said, n in self.confused)]
        return "\n".join(lines)


def evaluate(model: Model, rows: Sequence[Row]) -> Report:
    """Return the report of `model` on `rows`, which it must not have been trained on."""
    detector = Classifier(model)
    chances = np.concatenate(
        [detector.chances([row.text for row in rows[at : at + 500]]) for at in range(0, len(rows), 500)]
    )
    return judge_chances(rows, chances, Points(model.look, model.sure, model.offence))


def judge_chances(rows: Sequence[Row], chances: Floats, points: Points) -> Report:
    """Return the report of `chances` (rows, OUTPUTS) on `rows` that know all labels."""
    true = np.array([[label in row.labels for label in INCOMING_LABELS] for row in rows])
    said = find_said(rows, chances, points)
    labels = {
        point: {label: _measure(true[:, column], flags[:, column]) for column, label in enumerate(INCOMING_LABELS)}
        for point, flags in said.items()
    }
    moods = np.array([[row.known[each] for each in SENTIMENTS] for row in rows])
    mood = chances[:, [OUTPUTS.index(each) for each in SENTIMENTS]].argmax(axis=1)
    guessed = np.eye(3, dtype=bool)[mood]
    return Report(
        rows=len(rows),
        labels=labels,
        macro={point: _macro_range(true, flags) for point, flags in said.items()},
        languages=_by_language(rows, true, said["likely"]),
        sentiment=Share(int((guessed & moods).sum()), len(rows)),
        sentiment_f1=float(macro_f1(moods, guessed)),
        calibration=_calibrate(true, chances[:, : len(INCOMING_LABELS)]),
        confused=_confuse(true, said["likely"]),
        fooled=_count_fooled(rows, true, said["sure"]),
        blamed=_count_blamed(rows, said),
        wrong=_list_wrong(rows, true, said["likely"]),
    )


def find_said(rows: Sequence[Row], chances: Floats, points: Points) -> dict[str, Flags]:
    """Return which labels are said at each point, (rows, labels); the same as the detector's findings."""
    values = chances[:, : len(INCOMING_LABELS)]
    look = values >= np.array([points.look[label] for label in INCOMING_LABELS], np.float32)
    offences = [INCOMING_LABELS.index(label) for label in OFFENSIVE]
    plain = [INCOMING_LABELS.index(label) for label in ("insult", "profanity")]
    offending = find_offending(rows, chances, points.offence)
    silent = np.flatnonzero(offending & ~look[:, offences].any(axis=1))
    look[silent, np.array(plain)[values[silent][:, plain].argmax(axis=1)]] = True
    sure = values >= np.array([points.sure[label] for label in INCOMING_LABELS], np.float32)
    return {"look": look, "likely": look & (values >= LIKELY), "sure": look & sure}


def find_offending(rows: Sequence[Row], chances: Floats, point: float) -> Flags:
    """Return which rows offend as the street does, a question that is asked of Turkish texts alone."""
    turkish = np.array([row.text.lang == OFFENCE_LANGUAGE for row in rows], bool)
    return np.asarray(turkish & (chances[:, OUTPUTS.index(OFFENCE)] >= point))


def measure_offence(model: Model, rows: Sequence[Row]) -> str:
    """Return how well `model` tells public rows that offend from others: macro-F1 over both, and recall, precision."""
    detector = Classifier(model)
    chances = np.concatenate(
        [detector.chances([row.text for row in rows[at : at + 500]]) for at in range(0, len(rows), 500)]
    )
    said = find_offending(rows, chances, model.offence)
    true = np.array([row.known[OFFENCE] for row in rows], bool)
    value, low, high = _macro_range(np.column_stack((true, ~true)), np.column_stack((said, ~said)))
    found = _measure(true, said)
    told = f"{len(rows)} public messages, offends or not: macro-F1 {value:.3f} ({low:.3f}-{high:.3f})"
    return f"{told}; recall {found.recall}; precision {found.precision}"


def offends(said: Flags) -> Flags:
    """Return which rows are called offensive."""
    return np.asarray(said[:, [INCOMING_LABELS.index(label) for label in OFFENSIVE]].any(axis=1))


def macro_f1(true: Flags, said: Flags) -> float:
    """Return the mean F1 over columns."""
    total = true.sum(axis=0) + said.sum(axis=0)
    return float((2 * (true & said).sum(axis=0) / np.maximum(total, 1)).mean())


def _macro_range(true: Flags, said: Flags) -> tuple[float, float, float]:
    """Return macro-F1 and the range that 95 % of redrawn sets of messages give."""
    hand = np.random.default_rng(0)
    drawn = []
    for _ in range(_DRAWS):
        rows = hand.integers(0, len(true), len(true))
        drawn.append(macro_f1(true[rows], said[rows]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return macro_f1(true, said), float(low), float(high)


def _measure(true: Flags, said: Flags) -> Quality:
    right = int((true & said).sum())
    return Quality(Share(right, int(true.sum())), Share(right, int(said.sum())))


def _by_language(rows: Sequence[Row], true: Flags, said: Flags) -> dict[str, tuple[int, float]]:
    found = {}
    languages = np.array([row.text.lang or "" for row in rows])
    for lang, count in Counter(languages.tolist()).most_common():
        own = languages == lang
        total = true[own].sum() + said[own].sum()
        found[lang] = (count, float(2 * (true[own] & said[own]).sum() / max(total, 1)))
    return found


def _calibrate(true: Flags, values: Floats) -> list[tuple[float, float, int]]:
    """Return for each tenth of the scale what was said on average, what was true, and of how many."""
    tenth = np.minimum((values * 10).astype(int), 9)
    return [
        (float(values[tenth == each].mean()), float(true[tenth == each].mean()), int((tenth == each).sum()))
        for each in range(10)
        if (tenth == each).any()
    ]


def _confuse(true: Flags, said: Flags) -> list[tuple[str, str, int]]:
    found: Counter[tuple[str, str]] = Counter()
    for missed, wrong in zip(true & ~said, said & ~true, strict=True):
        for one in np.flatnonzero(missed):
            found.update((INCOMING_LABELS[one], INCOMING_LABELS[other]) for other in np.flatnonzero(wrong))
    return [(one, other, count) for (one, other), count in found.most_common(20)]


def _count_fooled(rows: Sequence[Row], true: Flags, sure: Flags) -> Share:
    columns = [INCOMING_LABELS.index(label) for label in CRITICAL]
    hard = np.array([row.hard for row in rows], bool)
    wrong = (sure & ~true)[:, columns].any(axis=1)
    return Share(int((wrong & hard).sum()), int(hard.sum()))


def _count_blamed(rows: Sequence[Row], said: dict[str, Flags]) -> dict[str, Share]:
    plain = np.array([is_ordinary_complaint(row) for row in rows], bool)
    return {point: Share(int((offends(flags) & plain).sum()), int(plain.sum())) for point, flags in said.items()}


def _list_wrong(rows: Sequence[Row], true: Flags, said: Flags) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    def names(flags: Flags) -> tuple[str, ...]:
        return tuple(INCOMING_LABELS[column] for column in np.flatnonzero(flags))

    return [
        (row.id, names(is_true & ~is_said), names(is_said & ~is_true))
        for row, is_true, is_said in zip(rows, true, said, strict=True)
        if (is_true != is_said).any()
    ]
