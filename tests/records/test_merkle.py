"""The tree of hashes: roots as others compute them, appends that do not grow with history, proofs that do not bend."""

import hashlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.apps.records.merkle import (
    EMPTY_ROOT,
    Frontier,
    append,
    consistency_proof,
    continues,
    grow,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    subtree,
)

MOST = 70
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(MOST)]
_, FULL = grow(LEAVES)
ROOTS = [root(grow(LEAVES[:size])[0]) for size in range(MOST + 1)]


def nodes(level: int, index: int) -> bytes:
    return FULL[level, index]


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as section 2.1.1 of RFC 9162 defines it, by halves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


# The eight inputs and roots that the open implementations of Certificate Transparency share as their test vectors.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
KNOWN = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_one_that_others_compute(size: int) -> None:
    frontier, _ = grow(leaf_hash(bytes.fromhex(each)) for each in INPUTS[:size])
    assert root(frontier).hex() == KNOWN[size]


def test_the_root_is_the_one_of_the_definition_for_every_size() -> None:
    for size in range(MOST + 1):
        assert ROOTS[size] == by_definition(LEAVES[:size])


def test_an_append_hashes_and_keeps_no_more_than_the_digits_of_the_size_however_long_the_history() -> None:
    frontier, hashes = Frontier(), 0
    for size in range(5000):
        frontier, full = append(frontier, LEAVES[size % MOST])
        assert len(full) - 1 <= math.log2(size + 1)
        assert len(frontier.peaks) <= (size + 1).bit_length()
        hashes += len(full) - 1
    assert hashes < 5000


@pytest.mark.parametrize(("size", "hashes"), [(10**12, 0), (10**12 + 1, 1), (2**40 - 1, 40)])
def test_a_record_of_a_million_millions_takes_the_next_entry_in_a_few_steps(size: int, hashes: int) -> None:
    before = Frontier(size, tuple(LEAVES[: size.bit_count()]))
    after, full = append(before, LEAVES[-1])
    assert after.size == size + 1
    assert [place for place, _ in full] == [(level, size >> level) for level in range(hashes + 1)]


@pytest.mark.parametrize(
    ("size", "peaks"), [(-1, ()), (1, ()), (3, (LEAVES[0],)), (2, (LEAVES[0],) * 2), (1, (b"short",))]
)
def test_a_frontier_that_cannot_be_one_is_refused(size: int, peaks: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be those"):
        Frontier(size, peaks)


def test_a_leaf_can_never_be_taken_for_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


def test_every_entry_can_be_proved_in_every_tree_up_to_seventy() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(nodes, index, size)
            assert len(proof) <= size.bit_length()
            assert includes(leaf=LEAVES[index], index=index, size=size, proof=proof, root=ROOTS[size])


def test_every_tree_up_to_seventy_is_proved_to_continue_every_smaller_one() -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency_proof(nodes, old, new)
            assert len(proof) <= new.bit_length() + 1
            assert continues(old=old, new=new, old_root=ROOTS[old], new_root=ROOTS[new], proof=proof)


SIZES = st.integers(1, MOST)
NUMBERS = st.integers(0, MOST)


@settings(deadline=None)
@given(st.integers(2, MOST), NUMBERS, NUMBERS, NUMBERS)
def test_an_inclusion_proof_that_is_bent_anywhere_fails(size: int, index: int, other: int, at: int) -> None:
    index %= size
    other = (index + 1 + other % (size - 1)) % size
    proof = inclusion_proof(nodes, index, size)
    right = {"leaf": LEAVES[index], "index": index, "size": size, "proof": proof, "root": ROOTS[size]}
    assert includes(**right)  # type: ignore[arg-type]
    at %= len(proof)
    for bent in (
        {"leaf": LEAVES[other]},
        {"index": other},
        {"index": -1},
        {"index": size},
        {"root": ROOTS[size - 1]},
        {"proof": proof[:at] + proof[at + 1 :]},
        {"proof": (*proof, LEAVES[0])},
        {"proof": (*proof[:at], flipped(proof[at]), *proof[at + 1 :])},
    ):
        assert not includes(**{**right, **bent})  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.integers(2, MOST), NUMBERS, NUMBERS)
def test_a_consistency_proof_that_is_bent_anywhere_fails(new: int, old: int, at: int) -> None:
    old = 1 + old % (new - 1)
    proof = consistency_proof(nodes, old, new)
    right = {"old": old, "new": new, "old_root": ROOTS[old], "new_root": ROOTS[new], "proof": proof}
    assert continues(**right)  # type: ignore[arg-type]
    at %= len(proof)
    for bent in (
        {"old_root": flipped(ROOTS[old])},
        {"new_root": flipped(ROOTS[new])},
        {"old_root": ROOTS[new], "new_root": ROOTS[old]},
        {"old": new},
        {"old": 0},
        {"old": new + 1},
        {"proof": proof[:at] + proof[at + 1 :]},
        {"proof": (*proof, LEAVES[0])},
        {"proof": (*proof[:at], flipped(proof[at]), *proof[at + 1 :])},
    ):
        assert not continues(**{**right, **bent})  # type: ignore[arg-type]


@settings(deadline=None)
@given(SIZES, st.integers(0, MOST - 1), st.binary(min_size=32, max_size=32))
def test_a_history_in_which_one_entry_is_another_does_not_continue(size: int, place: int, other: bytes) -> None:
    place %= size
    _, rewritten = grow([*LEAVES[:place], other, *LEAVES[place + 1 :]])
    later = subtree(lambda level, index: rewritten[level, index], 0, MOST)
    for proof in (consistency_proof(nodes, size, MOST), consistency_proof(lambda a, b: rewritten[a, b], size, MOST)):
        assert not continues(old=size, new=MOST, old_root=ROOTS[size], new_root=later, proof=proof)


@given(st.integers(2, MOST), NUMBERS)
def test_a_proof_that_is_too_long_fails_even_where_the_roots_are_made_to_fit(new: int, number: int) -> None:
    more, index, old = LEAVES[0], number % new, 1 + number % (new - 1)
    longer = (*inclusion_proof(nodes, index, new), more)
    root = node_hash(more, ROOTS[new])
    assert not includes(leaf=LEAVES[index], index=index, size=new, proof=longer, root=root)
    longer = (*consistency_proof(nodes, old, new), more)
    before = node_hash(more, ROOTS[old])
    assert not continues(old=old, new=new, old_root=before, new_root=root, proof=longer)


@given(st.integers(2, MOST), NUMBERS)
def test_a_proof_that_is_too_short_for_the_size_fails(new: int, number: int) -> None:
    index, old = number % new, 1 + number % (new - 1)
    proof, path = inclusion_proof(nodes, index, new), consistency_proof(nodes, old, new)
    assert not includes(leaf=LEAVES[index], index=index, size=4 * new, proof=proof, root=ROOTS[new])
    assert not continues(old=old, new=4 * new, old_root=ROOTS[old], new_root=ROOTS[new], proof=path)


def test_the_empty_record_is_the_beginning_of_all_and_proves_nothing() -> None:
    assert ROOTS[0] == EMPTY_ROOT
    assert continues(old=0, new=5, old_root=EMPTY_ROOT, new_root=ROOTS[5], proof=())
    assert not continues(old=0, new=5, old_root=ROOTS[1], new_root=ROOTS[5], proof=())
    assert not continues(old=0, new=5, old_root=EMPTY_ROOT, new_root=ROOTS[5], proof=(LEAVES[0],))


@pytest.mark.parametrize(("old", "new"), [(3, 2), (-1, 2)])
def test_no_proof_is_made_of_what_cannot_be(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        consistency_proof(nodes, old, new)
    with pytest.raises(ValueError, match="is not in a tree"):
        inclusion_proof(nodes, old, min(old, new))


def flipped(hashed: bytes) -> bytes:
    return bytes([hashed[0] ^ 1]) + hashed[1:]
