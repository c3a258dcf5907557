"""Folding brings a text to plain spelling without losing the way back to what its writer wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.detectors.lexicon.folding import PLAIN, find_word_spans, fold, keep_accents, unmask
from meydan.detectors.lexicon.matcher import Reading

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "aAıIİiçğşöüÅåØøæß0134@$!?.'’-_*#/ \n\t\u200b\u200d\u202e\ufe0f\u0301\u0327аеоαο😂❤🇹🇷½№ﷺ\ue000\ue001"
        ),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İSTANBUL'un IŞIĞI", " istanbulun isigi "),
        ("Blåbærsyltetøy på skolen", " blabaersyltetoy pa skolen "),
        ("Äänekoskella   Öljyä", " aanekoskella oljya "),
        ("s\u0327ık c\u0327ocuk", " sik cocuk "),
        ("sa\u200bla\u2060k", " salak "),
        ("𝓼𝓪𝓵𝓪𝓴 ｓａｌａｋ ⓢⓐⓛⓐⓚ", " salak salak salak "),
        ("ne zaman?", " ne zaman ? "),
        ("bak: https://a.example/x?y=1 ve kent.example", " bak http ve http "),
        ("@ayse_k yaz: a.b@c.example", " @ yaz @ "),
        ("₺50, 20€", " ₺ 50 20 € "),
        ("güzel👏🏽👏", " guzel 👏 👏 "),
        ("١٢ elma", " 12 elma "),
        ("Привет", " привет "),
        ("", "  "),
    ],
)
def test_fold_writes_a_text_in_plain_spelling(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("s4l4k", "salak"),
        ("0r0spu", "orospu"),
        ("s@lak", "salak"),
        ("$alak", "salak"),
        ("s!k", "sik"),
        ("sa1ak", "salak"),
        ("s a l a k", "salak"),
        ("s.a.l.a.k", "salak"),
        ("s-a-l-a-k", "salak"),
        ("s 4 l 4 k", "salak"),
        ("saaaaalak", "salak"),
        ("taaakk", "takk"),
        ("tuuuuuli", "tuuli"),
        ("sаlаk", "salak"),
        ("ѕ а l a k", "salak"),
    ],
)
def test_unmask_reads_a_hidden_word(text, hidden):
    assert any(f" {hidden} " in folded for folded, _ in unmask(text))


@pytest.mark.parametrize(
    "text",
    [
        "35 ABC 123",
        "35ABC123",
        "14:00te",
        "10da bitiyor",
        "0532 111 22 33",
        "@s4l4k",
        "a@b.example",
        "100$",
        "mp3 4x4 5g",
        "saat 12.30",
        "takk kaffe tuuli",
        "T.C.",
        "1-0-2",
    ],
)
def test_numbers_plates_times_and_handles_are_never_read_as_words(text):
    assert [folded for folded, _ in unmask(text)] == []


@given(NASTY)
@settings(max_examples=300, deadline=None)
def test_the_mapped_reading_is_the_quick_reading_with_a_way_back(text):
    for folded, recipe in [(fold(text), PLAIN), *unmask(text)]:
        mapped = recipe.make_mapped(text)
        assert mapped.text == folded
        assert len(mapped.starts) == len(mapped.ends) == len(folded)
        assert all(0 <= start <= end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))


@given(NASTY)
@settings(max_examples=300, deadline=None)
def test_words_found_quickly_begin_where_the_careful_way_finds_them(text):
    reading = Reading(text, fold(text))
    reading.split()
    quick = find_word_spans(text)
    if len(quick) == len(reading.words):
        assert [span[0] for span in quick] == [span[0] for span in reading._map_words()]


@given(NASTY)
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_nothing_more(text):
    once = fold(text.replace("@", "").replace("\ue001", ""))
    assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "kept"), [("ŞIK", ("şık", "şik")), ("Sık'", ("sık",)), ("İl", ("il",)), ("s\u0327ık", ("şık",))]
)
def test_accents_are_kept_and_a_capital_i_may_be_either_letter(text, kept):
    assert keep_accents(text) == kept
