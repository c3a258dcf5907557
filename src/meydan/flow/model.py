"""The trained classifier on an institution's own messages: adapted to its corrections, or beside its own endpoint.

Messages are looked at here as they are at work: their language is told first, and nothing is shown outside before
personal data is masked.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from meydan.detectors.classifier.adapting.adaptation import Adaptation, hash_file, save_adaptation
from meydan.detectors.classifier.adapting.corrections import Labelled
from meydan.detectors.classifier.adapting.learning import said_of
from meydan.detectors.classifier.adapting.measuring import Comparison, compare
from meydan.detectors.classifier.adapting.ordinary import read_examples
from meydan.detectors.classifier.adapting.verdict import Trial, describe, try_out
from meydan.detectors.classifier.detector import Classifier, make_classifier
from meydan.detectors.classifier.model import SHIPPED, load_model
from meydan.detectors.registry import load_detectors
from meydan.flow.judge import Judge, Question, in_language, take_seats, with_masker
from meydan.kernel.errors import Problem
from meydan.kernel.findings import DetectorSettings, Text
from meydan.policy.compiled import compile_policy
from meydan.policy.pack import load_pack

if TYPE_CHECKING:  # its HTTP library is an extra that who adapts a model need not have
    from meydan.detectors.endpoint.detector import EndpointDetector


def settings_of(overlay: Mapping[str, Any]) -> DetectorSettings:
    """Return what an institution's settings tell its detectors, whatever its policy."""
    words = overlay.get("lexicons") or {}
    return DetectorSettings(
        contacts=tuple(overlay.get("contacts") or ()),
        lexicons={label: {lang: tuple(terms) for lang, terms in own.items()} for label, own in words.items()},
        adaptation=(overlay.get("classifier") or {}).get("adaptation"),
    )


def prepare(rows: Sequence[Labelled], settings: DetectorSettings) -> list[Labelled]:
    """Return labelled messages as detectors get them at work: with their language told."""
    texts = tell_languages([row.text for row in rows], settings)
    return [replace(row, text=text) for row, text in zip(rows, texts, strict=True)]


def tell_languages(texts: Sequence[Text], settings: DetectorSettings) -> list[Text]:
    """Return the texts with their language, where it was not given."""
    told = list(texts)
    places = [place for place, text in enumerate(texts) if not text.lang]
    for seat in take_seats(load_detectors(settings, ("language",)).detectors) if places else ():
        for place, found in zip(places, seat.look([texts[place] for place in places]), strict=True):
            told[place] = in_language(texts[place], found)
    return told


def adapt(corrections: Sequence[Labelled], guard: Sequence[Labelled], settings: DetectorSettings) -> Trial:
    """Return what is learnt from `corrections`, tried out on some of them, on our examples and on `guard`."""
    model = load_model()
    shipped = Classifier(model)
    sides = [prepare(rows, settings) for rows in (corrections, read_examples(), guard)]
    return try_out(shipped, lambda adaptation: Classifier(model, adaptation), hash_file(SHIPPED), *sides)


def write(trial: Trial, corrections: int, made: str, path: Path) -> Adaptation:
    """Write what a trial learnt, with its figures, and return it; `made` is the day. ValueError where it is nothing."""
    if trial.adaptation is None:
        raise ValueError("Nothing was learnt.")
    adaptation = replace(trial.adaptation, about=describe(trial, corrections, made))
    path.parent.mkdir(parents=True, exist_ok=True)
    save_adaptation(adaptation, path)
    return adaptation


def measure_adaptation(rows: Sequence[Labelled], settings: DetectorSettings) -> Comparison:
    """Return how the shipped model and the adapted one compare on labelled messages."""
    before, after = (_answers(make_classifier(path), rows, settings) for path in (None, settings.adaptation))
    return compare(rows, before, after)


def measure_together(rows: Sequence[Labelled], settings: DetectorSettings) -> Comparison:
    """Return how the classifier alone and all detectors together compare on labelled messages: what the desk shows."""
    judge = Judge(compile_policy([load_pack("common")]), load_detectors(settings).detectors)
    asked = prepare(rows, settings)
    seen = judge.see_many([Question(row.text) for row in asked])
    together = [frozenset((*[each.code for each in one.findings], one.sentiment or "")) for one in seen]
    return compare(rows, _answers(make_classifier(settings.adaptation), rows, settings), together)


@dataclass
class SecondOpinion:
    """The classifier beside the institution's endpoint on the messages that the endpoint answered.

    `alone` is the classifier on all messages. `unanswered` counts those without an answer by the code of the problem;
    `requests` and `tokens` are what was spent meanwhile, None where nobody knows. `rows` are the answered messages.
    """

    comparison: Comparison
    alone: Comparison
    rows: list[Labelled]
    unanswered: Counter[str] = field(default_factory=Counter)
    problems: tuple[Problem, ...] = ()
    requests: int | None = None
    tokens: int | None = None


Progress = Callable[[Sequence[Labelled]], Iterable[Labelled]]


def ask_endpoint(
    rows: Sequence[Labelled], settings: DetectorSettings, progress: Progress = lambda rows: rows
) -> SecondOpinion:
    """Return how the classifier in force and the configured endpoint compare on labelled messages.

    Only labels that the endpoint is asked for are compared. Where it is not configured, does not answer or may spend
    no more, that is counted. `progress` hands the messages on and may tell how far it is.
    """
    endpoint, problems = find_endpoint(settings)
    unanswered: Counter[str] = Counter()
    answered: list[Labelled] = []
    theirs: list[frozenset[str]] = []
    before = _spent(endpoint)
    for row in progress(prepare(rows, settings)):
        asked = endpoint.ask(row.text) if endpoint else None
        if asked is None or asked.silent:
            unanswered[asked.silent if asked and asked.silent else "endpoint_missing"] += 1
            continue
        known = {label: true for label, true in row.known.items() if endpoint and label in endpoint.emits}
        answered.append(replace(row, known=known))
        theirs.append(frozenset(finding.code for finding in asked.findings))
    spent = _difference(before, _spent(endpoint))
    if endpoint:
        problems = (*problems, *endpoint.problems)
        endpoint.close()
    classifier = make_classifier(settings.adaptation)
    ours, all_ours = (_answers(classifier, each, settings) for each in (answered, rows))
    comparison, alone = compare(answered, ours, theirs), compare(rows, all_ours, all_ours)
    return SecondOpinion(comparison, alone, answered, unanswered, problems, *spent)


def _answers(classifier: Classifier, rows: Sequence[Labelled], settings: DetectorSettings) -> list[frozenset[str]]:
    return said_of(classifier.find_many([row.text for row in prepare(rows, settings)]))


def find_endpoint(settings: DetectorSettings) -> "tuple[EndpointDetector | None, tuple[Problem, ...]]":
    """Return the institution's endpoint with its masker, as at work, or None; and what is wrong with its settings."""
    installed = load_detectors(settings, ("endpoint", "personal_data"))
    found = [each for each in with_masker(installed.detectors) if each.key == "endpoint"]
    return (cast("EndpointDetector", found[0]) if found else None), installed.problems


def _spent(endpoint: "EndpointDetector | None") -> tuple[int, int, int] | None:
    """Return day, requests and tokens counted so far; None where the counter cannot be read."""
    if endpoint is None:
        return None
    try:
        spent = endpoint.spent()
    except (OSError, sqlite3.Error):
        return None
    return spent.day, spent.requests, spent.tokens


def _difference(
    before: tuple[int, int, int] | None, after: tuple[int, int, int] | None
) -> tuple[int | None, int | None]:
    """Return requests and tokens spent in between; a new day began at nothing."""
    if before is None or after is None:
        return None, None
    begun = before if before[0] == after[0] else (0, 0, 0)
    return after[1] - begun[1], after[2] - begun[2]
