"""Say what a text is by the words that stand in it.

A word that suffices alone ("sure") may carry work; a word that often means it ("look") asks for a person's look.
"Sınavdan intihar edeceğim" holds a word of the second kind, and its neighbour "sınavdan" may cancel it.

A word counts in texts of its own language, and in texts whose language is unknown. In a text of another
language a word that suffices alone asks for a look, since people mix languages, and a look-word counts for
nothing: without accents too many words of one language are other words of another (`dø` and "do", `foto` and
"fotoğraf").
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from meydan.detectors.lexicon.files import Term, WordList, read_word_lists
from meydan.detectors.lexicon.folding import fold, has_sign_inside, unmask
from meydan.detectors.lexicon.index import WordIndex
from meydan.detectors.lexicon.matcher import Anchored, Matcher, Reading, has_mask
from meydan.detectors.lexicon.quick import QuickLook
from meydan.detectors.lexicon.tally import KEY, VERSION, Found, Say, collect, conclude, put_together
from meydan.detectors.lexicon.terms import BadTerm, parse_term
from meydan.kernel.errors import InvalidPack, Problem
from meydan.kernel.findings import DetectorSettings, Direction, Finding, Text
from meydan.kernel.vocabulary import INCOMING_LABELS, LANGUAGES, OUTGOING_LABELS, is_own_word

WORDS = Path(__file__).parent / "words"
_DIRECTIONS = {"incoming": frozenset(INCOMING_LABELS), "outgoing": frozenset(OUTGOING_LABELS)}
_OWN_LISTS = "settings"
#: Languages that share most of their words are read as one.
_KIN = {"nn": "no", "nb": "no"}
#: The ways of reading a text: the languages whose terms count in it in full (None: the terms of every language).
_VIEWS = (
    (None, "no", *LANGUAGES),
    (None,),
    *((None, kin) for kin in dict.fromkeys(_KIN.get(lang, lang) for lang in LANGUAGES)),
)
_FOREIGN = 1
_VIEW_OF: dict[str | None, int] = {
    None: 0,
    "unknown": 0,
    **{lang: _VIEWS.index((None, _KIN.get(lang, lang))) for lang in LANGUAGES},
}

#: Two threads with a first text each make lists ready one after the other.
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a term says when it is found, in texts of which language, and the groups of phrases that cancel or doubt it.

    `lang` is None for terms that mean the same in every language; `own` marks what the institution added to a label.
    """

    label: str
    sure: bool
    lang: str | None
    groups: tuple[int, ...]
    doubts: tuple[int, ...]
    own: bool


class _Compiled:
    """The lists of one direction, made ready when the first text comes: who only drafts never needs the others."""

    def __init__(self) -> None:
        self.lists: list[WordList] = []
        self._rules: list[_Rule] = []
        self._groups = 0
        self._matcher = Matcher()
        self._index = WordIndex(_VIEWS, self._say)
        self._quick: QuickLook | None = None

    def look(self, texts: Sequence[str], view: int) -> list[Found]:
        """Return what was found in each text for each label."""
        quick = self._quick or self._compile()
        found = quick.look(texts, view)
        return [self.look_with_care(text, view) if one is None else one for text, one in zip(texts, found, strict=True)]

    def _compile(self) -> QuickLook:
        with _LOCK, _no_collecting():
            if self._quick is None:
                for words in self.lists:
                    self._add(words)
                self.lists.clear()
                self._index.close()
                self._quick = QuickLook(self._index)
            return self._quick

    def _add(self, words: WordList) -> None:
        shared = self._add_group(words.unless)
        doubts = self._add_group(words.doubt)
        lang = None if words.lang == "any" else _KIN.get(words.lang, words.lang)
        is_own = words.file == _OWN_LISTS and not is_own_word(words.label)
        for term in words.terms:
            groups = shared + self._add_group(term.unless)
            travels = term.sure and not words.only_lang
            self._add_term(term.term, len(self._rules), None if travels else lang)
            self._rules.append(_Rule(words.label, term.sure, lang, groups, doubts, is_own))

    def _add_group(self, phrases: tuple[str, ...]) -> tuple[int, ...]:
        if not phrases:
            return ()
        self._groups += 1
        for phrase in phrases:
            self._add_term(phrase, -self._groups)
        return (-self._groups,)

    def _add_term(self, term: str, target: int, lang: str | None = None) -> None:
        with suppress(BadTerm):  # such terms were refused before, and the lists of the house hold none
            for variant in parse_term(term):
                self._matcher.add(variant, target, lang)
                self._index.add(variant, target, lang)

    def _say(self, target: int, view: int) -> Say:
        rule = self._rules[target]
        sure = rule.sure and rule.lang in _VIEWS[view]
        return Say(rule.label, target, sure, rule.groups, rule.doubts, rule.own)

    def look_with_care(self, text: str, view: int) -> Found:
        """Return the same by the careful walk, which reads any text."""
        plain = Reading(text, fold(text))
        anchors = self._matcher.find_anchors(plain)
        found: Found = {}
        if anchors:
            self._collect(plain, anchors, view, found)
        if has_sign_inside(text) or has_mask(anchors):
            for folded, recipe in unmask(text):
                reading = Reading(text, folded, recipe)
                self._collect(reading, self._matcher.find_anchors(reading), view, found)
        return found

    def _collect(self, reading: Reading, anchors: list[Anchored], view: int, found: Found) -> None:
        hits = self._matcher.find_rules(reading, anchors, _VIEWS[view])
        wanted = {group for target, _, _ in hits for group in self._rules[target].groups + self._rules[target].doubts}
        shields = self._matcher.find_shields(reading, anchors, wanted) if wanted else ()
        said = [(put_together((self._say(target, view),)), first, last) for target, first, last in hits]
        spans = [reading.find_span(first, last) for _, first, last in hits]
        collect(said, spans, list(shields), found)


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
            if folder != WORDS or words.file == _OWN_LISTS:
                problems += _find_bad_terms(words)
            self._compiled[words.direction].lists.append(words)
        if problems:
            raise InvalidPack(problems)
        self.emits = frozenset(words.label for words in lists)

    def find(self, text: Text) -> list[Finding]:
        """Return one finding for each label whose words stand in `text`, in the labels' alphabetical order."""
        found = self._compiled[text.direction].look((text.text,), _view_of(text.lang))
        return conclude(found[0])

    def find_many(self, texts: Sequence[Text]) -> list[list[Finding]]:
        """Return what `find` returns for each of the texts, in their order."""
        alike: dict[tuple[Direction, int], list[int]] = {}
        for place, text in enumerate(texts):
            alike.setdefault((text.direction, _view_of(text.lang)), []).append(place)
        findings: list[list[Finding]] = [[]] * len(texts)
        for (direction, view), places in alike.items():
            found = self._compiled[direction].look([texts[place].text for place in places], view)
            for place, one in zip(places, found, strict=True):
                findings[place] = conclude(one)
        return findings


def _view_of(lang: str | None) -> int:
    """The lists that count in full: all while the language is unknown, in a foreign one those of every language."""
    return _VIEW_OF.get(lang, _FOREIGN)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector from looking over and over at a hundred thousand new things that all stay."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _find_bad_terms(words: WordList) -> list[Problem]:
    """Return what is wrong with the terms of a list, with the lines where they stand."""
    problems = []
    phrases = [phrase for term in words.terms for phrase in (term.term, *term.unless)]
    for phrase in (*words.unless, *words.doubt, *phrases):
        try:
            parse_term(phrase)
        except BadTerm as error:
            line = words.lines.get(phrase, words.lines.get(f"term: {phrase}", 0))
            message = f"{words.label}: the term `{phrase}`: {error}."
            problems.append(Problem("bad_term", message, file=words.file, line=line))
    return problems


def _is_known(label: str, direction: str) -> bool:
    return label in _DIRECTIONS[direction] or is_own_word(label)


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
