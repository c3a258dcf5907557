"""Whatever is done to a record, the check names it; a whole record passes, erased words and all."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.ledger import HOUSE, KEYS, Ledger, body, entry, ledger, line, salt, signed

from meydan.apps.records.checking import Line, Payload, check
from meydan.apps.records.entry import leaf
from meydan.apps.records.merkle import grow

Fault = tuple[str, dict[str, str]]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 8, 31])
def test_a_whole_record_passes(size: int) -> None:
    report = ledger(size, range(0, size, 3)).check()
    assert report.is_whole
    assert (report.entries, report.signed, report.payloads) == (size, size, size)


def test_an_erased_payload_leaves_the_record_whole() -> None:
    kept = ledger(9)
    del kept.payloads[4], kept.payloads[8]
    assert kept.check().is_whole
    assert kept.check().payloads == 7


def alter(made: Ledger) -> None:
    made.lines[5] = Line({**made.lines[5].fields, "actor": "member:2"}, made.lines[5].leaf)


def alter_beyond_reading(made: Ledger) -> None:
    made.lines[5] = Line({**made.lines[5].fields, "at": "long ago"}, made.lines[5].leaf)


def alter_with_leaf(made: Ledger) -> None:
    made.lines[5] = line(entry(5, 5, actor="member:2"))


def forge_leaf(made: Ledger) -> None:
    made.lines[5] = replace(made.lines[5], leaf="00" * 32)


def break_leaf(made: Ledger) -> None:
    made.lines[5] = replace(made.lines[5], leaf="no hash")


def ruin(made: Ledger) -> None:
    made.lines[5] = Line({"sequence": "five"}, made.lines[5].leaf)


def drop(made: Ledger) -> None:
    del made.lines[5]


def drop_several(made: Ledger) -> None:
    del made.lines[7], made.lines[3:5]


def drop_first(made: Ledger) -> None:
    del made.lines[0]


def drop_end(made: Ledger) -> None:
    del made.lines[8:]


def drop_all(made: Ledger) -> None:
    made.lines.clear()


def drop_and_renumber(made: Ledger) -> None:
    made.lines[5:] = [line(entry(number + 1, number)) for number in range(5, 9)]
    made.payloads = {}


def swap(made: Ledger) -> None:
    made.lines[3], made.lines[5] = made.lines[5], made.lines[3]


def move_to_front(made: Ledger) -> None:
    made.lines.insert(0, made.lines.pop(3))


def move_to_end(made: Ledger) -> None:
    made.lines.append(made.lines.pop(3))


def swap_and_renumber(made: Ledger) -> None:
    made.lines[4], made.lines[5] = line(entry(5, 4)), line(entry(4, 5))
    made.payloads = {}


def repeat(made: Ledger) -> None:
    made.lines.insert(6, made.lines[5])


def insert(made: Ledger) -> None:
    made.lines[5:] = [line(entry(77, 5)), *(line(entry(number, number + 1)) for number in range(5, 10))]
    made.payloads = {}


def add(made: Ledger) -> None:
    made.lines.append(line(entry(10, 10)))


def forget(made: Ledger) -> None:
    made.lines.append(line(entry(10, None)))


def mix_in(made: Ledger) -> None:
    made.lines.insert(2, line(entry(2, 2, institution="house-2")))


def change_payload(made: Ledger) -> None:
    made.payloads[5] = Payload(salt(5), {**body(5), "reason": "another"})


def change_salt(made: Ledger) -> None:
    made.payloads[5] = Payload(salt(6), body(5))


def stray_payload(made: Ledger) -> None:
    made.payloads[33] = Payload(salt(33), body(33))


def forge_head(made: Ledger) -> None:
    made.heads[-1] = replace(made.heads[-1], signature=b"\x00" * 64)


def foreign_key(made: Ledger) -> None:
    made.heads[0] = replace(made.heads[0], key="ffffffff")


def foreign_head(made: Ledger) -> None:
    frontier, _ = grow(bytes.fromhex(each.leaf) for each in made.lines)
    made.heads.append(signed(frontier, institution="house-2"))


def unsigned_end(made: Ledger) -> None:
    made.heads.pop()


def fork(made: Ledger) -> None:
    frontier, _ = grow([leaf(entry(number, number, actor="member:9")) for number in range(6)])
    made.heads.append(signed(frontier))


MISMATCH: Fault = ("head_mismatch", {"size": "6", "first": "3", "last": "5"})
ALTERED: Fault = ("entry_altered", {"sequence": "5", "id": "id-5"})
DONE: list[tuple[Callable[[Ledger], None], list[Fault]]] = [
    (alter, [ALTERED]),
    (alter_beyond_reading, [ALTERED]),
    (alter_with_leaf, [MISMATCH]),
    (forge_leaf, [ALTERED, MISMATCH]),
    (break_leaf, [ALTERED]),
    (ruin, [("entry_unreadable", {"line": "6"}), ("entries_missing", {"first": "5", "last": "5"})]),
    (drop, [("entries_missing", {"first": "5", "last": "5"})]),
    (
        drop_several,
        [("entries_missing", {"first": "3", "last": "4"}), ("entries_missing", {"first": "7", "last": "7"})],
    ),
    (drop_first, [("entries_missing", {"first": "0", "last": "0"})]),
    (
        drop_end,
        [
            ("entries_missing", {"first": "8", "last": "9"}),
            ("payload_without_entry", {"sequence": "8"}),
            ("payload_without_entry", {"sequence": "9"}),
        ],
    ),
    (
        drop_all,
        [
            ("entries_missing", {"first": "0", "last": "9"}),
            *(("payload_without_entry", {"sequence": str(n)}) for n in range(10)),
        ],
    ),
    (drop_and_renumber, [MISMATCH, ("entries_missing", {"first": "9", "last": "9"})]),
    (swap, [("entries_out_of_order", {"first": "3", "last": "5"})]),
    (move_to_front, [("entries_out_of_order", {"first": "0", "last": "3"})]),
    (move_to_end, [("entries_out_of_order", {"first": "3", "last": "9"})]),
    (swap_and_renumber, [MISMATCH]),
    (repeat, [("entry_twice", {"sequence": "5"})]),
    (insert, [MISMATCH, ("entries_unsigned", {"first": "10", "last": "10"})]),
    (add, [("entries_unsigned", {"first": "10", "last": "10"})]),
    (forget, [("entry_never_sequenced", {"id": "id-10"})]),
    (mix_in, [("entry_foreign", {"id": "id-2", "institution": "house-2"})]),
    (change_payload, [("payload_altered", {"sequence": "5", "id": "id-5"})]),
    (change_salt, [("payload_altered", {"sequence": "5", "id": "id-5"})]),
    (stray_payload, [("payload_without_entry", {"sequence": "33"})]),
    (
        forge_head,
        [("head_forged", {"size": "10", "key": "0badcafe"}), ("entries_unsigned", {"first": "6", "last": "9"})],
    ),
    (foreign_key, [("head_key_unknown", {"size": "3", "key": "ffffffff"})]),
    (foreign_head, [("head_foreign", {"size": "10", "key": "0badcafe"})]),
    (unsigned_end, [("entries_unsigned", {"first": "6", "last": "9"})]),
    (fork, [("head_forked", {"size": "6"})]),
]


@pytest.mark.parametrize(("tamper", "faults"), DONE, ids=[each.__name__ for each, _ in DONE])
def test_what_was_done_is_named(tamper: Callable[[Ledger], None], faults: list[Fault]) -> None:
    made = ledger(10, signed_at=(3, 6))
    assert made.check().is_whole
    tamper(made)
    assert made.faults() == faults


def test_two_faults_far_apart_are_both_named() -> None:
    made = ledger(10, signed_at=(3, 6))
    drop(made)
    change_payload(made)
    alter_at_eight = {**made.lines[7].fields, "kind": "case.reopen"}
    made.lines[7] = Line(alter_at_eight, made.lines[7].leaf)
    codes = [code for code, _ in made.faults()]
    assert codes == ["entry_altered", "entries_missing"]


def test_an_end_cut_off_with_its_heads_is_found_by_a_head_that_somebody_kept() -> None:
    made = ledger(10, signed_at=(6,))
    kept = made.heads[-1]
    made.lines, made.heads, made.payloads = made.lines[:6], made.heads[:1], {}
    assert made.check().is_whole
    assert made.faults(more=[kept]) == [("entries_missing", {"first": "6", "last": "9"})]


def test_a_rewritten_history_is_found_by_a_head_that_somebody_kept() -> None:
    kept = ledger(10).heads[-1]
    lines = [line(entry(number, number, actor="member:9")) for number in range(12)]
    frontier, _ = grow(bytes.fromhex(each.leaf) for each in lines)
    assert check(HOUSE, lines, [signed(frontier)], KEYS).is_whole
    found = check(HOUSE, lines, [signed(frontier), kept], KEYS)
    assert [fault.code for fault in found.faults] == ["head_mismatch"]


@settings(deadline=None)
@given(
    size=st.integers(1, 40),
    signed_at=st.sets(st.integers(1, 40), max_size=5),
    place=st.integers(0, 39),
    field=st.sampled_from(["actor", "at", "commitment", "format", "id", "institution", "kind", "sequence", "subject"]),
)
def test_no_field_of_any_entry_can_be_changed_unseen(size: int, signed_at: set[int], place: int, field: str) -> None:
    made = ledger(size, (each for each in signed_at if each <= size))
    place %= size
    old = made.lines[place]
    changed = {
        "at": "2026-11-20T13:40:00.999999Z",
        "commitment": "a" * 64,
        "format": 2,
        "kind": "case.other",
        "sequence": size + 3,
    }.get(field, "other:1")
    made.lines[place] = Line({**old.fields, field: changed}, old.leaf)
    assert not made.check().is_whole


@settings(deadline=None)
@given(size=st.integers(2, 40), seed=st.integers(0, 10**6))
def test_no_order_but_the_right_one_passes(size: int, seed: int) -> None:
    made = ledger(size)
    before = list(made.lines)
    random.Random(seed).shuffle(made.lines)
    assert made.check().is_whole == (made.lines == before)


@settings(deadline=None)
@given(size=st.integers(1, 40), seed=st.integers(0, 10**6))
def test_every_entry_that_is_missing_is_named_and_no_other(size: int, seed: int) -> None:
    made = ledger(size)
    dropped = {number for number in range(size) if random.Random(seed + number).random() < 0.3}
    made.lines = [each for number, each in enumerate(made.lines) if number not in dropped]
    made.payloads = {}
    named: set[int] = set()
    for code, params in made.faults():
        assert code == "entries_missing"
        named |= set(range(int(params["first"]), int(params["last"]) + 1))
    assert named == dropped


def test_a_place_beyond_all_measure_does_not_stop_the_check() -> None:
    made = ledger(4)
    made.lines.append(line(entry(4, 10**15)))
    assert made.faults() == [
        ("entries_missing", {"first": "4", "last": str(10**15 - 1)}),
        ("entries_unsigned", {"first": "4", "last": str(10**15)}),
    ]
