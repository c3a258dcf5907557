"""Read the word lists from their folder: words/DIRECTION/LANG/LABEL.yaml.

    label: campaigns
    lang: tr
    only_lang: false      # true: the words mean this in that language only
    sure:                 # suffices alone
      - oyumuz <3> parti*
      - term: seçim* <4> destekl*
        unless: [öğrenci temsilcisi seçim*]
    look:                 # asks for a person's look
      - aday*
    unless:               # cancels any hit of this file beside it
      - mezuniyet parti*
    doubt:                # lets a hit beside it ask for a look at most
      - şaka*

Terms need no quotation marks, though braces and stars mean other things in YAML: an entry that begins with `- ` is
taken as it stands. A remark after a term is parted from it by two spaces at least, since a lone `#` is a number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from meydan.kernel.errors import InvalidPack, Problem

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ITEM = re.compile(r"^(\s*-\s+(?:term:\s+)?|\s+term:\s+)(.*?)(?:\s{2,}#\s.*)?$")
_INLINE = re.compile(r"^(\s*(?:-\s+)?(?:sure|look|unless|doubt):\s*\[)(.*)(\]\s*(?:#.*)?)$")
_ALREADY_YAML = ('"', "'", "{term:", "unless:")
_FIELDS = frozenset({"label", "lang", "only_lang", "sure", "look", "unless", "doubt"})


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: the term as it is written, the phrases that cancel it, and whether it suffices alone."""

    term: str
    sure: bool
    unless: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class WordList:
    """One file of words for one label in one language."""

    direction: str
    label: str
    lang: str
    terms: tuple[Term, ...]
    unless: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    only_lang: bool = False
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def read_word_lists(folder: Path, languages: Iterable[str], labels: Iterable[str] | None = None) -> list[WordList]:
    """Return the lists of `languages` (and of `any`), in a fixed order; raises InvalidPack that names every bad file.

    `labels` limits the reading to some labels, for the authors of the lists.
    """
    wanted = {*languages, "any"}
    found: list[WordList] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*/*/*.yaml")):
        if path.parent.name not in wanted or (labels is not None and path.stem.split(".")[0] not in labels):
            continue
        try:
            found.append(_read(path, path.relative_to(folder).as_posix()))
        except InvalidPack as error:
            problems += error.problems
    if problems:
        raise InvalidPack(problems)
    return found


def _read(path: Path, name: str) -> WordList:
    direction, lang, _ = name.split("/")
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load("\n".join(_quote_terms(text.splitlines())), Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InvalidPack([_complain(f"cannot be read: {error}", name, mark.line + 1 if mark else 0)]) from error
    if not isinstance(content, dict) or not set(content) <= _FIELDS or not isinstance(content.get("label"), str):
        raise InvalidPack([_complain(f"must be a mapping with the fields {', '.join(sorted(_FIELDS))}", name)])
    if content.get("lang", lang) != lang:
        raise InvalidPack([_complain(f"says lang {content['lang']!r} but lies in the folder {lang!r}", name)])
    lines = {line.strip().removeprefix("- ").strip(" '\""): number for number, line in enumerate(text.splitlines(), 1)}
    terms: list[Term] = []
    for key in ("sure", "look"):
        terms += _read_terms(content.get(key) or [], key == "sure", name, lines)
    unless = _read_phrases(content.get("unless") or [], name)
    doubt = _read_phrases(content.get("doubt") or [], name)
    only_lang = bool(content.get("only_lang", False)) and lang != "any"
    return WordList(direction, content["label"], lang, tuple(terms), unless, doubt, only_lang, name, lines)


def _read_terms(entries: object, sure: bool, name: str, lines: dict[str, int]) -> Iterator[Term]:
    if not isinstance(entries, list):
        raise InvalidPack([_complain("`sure` and `look` must be lists", name)])
    for entry in entries:
        if isinstance(entry, dict) and set(entry) <= {"term", "unless"} and isinstance(entry.get("term"), str):
            unless = _read_phrases(entry.get("unless") or [], name)
            yield Term(entry["term"], sure, unless, lines.get(f"term: {entry['term']}", 0))
        elif isinstance(entry, str | int) and not isinstance(entry, bool):
            yield Term(str(entry), sure, (), lines.get(str(entry), 0))
        else:
            raise InvalidPack([_complain(f"an entry must be a term, or `term` with `unless`, not {entry!r}", name)])


def _read_phrases(entries: object, name: str) -> tuple[str, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, str | int) for entry in entries):
        raise InvalidPack([_complain(f"`unless` must be a list of terms, not {entries!r}", name)])
    return tuple(str(entry) for entry in entries)


def _complain(message: str, name: str, line: int = 0) -> Problem:
    return Problem("bad_lexicon_file", f"The word list {message}.", file=name, line=line)


def _quote_terms(lines: Iterable[str]) -> Iterator[str]:
    """Put each bare term in quotation marks, so that YAML takes braces, stars and question marks as they stand."""
    for line in lines:
        inline = _INLINE.match(line)
        if inline:
            terms = (part.strip() for part in inline[2].split(","))
            yield inline[1] + ", ".join(_quote(term) for term in terms if term) + inline[3]
            continue
        item = _ITEM.match(line)
        if item and item[2] and not item[2].startswith(_ALREADY_YAML):
            yield item[1] + _quote(item[2].strip())
        else:
            yield line


def _quote(term: str) -> str:
    if term[0] in "\"'" and term[-1] == term[0]:
        return term
    return "'" + term.replace("'", "''") + "'"
