"""`meydan model`: adapt, undo, tell; measure beside an endpoint; list what was wrong; explain."""

import importlib
import itertools
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from meydan.cli.main import main
from meydan.cli.model_print import wrong_answers
from meydan.detectors.classifier.adapting.adaptation import load_adaptation, save_adaptation
from meydan.flow.model import settings_of, tell_languages
from meydan.kernel.findings import Text

FRAMES = [
    "{} yine korsan taksi var",
    "Korsan taksi dün {} müşteri kapıyordu",
    "Bu korsan taksi işi {} ne zaman biter",
    "{} duran korsan taksi yüzünden kavga çıktı",
    "Gece korsan taksi {} tur atıyor, plakası yok",
    "{} bekleyen herkes korsan taksi ile uğraşıyor",
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
SEEN = "Gece korsan taksi garda tur atıyor, plakası yok"


def run(*args: Any, **more: Any) -> Result:
    return CliRunner().invoke(main, ["model", *map(str, args)], **more)


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    rows = [
        {"text": frame.format(place), "lang": "tr", "labels": ["case_matter"]}
        for frame, place in itertools.product(FRAMES, PLACES)
    ]
    return write_lines(tmp_path / "corrections.jsonl", rows)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "house" / "ours.yaml"
    path.parent.mkdir()
    path.write_text("classifier:\n  adaptation: adaptation.npz\n", encoding="utf-8")
    return path


def decide(settings: Path) -> str:
    event = {"id": "1", "kind": "incoming_message", "text": SEEN, "at": "2026-11-20T10:00:00Z"}
    args = ["decide", "--pack", "common", "--settings", str(settings)]
    decided = CliRunner().invoke(main, args, input=json.dumps(event))
    assert decided.exit_code == 0, (decided.output, decided.exception)
    return decided.stdout


def test_adapting_decides_otherwise_and_undoing_leaves_no_trace(corrections: Path, settings: Path) -> None:
    before = json.loads(decide(settings))
    adapted = run("adapt", corrections, "--out", settings.parent)
    assert adapted.exit_code == 0, adapted.output
    assert "60 corrections: " in adapted.stdout
    assert "Held back, before | after" in adapted.stdout
    path = settings.parent / "adaptation.npz"
    tag = load_adaptation(path).tag
    found = {each["code"]: each for each in json.loads(decide(settings))["labels"]}
    assert found["case_matter"]["by"].endswith(f"+{tag}")
    assert found["case_matter"]["sure"] is False
    assert "case_matter" not in {each["code"] for each in before["labels"]}
    undone = run("adapt", "--undo", "--settings", settings)
    assert (undone.exit_code, path.exists()) == (0, False)
    assert json.loads(decide(settings)) == before


def test_status_tells_what_is_in_force_and_names_no_message(corrections: Path, settings: Path) -> None:
    nothing = run("adapt", "--status", "--settings", settings)
    assert (nothing.exit_code, "there is no adaptation" in nothing.stdout) == (0, True)
    run("adapt", corrections, "--settings", settings)
    told = run("adapt", "--status", "--settings", settings).stdout
    adaptation = load_adaptation(settings.parent / "adaptation.npz")
    for part in (adaptation.tag, "60 corrections", adaptation.model[:16], "this one", "case_matter", "answers better"):
        assert part in told
    assert "taksi" not in told.lower()
    assert str(adaptation.about["made"]) in told


def test_an_adaptation_for_another_model_is_told_and_left_aside(corrections: Path, settings: Path) -> None:
    run("adapt", corrections, "--settings", settings)
    path = settings.parent / "adaptation.npz"
    adaptation = load_adaptation(path)
    save_adaptation(type(adaptation)(**{**vars(adaptation), "model": "0" * 64}), path)
    told = run("adapt", "--status", "--settings", settings)
    assert (told.exit_code, "ANOTHER one" in told.stdout) == (1, True)
    assert all("+" not in each["by"] for each in json.loads(decide(settings))["labels"])
    path.write_text("broken")
    assert run("adapt", "--status", "--settings", settings).exit_code == 1


def test_what_is_not_shown_to_be_better_is_written_only_anyway(corrections: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(corrections.read_text(encoding="utf-8").splitlines()[:19]), encoding="utf-8")
    out = tmp_path / "out.npz"
    refused = run("adapt", few, "--out", out)
    assert (refused.exit_code, out.exists()) == (1, False)
    assert "19 different corrections are too few" in refused.stderr
    assert "Nothing is written" in refused.stderr
    forced = run("adapt", few, "--out", out, "--anyway")
    assert (forced.exit_code, out.exists()) == (0, True)
    assert "too few" in run("adapt", "--status", "--out", out).stdout


def test_a_guard_folder_is_shown_and_can_refuse(corrections: Path, tmp_path: Path) -> None:
    folder = tmp_path / "guard"
    folder.mkdir()
    texts = [json.loads(line)["text"] for line in corrections.read_text(encoding="utf-8").splitlines()]
    write_lines(folder / "a.jsonl", [{"text": text, "labels": []} for text in texts])
    out = tmp_path / "a.npz"
    refused = run("adapt", corrections, "--out", out, "--guard", folder)
    assert (refused.exit_code, out.exists()) == (1, False)
    assert "Guard folder, before | after:\n60 messages" in refused.stdout
    assert "Others suffer: on the guard folder" in refused.stderr
    assert "--anyway" in refused.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "Give a file"),
        (("--undo", "--status", "--out", "x"), "Give a file"),
        (("--undo",), "Say where"),
    ],
)
def test_a_call_that_says_too_little_is_refused(args: tuple[str, ...], told: str) -> None:
    refused = run("adapt", *args)
    assert (refused.exit_code, told in refused.stderr) == (2, True)


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "c.jsonl", [{"text": "a", "labels": ["prase"]}])
    refused = run("adapt", path, "--out", tmp_path)
    assert (refused.exit_code, refused.stderr) == (1, "c.jsonl:1: no such label: prase\n")


@pytest.mark.parametrize("chosen", ["{adaption: a.npz}", "[a.npz]", "{adaptation: ''}", "{adaptation: 7}"])
def test_settings_that_name_no_adaptation_are_refused(tmp_path: Path, chosen: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(f"classifier: {chosen}\n", encoding="utf-8")
    refused = CliRunner().invoke(main, ["decide", "--pack", "common", "--settings", str(path)], input="")
    assert (refused.exit_code, "classifier" in refused.stderr) == (2, True)


def test_messages_are_prepared_as_at_work_and_settings_reach_the_detectors() -> None:
    overlay = {"lexicons": {"insult": {"tr": ["!zibidi*"]}}, "contacts": ["444 0 123"]}
    settings = settings_of({**overlay, "classifier": {"adaptation": "a.npz"}})
    assert (settings.contacts, settings.adaptation) == (("444 0 123",), "a.npz")
    assert settings.lexicons == {"insult": {"tr": ("!zibidi*",)}}
    assert settings_of({}) == settings_of({"classifier": None, "lexicons": None})
    texts = [Text("Kütüphane pazar günü saat kaçta açılıyor?"), Text("Kütüphane açık mı?", lang="fi")]
    assert [text.lang for text in tell_languages(texts, settings)] == ["tr", "fi"]


MESSAGES = [
    ("Kütüphane pazar günü saat kaçta açılıyor?", ["question"], "neutral"),
    ("Elinize sağlık, harika bir etkinlik olmuş, teşekkürler", ["praise"], "positive"),
    ("Yemekhanede yemekler üç gündür soğuk, 0532 111 22 33 arayın", ["service_complaint"], "negative"),
    ("Bugün hava güneşli \u202eters", ["phishing", "drugs"], "neutral"),
]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    rows = [
        {"id": f"M{number}", "text": text, "lang": "tr", "labels": labels, "sentiment": mood, "hard": False}
        for number, (text, labels, mood) in enumerate(MESSAGES)
    ]
    return write_lines(tmp_path / "messages.jsonl", rows)


def test_wrong_answers_are_listed_without_their_text_where_no_terminal_is(messages: Path) -> None:
    told = run("evaluate", messages, "--wrong").stdout
    assert "\nM3: missed drugs, phishing; said " in told
    assert "shown on a terminal only" in told
    assert "güneşli" not in told
    for part in ("macro-F1, look", "sentiment right", "tr: 4 messages", "ordinary complaints called offensive"):
        assert part in told


def test_on_a_terminal_the_text_is_shown_with_what_would_steer_it_named() -> None:
    texts = {"1": Text("tehlike \u202eters\x1b[2J", reply_to="Duyuru\nvar")}
    shown = list(wrong_answers([("1", ("drugs",), ())], texts, on_terminal=True))
    assert shown == ["1: missed drugs; said -", "    tehlike ⟦RLO⟧ters␛[2J", "    answers: Duyuru var"]
    hidden = list(wrong_answers([("1", ("drugs",), ())], texts, on_terminal=False))
    assert hidden == ["1: missed drugs; said -", "(The texts are shown on a terminal only.)"]


def test_an_adaptation_is_measured_beside_the_shipped_model(corrections: Path, settings: Path, tmp_path: Path) -> None:
    run("adapt", corrections, "--settings", settings)
    rows = [{"id": "1", "text": SEEN, "lang": "tr", "labels": ["case_matter"], "sentiment": "negative"}]
    told = run("evaluate", write_lines(tmp_path / "m.jsonl", rows), "--settings", settings).stdout
    (line,) = [each for each in told.split("shipped | adapted")[1].splitlines() if each.startswith("case_matter")]
    assert "0.00 | 1.00" in line


def test_explaining_speaks_json_and_takes_the_language() -> None:
    told = json.loads(run("explain", "Çok güzel bir konser, teşekkürler", "--lang", "tr", "--json").stdout)
    praise = next(each for each in told["found"] if each["label"] == "praise")
    assert set(praise) == {"label", "chance", "sure", "by", "words"}
    assert "teşekkürler" in {each["word"] for each in praise["words"]}
    assert told["found"][-1]["label"] == "positive"
    plain = run("explain", "Çok güzel bir konser, teşekkürler", "--lang", "tr").stdout
    assert plain.startswith("praise: ")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server on this machine that answers as told, configured by the environment as at work."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parent.parent / "detectors")])
    fake = importlib.import_module("endpoint_server")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with fake.Server() as server:
        server.fake = fake
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        for name, value in {"URL": server.url, "MODEL": "kuusi-7b", "RETRIES": "0", "TIMEOUT": "5"}.items():
            monkeypatch.setenv(f"MEYDAN_ENDPOINT_{name}", value)
        yield server
        server.shutdown()
        thread.join()


def test_model_and_endpoint_are_compared_with_what_it_cost(messages: Path, endpoint: Any) -> None:
    usage = {"total_tokens": 700}
    answers = [("question", "praise"), ("praise",), (), ("phishing",)]
    endpoint.script = [endpoint.fake.labels(*((each, 0.9) for each in said), usage=usage) for said in answers]
    told = run("evaluate", messages, "--with", "endpoint", "--wrong")
    assert told.exit_code == 0, told.output
    assert "4 messages, 4 answered by the endpoint\n" in told.stdout
    assert "spent: 4 requests, 2800 tokens" in told.stdout
    lines = {line.split()[0]: line for line in told.stdout.splitlines() if line}
    assert lines["phishing"].startswith("phishing             0.00 | 1.00")
    assert "1.00 (0.21-1.00, 1/1) | 0.00 (0.00-0.79, 0/1)" in lines["service_complaint"]
    assert "0.50 (0.09-0.91, 1/2)" in lines["praise"].rsplit("|", 1)[1]
    assert "missed by both: 1 labels on 1 messages" in told.stdout
    assert "M3: missed drugs; said -" in told.stdout
    assert "positive" not in lines


def test_personal_data_is_masked_before_the_endpoint_sees_it(messages: Path, endpoint: Any) -> None:
    endpoint.script = [endpoint.fake.labels()]
    run("evaluate", messages, "--with", "endpoint")
    sent = b"".join(endpoint.bodies).decode()
    assert len(endpoint.bodies) == 4
    assert "soğuk" in endpoint.data(2)["message"]
    assert "0532" not in sent
    assert "22 33" not in sent


def test_a_spent_day_is_counted(messages: Path, endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEYDAN_ENDPOINT_DAILY_REQUESTS", "1")
    told = run("evaluate", messages, "--with", "endpoint")
    assert told.exit_code == 0
    assert "4 messages, 1 answered by the endpoint; unanswered: endpoint_spent 3" in told.stdout
    assert "[endpoint_spent]" in told.stderr


def test_failures_and_silence_are_counted(messages: Path, endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEYDAN_ENDPOINT_FAILURES", "2")
    monkeypatch.setenv("MEYDAN_ENDPOINT_TIMEOUT", "0.2")
    late = endpoint.fake.Reply(wait=1.0)
    endpoint.script = [endpoint.fake.chat("not json"), endpoint.fake.Reply(500), late, late]
    told = run("evaluate", messages, "--with", "endpoint")
    assert told.exit_code == 1
    assert "4 messages, 0 answered" in told.stdout
    for part in ("endpoint_answer_malformed 1", "endpoint_error 1", "endpoint_timeout 1", "endpoint_resting 1"):
        assert part in told.stdout
    assert "nothing is compared" in told.stderr


def test_without_an_endpoint_the_model_is_still_measured(messages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEYDAN_ENDPOINT_URL", raising=False)
    told = run("evaluate", messages, "--with", "endpoint")
    assert told.exit_code == 1
    assert "0 answered by the endpoint; unanswered: endpoint_missing 4" in told.stdout
    assert "the model alone on all messages: macro-F1 0." in told.stdout
    assert "spent: ? requests" in told.stdout


def test_a_wrong_setting_of_the_endpoint_is_named(
    messages: Path, endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEYDAN_ENDPOINT_TIMEOUT", "soon")
    told = run("evaluate", messages, "--with", "endpoint")
    assert (told.exit_code, "MEYDAN_ENDPOINT_TIMEOUT" in told.stderr) == (1, True)
    assert endpoint.bodies == []


def test_only_labels_that_the_endpoint_is_asked_for_are_compared(
    messages: Path, endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEYDAN_ENDPOINT_LABELS", "praise")
    endpoint.script = [endpoint.fake.labels()]
    told = run("evaluate", messages, "--with", "endpoint").stdout
    assert "missed by both: 0 labels" in told
    assert not [line for line in told.splitlines() if line.startswith(("question", "phishing"))]
    assert "agreement: 0.75" in told
