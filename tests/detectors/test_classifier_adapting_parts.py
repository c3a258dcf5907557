"""The parts of adapting that need no model: reading and dividing corrections, counting, descending, comparing."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meydan.detectors.classifier.adapting.corrections import Labelled, is_held_back, read_labelled, spell
from meydan.detectors.classifier.adapting.counting import count_pieces
from meydan.detectors.classifier.adapting.descent import descend
from meydan.detectors.classifier.adapting.measuring import compare
from meydan.detectors.classifier.book import Weights
from meydan.detectors.classifier.reader import Reader
from meydan.kernel.findings import Text
from meydan.kernel.vocabulary import INCOMING_LABELS

BITS = 22


def labelled(text: str, *labels: str, number: int = 0) -> Labelled:
    return Labelled(str(number), Text(text, "incoming", "tr"), {label: label in labels for label in INCOMING_LABELS})


def test_one_text_stands_on_one_side_whatever_its_numbers_marks_and_capitals() -> None:
    for text in ("Otogarda yine korsan taksi var", "Işıklar IŞIL ışıl", "İstanbul'da 3 kişi", "Bjørg går på ski"):
        for copy in (text.upper().replace("İ", "I"), f"{text}!!! 12", f"  {text} ?", text.replace(" ", "  ")):
            assert spell(copy) == spell(text)
            assert is_held_back(copy) is is_held_back(text)
    sides = [is_held_back(f"kelime {chr(97 + one)}{chr(97 + two)}") for one in range(26) for two in range(26)]
    assert 0.15 < sum(sides) / len(sides) < 0.25
    assert spell("👏👏") != spell("🙏")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "c.jsonl:2"),
        ("[]", "not an object"),
        ("[" * 100_000, "c.jsonl:2"),
        ('{"labels": []}', "`text`"),
        ('{"text": " ", "labels": []}', "`text`"),
        ('{"text": "a"}', "`labels`"),
        ('{"text": "a", "labels": "praise"}', "`labels`"),
        ('{"text": "a", "labels": ["prase"]}', "no such label: prase"),
        ('{"text": "a", "labels": [], "sentiment": "sour"}', "`sentiment`"),
        ('{"text": "a", "labels": [], "reply_to": 7}', "`reply_to`"),
        ('{"text": "a", "labels": [], "x": "' + "a" * 300_000 + '"}', "too long"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"text": "a", "labels": []}\n' + line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"c\.jsonl:2") as error:
        read_labelled(path)
    assert told in str(error.value)


def test_the_later_of_two_lines_on_one_message_counts(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    lines = [
        {"text": "a", "labels": ["praise"]},
        {"text": "a", "labels": ["praise"], "reply_to": "b"},
        {"id": "Z", "text": "a", "labels": ["question", "x-own"], "sentiment": "neutral", "lang": "tr"},
    ]
    path.write_text("\ufeff" + "\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    first, second = read_labelled(path)
    assert (first.text.reply_to, first.known["praise"], "neutral" in first.known) == ("b", True, False)
    assert (second.id, second.text.lang, second.known["question"], second.known["praise"]) == ("Z", "tr", True, False)
    assert (second.known["neutral"], second.known["positive"], "x-own" in second.known) == (True, False, False)


def test_the_scorer_adds_up_what_the_learner_counted() -> None:
    texts = [
        Text("iyi/kötü? evet,lütfen 12345 @ali kent.example/a 🙏 Şehir", reply_to="Şehir şehir; nerede 🙏?"),
        Text("korsan taksi korsan taksi", reply_to="korsan"),
        Text("x" * 300 + " a"),
        Text(""),
    ]
    counted = count_pieces(texts, BITS)
    hand = np.random.default_rng(1)
    codes = np.unique(counted.codes)
    table = hand.integers(-100, 100, (len(codes) + 1, 3)).astype(np.int8)
    table[0] = 0
    expected = np.zeros((len(texts), 3))
    weights = table[1 + np.searchsorted(codes, counted.codes)] * counted.values[:, None]
    np.add.at(expected, counted.rows, weights)
    none = np.zeros((len(table), 0), np.int8)
    found = Reader(Weights(codes.astype(np.uint32), BITS, table, none)).read(texts).sums
    assert np.abs(expected[:3]).min() > 0
    assert found[:, :3] == pytest.approx(expected, abs=0.01)


def test_the_lowest_point_of_a_bowl_is_found() -> None:
    hand = np.random.default_rng(0)
    steep = hand.standard_normal((40, 30)) * np.geomspace(1, 30, 30)
    wanted = hand.standard_normal(30)

    def loss(place: Any) -> Any:
        rest = steep @ (place - wanted)
        return 0.5 * float(rest @ rest), steep.T @ rest

    assert descend(loss, np.zeros(30), 400) == pytest.approx(wanted, abs=0.05)
    assert descend(loss, wanted) == pytest.approx(wanted)


def test_figures_of_two_readers_are_those_counted_by_hand() -> None:
    rows = [labelled("a", "praise"), labelled("b", "praise", "question"), labelled("c", number=3)]
    first = [{"praise"}, {"threat"}, set()]
    second = [{"praise"}, {"praise"}, {"praise"}]
    compared = compare(rows, first, second)
    one, other = compared.labels["praise"]
    assert (str(one.recall), one.precision.part, one.precision.whole) == ("0.50 (0.09-0.91, 1/2)", 1, 1)
    assert (other.recall.part, other.precision.part, other.precision.whole) == (2, 2, 3)
    assert (compared.better, compared.worse, compared.answers) == (2, 1, 3 * len(INCOMING_LABELS))
    assert compared.missed == (("0", "question"),)
    assert compared.micro == pytest.approx((2 * 1 / 5, 2 * 2 / 6))
    assert compared.macro == pytest.approx((2 / 3 / 3, 0.8 / 3))
    assert (compared.agreement.part, compared.agreement.whole) == (75, 78)
