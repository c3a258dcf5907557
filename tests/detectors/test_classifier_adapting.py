"""Adapting the classifier: what it learns of corrections, what it must never learn, and that it leaves no trace."""

import io
import itertools
import json
import logging
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meydan.detectors.classifier import make
from meydan.detectors.classifier.adapting.adaptation import (
    Adaptation,
    UnusableAdaptation,
    hash_file,
    load_adaptation,
    load_fitting,
    save_adaptation,
)
from meydan.detectors.classifier.adapting.adapter import CRITICAL, LIFE, Adapter
from meydan.detectors.classifier.adapting.corrections import Labelled, divide, is_held_back, spell
from meydan.detectors.classifier.adapting.counting import count_pieces
from meydan.detectors.classifier.adapting.learning import find_wrong, learn, said_of
from meydan.detectors.classifier.adapting.measuring import compare, lost_looks
from meydan.detectors.classifier.adapting.ordinary import divide_examples, read_examples
from meydan.detectors.classifier.adapting.verdict import Trial, _find_unproven, _Side, describe, try_out
from meydan.detectors.classifier.detector import Classifier
from meydan.detectors.classifier.model import SHIPPED, Model, load_model
from meydan.kernel.findings import DetectorSettings, Text
from meydan.kernel.vocabulary import INCOMING_LABELS

MOVED = "case_matter"
BITS = load_model().weights.bits
FRAMES = [
    "{} yine {} var",
    "{1} dün {0} müşteri kapıyordu",
    "Bu {1} işi {0} ne zaman biter",
    "{0} duran {1} yüzünden kavga çıktı",
    "Gece {1} {0} tur atıyor, plakası yok",
    "{0} bekleyen herkes {1} ile uğraşıyor",
]
PLACES = [
    "otogarda",
    "iskelede",
    "çarşıda",
    "garda",
    "limanda",
    "meydanda",
    "fuarda",
    "stadyumda",
    "hastanede",
    "parkta",
]


def labelled(text: str, *labels: str, number: int = 0, reply_to: str | None = None) -> Labelled:
    known = {label: label in labels for label in INCOMING_LABELS}
    return Labelled(str(number), Text(text, "incoming", "tr", reply_to), known)


CORRECTIONS = [
    labelled(frame.format(place, "korsan taksi"), MOVED, number=number)
    for number, (frame, place) in enumerate(itertools.product(FRAMES, PLACES))
]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def shipped(model: Model) -> Classifier:
    return Classifier(model)


@pytest.fixture(scope="module")
def examples() -> list[Labelled]:
    return read_examples()


@pytest.fixture(scope="module")
def trial(shipped: Classifier, model: Model, examples: list[Labelled]) -> Trial:
    return try_out(shipped, lambda each: Classifier(model, each), hash_file(SHIPPED), CORRECTIONS, examples)


@pytest.fixture(scope="module")
def learnt(trial: Trial) -> Adaptation:
    assert trial.adaptation is not None
    return trial.adaptation


def by_hand(model: Model, labels: tuple[str, ...], shift: float, only_up: tuple[str, ...] = ()) -> Adaptation:
    size = len(labels)
    return Adaptation(
        hash_file(SHIPPED),
        model.version,
        labels,
        only_up,
        BITS,
        np.zeros(0, np.uint32),
        np.zeros((1, size), np.int8),
        np.ones(size, np.float32),
        np.full(size, shift, np.float32),
    )


def said(classifier: Classifier, rows: list[Labelled]) -> list[frozenset[str]]:
    return said_of(classifier.find_many([row.text for row in rows]))


def test_a_word_of_the_house_is_learnt_and_holds_on_messages_held_back(
    shipped: Classifier, model: Model, learnt: Adaptation
) -> None:
    held = divide(CORRECTIONS)[1]
    assert len(held) >= 8
    compared = compare(held, said(shipped, held), said(Classifier(model, learnt), held))
    before, after = compared.labels[MOVED]
    assert before.recall.value <= 0.2
    assert after.recall.value >= 0.9
    assert compared.better > 5 * compared.worse
    assert compared.micro[1] > compared.micro[0] + 0.3


def test_other_messages_keep_their_answers(
    shipped: Classifier, model: Model, learnt: Adaptation, examples: list[Labelled]
) -> None:
    others = divide_examples(examples)[1]
    before, after = said(shipped, others), said(Classifier(model, learnt), others)
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert len(others) >= 500
    assert changed <= 0.02 * len(others)
    assert said(shipped, CORRECTIONS) != said(Classifier(model, learnt), CORRECTIONS)


def test_labels_without_corrections_do_not_move_at_all(shipped: Classifier, model: Model, learnt: Adaptation) -> None:
    texts = [row.text for row in CORRECTIONS] + [Text("Kütüphane kaçta kapanıyor?"), Text("Artık yaşamak istemiyorum")]
    before, after = shipped.chances(texts), Classifier(model, learnt).chances(texts)
    still = [number for number, name in enumerate(shipped.outputs) if name not in learnt.labels]
    assert {"threat", "self_harm", "offence", "phishing", "praise"} <= {shipped.outputs[number] for number in still}
    assert np.array_equal(before[:, still], after[:, still])
    moved = shipped.outputs.index(MOVED)
    assert (after[:60, moved] > before[:60, moved]).all()


def test_few_corrections_move_little(shipped: Classifier, model: Model, examples: list[Labelled]) -> None:
    ordinary = [row.text for row in divide_examples(examples)[0]]
    text, column = [CORRECTIONS[7].text], shipped.outputs.index(MOVED)
    chances = [
        float(Classifier(model, learn(shipped, CORRECTIONS[10 : 10 + count], ordinary, "x")).chances(text)[0, column])
        for count in (4, 12, 48)
    ]
    assert float(shipped.chances(text)[0, column]) < chances[0] < chances[1] < chances[2]
    assert chances[0] < 0.5 * chances[2]


def test_every_finding_names_the_adaptation_and_undone_all_is_as_before(
    model: Model, learnt: Adaptation, tmp_path: Path, examples: list[Labelled]
) -> None:
    texts = [row.text for row in [*CORRECTIONS, *examples[:200]]]
    before = make(DetectorSettings()).find_many(texts)
    path = tmp_path / "adaptation.npz"
    save_adaptation(learnt, path)
    adapted = make(DetectorSettings(adaptation=str(path)))
    found = adapted.find_many(texts)
    assert adapted.version == f"{model.version}+{learnt.tag}"
    assert {each.by for one in found for each in one} == {f"classifier@{adapted.version}"}
    assert adapted.problems == ()
    assert repr(found) != repr(before)
    assert [adapted.find(text) for text in texts[:70]] == found[:70]
    path.unlink()
    assert repr(make(DetectorSettings(adaptation=str(path))).find_many(texts)) == repr(before)
    assert repr(make(DetectorSettings()).find_many(texts)) == repr(before)


def test_the_same_corrections_give_the_same_file_and_another_day_the_same_tag(
    shipped: Classifier, model: Model, learnt: Adaptation, examples: list[Labelled], tmp_path: Path
) -> None:
    def again(rows: list[Labelled]) -> Adaptation:
        found = try_out(shipped, lambda each: Classifier(model, each), hash_file(SHIPPED), rows, examples).adaptation
        assert found is not None
        return found

    dated = replace(learnt, about={"made": "2026-11-20"})
    for name, each in (("a", learnt), ("b", again(CORRECTIONS)), ("c", dated)):
        save_adaptation(each, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert load_adaptation(tmp_path / "c").tag == learnt.tag
    assert again(CORRECTIONS[:-9]).tag != learnt.tag


def test_the_file_holds_no_word_and_nothing_of_a_single_message(
    shipped: Classifier, examples: list[Labelled], tmp_path: Path
) -> None:
    named = [*CORRECTIONS, labelled("otogarda korsan taksi, şoförü Zibidikoğlu Hayrullah", MOVED)]
    adaptation = learn(shipped, named, [row.text for row in divide_examples(examples)[0]], hash_file(SHIPPED))
    trial = try_out(shipped, lambda each: Classifier(load_model(), each), "x", named, examples)
    path = tmp_path / "a.npz"
    save_adaptation(replace(adaptation, about=describe(trial, 61, "2026-11-20")), path)
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("adaptation.json"))
        content = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1").lower()
    assert not [word for word in ("korsan", "taksi", "otogar", "zibidi", "hayrullah") if word in content]
    assert set(told) == {"format", "model", "version", "labels", "only_up", "bits", "about"}
    once = set(count_pieces([Text("Zibidikoğlu Hayrullah")], BITS).codes.tolist())
    elsewhere = set(count_pieces([row.text for row in CORRECTIONS], BITS).codes.tolist())
    assert once - elsewhere
    assert not (once - elsewhere) & set(adaptation.codes.tolist())


@pytest.mark.parametrize("shift", [-30.0, -3.0, -0.5])
def test_looks_behind_which_a_life_may_stand_are_never_learnt_away(
    shipped: Classifier, model: Model, examples: list[Labelled], shift: float
) -> None:
    rows = [*examples, labelled("Artık yaşamak istemiyorum"), labelled("Yarın hepinizi öldüreceğim")]
    adapted = Classifier(model, by_hand(model, (*sorted(CRITICAL), "praise"), shift))
    before, after = said(shipped, rows), said(adapted, rows)
    for label in LIFE:
        assert sum(label in each for each in before) >= 20
        assert [label in each for each in before] == [label in each for each in after]
    assert sum("praise" in each for each in after) < sum("praise" in each for each in before)


def test_what_the_shipped_model_is_sure_of_stays_at_least_a_look_and_harm_falls_by_a_step_at_most(
    shipped: Classifier, model: Model, examples: list[Labelled]
) -> None:
    texts = [row.text for row in examples]
    labels = tuple(sorted(CRITICAL - LIFE))
    adapted = Classifier(model, by_hand(model, labels, -30.0))
    before, after = shipped.find_many(texts), adapted.find_many(texts)
    sure = [{each.code for each in one if each.sure and each.code in labels} for one in before]
    assert sum(map(len, sure)) >= 10
    assert all(codes <= {each.code for each in other} for codes, other in zip(sure, after, strict=True))
    column = shipped.outputs.index("insult")
    own, moved = (np.clip(each.chances(texts)[:, column], 1e-6, 1 - 1e-6) for each in (shipped, adapted))
    steps = np.log(own / (1 - own)) - np.log(moved / (1 - moved))
    middle = (own > 0.05) & (own < 0.6)
    assert middle.any()
    assert steps[middle] == pytest.approx(1.0, abs=0.01)
    kept = Classifier(model, by_hand(model, labels, -30.0, only_up=labels))
    assert [{each.code for each in one} for one in kept.find_many(texts)] == [{e.code for e in one} for one in before]


def test_of_a_sure_finding_a_look_remains_wherever_the_points_lie(model: Model) -> None:
    outputs = ("insult", "praise")
    adapter = Adapter(by_hand(model, outputs, -9.0), outputs, {"insult": 0.65, "praise": 0.65}, {"insult": 0.7})
    chances = np.array([[0.72, 0.72], [0.68, 0.72]], np.float32)
    adapted = adapter.adapt(np.zeros((2, 2), np.float32), chances)
    assert adapted[0, 0] == np.float32(0.65)
    assert adapted[1, 0] < 0.65
    assert adapted[0, 1] < 0.1


def test_no_finding_becomes_sure_by_an_adaptation(shipped: Classifier, model: Model, examples: list[Labelled]) -> None:
    texts = [row.text for row in examples]
    adapted = Classifier(model, by_hand(model, (*INCOMING_LABELS, "positive"), 8.0))
    for one, other in zip(shipped.find_many(texts), adapted.find_many(texts), strict=True):
        sure = {(each.code, each.value) for each in one if each.sure}
        assert {(each.code, each.value) for each in other if each.sure} <= sure
        assert len(other) > len(one)


def test_a_text_that_offends_keeps_its_look_when_another_offence_is_learnt(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = Classifier(model)
    outputs = list(classifier.outputs)
    own = np.full((1, len(outputs)), 0.001, np.float32)
    own[0, outputs.index("offence")] = 0.99
    own[0, outputs.index("insult")] = model.look["insult"] / 2
    adapted = own.copy()
    adapted[0, outputs.index("hate_speech")] = 0.9
    for chances in (own, adapted):
        monkeypatch.setattr(classifier, "_judge", lambda _, now=chances: (now, np.array([True]), own))
        assert "insult" in {each.code for each in classifier.find(Text("metin", lang="tr"))}


def test_corrections_that_call_threats_harmless_take_no_look_away(
    shipped: Classifier, model: Model, examples: list[Labelled]
) -> None:
    of_life = [row for row in examples if any(row.known.get(label) for label in LIFE)]
    called = [labelled(row.text.text, number=number) for number, row in enumerate(of_life)]
    trial = try_out(shipped, lambda each: Classifier(model, each), hash_file(SHIPPED), called, examples)
    adaptation = trial.adaptation or by_hand(model, ("praise",), 0.0)
    before, after = said(shipped, of_life), said(Classifier(model, adaptation), of_life)
    for label in LIFE:
        assert not lost_looks(of_life, before, after, label).part
        assert label not in adaptation.labels


@pytest.mark.parametrize(
    ("whole", "lost", "others", "unproven"),
    [(20, 0, 0, False), (19, 0, 0, True), (20, 1, 0, False), (20, 2, 0, True), (40, 0, 9, True)],
)
def test_a_label_of_harm_falls_only_where_twenty_of_ones_own_show_that_it_may(
    model: Model, whole: int, lost: int, others: int, unproven: bool
) -> None:
    class Silent:
        def find_many(self, texts: list[Text]) -> list[list[Any]]:
            return [[type("F", (), {"code": "insult"})] * text.text.startswith("found") for text in texts]

    def side(found: int, missed: int) -> _Side:
        rows = [labelled("missed", "insult")] * missed + [labelled("found", "insult")] * found
        return _Side(rows, [frozenset({"insult"})] * len(rows))

    sides = [side(whole - lost, lost), side(30, others)]
    found = _find_unproven(by_hand(model, ("insult", "praise"), -1.0), lambda _: Silent(), sides)  # type: ignore[arg-type,return-value]
    assert found == (frozenset({"insult"}) if unproven else frozenset())


def test_what_is_shown_to_be_better_is_not_refused(trial: Trial) -> None:
    assert trial.refusals == ()
    assert trial.held.better > trial.held.worse
    assert (trial.learnt, trial.held.messages) == tuple(map(len, divide(CORRECTIONS)))
    assert trial.ordinary.worse <= trial.ordinary.better + 5


def test_too_few_corrections_are_refused(shipped: Classifier, model: Model, examples: list[Labelled]) -> None:
    copies = [labelled(f"{row.text.text} {number}!!", MOVED) for row in CORRECTIONS[:19] for number in range(4)]
    trial = try_out(shipped, lambda each: Classifier(model, each), "x", copies, examples)
    assert any("19 different corrections are too few" in each for each in trial.refusals)


def test_corrections_that_hold_only_where_they_were_learnt_are_refused(
    shipped: Classifier, model: Model, examples: list[Labelled]
) -> None:
    other = [
        replace(row, known={**row.known, MOVED: False}) if is_held_back(row.text.text) else row for row in CORRECTIONS
    ]
    trial = try_out(shipped, lambda each: Classifier(model, each), "x", other, examples)
    assert len(trial.refusals) == 1
    assert "not answered better" in trial.refusals[0]
    assert trial.held.labels[MOVED][1].precision.whole >= 8


def test_corrections_by_which_others_suffer_are_refused(
    shipped: Classifier, model: Model, examples: list[Labelled]
) -> None:
    asked = [row for row in examples if row.known.get("question")]
    rows = [labelled(row.text.text) for row in examples[::3]]
    trial = try_out(shipped, lambda each: Classifier(model, each), "x", rows, examples, asked)
    assert trial.held.better > trial.held.worse
    assert any("on the guard folder" in each and "answers are worse" in each for each in trial.refusals)
    assert any("on the guard folder F1 of question falls" in each for each in trial.refusals)


def test_corrections_that_spoil_ordinary_messages_are_refused_however_well_they_are_learnt(
    shipped: Classifier, model: Model, examples: list[Labelled]
) -> None:
    rows = [labelled(row.text.text, "praise") for row in examples]
    trial = try_out(shipped, lambda each: Classifier(model, each), "x", rows, examples)
    assert trial.held.better > 100 * trial.held.worse
    assert trial.refusals
    assert all("on ordinary messages" in each for each in trial.refusals)


def test_nothing_wrong_nothing_learnt(shipped: Classifier, model: Model, examples: list[Labelled]) -> None:
    rows = [labelled(row.text.text, *(said(shipped, [row])[0] & set(INCOMING_LABELS))) for row in CORRECTIONS]
    right = [replace(row, text=replace(row.text)) for row in rows]
    assert find_wrong(shipped, right, ()) == {}
    trial = try_out(shipped, lambda each: Classifier(model, each), "x", right, examples)
    assert trial.adaptation is None
    assert "No label was answered wrongly" in trial.refusals[0]


def test_a_label_that_only_rises_counts_only_what_was_missed(shipped: Classifier, examples: list[Labelled]) -> None:
    threats = [row for row in examples if row.known.get("threat")]
    found = [row for row, one in zip(threats, said(shipped, threats), strict=True) if "threat" in one]
    in_vain = [labelled(row.text.text) for row in found]
    assert find_wrong(shipped, in_vain, ())["threat"] == len(found)
    assert "threat" not in find_wrong(shipped, in_vain, LIFE)


def test_the_ordinary_messages_that_hold_still_never_measure(examples: list[Labelled]) -> None:
    holding, measuring = divide_examples(examples)
    assert min(len(holding), len(measuring)) >= 400
    assert not {spell(row.text.text) for row in holding} & {spell(row.text.text) for row in measuring}
    for label in CRITICAL - {"personal_data"}:
        assert sum(bool(row.known.get(label)) for row in measuring) >= 25
        assert not [row for row in holding if row.known.get(label)]


def break_file(kind: str, path: Path, adaptation: Adaptation) -> None:
    if kind == "missing":
        return
    changed = {
        "label": replace(adaptation, labels=("no_label", *adaptation.labels[1:])),
        "sizes": replace(adaptation, shift=adaptation.shift[:-1]),
        "numbers": replace(adaptation, scale=adaptation.scale * np.float32("nan")),
        "row": replace(adaptation, table=adaptation.table + np.int8(1)),
        "codes": replace(adaptation, codes=adaptation.codes + np.uint32(1 << BITS)),
        "type": replace(adaptation, table=adaptation.table.astype(np.int16)),  # type: ignore[arg-type]
        "model": replace(adaptation, model="0" * 64),
    }
    save_adaptation(changed.get(kind, adaptation), path)
    if kind == "cut":
        path.write_bytes(path.read_bytes()[:-400])
    if kind == "text":
        path.write_text("no adaptation")
    if kind == "bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("adaptation.json", io.BytesIO(bytes(70_000_000)).getvalue())


@pytest.mark.parametrize(
    "kind", ["missing", "label", "sizes", "numbers", "row", "codes", "type", "model", "cut", "text", "bomb"]
)
def test_a_file_that_does_not_fit_is_left_aside_and_told(
    learnt: Adaptation, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    path = tmp_path / "adaptation.npz"
    break_file(kind, path, learnt)
    with pytest.raises(UnusableAdaptation):
        load_fitting(path, SHIPPED)
    with caplog.at_level(logging.WARNING):
        classifier = make(DetectorSettings(adaptation=str(path)))
    (problem,) = classifier.problems
    assert problem.code in {"adaptation_missing", "adaptation_unreadable", "adaptation_of_another_model"}
    assert (problem.code == "adaptation_of_another_model") is (kind == "model")
    assert problem.message in caplog.text
    assert "+" not in classifier.version
    assert [each.by for each in classifier.find(Text("Teşekkürler"))] == [f"classifier@{load_model().version}"] * 2


def test_sentiment_is_learnt_where_it_is_told(shipped: Classifier, model: Model, examples: list[Labelled]) -> None:
    moods = {"positive": False, "neutral": False, "negative": True}
    rows = [replace(row, known={**row.known, **moods}) for row in CORRECTIONS]
    adaptation = learn(shipped, rows, [row.text for row in divide_examples(examples)[0]], "x")
    assert set(moods) <= set(adaptation.labels)
    before, after = (said(each, rows) for each in (shipped, Classifier(model, adaptation)))
    assert sum("negative" in each for each in before) < 0.7 * len(rows) < sum("negative" in each for each in after)
