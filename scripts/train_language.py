"""Write the word table of the language detector from messages and from the hand-written small words.

    python scripts/train_language.py FOLDER            writes src/meydan/detectors/language/weights.tsv
    python scripts/train_language.py FOLDER --check    trains without each file in turn and measures on it

FOLDER holds `*.jsonl` with `text` and `lang` on each line. The same files give the same table, byte for byte.

A word's points in a language with much training text are the bits by which it is likelier there than a word
never seen. A language with little or no training text gets the points of the best language less what the
general identifier holds against it, or the points of a common word where `words.yaml` lists it.
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from meydan.detectors.language import base, detector, table
from meydan.detectors.language.reading import running_text, words_of
from meydan.kernel.findings import DetectorSettings, Text

HOME = Path(__file__).parent.parent / "src/meydan/detectors/language"
#: A language counts as well known from this many running words on.
MUCH_TEXT = 8_000
#: Bits of a word listed by hand, and what a list that lacks a word listed elsewhere takes from it.
LISTED, NOT_LISTED = 8.0, 2.0
#: Bits that the best language may lead by: a single odd word never outweighs a sentence.
MOST = 12.0
#: How many times the general identifier's bits count for a single word.
TRUST = 2.5
FOLD = str.maketrans("çğıöşüâîû", "cgiosuaiu")
#: Writings without the letters of the language: (language, table, share of the counts that it gets).
FOLDED = {"tr": 0.4, "az": 0.4}

Counts = dict[str, dict[str, float]]


def read_messages(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Return (text, language) by file name."""
    return {
        path.name: [(row["text"], row["lang"]) for row in map(json.loads, path.read_text("utf-8").strip().split("\n"))]
        for path in sorted(folder.glob("*.jsonl"))
    }


def count_words(messages: Iterable[tuple[str, str]]) -> Counts:
    """Return how often each word was written in each language; names are left out."""
    counts: Counts = defaultdict(lambda: defaultdict(float))
    small: set[str] = set()
    for text, lang in messages:
        start = running_text(text)
        small.update(words_of(" ".join(word for word in start.split() if word[0].islower())))
        for word in words_of(start):
            for form, share in _forms(word, lang):
                counts[lang][form] += share
    small |= {word.translate(FOLD) for word in small}
    return {lang: {w: c for w, c in row.items() if w in small} for lang, row in counts.items()}


def _forms(word: str, lang: str) -> list[tuple[str, float]]:
    folded = word.translate(FOLD)
    if lang in FOLDED and folded != word:
        return [(word, 1.0), (folded, FOLDED[lang])]
    return [(word, 1.0)]


def listed_words(file: Path) -> dict[str, set[str]]:
    """Return the hand-written words by language, with the writings that lack the language's letters."""
    listed = {lang: set(words.split()) for lang, words in yaml.safe_load(file.read_text("utf-8"))["words"].items()}
    for lang in FOLDED:
        listed[lang] |= {word.translate(FOLD) for word in listed[lang]}
    return listed


def build(messages: Iterable[tuple[str, str]], listed: Mapping[str, set[str]]) -> dict[str, dict[str, int]]:
    """Return points by word and language."""
    counts = count_words(messages)
    every: dict[str, float] = defaultdict(float)
    for counted in counts.values():
        for word, count in counted.items():
            every[word] += count
    vocabulary = set().union(*listed.values()) | {word for word, count in every.items() if count >= 2 and len(word) > 1}
    well_known = {lang: total for lang, row in counts.items() if (total := sum(row.values())) >= MUCH_TEXT}
    rows: dict[str, dict[str, int]] = {}
    for word in sorted(vocabulary):
        script = base.script_of(word)
        if script not in base.BY_SCRIPT:
            continue
        bits = _weigh_word(
            general=dict(zip(base.BY_SCRIPT[script], base.weigh(f" {word} ", script).tolist(), strict=True)),
            counted={lang: counts.get(lang, {}).get(word, 0.0) for lang in base.BY_SCRIPT[script]},
            well_known=well_known,
            listing={lang for lang, words in listed.items() if word in words},
        )
        if points := _points(bits):
            rows[word] = points
    return rows


def _weigh_word(
    *,
    general: Mapping[str, float],
    counted: Mapping[str, float],
    well_known: Mapping[str, float],
    listing: set[str],
) -> dict[str, float]:
    """Return bits by language for one word; none where nothing speaks for any language."""
    known = {lang: _rarity(count, well_known.get(lang, MUCH_TEXT)) for lang, count in counted.items() if count}
    known |= {lang: max(known.get(lang, 0.0), LISTED) for lang in listing if lang in counted}
    heard = {lang: value for lang, value in known.items() if lang in well_known or lang in listing} or known
    if not heard:
        return {}
    top = max(heard, key=lambda lang: (heard[lang], lang))
    seen = MOST if top in listing else math.log2(1 + counted[top] / 2)
    bits: dict[str, float] = {}
    for lang in counted:
        behind = max(0.0, general[top] - general[lang]) * TRUST
        if lang in well_known:
            # A word met twice may be missing elsewhere by chance: the lead grows with how often it was met.
            least = heard[top] - seen - behind
        elif lang in listing:
            least = heard[top] - behind / 4
        else:
            least = heard[top] - behind - (NOT_LISTED if listing else 0.0)
        bits[lang] = max(known.get(lang, 0.0), least)
    return bits


def _rarity(count: float, total: float) -> float:
    """Return by how many bits a word is likelier than one that would be met once in 100,000 words."""
    return math.log2(1 + 1e5 * count / total)


def _points(bits: Mapping[str, float]) -> dict[str, int]:
    """Return whole points above what is `MOST` below the best; none where all languages are alike."""
    cut = max(0.0, max(bits.values(), default=0.0) - MOST)
    points = {lang: round(value - cut) for lang, value in bits.items()}
    return {lang: value for lang, value in points.items() if value > 0} if len(set(points.values())) > 1 else {}


def write(rows: Mapping[str, Mapping[str, int]], file: Path) -> None:
    """Write the table, a line a word, in order."""
    lines = (f"{word}\t{' '.join(f'{lang}{points}' for lang, points in row.items())}\n" for word, row in rows.items())
    file.write_text("".join(lines), encoding="utf-8")


def check(by_file: Mapping[str, list[tuple[str, str]]], listed: Mapping[str, set[str]]) -> None:
    """Print the share of right languages in each file, by a table trained without that file."""
    right_of_all: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for left_out, messages in by_file.items():
        rest = [message for name, part in by_file.items() if name != left_out for message in part]
        judge = detector.Language(DetectorSettings(), table.WordTable(build(rest, listed)))
        found = [(judge.find(Text(text))[0], lang) for text, lang in messages]
        right = sum(finding.value == lang for finding, lang in found)
        sure = [(finding, lang) for finding, lang in found if finding.sure]
        wrong = sum(finding.value != lang for finding, lang in sure)
        print(
            f"{left_out:20} right {right / len(found):.3f}  sure {len(sure) / len(found):.3f}  sure and wrong {wrong}"
        )
        for finding, lang in found:
            all_of[lang] += 1
            right_of_all[lang] += finding.value == lang
    for lang, number in all_of.most_common():
        print(f"{lang:4} {right_of_all[lang] / number:.3f} of {number}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    by_file = read_messages(arguments.folder)
    listed = listed_words(HOME / "words.yaml")
    if arguments.check:
        check(by_file, listed)
    else:
        write(build([m for part in by_file.values() for m in part], listed), HOME / "weights.tsv")


if __name__ == "__main__":
    main()
