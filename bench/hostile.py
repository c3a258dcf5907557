"""Fifty families of hostile texts, and how the cost of each grows from one thousand characters to ten thousand."""

import gc
import time
from collections.abc import Callable

from meydan.kernel.findings import Detector, Text

#: A unit that is repeated to the length wanted. What each attacks stands in its name.
UNITS: dict[str, str] = {
    "one letter": "a",
    "one digit": "1",
    "spaces": " ",
    "newlines": "\n",
    "dots": ".",
    "spaced dots": ". ",
    "dashes": "-",
    "digits with dashes": "1-",
    "digits with spaces": "0 5 3 2 ",
    "digits with dots": "1.2.",
    "eleven digits": "12345678901 ",
    "turkish identity": "10000000146 ",
    "norwegian identity": "01019012345 ",
    "finnish identity": "010190-123A ",
    "phones": "0532 111 22 33 ",
    "international phones": "+47 412 34 567 ",
    "plus signs": "+",
    "ibans": "TR330006100519786457841326 ",
    "broken ibans": "TR33 ",
    "at signs": "@",
    "a at a": "a@a",
    "mails": "a@a.example ",
    "handles": "@ali ",
    "links": "http://a.example ",
    "broken links": "http://",
    "hashtags": "#okul ",
    "brackets": "(",
    "nested brackets": "([{",
    "quotes": "\"'",
    "question marks": "?",
    "exclamation marks": "!",
    "apostrophes": "a'",
    "stretched word": "soooo",
    "spaced letters": "s a l a k ",
    "dotted letters": "s.a.l.a.k ",
    "leetspeak": "s4l4k ",
    "swear word": "salak ",
    "term with gap": "oy parti ",
    "negations": "değil ",
    "dotted i": "İIıi",
    "combining marks": "e\u0301",
    "mark flood": "\u0301",
    "zero width": "a\u200b",
    "zero width only": "\u200d",
    "bidi marks": "\u202e\u202c",
    "cyrillic look-alikes": "аесор ",
    "mathematical letters": "𝐬𝐚𝐥𝐚𝐤 ",
    "full width": "ｓａｌａｋ ",
    "emoji": "🙏🏽",
    "flags and joiners": "👩‍👩‍👧🇹🇷",
    "chinese": "漢字",
    "arabic": "سلام ",
    "addresses": "Lale Sok. No:5 ",
    "streets": "Storgata 5 ",
    "plates": "34 ABC 123 ",
    "markup": "<b><script>",
    "formula": "=1+1,",
    "percent": "%20",
    "backslashes": "\\u0000",
    "surrogates": "\ud800",
}
#: Beyond the length from which floods are read with care: shorter ones cost a fraction of it.
SHORT, LONG, RUNS = 4_000, 40_000, 5


def text_of(unit: str, length: int) -> str:
    """Return a text of exactly `length` characters made of the unit."""
    return (unit * (length // len(unit) + 1))[:length]


def growth(find: Callable[[Text], object], unit: str) -> float:
    """Return how many times the long text costs what the short one does; the best of several runs of each."""
    return _best(find, text_of(unit, LONG)) / _best(find, text_of(unit, SHORT))


def _best(find: Callable[[Text], object], text: str) -> float:
    looked = Text(text)
    times = []
    gc.disable()  # what the collector does depends on all else that lives in the process
    try:
        for _ in range(RUNS):
            start = time.perf_counter()
            find(looked)
            times.append(time.perf_counter() - start)
    finally:
        gc.enable()
    return min(times)


def worst_growth(detector: Detector) -> tuple[float, str]:
    """Return the largest growth over all families, and the family's name."""
    return max((growth(detector.find, unit), name) for name, unit in UNITS.items())
