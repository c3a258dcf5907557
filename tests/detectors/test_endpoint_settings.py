"""The endpoint's settings, what each label is said to mean, masking by rule, and counting, without any server."""

import re
import sqlite3
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.detectors import endpoint
from meydan.detectors.endpoint import InvalidEndpoint, make, read_configuration
from meydan.detectors.endpoint.answer import UnusableAnswer, read_answer, read_usage
from meydan.detectors.endpoint.breaker import Breaker
from meydan.detectors.endpoint.configuration import CRITICAL, LABELS, NAMES, Configuration
from meydan.detectors.endpoint.masking import LIMIT, hide
from meydan.detectors.endpoint.request import read_definitions, write_request
from meydan.detectors.endpoint.spending import Purse, Spent
from meydan.detectors.endpoint.transport import LONGEST_WAIT, wait_before
from meydan.kernel.findings import DetectorSettings, Direction, Finding, Text
from meydan.kernel.vocabulary import HARMFUL_LABELS, INCOMING_LABELS, OUTGOING_LABELS

ROOT = Path(__file__).parents[2]
URL = "https://models.bozkir.example/v1"
SECRET = "sk-do-not-tell-0815"


def read(**values: str) -> Configuration | None:
    environ = {"URL": URL, "MODEL": "kuusi-7b"} | values
    return read_configuration({f"MEYDAN_ENDPOINT_{name}": value for name, value in environ.items()})


def read_one(**values: str) -> Configuration:
    configuration = read(**values)
    assert configuration is not None
    return configuration


def nothing(text: Text) -> list[Finding]:
    return []


@pytest.mark.parametrize("url", ["", "  "])
def test_without_an_address_there_is_no_detector_whatever_else_is_set(url: str) -> None:
    assert read(URL=url, TIMEOUT="never", KEY=SECRET) is None


def test_institution_that_sets_nothing_gets_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEYDAN_ENDPOINT_URL", raising=False)
    assert make(DetectorSettings()) is None


def test_detector_is_made_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEYDAN_ENDPOINT_URL", URL)
    monkeypatch.setenv("MEYDAN_ENDPOINT_MODEL", "kuusi-7b")
    detector = make(DetectorSettings())
    assert detector is not None
    assert (detector.key, detector.find(Text("merhaba"))) == ("endpoint", ())


def test_without_the_http_library_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("detector", "transport"):
        monkeypatch.delitem(sys.modules, f"meydan.detectors.endpoint.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert make(DetectorSettings()) is None
    monkeypatch.setenv("MEYDAN_ENDPOINT_URL", URL)
    monkeypatch.setenv("MEYDAN_ENDPOINT_MODEL", "kuusi-7b")
    with pytest.raises(InvalidEndpoint, match=r"meydan\[endpoint\]"):
        make(DetectorSettings())


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://a.example/v1", "https://a.example/v1/chat/completions"),
        ("https://a.example/v1/", "https://a.example/v1/chat/completions"),
        ("https://a.example", "https://a.example/chat/completions"),
        ("https://a.example/v1/chat/completions", "https://a.example/v1/chat/completions"),
        ("https://a.example/x?api-version=2", "https://a.example/x/chat/completions?api-version=2"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1/chat/completions"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions"),
    ],
)
def test_address_may_be_whole_or_a_root(given: str, asked: str) -> None:
    assert read_one(URL=given).url == asked


def test_every_default_is_modest_and_incoming_alone_is_asked_about() -> None:
    configuration = read_one()
    assert configuration == Configuration(url=f"{URL}/chat/completions", model="kuusi-7b")
    assert dict(configuration.labels) == {"incoming": INCOMING_LABELS}
    assert configuration.sure == frozenset()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("URL", "bozkir.example/v1", "https"),
        ("URL", "ftp://bozkir.example", "https"),
        ("URL", "https://", "host"),
        ("URL", "https://[bozkir", "cannot be read"),
        ("URL", "https://bozkir.example:99999", "cannot be read"),
        ("URL", f"https://me:{SECRET}@bozkir.example", "name or a password"),
        ("URL", f"https://bozkir.example?key={SECRET}", "api-version"),
        ("URL", "http://bozkir.example/v1", "ALLOW_HTTP"),
        ("ALLOW_HTTP", "perhaps", "yes or no"),
        ("MODEL", "", "model"),
        ("MODEL", "two words", "model"),
        ("MODEL", "møb", "model"),
        ("KEY", f"{SECRET} {SECRET}", "one word"),
        ("KEY", f"{SECRET}\n{SECRET}", "one word"),
        ("KEY", f"{SECRET}ğ", "one word"),
        ("KEY_FILE", "/nowhere/key", "cannot be read"),
        ("TIMEOUT", "0", "from 0.05 to 600"),
        ("TIMEOUT", "nan", "from 0.05 to 600"),
        ("TIMEOUT", "ten", "from 0.05 to 600"),
        ("RETRIES", "-1", "whole number from 0 to 10"),
        ("RETRIES", "2.5", "whole number"),
        ("DAILY_REQUESTS", "many", "whole number"),
        ("DAILY_TOKENS", "9" * 5000, "whole number"),
        ("DAILY_TOKENS", "٣", "whole number"),
        ("ANSWER_TOKENS", "1", "from 50"),
        ("FAILURES", "0", "from 1"),
        ("PAUSE", "-1", "from 0"),
        ("LEAST_CONFIDENCE", "50%", "from 0 to 1"),
        ("SURE_FROM", "0.1", "from 0.5 to 1"),
        ("LABELS", "praise, prise", "'prise'"),
        ("LABELS", "outgoing.praise", "'outgoing.praise'"),
        ("SURE", "praise, everything", "'everything'"),
        ("SURE", "praise, self_harm", "self_harm"),
        ("TIMOUT", "10", "no setting"),
    ],
)
def test_wrong_value_is_told_by_its_variable_and_without_secrets(name: str, value: str, told: str) -> None:
    values = {name: value} if name != "ALLOW_HTTP" else {name: value, "URL": "http://bozkir.example/v1"}
    with pytest.raises(InvalidEndpoint) as caught:
        read(**values)
    assert f"MEYDAN_ENDPOINT_{name}" in str(caught.value)
    assert told in str(caught.value)
    assert SECRET not in str(caught.value) + repr(caught.value.problems)


def test_all_wrong_values_are_told_at_once() -> None:
    with pytest.raises(InvalidEndpoint) as caught:
        read(TIMEOUT="x", RETRIES="x", SURE="x", URL="x")
    assert len(caught.value.problems) == 4


def test_key_comes_from_a_file_and_stands_in_no_repr(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    configuration = read_one(KEY_FILE=str(file))
    assert configuration.key == SECRET
    assert SECRET not in repr(configuration) + str(configuration)
    with pytest.raises(InvalidEndpoint, match="both set"):
        read(KEY=SECRET, KEY_FILE=str(file))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"two words"])
def test_key_file_without_a_key_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(InvalidEndpoint, match="KEY_FILE"):
        read(KEY_FILE=str(file))


def test_labels_are_chosen_by_direction_by_code_or_by_both() -> None:
    assert set(read_one(LABELS="incoming outgoing").labels) == {"incoming", "outgoing"}
    both = {"incoming": ("personal_data",), "outgoing": ("personal_data",)}
    assert dict(read_one(LABELS="personal_data").labels) == both
    assert dict(read_one(LABELS="outgoing.personal_data,praise").labels) == {
        "incoming": ("praise",),
        "outgoing": ("personal_data",),
    }


def test_labels_of_those_who_attack_are_critical_and_all_critical_labels_exist() -> None:
    assert HARMFUL_LABELS < CRITICAL < {*INCOMING_LABELS, *OUTGOING_LABELS}


@pytest.mark.parametrize("direction", get_args(Direction))
def test_every_label_is_defined_in_its_own_sentence(direction: Direction) -> None:
    definitions = read_definitions()[direction]
    assert list(definitions) == list(LABELS[direction])
    assert len(set(definitions.values())) == len(definitions)
    assert all(30 < len(each) < 260 and each.endswith(".") for each in definitions.values())


def test_page_tells_every_setting_and_no_other() -> None:
    page = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
    assert set(re.findall(r"MEYDAN_ENDPOINT_([A-Z_]+)", page)) == set(NAMES)


def test_environment_is_read_in_one_file_and_one_file_names_the_http_library() -> None:
    folder = Path(endpoint.__file__).parent
    sources = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    assert [name for name, source in sources.items() if "environ" in source and "import os" in source] == [
        "configuration.py"
    ]
    assert [name for name, source in sources.items() if re.search(r"^\s*(import|from) httpx", source, re.M)] == [
        "transport.py"
    ]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("@ayse_k bana 0532 111 22 33 yaz", "[handle] bana [number] yaz"),
        ("ali@okul.example yazın", "[e-mail] yazın"),
        ("GB29NWBK60161331926819 hesabı", "[account] hesabı"),
        ("NO93 8601 1117 947", "[account]"),
        ("(0532) - 111 - 22 - 33", "([number]"),
        ("tel:+905321112233", "[link]"),
        ("bit.ly/3xYz bakın", "[link] bakın"),
        ("www.bahis.example gel", "[link] gel"),
        ("5️⃣3️⃣2️⃣1️⃣1️⃣1️⃣2️⃣ ara", "[number]️⃣ ara"),
        ("⑤③②①①①② ara", "[number] ara"),
        ("2026 yılında 3 otobüs", "2026 yılında 3 otobüs"),
        ("geldik.biz de bekledik", "geldik.biz de bekledik"),
        ("saat 09:30, oda 214", "saat 09:30, oda 214"),
        ("at 10 the meeting begins and 20 people wait", "at 10 the meeting begins and 20 people wait"),
    ],
)
def test_rule_hides_what_points_at_people_and_leaves_the_rest(text: str, hidden: str) -> None:
    assert hide(Text(text), nothing) == hidden


def test_masker_and_rule_together_make_one_word_of_one_passage() -> None:
    def masker(text: Text) -> list[Finding]:
        spans = ((3, 8), (6, 11), (-4, 1), (90, 99), (5, 2))
        return [Finding("personal_data", 1, True, "x@1", spans, "name")]

    assert hide(Text("abcdefghijklm"), masker) == "[name]bc[name]lm"


def test_kind_of_a_finding_cannot_carry_the_text_out() -> None:
    def masker(text: Text) -> list[Finding]:
        return [Finding("personal_data", 1, True, "x@1", ((0, 4),), "Ayşe 0532")]

    assert hide(Text("Ayşe"), masker) == "[hidden]"


@pytest.mark.parametrize("filler", ["x", "x ", "e\u0301", "ﷺ", "@a "])
@pytest.mark.parametrize("shift", range(-12, 13, 3))
def test_number_at_the_cut_is_hidden_whole(filler: str, shift: int) -> None:
    for cut in (LIMIT, LIMIT + 400):
        before = (filler * cut)[: cut + shift]
        sent = hide(Text(f"{before} 0532 111 22 33 " + filler * 2000), nothing)
        assert len(sent) <= LIMIT
        assert not re.search(r"\d", sent)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789@./ -_:+abcTRhtps\u200b")), max_size=120))
def test_no_handle_link_or_run_of_seven_digits_survives(text: str) -> None:
    sent = hide(Text(text), nothing)
    assert not re.search(r"@[^\s@\[]", sent)
    assert not re.search(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://\S", sent)
    assert not re.search(r"\d([\W_]{0,4}\d){6}", sent)


@pytest.mark.parametrize("unit", ["a.", "a", "-", "1 ", "TR12", "www.", "@", "a@", "\u200b1", "é1", "a-b.c_d/"])
def test_masking_costs_no_more_for_a_megabyte_than_for_what_is_sent(unit: str) -> None:
    began = time.process_time()
    hide(Text(unit * (1_000_000 // len(unit))), nothing)
    assert time.process_time() - began < 1


def test_request_grows_no_further_than_the_limit() -> None:
    body = write_request(Text("x", lang="t" * 10**6), "x" * LIMIT, "y" * LIMIT, read_one())
    assert len(body) < 2 * LIMIT + 12_000


@pytest.mark.parametrize(
    ("confidence", "read_as"),
    [("0.7", 0.7), ("7", 1), ("-1", 0), ("1e999", 1), ("-1e999", 0), ("9" * 400, 1), ("NaN", None), ("true", None)],
)
def test_confidence_is_clamped_and_what_is_no_number_dropped(confidence: str, read_as: float | None) -> None:
    content = f'{{"labels": [{{"label": "praise", "confidence": {confidence}}}]}}'
    answer = read_answer({"choices": [{"message": {"content": content}}]}, ("praise",))
    assert dict(answer.labels) == ({} if read_as is None else {"praise": read_as})
    assert answer.dropped == (read_as is None)


def test_label_named_twice_counts_once_with_the_higher_confidence() -> None:
    content = '{"labels": [{"label": "praise", "confidence": 0.9}, {"label": "praise", "confidence": 0.2}]}'
    answer = read_answer({"choices": [{"message": {"content": content}}]}, ("praise",))
    assert (dict(answer.labels), answer.dropped) == ({"praise": 0.9}, 0)


_NAMES = st.sampled_from(
    ["choices", "message", "content", "labels", "usage", "total_tokens", "finish_reason", "refusal"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(_JSON)
def test_reply_of_any_form_is_read_or_refused(reply: object) -> None:
    assert (read_usage(reply) or 1) > 0
    with pytest.raises(UnusableAnswer):
        read_answer(reply, ("praise",))


@pytest.mark.parametrize("stored", [False, True])
def test_purse_never_gives_more_than_the_day_allows(tmp_path: Path, stored: bool) -> None:
    days = [20_000.0]
    purse = Purse(3, 100, tmp_path / "spent" if stored else None, lambda: days[0] * 86_400)
    first = purse.set_aside(60)
    assert first is not None
    assert purse.set_aside(60) is None
    purse.settle(first, 10)
    assert purse.spent() == Spent(20_000, 1, 10)
    assert purse.set_aside(90) is not None
    assert purse.set_aside(1) is None
    days[0] -= 1
    assert purse.set_aside(1) is None
    days[0] += 2
    assert purse.set_aside(100) is not None
    purse.settle(first, 0)
    assert purse.spent() == Spent(20_001, 1, 100)


def test_counter_file_holds_days_and_numbers_only(tmp_path: Path) -> None:
    Purse(9, 100, tmp_path / "spent", lambda: 86_400.0).set_aside(7)
    book = sqlite3.connect(tmp_path / "spent")
    assert book.execute("SELECT * FROM spent").fetchall() == [(1, 1, 7)]
    book.close()


def test_breaker_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(2, 60, lambda: 0.0)
    for _ in range(5):
        breaker.note_failure()
        breaker.note_success()
    assert breaker.may_ask()
    assert [breaker.note_failure(), breaker.note_failure(), breaker.may_ask()] == [False, True, False]


def test_after_the_pause_one_request_tries_while_the_others_still_keep_away() -> None:
    now = [0.0]
    breaker = Breaker(1, 60, lambda: now[0])
    breaker.note_failure()
    now[0] = 60.0
    assert [breaker.may_ask(), breaker.may_ask()] == [True, False]
    breaker.note_success()
    assert breaker.may_ask()


@pytest.mark.parametrize("attempt", [1, 2, 5, 2000])
def test_wait_grows_is_scattered_and_has_an_end(attempt: int) -> None:
    least, most = wait_before(attempt, 0, lambda: 0.0), wait_before(attempt, 0, lambda: 1.0)
    assert 0 < least * 2 == most <= LONGEST_WAIT
    assert least <= wait_before(attempt, 0) <= most
    assert wait_before(attempt, 3.0) == 3.0
