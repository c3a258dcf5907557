"""The language detector: what it must find, what it must leave open, and the figures it is held to."""

import json
import os
import random
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from meydan.detectors import language
from meydan.detectors.language import base, reading, table
from meydan.kernel.findings import DetectorSettings, Finding, Text

HOME = Path(language.__file__).parent
EXAMPLES = yaml.safe_load((HOME / "examples.yaml").read_text("utf-8"))
SHARED = Path(os.environ.get("MEYDAN_SHARED", "../shared"))
NTREX = SHARED / "data/public/ntrex_lid.dev.jsonl"
MESSAGES = SHARED / "messages/dev.jsonl"
DETECTOR = language.make(DetectorSettings())


def found(text: str) -> Finding:
    (finding,) = DETECTOR.find(Text(text))
    return finding


def pairs(part: str) -> list[tuple[str, str]]:
    return [(lang, text) for lang, texts in EXAMPLES[part].items() for text in texts]


@pytest.mark.parametrize(("lang", "text"), pairs("examples"))
def test_an_example_has_its_language(lang: str, text: str) -> None:
    assert found(text).value == lang


@pytest.mark.parametrize(("lang", "text"), pairs("misses"))
def test_a_known_miss_is_still_missed_and_never_sure(lang: str, text: str) -> None:
    finding = found(text)
    assert finding.value != lang
    assert not finding.sure


def test_the_finding_names_its_detector_and_the_closed_code() -> None:
    finding = found("Kvifor er ikkje vegen brøytt?")
    assert (finding.code, finding.by, finding.spans) == ("lang", f"language@{language.Language.version}", ())
    assert DETECTOR.emits == {"lang"}
    assert DETECTOR.directions == {"incoming", "outgoing"}


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("Eg veit ikkje kva dei meiner med dette", "Jeg vet ikke hva de mener med dette"),
        ("Kor mange veker må vi vente på svar frå dykk?", "Hvor mange uker må vi vente på svar fra dere?"),
        ("Ho seier at skulen vert stengd måndag", "Hun sier at skolen blir stengt mandag"),
    ],
)
def test_the_two_norms_of_norwegian_are_told_apart_for_sure(nynorsk: str, bokmal: str) -> None:
    assert (found(nynorsk).value, found(nynorsk).sure) == ("nn", True)
    assert (found(bokmal).value, found(bokmal).sure) == ("nb", True)


@pytest.mark.parametrize("languages", [("nb", "nn"), ("nn", "nb"), ("no", "nn")])
def test_where_a_short_text_fits_both_norms_the_first_of_the_institution_is_taken_but_never_sure(
    languages: tuple[str, str],
) -> None:
    (finding,) = language.make(DetectorSettings(languages=languages)).find(Text("Takk!"))
    assert (finding.value, finding.sure) == (languages[0].replace("no", "nb"), False)


def test_the_languages_of_the_institution_never_outweigh_a_plain_sentence() -> None:
    only_turkish = language.make(DetectorSettings(languages=("tr",)))
    assert only_turkish.find(Text("Miksi kirjasto on kiinni lauantaina?"))[0].value == "fi"
    assert only_turkish.find(Text("Kitabxana niyə şənbə günü bağlıdır?"))[0].value == "az"


@pytest.mark.parametrize(
    "around",
    [
        "{} https://www.example.example/the/of/and/to/in?is=you",
        "@the_and_of_you {}",
        "{} 🙏🔥😡 2026 12:30",
        "the.and.of@you.example {}",
        "\u200b{}\u202e",
    ],
)
def test_links_handles_and_emoji_change_neither_language_nor_sureness(around: str) -> None:
    text = "Yurtta sıcak su yok"
    assert (found(around.format(text)).value, found(around.format(text)).sure) == ("tr", found(text).sure)


def test_a_hashtag_is_read_without_its_sign() -> None:
    assert found("#teşekkürler #bozkır").value == "tr"


def test_letters_in_loose_form_are_read_like_composed_ones() -> None:
    assert reading.words_of(reading.running_text("a\u030apne bru\u0308cke")) == ["åpne", "brücke"]


def test_a_turkish_capital_i_leaves_no_loose_dot() -> None:
    assert reading.words_of("İSTANBUL'DAN İyi") == ["istanbul'dan", "iyi"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x01\x02\xff",
        "\ud800",
        "\udfff ikkje \ud83d eg veit",
        "\u202e\u2066abc\u2069",
        "\u200b" * 500,
        "a\u0300" * 400,
        "Z" + "\u0335" * 5000,
        "👩‍👩‍👧‍👦" * 200,
        "'" * 700,
        "a'" * 400,
        "@" * 700,
        "www." * 200,
        "//" * 400,
        "a." * 300 + "/",
        "\U000e0041" * 100,
        "ﷺ ﷽",
        "𝓗𝓮𝓵𝓵𝓸 𝔀𝓸𝓻𝓵𝓭 𝓽𝓱𝓮 𝓮𝓷𝓭",
        "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏣᎳᎩ ᏗᎦᏬᏂᎯᏍᏗ",
    ],
)
def test_no_text_crashes_it_or_yields_more_than_one_finding(text: str) -> None:
    findings = DETECTOR.find(Text(text))
    assert len(findings) == 1
    assert 0.0 <= findings[0].confidence <= 1.0


@pytest.mark.parametrize(
    "unit", ["ikkje ", "a", "@", "a.", "'", "\ud800", "ა", "// ", "word/", "\u0335", "/ " + "a." * 299, "a'"]
)
def test_a_million_characters_cost_no_more_than_six_hundred(unit: str) -> None:
    long = unit * (1_000_000 // len(unit))
    beginning = found(long[: reading.LOOKED_AT])
    start = time.perf_counter()
    assert found(long) == beginning
    assert time.perf_counter() - start < 0.1


def test_the_same_text_gets_the_same_finding_from_every_detector_in_any_order() -> None:
    texts = [text for _, text in pairs("examples")]
    forwards = [found(text) for text in texts]
    other = language.make(DetectorSettings())
    assert [other.find(Text(text))[0] for text in reversed(texts)] == forwards[::-1]


def test_a_label_is_sure_only_above_its_confidence() -> None:
    for _, text in pairs("examples"):
        assert found(text).sure == (found(text).confidence >= language.detector.SURE)


def test_the_table_adds_up_what_its_words_say() -> None:
    small = table.WordTable(table.read_table("og\tnn9 nb9\nikkje\tnn12\n"))
    points = dict(zip(base.LANGUAGES, small.add_up(["og", "ikkje", "og", "unheard"]), strict=True))
    assert {code: value for code, value in points.items() if value} == {"nn": 30, "nb": 18}


def test_the_most_points_that_a_text_can_have_fit_their_column() -> None:
    rows = table.read_table((HOME / "weights.tsv").read_text("utf-8"))
    highest = max(value for row in rows.values() for value in row.values())
    assert highest * reading.LOOKED_AT < 2 ** (8 * table.WIDTH)


def test_the_shipped_table_stays_small() -> None:
    assert (HOME / "weights.tsv").stat().st_size < 1_000_000


def test_a_handful_of_letters_in_a_script_of_its_own_is_not_sure() -> None:
    assert (found("Ω").value, found("Ω").sure) == ("el", False)


ODD_TEXTS = [
    "",
    "Ω",
    "სალამი ყველას",
    "Привет всем",
    "سلام به همه",
    "\ud800 veg",
    "a\0b",
    "don't 'quote' a''b",
    "\u200b" * 9,
]


def training_texts() -> list[str]:
    files = sorted((Path(__file__).parents[2] / "training").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]
    return [row["text"] for row in random.Random(6).sample(rows, 2_000)]


@pytest.mark.parametrize("size", [1, 2, 3, 50, 5_000])
def test_many_texts_get_the_findings_that_each_gets_alone(size: int) -> None:
    texts = [*training_texts(), *(text for _, text in pairs("examples")), *(text for _, text in pairs("misses"))]
    looked = [Text(text) for text in [*texts, *ODD_TEXTS]]
    alone = [list(DETECTOR.find(text)) for text in looked]
    together = [each for at in range(0, len(looked), size) for each in DETECTOR.find_many(looked[at : at + size])]
    assert [list(each) for each in together] == alone


def test_no_texts_get_no_findings() -> None:
    assert DETECTOR.find_many([]) == []


def test_every_character_parts_words_in_plain_texts_as_in_all_others() -> None:
    for template in ("a{}b", "{}a", "a{} b", "{}"):
        texts = [template.format(chr(code)) for code in range(0x20000)]
        for text, (_, words) in zip(texts, reading.split_many(texts), strict=True):
            wanted = [word.encode("utf-8", "surrogatepass") for word in reading.words_of(text)]
            assert words == wanted, text


@given(st.lists(st.text(alphabet="aİı'’ʼ`éß -._1²😀\u200b\0жا\ud800", max_size=12), max_size=5))
def test_texts_read_in_one_go_have_the_words_that_each_has(texts: list[str]) -> None:
    wanted = [[word.encode("utf-8", "surrogatepass") for word in reading.words_of(text)] for text in texts]
    assert [words for _, words in reading.split_many(texts)] == wanted
    assert [words for _, words in map(reading.split, texts)] == wanted


def test_walking_through_many_texts_at_once_counts_what_one_walk_after_another_counts() -> None:
    texts = [text.encode("utf-8", "surrogatepass") for text in [*training_texts()[:300], *ODD_TEXTS]]
    walk = base.general().walk
    features, counts, edges = walk.count_many(texts)
    together = [
        list(zip(features[begin:end].tolist(), counts[begin:end].tolist(), strict=True))
        for begin, end in pairwise(edges)
    ]
    assert together == [list(walk.count(text).items()) for text in texts]


def read(file: Path) -> list[tuple[str, str]]:
    return [(row["text"], row["lang"]) for row in map(json.loads, file.read_text("utf-8").strip().split("\n"))]


@pytest.mark.skipif(not NTREX.exists(), reason="the public texts are not here")
def test_news_sentences_in_21_languages_reach_the_targets() -> None:
    right: Counter[str] = Counter()
    rows = Counter[str]()
    sure = wrong_though_sure = 0
    for text, lang in read(NTREX):
        finding = found(text)
        rows[lang] += 1
        right[lang] += finding.value == lang
        sure += finding.sure
        wrong_though_sure += finding.sure and finding.value != lang
        assert finding.value != language.UNKNOWN or len(text) <= 30
    assert right.total() / rows.total() >= 0.98
    assert right["nn"] / rows["nn"] >= 0.95
    assert right["nb"] / rows["nb"] >= 0.95
    assert min(right[lang] / rows[lang] for lang in rows) >= 0.95
    assert sure / rows.total() >= 0.95
    assert wrong_though_sure / sure <= 0.004


@pytest.mark.skipif(not MESSAGES.exists(), reason="the messages are not here")
def test_messages_to_institutions_have_their_language_and_sure_means_sure() -> None:
    results = [(found(text), lang) for text, lang in read(MESSAGES)]
    assert sum(finding.value == lang for finding, lang in results) / len(results) >= 0.97
    sure = [(finding, lang) for finding, lang in results if finding.sure]
    assert len(sure) / len(results) >= 0.9
    assert sum(finding.value != lang for finding, lang in sure) / len(sure) <= 0.01
