"""The order of work: a life first, then what the policy wants at once, and so on; within that, as it came."""

import pytest

from meydan.flow.demo import DEMOS, demo_messages
from meydan.flow.judge import STRETCH, load_judge
from meydan.flow.triage import URGENCIES, most_urgent_first, triage, urgency_of
from meydan.kernel.decision import Conflict, Decision, Look, Step
from meydan.kernel.events import IncomingMessage
from meydan.kernel.findings import Finding
from meydan.networks.files import MessageRow, Place

NOW = "2026-11-20T09:00:00+00:00"


class LabelsNamedInTheText:
    """Sees the labels that a text names, so that these tests do not hang on any detector."""

    key, version = "named", "1"
    emits, directions = frozenset({"threat", "self_harm", "praise"}), frozenset({"incoming"})

    def find(self, text):
        return [Finding(word.rstrip("?"), 0.9, not word.endswith("?"), "named@1") for word in text.text.split()]


@pytest.fixture(scope="module")
def judge():
    return load_judge("ieu", detectors=[LabelsNamedInTheText()])


@pytest.fixture(scope="module")
def real_judge():
    """The judge with the detectors that are installed; slow to make, so made once."""
    return load_judge("ieu")


def rows(*texts):
    return [
        MessageRow(Place("a.csv", n), IncomingMessage(id=str(n), text=text, lang="tr"))
        for n, text in enumerate(texts, 2)
    ]


def decision(labels=(), steps=(), outcome="open", look=(), conflicts=()):
    return Decision(
        id="1",
        kind="incoming_message",
        outcome=outcome,
        packs=(),
        settings="",
        labels=tuple(labels),
        steps=tuple(steps),
        look=tuple(look),
        conflicts=tuple(conflicts),
    )


UNSURE_LIFE = Finding("self_harm", 0.4, False, "x@1")
AT_ONCE = Step("notify", due="immediately")
PROMPT = Step("reply", due="promptly")


@pytest.mark.parametrize(
    ("made", "urgency"),
    [
        (decision(labels=[UNSURE_LIFE]), "life"),
        (decision(labels=[UNSURE_LIFE], steps=[AT_ONCE], outcome="must_remove"), "life"),
        (decision(steps=[AT_ONCE, PROMPT], outcome="must_remove"), "immediately"),
        (decision(steps=[PROMPT], outcome="must_remove"), "promptly"),
        (decision(steps=[Step("reply", due="PT4H")]), "promptly"),
        (decision(steps=[Step("notify", due="immediately", needed="should")]), "rest"),
        (decision(steps=[Step("reply", due="promptly", needed="may")], look=[Look("language")]), "look"),
        (decision(outcome="must_remove", look=[Look("media")]), "must_remove"),
        (decision(look=[Look("low_confidence")]), "look"),
        (decision(conflicts=[Conflict(("A-1", "B-1"), "remove_and_keep")]), "look"),
        (decision(outcome="may_remove"), "rest"),
        (decision(), "rest"),
    ],
)
def test_the_most_urgent_thing_in_a_decision_gives_its_urgency(made, urgency):
    assert urgency_of(made) == urgency


def test_every_message_is_judged_and_numbered_as_it_came(judge):
    found = list(triage(rows("praise", "threat", "praise"), judge, NOW))
    assert [each.number for each in found] == [1, 2, 3]
    assert [each.decision.id for each in found] == ["2", "3", "4"]
    assert {label.code for label in found[1].decision.labels} == {"threat"}


def test_a_message_without_a_time_gets_the_time_given_and_one_with_keeps_its_own(judge):
    dated = MessageRow(Place("a", 1), IncomingMessage(id="1", text="praise", at="2020-01-01T00:00:00Z"))
    (first, second) = triage([dated, *rows("praise")], judge, NOW)
    assert (first.message.at, second.message.at) == ("2020-01-01T00:00:00Z", NOW)


def test_a_life_comes_before_a_threat_and_a_threat_before_praise_however_late_they_came(judge):
    ranked = most_urgent_first(triage(rows("praise", "praise", "threat", "self_harm?"), judge, NOW))
    assert [each.number for each in ranked] == [4, 3, 1, 2]
    assert [URGENCIES.index(each.urgency) for each in ranked] == sorted(
        URGENCIES.index(each.urgency) for each in ranked
    )


@pytest.mark.parametrize("limit", [1, 2, 4, 99])
def test_a_limit_keeps_the_most_urgent(judge, limit):
    texts = ["praise", "threat", "self_harm", "threat"]
    every = most_urgent_first(triage(rows(*texts), judge, NOW))
    assert most_urgent_first(triage(rows(*texts), judge, NOW), limit) == every[:limit]


def test_rows_are_taken_a_stretch_at_a_time(judge):
    taken = []

    def arriving():
        for row in rows(*["praise"] * (3 * STRETCH)):
            taken.append(row)
            yield row

    found = triage(arriving(), judge, NOW)
    first = next(found)
    assert len(taken) == STRETCH
    assert [first.number, *(each.number for each in found)] == list(range(1, 3 * STRETCH + 1))
    assert len(taken) == 3 * STRETCH


@pytest.mark.parametrize("text", ["", "x" * 200_000, "\ud800", "\u202e", "\x00", "👩‍👩‍👧‍👦" * 500])
def test_no_text_of_any_kind_stops_the_triage(real_judge, text):
    message = IncomingMessage(id="1", text=text)
    (found,) = triage([MessageRow(Place("a", 1), message)], real_judge, NOW)
    assert found.urgency in URGENCIES


@pytest.mark.parametrize(("name", "least"), [("university.tr", 220), ("municipality.nn", 140)])
def test_the_demos_hold_many_different_messages_with_their_languages(name, least):
    messages = demo_messages(name)
    assert len(messages) >= least
    assert len({each.text for each in messages}) == len(messages)
    assert len({each.id for each in messages}) == len(messages)
    assert len({each.lang for each in messages}) >= 5
    assert all(each.lang and each.at and each.author for each in messages)


def test_the_demos_together_are_all_messages():
    assert len(demo_messages()) == sum(len(demo_messages(name)) for name in DEMOS)
