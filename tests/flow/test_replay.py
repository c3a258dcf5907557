"""Counting: every message once, in whatever pieces and order; packs differ by what they demand."""

import random
from collections import Counter
from dataclasses import replace
from functools import reduce

import pytest

from meydan.flow.judge import load_judge
from meydan.flow.replay import (
    CHUNK_CHARACTERS,
    SAMPLES,
    Counts,
    count_chunk,
    cut,
    differences,
    make_chunk,
    parts_of,
)
from meydan.flow.triage import urgency_of
from meydan.kernel.decision import Conflict, Decision, Look, Step
from meydan.kernel.events import Author, IncomingMessage
from meydan.kernel.findings import Finding

PACKS = ("ieu", "kent")


class LabelsNamedInTheText:
    """Sees the labels that a text names, so that the pure tests hang on no detector and start fast."""

    key, version = "named", "1"
    emits, directions = frozenset({"threat", "self_harm", "praise", "insult"}), frozenset({"incoming"})

    def find(self, text):
        words = [word for word in text.text.split() if word.rstrip("?") in self.emits]
        return [Finding(word.rstrip("?"), 0.9, not word.endswith("?"), "named@1") for word in words]


TEXTS = ["threat", "praise", "nothing at all", "insult?", "self_harm", "insult threat", "praise?", "🙂", "\ud800"]


def messages(n, seed=5):
    hand = random.Random(seed)
    return [IncomingMessage(id=f"m{i}", text=hand.choice(TEXTS), lang="tr") for i in range(1, n + 1)]


@pytest.fixture(scope="module")
def judges():
    return {pack: load_judge(pack, detectors=[LabelsNamedInTheText()]) for pack in PACKS}


def total(chunks, judges):
    return reduce(Counts.merge, (count_chunk(chunk, judges) for chunk in chunks), Counts())


def test_every_part_of_every_decision_is_counted_as_a_plain_loop_counts_it(judges):
    given = messages(60)
    wanted = Counter()
    for pack, judge in judges.items():
        for decision in map(judge.judge, given):
            wanted[pack, "outcome", decision.outcome, ""] += 1
            wanted[pack, "urgency", urgency_of(decision), ""] += 1
            wanted.update((pack, "label", each.code, "sure" if each.sure else "unsure") for each in decision.labels)
            wanted.update({(pack, "step", step.name, step.needed) for step in decision.steps})
            wanted.update((pack, "clause", clause, "") for clause in decision.cited())
            wanted.update({(pack, "look", look.why, "") for look in decision.look})
    counts = total(cut(given, 7), judges)
    assert counts.messages == 60
    assert counts.tally == wanted
    assert len({part for _, part, _, _ in wanted}) == 6


@pytest.mark.parametrize("size", [1, 7, 59, 60, 500])
def test_neither_the_size_of_chunks_nor_their_order_changes_anything(judges, size):
    given = messages(60)
    whole = count_chunk(make_chunk(0, 1, given), judges)
    counted = [count_chunk(chunk, judges) for chunk in cut(given, size)]
    random.Random(size).shuffle(counted)
    assert reduce(Counts.merge, counted, Counts()) == whole
    half = len(counted) // 2
    left, right = reduce(Counts.merge, counted[:half], Counts()), reduce(Counts.merge, counted[half:], Counts())
    assert left.merge(right) == right.merge(left) == whole


def decision(*steps, outcome="open", **other):
    return Decision(id="1", kind="incoming_message", outcome=outcome, packs=(), settings="", steps=steps, **other)


NOTIFY = Step("notify", to="security", clauses=("A-1",), due="immediately")
ANY = ("a", "b", "any", "")


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (decision(NOTIFY), decision(replace(NOTIFY, clauses=("B-1",))), set()),
        (decision(NOTIFY), decision(), {ANY, ("a", "b", "clause", "A-1")}),
        (decision(), decision(NOTIFY), {ANY, ("b", "a", "clause", "A-1")}),
        (
            decision(NOTIFY),
            decision(replace(NOTIFY, needed="should", clauses=("B-1",))),
            {ANY, ("a", "b", "clause", "A-1"), ("b", "a", "clause", "B-1")},
        ),
        (
            decision(NOTIFY),
            decision(replace(NOTIFY, due="promptly", clauses=("B-1",))),
            {ANY, ("a", "b", "clause", "A-1"), ("b", "a", "clause", "B-1")},
        ),
        (decision(Step("log")), decision(), {ANY, ("a", "b", "clause", "-")}),
        (decision(outcome="must_keep"), decision(), {ANY, ("a", "b", "outcome", "must_keep → open")}),
        (
            decision(conflicts=(Conflict(("A-1", "A-2"), "remove_and_keep"),)),
            decision(),
            {ANY, ("a", "b", "clause", "A-1"), ("a", "b", "clause", "A-2")},
        ),
        (decision(look=(Look("language"),), labels=(Finding("praise", 1, True, "x@1"),)), decision(), set()),
    ],
)
def test_packs_differ_by_what_is_demanded_and_not_by_whose_clause_demands_it(first, second, wanted):
    found = list(differences({"a": first, "b": second}))
    assert sorted(found) == sorted(wanted)


def test_of_three_packs_each_pair_is_compared_and_one_pack_alone_with_none():
    one, two, three = decision(NOTIFY), decision(), decision(outcome="may_remove")
    pairs = {
        (first, second) for first, second, part, _ in differences({"a": one, "b": two, "c": three}) if part == "any"
    }
    assert pairs == {("a", "b"), ("a", "c"), ("b", "c")}
    assert list(differences({"a": one})) == []


def test_a_step_that_stands_twice_in_a_decision_counts_once():
    parts = Counter(parts_of("a", decision(NOTIFY, replace(NOTIFY, due=None))))
    assert parts["a", "step", "notify:security", "must"] == 1


def test_samples_are_the_first_messages_of_the_file_by_id_and_no_text_is_kept(judges):
    given = [replace(each, text=f"{each.text} SECRET", author=Author(handle="NAMED")) for each in messages(200)]
    chunks = list(cut(given, 11))
    counts = total(reversed(chunks), judges)
    assert counts.samples
    for key, samples in counts.samples.items():
        first, second, *_ = key
        numbers = [
            n
            for n, message in enumerate(given, 1)
            if key in set(differences({name: judges[name].judge(message) for name in sorted((first, second))}))
        ]
        assert samples == tuple((n, f"m{n}") for n in numbers[:SAMPLES])
    assert "SECRET" not in repr(counts)
    assert "NAMED" not in repr(counts)


def test_a_chunk_is_told_from_another_by_its_content_and_its_place():
    given = messages(9)
    same, again = make_chunk(0, 1, given), make_chunk(0, 1, messages(9))
    others = [
        make_chunk(0, 2, given),
        make_chunk(0, 1, given[:-1]),
        make_chunk(0, 1, [*given[:-1], replace(given[-1], text="other")]),
        make_chunk(0, 1, [*given[:-1], replace(given[-1], author=Author(handle="x"))]),
        make_chunk(0, 1, given[::-1]),
    ]
    assert same.hash == again.hash
    assert len({same.hash, *(other.hash for other in others)}) == 6


def test_chunks_hold_the_messages_in_order_and_long_texts_make_short_chunks():
    given = messages(23)
    chunks = list(cut(given, 10))
    assert [message for chunk in chunks for message in chunk.messages] == given
    assert [(chunk.number, chunk.first, len(chunk.messages)) for chunk in chunks] == [
        (0, 1, 10),
        (1, 11, 10),
        (2, 21, 3),
    ]
    long = [IncomingMessage(id="1", text="a" * (CHUNK_CHARACTERS // 4))] * 10
    assert [len(chunk.messages) for chunk in cut(long)] == [4, 4, 2]
    assert list(cut([])) == []
