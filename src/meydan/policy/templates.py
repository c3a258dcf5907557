"""Reply texts: approved, in the reader's language, with named placeholders. None leaves with a hole in it.

Example: `Ring oss på {phone}` without a phone number is refused, and so is any text that still says `XXX`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from meydan.kernel.errors import InvalidPack, Problem, UnfilledTemplate
from meydan.kernel.vocabulary import TEMPLATES, is_own_word
from meydan.policy.source import parse_yaml


@dataclass(frozen=True, slots=True)
class Template:
    """A reply text with named placeholders, in one language, approved by somebody."""

    id: str
    lang: str
    text: str
    approved_by: str
    placeholders: Mapping[str, str]
    verbatim: bool = False
    clauses: tuple[str, ...] = ()
    recognised_by: tuple[str, ...] = ()


_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
#: What a forgotten hole looks like in a text that somebody is about to send.
_HOLE = re.compile(r"\bX{3,}\b|\{[^{}\s]{1,40}\}|\[\s*\.{2,}\s*\]|\b_{3,}\b|<<[^<>]{1,40}>>")


def read_template(path: Path, name: str) -> Template:
    """Return the template of a Markdown file with front matter; raise InvalidPack naming file and line."""
    text = path.read_text(encoding="utf-8")
    _, _, rest = text.partition("---\n")
    front, separator, body = rest.partition("\n---\n")
    if not text.startswith("---\n") or not separator:
        raise InvalidPack(
            [Problem("template", "A template begins with front matter between `---` lines.", file=name, line=1)]
        )
    data = parse_yaml(front, name).data or {}
    body = body.strip("\n")
    problems = _template_problems(data, body, name)
    if problems:
        raise InvalidPack(problems)
    return Template(
        id=data["template"],
        lang=data["lang"],
        text=body,
        approved_by=data.get("approved_by") or "",
        placeholders=data.get("placeholders") or {},
        verbatim=bool(data.get("verbatim")),
        clauses=tuple(data.get("clauses") or ()),
        recognised_by=tuple(data.get("recognised_by") or ()),
    )


def _template_problems(data: Mapping[str, object], body: str, name: str) -> list[Problem]:
    found = []
    code = data.get("template")
    if not isinstance(code, str) or not (code in TEMPLATES or is_own_word(code)):
        found.append(Problem("template", f"Unknown template {code!r}.", file=name, line=2))
    if not isinstance(data.get("lang"), str):
        found.append(Problem("template", "A template names its language.", file=name, line=2))
    if not data.get("approved_by"):
        found.append(Problem("template", "A template names who approved it.", file=name, line=2))
    declared = data.get("placeholders") or {}
    used = set(_PLACEHOLDER.findall(body))
    if not isinstance(declared, Mapping) or used != set(declared):
        found.append(Problem("template", f"Declared and used placeholders differ: {sorted(used)}.", file=name, line=2))
    if _HOLE.search(_PLACEHOLDER.sub("", body)):
        found.append(Problem("template", "The text holds an unnamed hole such as XXX.", file=name, line=2))
    return found


def fill(template: Template, values: Mapping[str, str]) -> str:
    """Return the text with every placeholder filled; raise UnfilledTemplate when one is missing or empty."""
    missing = [name for name in template.placeholders if not (values.get(name) or "").strip()]
    if missing:
        raise UnfilledTemplate(f"{template.id} ({template.lang}) lacks {', '.join(missing)}.")
    text = _PLACEHOLDER.sub(lambda match: values[match.group(1)].strip(), template.text)
    if has_hole(text):
        raise UnfilledTemplate(f"{template.id} ({template.lang}) still holds a placeholder.")
    return text


def has_hole(text: str) -> bool:
    """Whether a text still holds a placeholder that nobody filled."""
    return _HOLE.search(text) is not None


def is_same_text(template: Template, text: str) -> bool:
    """Whether `text` is the template with its placeholders filled; white space and letter case do not count."""
    first, *others = [_plain(part) for part in _PLACEHOLDER.split(template.text)[::2]]
    rest = _plain(text)
    if not others:
        return rest == first
    *between, last = others
    if not rest.startswith(first) or not rest.endswith(last):
        return False
    rest = rest[len(first) : len(rest) - len(last)]
    for part in between:
        filled, found, rest = rest.partition(part)
        if not found or not filled.strip():
            return False
    return bool(rest.strip())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
