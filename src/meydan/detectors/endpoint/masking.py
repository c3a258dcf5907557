"""What is hidden of a text before it leaves the house.

Rule: who wrote, and whom the writer tells of, is nobody's business outside. Handles, e-mail addresses, links and long
runs of digits are hidden by the rule of this file, however spelled; telephones, accounts, plates and street addresses
also by the detector of personal data, which the flow hands in. Example: "@ayse_k bana 0532 111 22 33'ten yaz" leaves
as "[handle] bana [number]'ten yaz". Names of people and what is told in words are not hidden: see docs/endpoint.md.
"""

import re
import unicodedata
from collections.abc import Iterator

from meydan.kernel.findings import Text
from meydan.kernel.masking import Masker

#: Characters of a text that are sent at most; a social media message is far shorter.
LIMIT = 8000
#: Characters seen beyond the limit, so that what begins before it is recognised whole.
_BEYOND = 400

_Span = tuple[int, int, str]

#: Endings that are hardly a word in our languages: people write "geldik.biz" without a space.
_ENDINGS = "com|net|org|edu|gov|info|app|shop|site|xyz|io|ly|gl|tr|ru|fi|uk|example"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[^\s@]{1,80}@[^\s@]{1,120}")),
    ("handle", re.compile(r"@[^\s@]+")),
    ("link", re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|(?:mailto|tel|sms|geo|data):)\S+", re.IGNORECASE)),
    ("link", re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?::\d{1,5})?/\S*")),
    ("link", re.compile(rf"(?:[\w-]{{1,63}}\.){{1,8}}(?:{_ENDINGS})\b\S*", re.IGNORECASE)),
    ("account", re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3}\b)?", re.IGNORECASE)),
    ("national_id", re.compile(r"\d{6}[-+A-Y]\d{3}[0-9A-Y]", re.IGNORECASE)),
    # A zero-width character, a point or a line break between the digits changes nothing for who reads them.
    ("number", re.compile(r"\+?\d(?:[\W_]{0,4}\d){6,}")),
)
_CONTROL = {code: " " for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_KIND = re.compile(r"[a-z_-]{1,30}")


def hide(text: Text, masker: Masker) -> str:
    """Return at most LIMIT characters of `text` with every passage hidden that `masker` or the rules here name.

    The text is brought to its plain letters first (NFKC), so that wide or circled digits are digits. Takes time for
    the characters that are sent, and what `masker` takes for them. Whatever `masker` raises goes through: a text that
    cannot be masked does not leave.
    """
    head = unicodedata.normalize("NFKC", text.text[: LIMIT + _BEYOND])[: LIMIT + _BEYOND].translate(_CONTROL)
    cut = len(text.text) > LIMIT + _BEYOND or len(head) > LIMIT
    limit = min(LIMIT, max(0, len(head) - _BEYOND)) if cut else len(head)
    spans = [*_spans_of(masker, Text(head, text.direction, text.lang)), *_spans_by_rule(head)]
    return "".join(_pieces(head, sorted(spans), limit))[:LIMIT]


def _spans_of(masker: Masker, text: Text) -> Iterator[_Span]:
    for finding in masker(text):
        kind = finding.value if finding.value and _KIND.fullmatch(finding.value) else "hidden"
        for start, end in finding.spans:
            if start < end:
                yield max(start, 0), end, kind


def _spans_by_rule(text: str) -> Iterator[_Span]:
    for kind, rule in _RULES:
        for match in rule.finditer(text):
            yield match.start(), match.end(), kind


def _pieces(text: str, spans: list[_Span], limit: int) -> Iterator[str]:
    """The text up to the limit, overlapping spans as one word; a span across the limit is hidden whole."""
    at = 0
    for start, end, kind in spans:
        if start >= limit:
            break
        if end <= at:
            continue
        if start >= at:
            yield text[at:start]
            yield f"[{kind}]"
        at = end
    yield text[at:limit]
