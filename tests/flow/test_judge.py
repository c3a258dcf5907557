"""Who is asked in which turn, who weighs whom, and that judging many at once says what judging one by one says."""

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest

from meydan.flow.judge import STRETCH, Judge, load_judge, stretches
from meydan.kernel.decision import Decision
from meydan.kernel.events import Account, Event, IncomingMessage, OutgoingPost, RemovalRequest, ReplyDraft
from meydan.kernel.findings import Finding, Text
from meydan.kernel.parse import parse_event

HOME = Path(__file__).parents[2]
NOW = "2026-11-20T09:00:00Z"


class Scripted:
    """A detector that finds what it was told for each text, and remembers what it was asked."""

    version = "1"
    directions = frozenset({"incoming", "outgoing"})

    def __init__(self, key: str, found: dict[str, list[Finding]], emits: Sequence[str] = ()) -> None:
        self.key = key
        self.emits = frozenset(emits) or frozenset(each.code for told in found.values() for each in told)
        self.told = found
        self.asked: list[Text] = []

    def find(self, text: Text) -> list[Finding]:
        self.asked.append(text)
        return self.told.get(text.text, [])


class ScriptedForMany(Scripted):
    """The same with `find_many`; `stumbles` says how that fails."""

    def __init__(self, key: str, found: dict[str, list[Finding]], stumbles: str = "") -> None:
        super().__init__(key, found)
        self.stumbles = stumbles
        self.batches: list[int] = []

    def find_many(self, texts: Sequence[Text]) -> list[list[Finding]]:
        self.batches.append(len(texts))
        if self.stumbles == "raises":
            raise ValueError("too many")
        found = [self.told.get(text.text, []) for text in texts]
        return found[:-1] if self.stumbles == "forgets" else found


class Weigher(Scripted):
    """A detector that weighs the word lists and the personal data."""

    directions = frozenset({"incoming"})
    weighs: ClassVar = dict.fromkeys(("lexicon", "personal_data"), frozenset({"threat", "insult", "personal_data"}))


def seen(code: str, by: str, confidence: float = 0.5, *, sure: bool = False, at: int = 0, value: str | None = None):
    return Finding(code, confidence, sure, f"{by}@1", ((at, at + 1),), value)


@cache
def policy(pack: str = "ieu"):
    return load_judge(pack, detectors=()).policy


def labels(judge: Judge, text: str = "a", direction: str = "incoming") -> list[Finding]:
    return list(judge.see(Text(text, direction)).findings)  # type: ignore[arg-type]


@cache
def real_judge(pack: str, also: tuple[str, ...] = ()) -> Judge:
    return load_judge(pack, also, detectors=None if pack == "ieu" and not also else real_judge("ieu").detectors)


@cache
def training_events() -> list[Event]:
    lines = [
        line for file in sorted((HOME / "training").glob("*.jsonl")) for line in file.read_text("utf-8").split("\n")
    ]
    rows = [json.loads(line) for line in random.Random(4).sample([line for line in lines if line], 600)]
    return [
        IncomingMessage(id=row["id"], text=row["text"], at=NOW, reply_to=row.get("reply_to"), lang=lang)
        for row, lang in zip(rows, [None, None, "tr", "nn", "de"] * 120, strict=True)
    ]


@pytest.mark.parametrize("pack", ["ieu", "kinn"])
def test_many_messages_are_judged_as_one_by_one(pack: str) -> None:
    judge = real_judge(pack)
    alone = [judge.judge(event) for event in training_events()]
    together = [decision for part in stretches(training_events(), lambda _: 1) for decision in judge.judge_many(part)]
    assert together == alone
    assert len({decision.labels for decision in alone}) > 100
    assert len({decision.steps for decision in alone}) > 20


def test_many_events_of_every_kind_are_judged_as_one_by_one() -> None:
    rows = [
        json.loads(line)
        for file in sorted((HOME / "tests" / "scenarios").glob("*.jsonl"))
        for line in file.read_text("utf-8").split("\n")
        if line
    ]
    by_policy: dict[tuple[str, tuple[str, ...]], list[Event]] = {}
    for row in rows:
        event = parse_event({"at": NOW, **row["event"]})
        by_policy.setdefault((row["pack"], tuple(row.get("with") or ())), []).append(event)
    for (pack, also), events in by_policy.items():
        judge = real_judge(pack, also)
        assert judge.judge_many(events) == [judge.judge(event) for event in events]
    assert sum(map(len, by_policy.values())) > 900


def mixed_events() -> list[Event]:
    message = IncomingMessage(id="m", text="threat", at=NOW)
    return [
        IncomingMessage(id="1", text="threat", at=NOW),
        IncomingMessage(id="2", at=NOW),
        IncomingMessage(id="3", text="threat", labels=("praise",), lang="tr", at=NOW),
        IncomingMessage(id="4", text="threat", labels=("praise",), at=NOW),
        OutgoingPost(id="5", text="threat", at=NOW),
        ReplyDraft(id="6", text="fine", to=message, at=NOW),
        RemovalRequest(id="7", message=message, at=NOW),
        Account(id="8", bio="threat", at=NOW),
        Account(id="9", at=NOW),
        IncomingMessage(id="10", text="fine", at=NOW),
    ]


def test_events_with_and_without_texts_and_labels_keep_their_places() -> None:
    told = {"threat": [seen("threat", "a", sure=True)], "fine": [seen("praise", "a", sure=True)]}
    language = Scripted("language", {each: [seen("lang", "language", value="tr")] for each in told})
    judge = Judge(policy(), [ScriptedForMany("a", told), language])
    decisions = judge.judge_many(mixed_events())
    assert decisions == [judge.judge(event) for event in mixed_events()]
    assert [each.id for each in decisions] == [event.id for event in mixed_events()]
    found = [[label.code for label in each.labels] for each in decisions]
    assert [found[place] for place in (0, 1, 2, 3, 9)] == [["threat"], [], ["praise"], ["praise"], ["praise"]]
    assert [decisions[place].lang for place in (0, 1, 2, 3)] == ["tr", None, "tr", "tr"]


def test_no_events_are_no_decisions() -> None:
    assert Judge(policy(), [Scripted("a", {})]).judge_many([]) == []


def test_texts_with_labels_are_shown_to_nobody_but_the_language() -> None:
    language = Scripted("language", {}, ["lang"])
    other = Scripted("a", {}, ["threat"])
    Judge(policy(), [other, language]).judge_many(mixed_events()[2:4])
    assert ([text.text for text in language.asked], other.asked) == (["threat"], [])


@pytest.mark.parametrize("stumbles", ["raises", "forgets"])
def test_a_detector_that_stumbles_over_many_is_asked_text_by_text(
    stumbles: str, caplog: pytest.LogCaptureFixture
) -> None:
    told = {"threat": [seen("threat", "a", sure=True)]}
    detector = ScriptedForMany("a", told, stumbles)
    decisions = Judge(policy(), [detector]).judge_many(mixed_events())
    assert decisions == Judge(policy(), [Scripted("a", told)]).judge_many(mixed_events())
    assert detector.batches == [7]
    assert len(detector.asked) == 7
    assert "a " in caplog.text
    assert "threat" not in caplog.text


def test_one_that_raises_on_a_text_raises_in_many_as_alone() -> None:
    class Raises(Scripted):
        def find(self, text: Text) -> list[Finding]:
            raise ZeroDivisionError

    judge = Judge(policy(), [Raises("a", {})])
    for work in (lambda: judge.judge(mixed_events()[0]), lambda: judge.judge_many(mixed_events())):
        with pytest.raises(ZeroDivisionError):
            work()


def test_one_text_is_not_a_batch() -> None:
    detector = ScriptedForMany("a", {"threat": [seen("threat", "a")]})
    Judge(policy(), [detector]).judge(mixed_events()[0])
    assert (detector.batches, len(detector.asked)) == ([], 1)


def test_the_language_is_asked_first_and_who_weighs_last() -> None:
    weigher, lists, language = Weigher("w", {}), Scripted("lexicon", {}), Scripted("language", {}, ["lang"])
    assert Judge(policy(), [weigher, lists, language]).detectors == (language, lists, weigher)


def test_the_others_are_told_the_language() -> None:
    lists, language = Scripted("lexicon", {}), Scripted("language", {"a": [seen("lang", "language", value="tr")]})
    Judge(policy(), [lists, language]).see(Text("a", reply_to="b"))
    assert lists.asked == [Text("a", lang="tr", reply_to="b")]


def test_that_a_language_cannot_be_told_is_told_too() -> None:
    lists, language = Scripted("lexicon", {}), Scripted("language", {"a": [seen("lang", "language", value="unknown")]})
    assert Judge(policy(), [lists, language]).see(Text("a")).lang == "unknown"
    assert lists.asked == [Text("a", lang="unknown")]


def test_its_word_stands_in_place_of_an_unsure_one() -> None:
    lists = Scripted("lexicon", {"a": [seen("threat", "lexicon", 0.9, at=3), seen("insult", "lexicon", at=5)]})
    weigher = Weigher("w", {"a": [seen("threat", "w", 0.4, at=1)]}, ["threat", "insult"])
    assert labels(Judge(policy(), [lists, weigher])) == [Finding("threat", 0.4, False, "w@1", ((1, 2), (3, 4)))]


def test_the_kind_that_only_the_weighed_can_tell_is_kept() -> None:
    told = [
        seen("personal_data", "personal_data", 0.3, value="plate"),
        seen("personal_data", "personal_data", value="phone"),
    ]
    weigher = Weigher("w", {"a": [seen("personal_data", "w")]})
    (found,) = labels(Judge(policy(), [Scripted("personal_data", {"a": told}), weigher]))
    assert (found.by, found.value) == ("w@1", "phone")


@pytest.mark.parametrize(
    "stays",
    [
        seen("threat", "lexicon", sure=True),
        seen("threat", "lexicon", value="own"),
        seen("x-parking", "lexicon"),
        seen("spam", "lexicon"),
        seen("threat", "endpoint"),
    ],
    ids=["sure", "own word", "own label", "a label that is not weighed", "by somebody it does not weigh"],
)
def test_silence_drops_nothing_that_is_not_weighed(stays: Finding) -> None:
    lists = Scripted("lexicon", {"a": [stays, seen("insult", "lexicon")]})
    weigher = Weigher("w", {}, ["threat", "insult", "x-parking"])
    assert labels(Judge(policy(), [lists, weigher])) == [stays]


def test_a_sure_word_and_an_unsure_one_on_the_same_label_are_one_sure_finding() -> None:
    lists = Scripted("lexicon", {"a": [seen("threat", "lexicon", sure=True, at=3)]})
    weigher = Weigher("w", {"a": [seen("threat", "w", 0.9, at=1)]})
    (found,) = labels(Judge(policy(), [lists, weigher]))
    assert (found.sure, found.by, found.spans) == (True, "lexicon@1", ((1, 2), (3, 4)))


def test_nothing_is_weighed_in_texts_that_the_weigher_does_not_read() -> None:
    lists = Scripted("lexicon", {"a": [seen("threat", "lexicon")]})
    judge = Judge(policy(), [lists, Weigher("w", {}, ["threat"])])
    assert labels(judge, direction="outgoing") == [seen("threat", "lexicon")]
    assert labels(judge) == []


def test_weighing_one_text_leaves_the_others_of_the_batch_alone() -> None:
    lists = ScriptedForMany("lexicon", {each: [seen("threat", "lexicon")] for each in "ab"})
    weigher = Weigher("w", {"b": [seen("threat", "w", 0.6)]})
    judge = Judge(policy(), [lists, weigher])
    events = [IncomingMessage(id=text, text=text, at=NOW) for text in "abcab"]
    decisions: list[Decision] = judge.judge_many(events)
    assert [[label.by for label in each.labels] for each in decisions] == [[], ["w@1"], [], [], ["w@1"]]


def test_stretches_are_bounded_in_messages_and_in_characters() -> None:
    assert [len(each) for each in stretches(range(STRETCH * 2 + 1), lambda _: 1)] == [STRETCH, STRETCH, 1]
    assert [len(each) for each in stretches(range(5), lambda _: 600_000)] == [2, 2, 1]
    assert list(stretches([], lambda _: 1)) == []
