"""Put together what the words of a text say, label by label, less what a phrase beside them cancels.

"Rezil" beside "olmadık" says nothing; two different words of insult say it more surely than one word said twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple

from meydan.kernel.findings import Finding

KEY = "lexicon"
VERSION = "1"
#: Places kept before neighbours are joined; a flood of hits says no more than its beginning.
READ_SPANS = 256
#: The value of a finding that rests on a word of the institution's own.
OWN = "own"
_BY = f"{KEY}@{VERSION}"
_NEIGHBOURHOOD = 3
_MOST_SPANS = 64
#: How confident one, two, three or more different words make, where one suffices alone and where none does.
_SURE = (0.0, 0.9, 0.93, 0.96, 0.97)
_UNSURE = (0.0, 0.5, 0.6, 0.7, 0.7)
_MOST_KINDS = len(_SURE) - 1

GROUP_BITS = 240

Span = tuple[int, int]


class Say(NamedTuple):
    """What a term says in a text of a certain language, and the groups of phrases that cancel or doubt it.

    `sure` is whether the word suffices alone in that language; `own` whether the institution added it to a label.
    """

    label: str
    target: int
    sure: bool
    groups: tuple[int, ...]
    doubts: tuple[int, ...]
    own: bool


class Share(NamedTuple):
    """What a word says for one label by all the terms (`targets`) that stand on it, and how confident that makes."""

    label: str
    targets: tuple[int, ...]
    sure: bool
    own: bool
    confidence: float


class Saying(NamedTuple):
    """All that is said at one place: label by label, term by term, and the groups that could cancel or doubt it."""

    shares: tuple[Share, ...]
    says: tuple[Say, ...]
    guards: frozenset[int]
    guard_bits: int


#: What is said at the words from the first to the last.
Said = tuple[Saying, int, int]
#: The group of a phrase that cancels or doubts, with the phrase's first and last word.
Shield = tuple[int, int, int]
#: What was said, and where; for each label.
Parts = Sequence[tuple[Share, Span]]
Found = dict[str, list[tuple[Share, Span]]]


def put_together(says: Sequence[Say]) -> Saying:
    """Return what several terms at one place say."""
    shares = []
    for label, each in groupby(sorted(says, key=lambda say: say.label), key=lambda say: say.label):
        alike = tuple(each)
        targets = tuple(dict.fromkeys(say.target for say in alike))
        sure = any(say.sure for say in alike)
        shares.append(Share(label, targets, sure, any(say.own for say in alike), _confide(len(targets), sure)))
    guards = frozenset(group for say in says for group in say.groups + say.doubts)
    return Saying(tuple(shares), tuple(says), guards, reduce(or_, map(bit_of_group, guards), 0))


def bit_of_group(group: int) -> int:
    """Return the bit that tells of a group of phrases that cancel; several groups may share it."""
    return 1 << -group % GROUP_BITS


def collect(said: Sequence[Said], spans: Iterable[Span], shields: Sequence[Shield], found: Found) -> None:
    """Sort what was said, with its place in the text, by label into `found`, less what a shield beside it cancels."""
    shadows = _cast_shadows(shields) if shields else None
    for (saying, first, last), span in zip(said, spans, strict=True):
        for share in saying[0] if shadows is None else _spare(saying, first, last, shadows):
            label = share[0]
            if label in found:
                found[label].append((share, span))
            else:
                found[label] = [(share, span)]


def _spare(saying: Saying, first: int, last: int, shadows: Mapping[int, frozenset[int]]) -> tuple[Share, ...]:
    """Return what no phrase beside it cancels; what one doubts asks for a look."""
    if saying.guards.isdisjoint(shadows):
        return saying.shares
    spared = []
    for say in saying.says:
        if not _lie_in(first, last, say.groups, shadows):
            sure = say.sure and not _lie_in(first, last, say.doubts, shadows)
            spared.append(say._replace(sure=sure))
    return put_together(spared).shares


def _cast_shadows(shields: Iterable[Shield]) -> dict[int, frozenset[int]]:
    """Tell for each group the words that stand in or beside one of its phrases; hits on them do not count in full."""
    shadows: dict[int, set[int]] = {}
    for target, first, last in shields:
        shadows.setdefault(target, set()).update(range(first - _NEIGHBOURHOOD, last + _NEIGHBOURHOOD + 1))
    return {group: frozenset(shadow) for group, shadow in shadows.items()}


def _lie_in(first: int, last: int, groups: tuple[int, ...], shadows: Mapping[int, frozenset[int]]) -> bool:
    for group in groups:
        shadow = shadows.get(group)
        if shadow is not None and not shadow.isdisjoint(range(first, last + 1)):
            return True
    return False


def conclude(found: Found) -> list[Finding]:
    """Return one finding for each label, in the labels' alphabetical order."""
    findings = []
    for label in sorted(found):
        parts = found[label]
        if len(parts) == 1:
            (_, _, sure, own, confidence), span = parts[0]
            spans: tuple[Span, ...] = (span,)
        else:
            targets, places, sure, own = _sum_up(parts)
            confidence = _confide(len(targets), sure)
            spans = _join(places)
        findings.append(Finding(label, confidence, sure, _BY, spans, OWN if own else None))
    return findings


def _sum_up(parts: Parts) -> tuple[set[int], set[Span], bool, bool]:
    """Return the different terms and places, whether one suffices alone, and whether one is the institution's own."""
    targets: set[int] = set()
    spans: set[Span] = set()
    sure = own = False
    for (_, terms, alone, added, _), span in parts:
        targets.update(terms)
        if len(spans) < READ_SPANS:
            spans.add(span)
        if alone:
            sure = True
        if added:
            own = True
    return targets, spans, sure, own


def _confide(kinds: int, sure: bool) -> float:
    return (_SURE if sure else _UNSURE)[min(kinds, _MOST_KINDS)]


def _join(spans: set[Span]) -> tuple[Span, ...]:
    """Join the spans that touch; return the first of them."""
    if len(spans) < 2:
        return tuple(spans)
    joined: list[Span] = []
    begin, end = -1, -1
    for start, stop in sorted(spans):
        if start > end:
            if end >= 0:
                joined.append((begin, end))
            begin, end = start, stop
        elif stop > end:
            end = stop
    joined.append((begin, end))
    return tuple(joined[:_MOST_SPANS])
