"""The trained classifier: what it promises whatever the model, and what the shipped model can do."""

import random
import string
import time

import numpy as np
import pytest

from meydan.detectors.classifier import Classifier, make
from meydan.detectors.classifier.explaining import explain
from meydan.detectors.classifier.hashing import hash_parts
from meydan.detectors.classifier.model import SHIPPED, load_model, save_model
from meydan.detectors.classifier.reading import LONGEST, read_token, split_tokens
from meydan.kernel.findings import DetectorSettings, Text
from meydan.kernel.vocabulary import INCOMING_LABELS

JUNK = [
    "",
    " \n\t ",
    "\x00\x01\x02",
    "\ud800\udfff",
    "\u202e\u2066abc\u2069",
    "\u200b\u200d\ufeff",
    "😀" * 500,
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "a" * 100_000,
    "? " * 10_000,
    "@" * 5_000,
    "http://" * 2_000,
    "1" * 10_000,
    "İ" * 3_000,
    "\u0301" * 3_000,
    "ﷺ﷽",
    "".join(map(chr, range(0x3000))),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return make(DetectorSettings())


def codes(classifier: Classifier, text: str, reply_to: str | None = None) -> set[str]:
    return {each.code for each in classifier.find(Text(text, reply_to=reply_to))}


@pytest.mark.parametrize("text", JUNK, ids=range(len(JUNK)))
def test_no_text_crashes_it_and_every_finding_keeps_its_promises(classifier: Classifier, text: str) -> None:
    for finding in classifier.find(Text(text, reply_to=text)):
        assert finding.code in classifier.emits
        assert 0 <= finding.confidence <= 1
        assert finding.by == f"classifier@{classifier.version}"


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\x00"])
def test_nothing_is_found_where_there_is_nothing_to_read(classifier: Classifier, text: str) -> None:
    assert classifier.find(Text(text)) == []


def test_many_at_once_are_judged_like_one_at_a_time_and_in_any_company(classifier: Classifier) -> None:
    hand = random.Random(5)
    words = ["teşekkürler", "when", "veien", "kiitos!", "aptal", "0532", "@ali", "x.example/a", "?", "🙏", "ve", "ikke"]
    texts = [
        Text(" ".join(hand.choices(words, k=hand.randrange(12))), reply_to=hand.choice([None, "Veien er stengt", " "]))
        for _ in range(300)
    ]
    together = classifier.find_many(texts)
    fresh = make(DetectorSettings())
    alone = [fresh.find(text) for text in texts]
    shape = [[(each.code, each.sure, each.value) for each in found] for found in together]
    assert shape == [[(each.code, each.sure, each.value) for each in found] for found in alone]
    assert [each.confidence for found in together for each in found] == pytest.approx(
        [each.confidence for found in alone for each in found], abs=0.002
    )


def test_no_texts_give_no_findings(classifier: Classifier) -> None:
    assert classifier.find_many([]) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Yemekhanede yemekler üç gündür soğuk, kimse ilgilenmiyor", "service_complaint"),
        ("Kütüphane pazar günü saat kaçta açılıyor?", "question"),
        ("Elinize sağlık, harika bir etkinlik olmuş, teşekkürler", "praise"),
        ("Yüksek lisans başvuruları ne zaman başlıyor?", "graduate_question"),
        ("Artık yaşamak istemiyorum, ölmek istiyorum", "self_harm"),
        ("Når åpner biblioteket på lørdag?", "question"),
        ("Tusen takk til brøytemannskapet, flott jobb!", "praise"),
        ("Eg orkar ikkje leve lenger", "self_harm"),
        ("Kiitos kirjaston henkilökunnalle, upeaa työtä!", "praise"),
        ("Milloin kirjasto aukeaa lauantaina?", "question"),
        ("Jeg er journalist i Fjordvik Avis og ønsker et intervju med ordføreren", "media_contact"),
        ("Hei, haen avointa työpaikkaa, liitteenä CV ja hakemus", "job_application"),
        ("10 bin takipçi sadece 50 TL, hemen DM", "advertising"),
        ("Your account will be closed, confirm your password here http://login.example/verify", "phishing"),
    ],
)
def test_plain_messages_are_found(classifier: Classifier, text: str, label: str) -> None:
    assert label in codes(classifier, text)


@pytest.mark.parametrize(
    "text",
    [
        "Yemekhane çok kötü, sıra bitmiyor, lütfen düzeltin",
        "Veien er elendig brøytet igjen, dette må bli bedre",
        "Bussi myöhästyi taas, palvelu on huonontunut",
        "Kütüphane kaçta kapanıyor?",
    ],
)
def test_ordinary_complaints_and_questions_are_never_surely_offensive(classifier: Classifier, text: str) -> None:
    sure = {each.code for each in classifier.find(Text(text)) if each.sure}
    assert sure.isdisjoint({"insult", "hate_speech", "harassment", "threat", "profanity", "violence", "self_harm"})


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Harika olmuş, çok teşekkürler 🙏", "positive"),
        ("Rezalet, üç gündür su yok!", "negative"),
        ("Biblioteket åpner kl. 10?", "neutral"),
    ],
)
def test_the_sentiment_is_told_once_for_every_readable_text(classifier: Classifier, text: str, mood: str) -> None:
    assert [each.value for each in classifier.find(Text(text)) if each.code == "sentiment"] == [mood]


def test_addresses_handles_and_numbers_weigh_by_their_kind_alone(classifier: Classifier) -> None:
    one = classifier.chances([Text("Ara beni 0532 111 22 33 @ali https://a.example/x?y=1 a.b@c.example")])
    other = classifier.chances([Text("Ara beni 0544 987 65 43 @veli http://kent.example b@d.example")])
    assert np.array_equal(one, other)


@pytest.mark.parametrize("sure", [True, False])
def test_a_sure_finding_is_at_least_as_likely_as_its_label_demands(classifier: Classifier, sure: bool) -> None:
    model = load_model()
    for label in INCOMING_LABELS:
        assert model.sure[label] >= model.look[label] > 0


def test_explaining_names_the_word_that_weighed(classifier: Classifier) -> None:
    weighed = explain(classifier, Text("Çok güzel bir konser, teşekkürler"))
    assert "teşekkürler" in [word for word, _ in weighed["praise"]]


@pytest.mark.parametrize("text", JUNK, ids=range(len(JUNK)))
def test_explaining_survives_any_text(classifier: Classifier, text: str) -> None:
    assert isinstance(explain(classifier, Text(text[:3000])), dict)


def test_the_same_model_gives_the_same_file_and_reads_back(tmp_path: object, classifier: Classifier) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"  # type: ignore[operator]
    save_model(load_model(), first)
    save_model(load_model(first), second)
    assert first.read_bytes() == second.read_bytes()


def test_the_shipped_file_is_small_and_opens_quickly() -> None:
    assert SHIPPED.stat().st_size <= 8_000_000
    start = time.perf_counter()
    load_model()
    assert time.perf_counter() - start < 2


def test_cost_grows_at_most_with_length(classifier: Classifier) -> None:
    hand = random.Random(1)
    long = " ".join("".join(hand.choices(string.ascii_lowercase, k=7)) for _ in range(2_000))

    def cost(text: str) -> float:
        times = []
        for number in range(5):
            start = time.perf_counter()
            classifier.find(Text(f"{text} {number}"))
            times.append(time.perf_counter() - start)
        return min(times)

    assert cost(long[:10_000]) <= 12 * cost(long[:1_000]) + 0.002


@pytest.mark.parametrize(
    ("token", "words", "others"),
    [
        ("IŞIĞI", ("isigi",), ()),
        ("ışığı,", ("isigi",), (",",)),
        ("Ayıp!!", ("ayip",), ("!", "!")),
        ("0532", (), ("#4",)),
        ("https://kent.example/a?b", (), ("<link>",)),
        ("kent.example/form", (), ("<link>",)),
        ("a.b@kent.example", (), ("<mail>",)),
        ("@ali.veli", (), ("<at>",)),
        ("Ankara'da", ("ankarada",), ()),
        ("iyi/kötü", ("iyi", "kotu"), ("/",)),
        ("🙏🙏", (), ("🙏", "🙏")),
        ("Bjørg", ("bjorg",), ()),
    ],
)
def test_tokens_are_read_as_pieces(token: str, words: tuple[str, ...], others: tuple[str, ...]) -> None:
    read = read_token(token)
    assert (read.words, read.others) == (words, others)


def test_an_overlong_token_is_read_in_parts() -> None:
    assert max(map(len, split_tokens("x" * 1_000 + " kısa"))) == LONGEST
    assert "".join(split_tokens("x" * 1_000)) == "x" * 1_000


def test_parts_of_a_word_stay_within_the_word() -> None:
    together, owners = hash_parts(["ak", "şehir"])
    alone, _ = hash_parts(["ak"])
    assert sorted(together[owners == 0].tolist()) == sorted(alone.tolist())
    assert len(alone) == 3 + 2 + 1


def test_long_parts_are_taken_at_the_beginning_of_a_word_only() -> None:
    found, _ = hash_parts(["basvurulari"])
    assert len(found) == 12 + 11 + 10 + 9 + 3
