"""Personal data: numbers by both Norwegian rules, what is published, what only looks like it, and hostile texts."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.detectors import personal_data
from meydan.detectors.personal_data import PersonalDataDetector, make, numbers
from meydan.detectors.personal_data.addresses import find_addresses, house_numbers
from meydan.detectors.personal_data.detector import MANY_DIGITS, may_hold_any
from meydan.detectors.personal_data.emails import find_emails
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.identities import find_cards, find_hetus, find_ibans, find_identities
from meydan.detectors.personal_data.phones import PublishedNumbers, find_phones
from meydan.detectors.personal_data.plates import find_plates
from meydan.detectors.personal_data.view import figures_of, look_at
from meydan.kernel.findings import Detector, DetectorSettings, Finding, Text

DETECTOR = make(DetectorSettings())
NOT_PUBLISHED = PublishedNumbers((), ())
EXAMPLES = Path(personal_data.__file__).parent / "examples.yaml"


def find(text: str, lang: str | None = None, detector: PersonalDataDetector = DETECTOR) -> list[Finding]:
    return detector.find(Text(text, lang=lang))


def is_sure(text: str, lang: str | None = None) -> bool:
    return any(finding.sure for finding in find(text, lang))


def test_it_is_a_detector_of_personal_data_for_both_directions() -> None:
    detector: Detector = DETECTOR
    assert (detector.key, detector.emits) == ("personal_data", {"personal_data"})
    assert detector.directions == {"incoming", "outgoing"}


def test_finding_names_kind_author_and_place() -> None:
    text = "Öğrencimiz Ayşe Kaya'nın telefonu 0532 111 22 33"
    (finding,) = find(text)
    assert (finding.code, finding.value, finding.by) == ("personal_data", "phone", "personal_data@1.0")
    assert [text[start:end] for start, end in finding.spans] == ["0532 111 22 33"]
    assert 0.9 <= finding.confidence <= 1


def test_two_numbers_of_one_kind_are_one_finding_with_two_places() -> None:
    (finding,) = find("hocanın cep 0533 000 90 14 açmazsa eşininki 0533 000 90 15", "tr")
    assert len(finding.spans) == 2


def test_sure_and_unsure_numbers_are_told_apart() -> None:
    text = "Ayşe'nin numarası 0532 111 22 33. " + "Duvarda yazan ilan eskimiş. " * 4 + "0533 111 22 33"
    assert [(finding.sure, len(finding.spans)) for finding in find(text, "tr")] == [(True, 1), (False, 1)]


@pytest.mark.parametrize("number", ["10074927691", "04105928659", "44084311135", "03434911817", "10814921412"])
def test_number_of_today_is_norwegian(number: str) -> None:
    assert numbers.is_norwegian_id_of_today(number)
    assert numbers.is_norwegian_id(number)


@pytest.mark.parametrize("number", ["02013299997", "02013299903", "30108299920", "30108299939"])
def test_number_of_2032_is_norwegian(number: str) -> None:
    assert numbers.is_norwegian_id_from_2032(number)


@pytest.mark.parametrize("number", ["10074927608", "04105928667", "02013299903", "30108299939"])
def test_number_of_2032_with_a_remainder_is_not_one_of_today(number: str) -> None:
    assert not numbers.is_norwegian_id_of_today(number)
    assert numbers.is_norwegian_id(number)


def test_rule_of_2032_accepts_four_first_digits_at_most_and_keeps_the_second() -> None:
    valid = [digits for end in range(100) if numbers.is_norwegian_id_from_2032(digits := f"301082999{end:02}")]
    assert 2 <= len(valid) <= 4
    assert len({digits[9] for digits in valid}) == len(valid)


def test_leap_day_of_an_unknown_century_is_a_date() -> None:
    assert numbers.has_norwegian_date("29020012345")
    assert not numbers.has_norwegian_date("30020012345")


@pytest.mark.parametrize("sign", "-YXWVU+ABCDEF")
def test_every_century_sign_of_a_finnish_code_is_read(sign: str) -> None:
    code = next(
        f"010101{sign}900{last}" for last in "0123456789ABCDEFHJKLMNPRSTUVWXY" if int("010101900") % 31 == _index(last)
    )
    assert numbers.is_finnish_id(code)
    assert is_sure(f"Hetu {code}, missä päätös viipyy?", "fi")


def _index(last: str) -> int:
    return "0123456789ABCDEFHJKLMNPRSTUVWXY".index(last)


@pytest.mark.parametrize(
    "written",
    [
        "0532 111 22 33",
        "0532.111.22.33",
        "0532-111-22-33",
        "0532/111/22/33",
        "(0532) 111 22 33",
        "+90 532 111 22 33",
        "0090 532 111 22 33",
        "05321112233",
        "0 5 3 2 1 1 1 2 2 3 3",
        "０５３２１１１２２３３",
        "٠٥٣٢ ١١١ ٢٢ ٣٣",
        "۰۵۳۲ ۱۱۱ ۲۲ ۳۳",
        "0532\u00a0111\u00a022\u00a033",
        "05\u200b32 1\u200d11 22\u2060 33",
        "0532–111–22–33",
    ],
)
def test_number_is_found_however_it_is_written(written: str) -> None:
    text = f"Ayşe Kaya'nın telefonu {written} imiş"
    (finding,) = find(text, "tr")
    assert finding.sure
    assert [text[start:end] for start, end in finding.spans] == [written]


CONTACTS = (
    "0312 111 55 21",
    "+47 918 00 264",
    "040 123 4567",
    "Basin.Birimi@bozkir.example",
    "Lale Sok. No 17 D 4, Bozkır",
)
OURS = make(DetectorSettings(contacts=CONTACTS))


@pytest.mark.parametrize(
    "text",
    [
        "Ayşe Kaya'nın evi 0 (312) 111 55 21",
        "Ayşe Kaya, +90 312 111 55 21",
        "Kari Vik, mobil 918 00 264",
        "Outi Niemelä, puhelin +358 40 123 4567",
        "Ayşe Kaya, basin.birimi@bozkir.example",
        "Ayşe Kaya'nın evi Lale Sok. No 17 D 4",
    ],
)
def test_what_the_institution_publishes_is_never_personal(text: str) -> None:
    assert find(text) != []
    assert find(text, detector=OURS) == []


def test_a_number_beside_a_published_one_is_still_found() -> None:
    (finding,) = find("Santral 0312 111 55 21, Ayşe Kaya'nın cebi 0532 111 22 33", "tr", OURS)
    assert (finding.sure, len(finding.spans)) == (True, 1)


@pytest.mark.parametrize(
    "template",
    [
        "Son başvuru {d:02}.{m:02}.2026 saat {h:02}.30",
        "{d:02}/{m:02}/2026 - {d:02}/{h:02}/2027 arası",
        "Fristen er {d:02}.{m:02}.2026 kl. {h:02}.15",
        "Kokous {d}.{m}.2026 klo {h:02}.00",
        "2026-{m:02}-{d:02}T{h:02}:00:00",
        "2026{m:02}{d:02}",
        "{d}.{m}0{h},50 TL ödendi",
        "{d} {m}00 000 kroner",
        "{d} {h}45 678,90 euroa",
        "% {d},{m} ve {h} kişi",
        "2026/{d}{m}{h} esas",
        "sak 26/{d:02}{m:02}{h:02}",
        "diaarinumero {d}/{m:02}.{h:02}/2026",
        "esas 2023/{d}{m} karar 2024/{h}{m}",
        "657 sayılı Kanun md. {d}/{m}-c",
        "sınıf {d}, oda {m}{h:02}, otobüs {h}",
        "skor {d}-{m}, {h}-{d}",
        "39.{d}{m}{h:02}, 32.{h:02}{d}{m}",
        "Sipariş no {d:02}{m:02}{h:02}12345",
        "ordrenr {d:02}{m:02}{h:02}12",
        "tilausnumero 04{d:02}{m:02}{h:02}12",
    ],
)
def test_dates_sums_and_case_numbers_are_nothing(template: str) -> None:
    for d, m, h in ((1, 2, 10), (14, 3, 17), (28, 12, 9), (31, 10, 23), (9, 9, 14)):
        for person in ("", "Ayşe Kaya: "):
            text = person + template.format(d=d, m=m, h=h)
            assert find(text) == [], text


def test_random_elevens_without_context_are_never_sure() -> None:
    dice = random.Random(11)
    for _ in range(5000):
        digits = str(dice.randrange(10**11)).zfill(11)
        assert not is_sure(digits), digits
        assert not is_sure(f"listede {digits} var", "tr"), digits


def test_random_elevens_are_rarely_worth_a_look() -> None:
    dice = random.Random(12)
    found = sum(bool(find(f"dosyada {dice.randrange(10**10, 10**11)} yazıyor")) for _ in range(3000))
    assert found < 3000 * 0.03


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    for finding in find(text):
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)
        assert 0 < finding.confidence <= 1


@given(st.text(alphabet="0123456789 +-./@()aATCtc,:\u200b\ud800ıİşğåä٣３\u0301\n", max_size=400))
@settings(max_examples=400, deadline=None)
def test_no_jumble_of_its_own_letters_breaks_it(text: str) -> None:
    findings = find(text)
    assert findings == find(text)
    assert all(0 <= start < end <= len(text) for one in findings for start, end in one.spans)


@pytest.mark.parametrize("at", ["at", "ät", "et", "@", "krøllalfa", "alfakrøll", "miukumauku", "kuyruklu a"])
@pytest.mark.parametrize("brackets", ["()", "[]", "{}"])
def test_an_at_sign_may_be_written_out(at: str, brackets: str) -> None:
    (finding,) = find(f"yaz: ayse.kaya {brackets[0]}{at}{brackets[1]} gmail.com")
    assert (finding.value, finding.sure) == ("email", True)


@pytest.mark.parametrize("lives", ["bor", "Bor", "bur", "Bur", "lives", "asuu", "asun"])
def test_where_somebody_lives_is_told_whatever_the_street_is_called(lives: str) -> None:
    (finding,) = find(f"Kari Vik, {lives} Nordre Bryn 14, ring")
    assert (finding.value, finding.sure) == ("address", True)


def find_without_gates(text: str, lang: str | None) -> list[Hit]:
    """What all the finders find when each is asked, whatever figures the text holds."""
    view = look_at(text, lang)
    numbers_too = (find_ibans, find_cards, find_hetus, find_identities, lambda view: find_phones(view, NOT_PUBLISHED))
    return [
        *find_emails(view, frozenset()),
        *[hit for finder in numbers_too for hit in (finder(view) if MANY_DIGITS.search(view.text) else ())],
        *find_plates(view, ("tr", "no", "fi", "gb")),
        *find_addresses(view, house_numbers(view, figures_of(view)), ()),
    ]


def assert_gates_let_all_through(text: str, lang: str | None) -> None:
    found = {place for finding in find(text, lang) for place in finding.spans}
    view = look_at(text, lang)
    hits = [view.span(hit.start, hit.end) for hit in find_without_gates(text, lang)]
    # Of two that lie on one place the first is told; every other place is.
    assert found <= set(hits)
    assert all(any(start < last and first < end for first, last in found) for start, end in hits)


def test_no_gate_keeps_a_finder_from_what_it_would_find() -> None:
    files = sorted((Path(__file__).parents[2] / "training").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]
    examples = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    texts = [row["text"] for row in rows] + [text for text in _strings(examples) if len(text) > 5]
    dice = random.Random(13)
    for text in texts:
        assert_gates_let_all_through(text, dice.choice([None, "tr", "nb", "fi", "en"]))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _strings(each)


_PIECES = (
    "34|ABC|-| |123|DK|12345|AB12 |bil |plaka |sok. |gate |Kari Vik |@|(at) |x.example|05|32 111 22 33|TC |tlf |010190"
    "|A|+47|412 34 567|TR33|0006|.|/|\n|٣|❤️|a\u0301|5 Mill Road |bor i |İ"
)
PIECES = st.sampled_from(_PIECES.split("|"))


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from([None, "tr", "nb"]))
@settings(max_examples=600, deadline=None)
def test_no_gate_keeps_a_finder_from_pieces_of_numbers(text: str, lang: str | None) -> None:
    assert_gates_let_all_through(text, lang)


def test_no_character_that_may_stand_for_a_figure_or_a_sign_is_passed_over() -> None:
    for code in range(0x110000):
        letter = chr(code)
        stands = letter.isdecimal() or letter in "@＠([{"
        assert may_hold_any(f"a{letter}b") == stands, hex(code)


@pytest.mark.parametrize("text", ["", " ", "\x00" * 50, "\ud800\udc00 1", "\u202e0532", "🚗" * 99, "@", "(at)", "+"])
def test_empty_and_odd_texts_hold_nothing(text: str) -> None:
    assert find(text) == []


def test_number_at_the_end_of_a_megabyte_is_found() -> None:
    text = "su yok " * 150_000 + "Ayşe Kaya'nın telefonu 0532 111 22 33"
    (finding,) = find(text, "tr")
    assert finding.sure
    assert text[slice(*finding.spans[0])] == "0532 111 22 33"


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1-", "a@", "a@b.", ". ", "0 5 3 2 ", "(", "(at) ", "0532 111 22 33 ", "TC 10000000146 ", "01010112345 ",
        "34 ABC 123 ", "ABC-123 ", "Storgata 12 ", "sok. no 1 ", "1.2.", "0\u200b", "131052-308T ", "+90 ", "Aa Bb 1 ",
        "a", "TR33 0006 ", "a.b@c.d.", "1/",
    ],
)  # fmt: skip
def test_ten_times_the_text_costs_about_ten_times_as_much(piece: str) -> None:
    short, long = _seconds(piece, 1000), _seconds(piece, 10_000)
    # A quadratic step would make this a hundred; a busy machine does not reach forty.
    assert long < 40 * max(short, 2e-5)


def _seconds(piece: str, length: int) -> float:
    text = Text((piece * (length // len(piece) + 1))[:length])
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        DETECTOR.find(text)
        best = min(best, time.perf_counter() - start)
    return best
