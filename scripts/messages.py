"""Compiles the texts of the pages (locale/*/LC_MESSAGES/django.po to .mo) and names what is missing.

`python scripts/messages.py` compiles; `--check` fails when a compiled file is out of date or a text of our own
templates is missing in one of the languages. English stands in the templates themselves.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "meydan"
#: `{% translate "..." %}`, with either kind of quotation marks.
_TEXT = re.compile(r"""{%-?\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_LINE = re.compile(r'(msgid|msgid_plural|msgctxt|msgstr|msgstr\[(\d)\])?\s*(".*")$')
_MAGIC = 0x950412DE


def main() -> int:
    """Compile, or say what is wrong; return the number of problems."""
    problems = []
    wanted = {text for path in sorted((PACKAGE / "templates").rglob("*")) if path.is_file() for text in texts(path)}
    for path in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po")):
        catalog = read(path)
        compiled, target = compile_catalog(catalog), path.with_suffix(".mo")
        lang = path.parts[-3]
        problems += [
            f"{lang}: no text for {text!r}" for text in sorted(wanted - {key for key, text in catalog.items() if text})
        ]
        if "--check" not in sys.argv:
            target.write_bytes(compiled)
        elif not target.is_file() or target.read_bytes() != compiled:
            problems.append(f"{target.relative_to(PACKAGE)} is out of date: run scripts/messages.py")
    for problem in problems:
        print(problem)
    return len(problems)


def texts(path: Path) -> Iterator[str]:
    """Yield the texts that a template translates."""
    for match in _TEXT.finditer(path.read_text(encoding="utf-8")):
        yield match[1] or match[2]


def read(path: Path) -> dict[str, str]:
    """Return the texts of a .po file; several forms of one text are joined by NUL, as in a compiled file."""
    catalog: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#, fuzzy"):
                raise SystemExit(f"{path}: an uncertain text is no text: {block}")
            if match := _LINE.match(line):
                key = match[1] or key
                parts[key] = parts.get(key, "") + ast.literal_eval(match[3])
        if "msgid" in parts:
            name = parts["msgid"] + ("\0" + parts["msgid_plural"] if "msgid_plural" in parts else "")
            forms = [parts[each] for each in sorted(parts) if each.startswith("msgstr")]
            catalog[name] = "\0".join(forms) if all(forms) else ""
    return catalog


def compile_catalog(catalog: dict[str, str]) -> bytes:
    """Return a catalog in the form of gettext's .mo: a table of places, then the texts, each ended by NUL."""
    pairs = sorted((key.encode(), text.encode()) for key, text in catalog.items() if text)
    head, count = 7 * 4, len(pairs)
    where = head + count * 16
    tables: list[bytes] = []
    body = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), where + len(body)))
            body += pair[column] + b"\0"
    start = struct.pack("<IIIIIII", _MAGIC, 0, count, head, head + count * 8, 0, where)
    return start + b"".join(tables) + body


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
