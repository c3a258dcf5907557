"""The word lists find what their examples say, point at it, and cost little on any text."""

import gc
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.detectors.lexicon import LexiconDetector, check_examples, make
from meydan.kernel.errors import InvalidPack
from meydan.kernel.findings import DetectorSettings, Text
from meydan.kernel.vocabulary import INCOMING_LABELS, OUTGOING_LABELS


@pytest.fixture(scope="module")
def detector() -> LexiconDetector:
    return make(DetectorSettings())


def build(folder: Path, content: str, lang: str = "tr", label: str = "insult", **settings: object) -> LexiconDetector:
    target = folder / "incoming" / lang
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{label}.yaml").write_text(f"label: {label}\nlang: {lang}\n{content}", encoding="utf-8")
    return LexiconDetector(DetectorSettings(**settings), folder)


def find(detector: LexiconDetector, text: str, code: str = "insult", lang: str | None = None):
    return next((one for one in detector.find(Text(text, "incoming", lang)) if one.code == code), None)


def quote(detector: LexiconDetector, text: str) -> list[str]:
    found = find(detector, text)
    return [text[start:end] for start, end in found.spans] if found else []


def test_every_example_of_every_list_holds():
    assert check_examples() == []


def test_it_emits_labels_of_the_house_only_and_says_who_found_them(detector):
    assert detector.emits <= {*INCOMING_LABELS, *OUTGOING_LABELS}
    found = detector.find(Text("Bu ne rezalet, salaklar!"))
    assert {one.by for one in found} == {"lexicon@1"}
    assert [one.code for one in found] == sorted(one.code for one in found)


@pytest.mark.parametrize(
    ("term", "hit", "miss"),
    [
        ("salak", "ne SALAK adam", "salaklık"),
        ("salak*", "salaklık", "yesalak"),
        ("*salak", "zırsalak", "salaklar"),
        ("*sala*", "zırsalaklar", "salkım"),
        ("oyumuz <3> parti*", "oyumuz bu kez o Partisi'ne", "oyumuz bu kez de hep o partiye"),
        ("{oy|oyunuzu|bir tek oy} <2> ver*", "bir tek oy bile ver", "oy hakkında kimse bilgi ver"),
        ("kita{p|b}* yak*", "kitabı yakın", "kitle yakın"),
        ("sık!", "SIK bunu", "şık"),
        ("sık!", "kafasına sık", "sik"),
        ("sik!", "s1k", "sık"),
        ("# kişi öl*", "12 kişi öldü", "iki kişi öldü"),
        ("salak mı ?", "salak mı?", "salak mı"),
        ("http <2> salak", "kent.example ne salak", "kent ne salak"),
        ("@ salak", "@ayse salak", "ayse salak"),
        ("🤡", "başkan🤡", "başkan 😂"),
        ("e-posta*", "E-Postanız", "postanız"),
        ("<2>-li kafa".replace("<2>-li", "kalın"), "kalın  kafa!", "kalın bir kafa"),
    ],
)
def test_each_figure_of_the_grammar_finds_what_it_says(tmp_path, term, hit, miss):
    detector = build(tmp_path, f"look:\n  - {term}\n" if term[0] not in "#@*" else f'look:\n  - "{term}"\n')
    assert find(detector, hit)
    assert not find(detector, miss)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Bu SALAK adam", ["SALAK"]),
        ("😂 s\u200bal\u0301ak!", ["s\u200bal\u0301ak"]),
        ("sen s a l a k mısın", ["s a l a k"]),
        ("sen saaaalak", ["saaaalak"]),
        ("½ 𝓼𝓪𝓵𝓪𝓴 ﬁ", ["𝓼𝓪𝓵𝓪𝓴"]),
        ("www.salak.example salak @salak", ["salak"]),
        ("salak, salak; Salak", ["salak", "salak", "Salak"]),
    ],
)
def test_spans_point_at_the_words_as_they_were_written(tmp_path, text, spans):
    assert quote(build(tmp_path, "sure:\n  - salak\n"), text) == spans


def test_unless_cancels_beside_a_hit_and_not_far_from_it(tmp_path):
    detector = build(
        tmp_path,
        "sure:\n  - salak\n  - term: kukla*\n    unless: [kukla tiyatro*]\nunless:\n  - roman*\ndoubt:\n  - şaka*\n",
    )
    assert not find(detector, "salak adlı roman")
    assert not find(detector, "salak bir iki romanı")
    assert find(detector, "salak bir iki üç romanı").sure
    assert not find(detector, "kukla tiyatrosu")
    assert find(detector, "kukla yönetim").sure
    assert find(detector, "salak tiyatrosu").sure
    assert not find(detector, "salak şaka yaptım").sure


def test_sure_words_make_a_sure_finding_and_several_words_a_stronger_one(tmp_path):
    detector = build(tmp_path, "sure:\n  - salak\nlook:\n  - aptal\n  - ahmak\n")
    assert find(detector, "salak").sure
    assert not find(detector, "aptal").sure
    assert find(detector, "aptal ahmak").confidence > find(detector, "aptal aptal").confidence
    assert find(detector, "salak").confidence > find(detector, "aptal ahmak").confidence


def test_a_look_word_counts_in_its_own_language_and_where_the_language_is_unknown(tmp_path):
    detector = build(tmp_path, "sure:\n  - rektum\nlook:\n  - got\n", lang="nb")
    assert [bool(find(detector, "got", lang=lang)) for lang in ("nb", "nn", None, "unknown", "de", "en", "tr")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert find(detector, "rektum", lang="nn").sure
    assert not find(detector, "rektum", lang="en").sure


def test_words_of_one_language_only_stay_silent_in_others(tmp_path):
    detector = build(tmp_path, "only_lang: true\nsure:\n  - got\n")
    assert find(detector, "got", lang="tr").sure
    assert find(detector, "got").sure
    assert not find(detector, "got", lang="en")


def test_only_the_languages_of_the_institution_are_read(tmp_path):
    assert not find(build(tmp_path, "sure:\n  - salak\n", languages=("fi",)), "salak")


def test_an_institution_adds_words_and_takes_words_out(tmp_path):
    lexicons = {"insult": {"tr": ("-salak", "hamsi*", "!kefal"), "fi": ("ahven",)}, "x-mascot": {"any": ("kartal",)}}
    detector = build(tmp_path, "sure:\n  - Salak\n  - aptal\nunless:\n  - balık\n", lexicons=lexicons)
    assert not find(detector, "salak")
    assert find(detector, "aptal").sure
    assert not find(detector, "hamsiler").sure
    assert find(detector, "kefal").sure
    assert not find(detector, "kefal balık")
    assert find(detector, "ahven")
    assert find(detector, "kartal", "x-mascot")
    assert "x-mascot" in detector.emits


@pytest.mark.parametrize("lexicons", [{"nonsense": {"tr": ("a b",)}}, {"insult": {"xx": ("a b",)}}])
def test_a_setting_for_no_label_or_language_is_refused(tmp_path, lexicons):
    with pytest.raises(InvalidPack):
        build(tmp_path, "sure:\n  - salak\n", lexicons=lexicons)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("sure:\n  - salak\n  - <3> parti\n", 5),
        ("sure:\n  - oy <2>\n", 4),
        ("sure:\n  - oy <99> parti\n", 4),
        ("sure:\n  - sa*lak\n", 4),
        ("sure:\n  - {a|b\n", 4),
        ("sure:\n  - '*'\n", 4),
        ("sure:\n  - '# #'\n", 4),
        ("sure:\n  - ...\n", 4),
        ("sure:\n  - salak\nsometimes:\n  - aptal\n", 0),
        ("lang: fi\nsure:\n  - salak\n", 0),
        ("sure: salak\n", 0),
        ("sure:\n  - [a, b]\n\t- c\n", 5),
    ],
)
def test_a_mistake_in_a_list_names_the_file_and_the_line(tmp_path, content, line):
    with pytest.raises(InvalidPack) as caught:
        build(tmp_path, content)
    problem = caught.value.problems[0]
    assert problem.file == "incoming/tr/insult.yaml"
    assert problem.line == line


def test_a_list_for_no_label_of_its_direction_is_refused(tmp_path):
    with pytest.raises(InvalidPack, match="no label of incoming"):
        build(tmp_path, "sure:\n  - salak\n", label="campaigns")


@given(
    st.text(alphabet=st.characters(), max_size=80) | st.text(alphabet="salk ıİ0@!?.🤡\u200b\u0301\ud800", max_size=80)
)
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it_and_every_span_lies_in_the_text(detector, text):
    for direction in ("incoming", "outgoing"):
        for found in detector.find(Text(text, direction)):
            assert 0 < found.confidence < 1
            assert all(0 <= start < end <= len(text) for start, end in found.spans)


def test_it_answers_the_same_every_time(detector):
    text = Text("Salak başkan, su yok, dava açacağım, teşekkürler?")
    assert detector.find(text) == make(DetectorSettings()).find(text)


HOSTILE = {
    "one term again and again": "salak ",
    "single letters": "a ",
    "dotted letters": "a.",
    "a gap over repeated words": "oyumuz ",
    "questions": "? mı ",
    "one long word": "a",
    "leet": "s4l4k1",
    "combining marks": "a\u0301\u0327\u0301",
    "invisible marks": "a\u200b\u200d\u2060",
    "look-alikes": "sаlаk",
    "links": "http://a.b ",
    "half links": "a.b.c.d-",
    "handles": "@a@b",
    "emoji": "👩‍👩‍👧‍👦",
    "ligatures": "ﷺ",
    "phrases that cancel": "kukla tiyatrosu roman ",
    "threats": "seni sizi öldürürüm yakarım ",
    "english": "i will kill you all ",
}


@pytest.mark.parametrize("family", HOSTILE)
@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_cost_grows_with_the_length_and_not_with_its_square(detector, family, direction, request):
    def measure(size: int) -> float:
        text = Text((HOSTILE[family] * size)[:size], direction)
        times = []
        for _ in range(3):
            begin = time.process_time()
            detector.find(text)
            times.append(time.process_time() - begin)
        return min(times)

    # The collector's own work depends on all else that lives in the process.
    gc.disable()
    request.addfinalizer(gc.enable)
    # The exact growth is measured by the bench; a square would be a hundred times.
    assert any(measure(10_000) <= max(30 * measure(1_000), 0.01) for _ in range(3))


def test_ten_thousand_terms_compile_quickly(tmp_path):
    terms = "".join(f"  - kelime{number} <2> sözcük{number}*\n" for number in range(10_000))
    begin = time.process_time()
    detector = build(tmp_path, f"look:\n{terms}")
    assert time.process_time() - begin < 15  # the bench measures; this only catches a square
    assert find(detector, "kelime77 bir sözcük77ler")
