"""Say what a text is by the words that stand in it.

A word that suffices alone ("sure") may carry work; a word that often means it ("look") asks for a person's look.
"Sınavdan intihar edeceğim" holds a word of the second kind, and its neighbour "sınavdan" may cancel it.

A word counts in texts of its own language, and in texts whose language is unknown. In a text of another
language a word that suffices alone asks for a look, since people mix languages, and a look-word counts for
nothing: without accents too many words of one language are other words of another (`dø` and "do", `foto` and
"fotoğraf").
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from meydan.detectors.lexicon.files import Term, WordList, read_word_lists
from meydan.detectors.lexicon.folding import fold, has_sign_inside, unmask
from meydan.detectors.lexicon.matcher import Anchored, Hit, Matcher, Reading, has_mask
from meydan.detectors.lexicon.terms import BadTerm, parse_term
from meydan.kernel.errors import InvalidPack, Problem
from meydan.kernel.findings import DetectorSettings, Finding, Text
from meydan.kernel.vocabulary import INCOMING_LABELS, LANGUAGES, OUTGOING_LABELS, is_own_word

WORDS = Path(__file__).parent / "words"
KEY = "lexicon"
VERSION = "1"
_DIRECTIONS = {"incoming": frozenset(INCOMING_LABELS), "outgoing": frozenset(OUTGOING_LABELS)}
_SENTIMENT = "sentiment_"
_KIND_LABELS = ("praise",)
_ANGRY_LABELS = (
    "service_complaint",
    "criticism",
    "profanity",
    "insult",
    "hate_speech",
    "harassment",
    "threat",
    "violence",
    "self_harm",
)
_NEIGHBOURHOOD = 3
_MOST_SPANS = 64
#: Places kept before neighbours are joined; a flood of hits says no more than its beginning.
_READ_SPANS = 256
_OWN_LISTS = "settings"
#: Languages that share most of their words are read as one.
_KIN = {"nn": "no", "nb": "no"}
_ALL_KIN = (None, "no", *LANGUAGES)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a term says when it is found, in texts of which language, and the groups of phrases that cancel or doubt it.

    `lang` is None for terms that mean the same in every language.
    """

    label: str
    sure: bool
    lang: str | None
    groups: tuple[int, ...]
    doubts: tuple[int, ...]


class _Compiled:
    """The lists of one direction, ready to be looked up."""

    def __init__(self) -> None:
        self.matcher = Matcher()
        self.rules: list[_Rule] = []
        self.groups = 0

    def add(self, words: WordList) -> list[Problem]:
        """Add one list; return what is wrong with its terms."""
        problems: list[Problem] = []
        shared = self._add_group(words.unless, words, problems)
        doubts = self._add_group(words.doubt, words, problems)
        for term in words.terms:
            own = self._add_group(term.unless, words, problems)
            lang = None if words.lang == "any" else _KIN.get(words.lang, words.lang)
            travels = term.sure and not words.only_lang
            self._add_term(term.term, len(self.rules), words, problems, None if travels else lang)
            self.rules.append(_Rule(words.label, term.sure, lang, shared + own, doubts))
        return problems

    def _add_group(self, phrases: tuple[str, ...], words: WordList, problems: list[Problem]) -> tuple[int, ...]:
        if not phrases:
            return ()
        self.groups += 1
        for phrase in phrases:
            self._add_term(phrase, -self.groups, words, problems)
        return (-self.groups,)

    def _add_term(
        self, term: str, target: int, words: WordList, problems: list[Problem], lang: str | None = None
    ) -> None:
        try:
            for variant in parse_term(term):
                self.matcher.add(variant, target, lang)
        except BadTerm as error:
            line = words.lines.get(term, words.lines.get(f"term: {term}", 0))
            problems.append(
                Problem("bad_term", f"{words.label}: the term `{term}`: {error}.", file=words.file, line=line)
            )


class LexiconDetector:
    """The plug-in: all labels of all word lists, in both directions.

    Raises InvalidPack at construction where a list or a setting cannot be read; never raises afterwards.
    """

    key = KEY
    version = VERSION
    directions = frozenset(_DIRECTIONS)

    def __init__(self, settings: DetectorSettings, folder: Path = WORDS, labels: Iterable[str] | None = None) -> None:
        lists = _apply_settings(read_word_lists(folder, settings.languages, labels), settings.lexicons)
        self._compiled = {direction: _Compiled() for direction in _DIRECTIONS}
        problems: list[Problem] = []
        for words in lists:
            if words.direction not in self._compiled or not _is_known(words.label, words.direction):
                message = f"`{words.label}` is no label of {words.direction} texts."
                problems.append(Problem("unknown_label", message, file=words.file))
                continue
            problems += self._compiled[words.direction].add(words)
        if problems:
            raise InvalidPack(problems)
        for compiled in self._compiled.values():
            compiled.matcher.close()
        self.emits = frozenset("sentiment" if words.label.startswith(_SENTIMENT) else words.label for words in lists)

    def find(self, text: Text) -> list[Finding]:
        """Return one finding for each label whose words stand in `text`, in the labels' alphabetical order."""
        compiled = self._compiled[text.direction]
        hits = self._look_up(compiled, text)
        if not hits:
            return []
        findings = [
            _conclude(label, found) for label, found in sorted(hits.items()) if not label.startswith(_SENTIMENT)
        ]
        return findings + list(_conclude_sentiment(hits))

    def _look_up(self, compiled: _Compiled, text: Text) -> "dict[str, _Tally]":
        plain = Reading(text.text, fold(text.text))
        anchors = compiled.matcher.find_anchors(plain)
        found: dict[str, _Tally] = {}
        if anchors:
            _collect(compiled, plain, anchors, text.lang, found)
        if has_sign_inside(text.text) or has_mask(anchors):
            for folded, recipe in unmask(text.text):
                reading = Reading(text.text, folded, recipe)
                _collect(compiled, reading, compiled.matcher.find_anchors(reading), text.lang, found)
        return found


@dataclass(slots=True)
class _Tally:
    """What was found for one label: whether a word sufficed alone, which terms, and where."""

    sure: bool = False
    targets: set[int] = field(default_factory=set)
    spans: set[tuple[int, int]] = field(default_factory=set)


def _collect(
    compiled: _Compiled, reading: Reading, anchors: list[Anchored], lang: str | None, found: dict[str, _Tally]
) -> None:
    """Sort the hits by label, less those that a phrase beside them cancels."""
    rules = compiled.rules
    own = _languages_of(lang)
    hits = compiled.matcher.find_rules(reading, anchors, own)
    wanted = {group for target, _, _ in hits for group in rules[target].groups + rules[target].doubts}
    shadows = _cast_shadows(compiled.matcher.find_shields(reading, anchors, wanted)) if wanted else {}
    for target, first, last in hits:
        rule = rules[target]
        places = range(first, last + 1)
        if shadows and _lie_in(places, rule.groups, shadows):
            continue
        tally = found.setdefault(rule.label, _Tally())
        tally.targets.add(target)
        if len(tally.spans) < _READ_SPANS:
            tally.spans.add(reading.find_span(first, last))
        if rule.sure and rule.lang in own and not _lie_in(places, rule.doubts, shadows):
            tally.sure = True


def _languages_of(lang: str | None) -> tuple[str | None, ...]:
    """The lists that count in full: all while the language is unknown, in a foreign one those of every language."""
    if lang is None or lang == "unknown":
        return _ALL_KIN
    return (None, _KIN.get(lang, lang)) if lang in LANGUAGES else (None,)


def _cast_shadows(hits: Iterable[Hit]) -> dict[int, frozenset[int]]:
    """Tell for each group the words that stand in or beside one of its phrases; hits on them do not count in full."""
    shadows: dict[int, set[int]] = {}
    for target, first, last in hits:
        shadows.setdefault(target, set()).update(range(first - _NEIGHBOURHOOD, last + _NEIGHBOURHOOD + 1))
    return {group: frozenset(shadow) for group, shadow in shadows.items()}


def _lie_in(places: range, groups: tuple[int, ...], shadows: Mapping[int, frozenset[int]]) -> bool:
    for group in groups:
        shadow = shadows.get(group)
        if shadow is not None and not shadow.isdisjoint(places):
            return True
    return False


def _conclude(label: str, found: _Tally) -> Finding:
    kinds = len(found.targets)
    confidence = min(0.9 + 0.03 * (kinds - 1), 0.97) if found.sure else min(0.5 + 0.1 * (kinds - 1), 0.7)
    spans = tuple(_merge(found.spans))[:_MOST_SPANS]
    return Finding(label, round(confidence, 2), found.sure, f"{KEY}@{VERSION}", spans)


def _conclude_sentiment(hits: Mapping[str, _Tally]) -> Iterator[Finding]:
    """Weigh kind words against angry ones; a label that is kind or angry by itself weighs as one word more."""
    kinds = {value: hits.get(_SENTIMENT + value, _Tally()) for value in ("positive", "negative")}
    weights = {value: len(found.targets) for value, found in kinds.items()}
    weights["positive"] += sum(1 for label in _KIND_LABELS if label in hits)
    weights["negative"] += sum(1 for label in _ANGRY_LABELS if label in hits)
    if not any(weights.values()):
        return
    value = "neutral" if weights["positive"] == weights["negative"] else max(weights, key=lambda one: weights[one])
    found = kinds["positive"].spans | kinds["negative"].spans if value == "neutral" else kinds[value].spans
    spans = tuple(_merge(found))[:_MOST_SPANS]
    margin = abs(weights["positive"] - weights["negative"])
    yield Finding("sentiment", min(0.5 + 0.1 * margin, 0.8), False, f"{KEY}@{VERSION}", spans, value)


def _merge(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin, end = -1, -1
    for start, stop in sorted(spans):
        if start > end:
            if end >= 0:
                yield begin, end
            begin, end = start, stop
        else:
            end = max(end, stop)
    if end >= 0:
        yield begin, end


def _is_known(label: str, direction: str) -> bool:
    sentiment = direction == "incoming" and label in (_SENTIMENT + "positive", _SENTIMENT + "negative")
    return label in _DIRECTIONS[direction] or is_own_word(label) or sentiment


def _apply_settings(lists: list[WordList], lexicons: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[WordList]:
    """Add an institution's own terms (`term`, or `!term` to suffice alone) and take out what it does not want."""
    problems: list[Problem] = []
    for label, languages in sorted(lexicons.items()):
        directions = [direction for direction in _DIRECTIONS if _is_known(label, direction)]
        for lang, terms in sorted(languages.items()):
            if not directions or lang not in (*LANGUAGES, "any"):
                problems.append(Problem("unknown_label", "No such label or language.", path=f"lexicons.{label}.{lang}"))
            out = {fold(term[1:]) for term in terms if term.startswith("-")}
            own = tuple(
                Term(term.removeprefix("!").strip(), term.startswith("!")) for term in terms if not term.startswith("-")
            )
            lists = [_take_out(words, out) if (words.label, words.lang) == (label, lang) else words for words in lists]
            for direction in directions if own else ():
                unless = tuple(
                    phrase
                    for words in lists
                    if (words.direction, words.label, words.lang) == (direction, label, lang)
                    for phrase in words.unless
                )
                lists.append(WordList(direction, label, lang, own, unless, file=_OWN_LISTS))
    if problems:
        raise InvalidPack(problems)
    return lists


def _take_out(words: WordList, out: set[str]) -> WordList:
    return replace(words, terms=tuple(term for term in words.terms if fold(term.term) not in out))
