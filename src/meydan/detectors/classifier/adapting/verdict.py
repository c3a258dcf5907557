"""Whether what was learnt may be used.

Rule: it must do better on corrections that it has not seen, and nothing else may suffer. Who made a correction had one
message in mind, not the person in danger whose message sounds alike; so labels of harm are judged more strictly: at
most one in twenty of the true messages that the shipped model found may lose its look, shown on twenty of the
institution's own messages at least. Where that is not shown, the label is only ever found more often. Example: forty
corrections say "no insult"; six true insults were held back, and all six are still found. Six prove nothing, so
`insult` keeps every look that it had.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from meydan.detectors.classifier.adapting.adaptation import Adaptation
from meydan.detectors.classifier.adapting.adapter import CRITICAL, LIFE
from meydan.detectors.classifier.adapting.corrections import PARTS, Labelled, count_texts, divide
from meydan.detectors.classifier.adapting.learning import NothingToLearn, learn, said_of
from meydan.detectors.classifier.adapting.measuring import Comparison, Said, compare, lost_looks
from meydan.detectors.classifier.adapting.ordinary import divide_examples
from meydan.detectors.classifier.detector import Classifier
from meydan.detectors.classifier.training.evaluate import Share

#: Corrections without which nothing is written.
LEAST_CORRECTIONS = 20
#: Looks at true messages of harm that may be lost, of those found before; and on how many that must be shown.
MOST_LOST, LEAST_SHOWN = 0.05, 20
#: Answers that may become worse beyond those that become better, as a share of the messages: of ordinary messages, and
#: of a guard folder, which the model may know by heart, so that every change looks like a loss there.
MOST_WORSE, MOST_WORSE_IN_FOLDER = 0.01, 0.05
#: F1 that one label may lose on either, where so many messages truly are of it.
MOST_FALL, LEAST_TRUE = 0.05, 20


@dataclass(frozen=True)
class Trial:
    """An adaptation tried out: on corrections held back, on ordinary messages, and on a folder of labelled messages.

    `lost` says for each label of harm how many looks at true messages were lost of those held back; `refusals` why it
    is not to be used.
    """

    adaptation: Adaptation | None
    learnt: int
    held: Comparison
    ordinary: Comparison
    folder: Comparison | None
    lost: dict[str, Share]
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class _Side:
    """Messages that only measure, and what the shipped model says of them."""

    rows: list[Labelled]
    before: Said

    def after(self, classifier: Classifier) -> Said:
        return said_of(classifier.find_many([row.text for row in self.rows]))


Adapted = Callable[[Adaptation], Classifier]


def try_out(
    shipped: Classifier,
    adapted: Adapted,
    model: str,
    corrections: Sequence[Labelled],
    examples: Sequence[Labelled],
    folder: Sequence[Labelled] = (),
) -> Trial:
    """Learn from four fifths of `corrections` and measure on the rest, on half the `examples` and on `folder`.

    `adapted` makes a classifier with an adaptation; `model` is the hash of the shipped model's file.
    """
    learnt, held = divide(corrections)
    holding, measuring = divide_examples(examples)
    sides = [
        _Side(rows, said_of(shipped.find_many([row.text for row in rows]))) for rows in (held, measuring, list(folder))
    ]
    ordinary = [row.text for row in holding]
    try:
        adaptation = learn(shipped, learnt, ordinary, model)
        if unproven := _find_unproven(adaptation, adapted, sides):
            adaptation = learn(shipped, learnt, ordinary, model, LIFE | unproven)
    except NothingToLearn as error:
        same = [compare(side.rows, side.before, side.before) for side in sides]
        return Trial(None, len(learnt), same[0], same[1], same[2] if folder else None, {}, (str(error),))
    after = [side.after(adapted(adaptation)) for side in sides]
    lost = {
        label: lost_looks(held, sides[0].before, after[0], label) for label in adaptation.labels if label in CRITICAL
    }
    compared = [compare(side.rows, side.before, said) for side, said in zip(sides, after, strict=True)]
    trial = Trial(adaptation, len(learnt), compared[0], compared[1], compared[2] if folder else None, lost, ())
    return replace(trial, refusals=(*_count(corrections), *_judge_held(compared[0]), *_judge_guard(trial)))


def _find_unproven(adaptation: Adaptation, adapted: Adapted, sides: Sequence[_Side]) -> frozenset[str]:
    """Return the labels of harm of which it is not shown that they may be said less often."""
    classifier = adapted(adaptation)
    after = [side.after(classifier) for side in sides]
    found = []
    for label in adaptation.labels:
        if label in LIFE or label not in CRITICAL:
            continue
        lost = [lost_looks(side.rows, side.before, said, label) for side, said in zip(sides, after, strict=True)]
        if lost[0].whole < LEAST_SHOWN or any(each.value > MOST_LOST for each in lost):
            found.append(label)
    return frozenset(found)


def _count(corrections: Sequence[Labelled]) -> list[str]:
    texts = count_texts(corrections)
    if texts >= LEAST_CORRECTIONS:
        return []
    return [f"{texts} different corrections are too few to learn from; {LEAST_CORRECTIONS} are the least."]


def _judge_held(held: Comparison) -> list[str]:
    if not held.messages:
        return [f"None of the corrections fell into the {PARTS}th part that is held back; more are needed."]
    before, after = held.micro
    if held.better > held.worse and after >= before:
        return []
    figures = f"{held.better} answers better, {held.worse} worse, F1 {before:.3f} before and {after:.3f} after"
    return [f"The corrections that were held back are not answered better: {figures}."]


def _judge_guard(trial: Trial) -> list[str]:
    found = []
    sides = (
        ("ordinary messages", trial.ordinary, MOST_WORSE),
        ("the guard folder", trial.folder, MOST_WORSE_IN_FOLDER),
    )
    for name, guard, most in sides:
        if guard is None:
            continue
        if guard.worse - guard.better > most * guard.messages:
            found.append(f"Others suffer: on {name} {guard.worse} answers are worse and {guard.better} better.")
        for label, (before, after) in guard.labels.items():
            if before.recall.whole >= LEAST_TRUE and before.f1 - after.f1 > MOST_FALL:
                found.append(f"Others suffer: on {name} F1 of {label} falls from {before.f1:.2f} to {after.f1:.2f}.")
    return found


def describe(trial: Trial, corrections: int, made: str) -> dict[str, Any]:
    """Return what the file tells of its making: figures, and no message."""
    macro, micro = trial.held.macro, trial.held.micro
    wrong = trial.adaptation.about.get("wrong", {}) if trial.adaptation else {}
    return {
        "made": made,
        "corrections": corrections,
        "learnt": trial.learnt,
        "held_back": trial.held.messages,
        "better": trial.held.better,
        "worse": trial.held.worse,
        "macro_f1": [round(each, 4) for each in macro],
        "micro_f1": [round(each, 4) for each in micro],
        "wrong": wrong,
        "refusals": list(trial.refusals),
    }
