"""A tree of hashes over all entries, as RFC 9162 has it: its root says in 32 bytes what the whole record says.

A leaf is hashed with 0x00 before it, two nodes with 0x01, so that neither can be taken for the other. Whoever keeps the
tree needs only its frontier: the roots of the full subtrees, one for each 1 in the binary number of leaves. Adding an
entry costs a hash for each subtree that it completes: one on average, never more than that number has digits, however
long the history. Example: the frontier of 1,000,000 leaves holds 7 hashes.

Two proofs can be given to somebody who knows only roots: that an entry is in the record (inclusion), and that an
earlier record is the beginning of a later one (consistency).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Place = tuple[int, int]
"""Level (0: leaves) and index on that level; the node covers leaves from `index * 2**level` on."""

Nodes = Callable[[int, int], bytes]
"""Gives the hash of a full subtree by level and index."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be known of a tree to go on with it: its size and the roots of its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count() or any(len(peak) != 32 for peak in self.peaks):
            raise ValueError(f"{len(self.peaks)} peaks cannot be those of a tree of {self.size} leaves")


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of a node from those below it."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[tuple[Place, bytes], ...]]:
    """Return the frontier with one more leaf (its hash), and the nodes that are full from now on, the leaf first.

    Whoever stores these nodes can give proofs later without reading the entries again. Costs O(log n) hashes at worst.
    """
    peaks = list(frontier.peaks)
    index, level, hashed = frontier.size, 0, leaf
    full: list[tuple[Place, bytes]] = [((level, index), hashed)]
    while index % 2:
        hashed = node_hash(peaks.pop(), hashed)
        index, level = index // 2, level + 1
        full.append(((level, index), hashed))
    return Frontier(frontier.size + 1, (*peaks, hashed)), tuple(full)


def root(frontier: Frontier) -> bytes:
    """Return the root of the tree, 32 bytes; that of the empty tree is the hash of nothing. Costs O(log n) hashes."""
    if not frontier.peaks:
        return EMPTY_ROOT
    hashed = frontier.peaks[-1]
    for peak in reversed(frontier.peaks[:-1]):
        hashed = node_hash(peak, hashed)
    return hashed


def grow(leaves: Iterable[bytes]) -> tuple[Frontier, dict[Place, bytes]]:
    """Return the frontier and all full nodes of a tree over these leaf hashes."""
    frontier, nodes = Frontier(), dict[Place, bytes]()
    for leaf in leaves:
        frontier, full = append(frontier, leaf)
        nodes.update(full)
    return frontier, nodes


def subtree(nodes: Nodes, first: int, end: int) -> bytes:
    """Return the hash over the leaves from `first` up to `end`, which must begin where a full subtree may begin."""
    size = end - first
    level = size.bit_length() - 1
    if size == 1 << level:
        return nodes(level, first >> level)
    middle = first + _left(size)
    return node_hash(subtree(nodes, first, middle), subtree(nodes, middle, end))


def _left(size: int) -> int:
    """Return the largest power of two below `size` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `index` to the root of a tree of `size` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _left(end - first)
        if index < middle:
            path.append(subtree(nodes, middle, end))
            end = middle
        else:
            path.append(subtree(nodes, first, middle))
            first = middle
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """Return the hashes that show that a tree of `old` leaves is the beginning of one of `new` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is no beginning of one of {new}")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    first, end, whole = 0, new, True
    while old != end:
        middle = first + _left(end - first)
        if old <= middle:
            path.append(subtree(nodes, middle, end))
            end = middle
        else:
            path.append(subtree(nodes, first, middle))
            first, whole = middle, False
    if not whole:
        path.append(subtree(nodes, first, end))
    return tuple(reversed(path))


def includes(*, leaf: bytes, index: int, size: int, proof: tuple[bytes, ...], root: bytes) -> bool:
    """Return whether the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, hashed = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if here % 2 or here == last:
            hashed = node_hash(each, hashed)
            while here % 2 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            hashed = node_hash(hashed, each)
        here, last = here >> 1, last >> 1
    return last == 0 and hashed == root


def continues(*, old: int, new: int, old_root: bytes, new_root: bytes, proof: tuple[bytes, ...]) -> bool:
    """Return whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = (old_root, *proof) if old.bit_count() == 1 else proof
    if not path:
        return False
    here, last = old - 1, new - 1
    while here % 2:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if here % 2 or here == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while here % 2 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, each)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
