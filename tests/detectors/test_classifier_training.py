"""Training the classifier: what it reads, what it leaves out, and that it gives the same file twice."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the extra `train` is not installed")

from meydan.detectors.classifier.detector import Classifier
from meydan.detectors.classifier.model import load_model
from meydan.detectors.classifier.reader import Reader
from meydan.detectors.classifier.training.evaluate import Share, evaluate
from meydan.detectors.classifier.training.hidden import Plan
from meydan.detectors.classifier.training.matrix import count_features
from meydan.detectors.classifier.training.points import find_precise, keep_below
from meydan.detectors.classifier.training.rows import (
    OFFENCE,
    OUTPUTS,
    is_kept_out,
    make_targets,
    read_folder,
    read_turkish_offence,
)
from meydan.detectors.classifier.training.train import train
from meydan.kernel.findings import Text

KINDS = [
    ("When does the {} open?", ["question"], "neutral"),
    ("Thank you for the lovely {}!", ["praise"], "positive"),
    ("The {} is cold and dirty again", ["service_complaint"], "negative"),
    ("You are an idiot, {} boss", ["insult"], "negative"),
    ("I will burn the {} down tonight", ["threat"], "negative"),
]
THINGS = ["library", "pool", "canteen", "museum", "park", "office", "hall", "bus", "gym", "school"]
QUICK = Plan(columns=8, rounds=3, batch=16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("training")
    for author in range(3):
        lines = [
            {
                "id": f"{author}-{thing}-{number}",
                "text": text.format(thing) + "!" * author,
                "lang": "en",
                "labels": labels,
                "sentiment": mood,
                "hard": False,
                "reply_to": f"The {thing} opens at six." if len(thing) % 2 else None,
            }
            for thing in THINGS
            for number, (text, labels, mood) in enumerate(KINDS)
        ]
        (path / f"author{author}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_the_same_messages_give_the_same_file(folder: Path, tmp_path: Path) -> None:
    train(folder, tmp_path / "a.npz", plan=QUICK)
    train(folder, tmp_path / "b.npz", plan=QUICK)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_what_is_trained_can_be_loaded_used_and_judged(folder: Path, tmp_path: Path) -> None:
    train(folder, tmp_path / "a.npz", plan=QUICK)
    model = load_model(tmp_path / "a.npz")
    rows = read_folder(folder)
    column = OUTPUTS.index("praise")
    kind, other = Classifier(model).chances([Text("Thank you for the lovely zoo!"), Text("When does the zoo open?")])
    assert kind[column] > other[column]
    report = evaluate(model, rows)
    assert report.rows == 150
    assert "macro-F1, likely" in str(report)


def test_the_scorer_adds_up_what_the_trainer_counted(folder: Path, tmp_path: Path) -> None:
    model = train(folder, tmp_path / "a.npz", plan=QUICK).model
    texts = [row.text for row in read_folder(folder)] + [
        Text("iyi/kötü? evet,lütfen 12345 @ali", reply_to="kent.example/a 🙏 Şehir"),
        Text(""),
        Text("🙏" * 40),
    ]
    counted = count_features(texts)
    codes = model.weights.codes
    plain = counted.features[:, codes].toarray() / counted.loudness[codes]
    expected = plain @ model.weights.linear[1:]
    found = Reader(model.weights).read(texts)
    assert np.allclose(found.sums[:, : expected.shape[1]], expected, atol=0.01)
    assert np.array_equal(found.shape, counted.shape)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "text": "x", "lang": "en", "labels": ["no_label"], "sentiment": "neutral"}',
        '{"id": "1", "text": "x", "lang": "en", "labels": [], "sentiment": "sour"}',
        '{"id": "1", "lang": "en", "labels": [], "sentiment": "neutral"}',
        "not json",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text("\n" + line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.jsonl:2"):
        read_folder(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no labelled messages"):
        read_folder(tmp_path)


def test_public_rows_teach_only_what_they_know_and_a_fifth_is_kept_out(tmp_path: Path) -> None:
    raw = [
        {"id": f"{number:08x}", "text": "metin", "labels": labels, "orig_label": kind}
        for number in range(100)
        for labels, kind in [(["offensive"], "OFF/ind") if number % 2 else (["not_offensive"], "NOT/non")]
    ]
    path = tmp_path / "offenseval2020_tr.dev.jsonl"
    path.write_text("\n".join(map(json.dumps, raw)), encoding="utf-8")
    learnt = read_turkish_offence(tmp_path, kept_out=False)
    measured = read_turkish_offence(tmp_path, kept_out=True)
    assert len(learnt) + len(measured) == 100
    assert {row.id for row in measured} == {each["id"] for each in raw if is_kept_out(str(each["id"]))}
    targets, known = make_targets(learnt)
    assert known[:, OUTPUTS.index(OFFENCE)].all()
    assert not np.delete(known, OUTPUTS.index(OFFENCE), axis=1).any()
    assert targets.sum() == sum(row.known[OFFENCE] for row in learnt)


def test_a_point_is_where_the_precision_still_holds() -> None:
    values = np.linspace(1, 0, 100, dtype=np.float32)
    true = np.arange(100) < 50
    assert find_precise(values, true, 0.5) == pytest.approx(float(values[99]))
    assert find_precise(values, true, 1.0) == pytest.approx(float(values[49]))
    assert find_precise(values, ~true, 0.9) > 1


def test_a_share_of_values_at_most_reaches_a_point() -> None:
    values = np.arange(100, dtype=np.float32)
    assert (values >= keep_below(values, 0.03)).sum() <= 3


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(0, 0, 0, 1), (8, 10, 0.49, 0.943), (0, 50, 0, 0.071)])
def test_a_share_tells_its_range(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=0.001)
