"""Reads a pack's YAML so that every mistake can be named by file and line.

A pack comes from people: it may be wrong, huge or hostile. Anchors and aliases are refused (they can make a small
file a huge one), so are double keys; only `true` and `false` are truth values, so that the country code `no` stays
a word; dates and versions such as 2026.1 stay text.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from meydan.kernel.errors import InvalidPack, Problem

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 40

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's data, with the line on which each value begins: `lines[("rows", 3, "when")]` counts from 1."""

    file: str
    data: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict, repr=False)

    def line(self, *path: str | int) -> int:
        """Return the line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, code: str, message: str, *path: str | int, hint: str = "", severity: str = "error") -> Problem:
        """Return a problem that names this file, the line of `path` and the path itself."""
        dotted = ".".join(str(part) for part in path)
        return Problem(
            code=code,
            message=message,
            path=dotted,
            file=self.file,
            line=self.line(*path),
            hint=hint,
            severity=severity,
        )


def read_yaml(path: Path, *, name: str | None = None) -> Source:
    """Return the YAML file's data with its lines; raise InvalidPack when it is unreadable."""
    label = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidPack([Problem("too_large", f"Larger than {MAX_BYTES} bytes.", file=label, line=1)])
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InvalidPack([Problem("unreadable", f"Cannot be read: {error.strerror}.", file=label, line=1)]) from error
    except UnicodeDecodeError as error:
        raise InvalidPack([Problem("not_utf8", f"Not UTF-8 at byte {error.start}.", file=label, line=1)]) from error
    return parse_yaml(text, label)


def parse_yaml(text: str, file: str) -> Source:
    """Return the data of YAML text; `file` only names it in problems."""
    try:
        node = _compose(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error) or "not YAML"
        line = mark.line + 1 if mark else 1
        raise InvalidPack([Problem("not_yaml", f"Not YAML: {what}.", file=file, line=line)]) from error
    lines: dict[tuple[str | int, ...], int] = {}
    reader = _Reader(file, lines)
    data = reader.read(node, ()) if node is not None else None
    if reader.problems:
        raise InvalidPack(reader.problems)
    return Source(file, data, lines)


class _Anchor(yaml.YAMLError):
    """An anchor or alias stands in the file; they can make a small file a huge one."""

    problem = "anchors and aliases are not used in packs"

    def __init__(self, mark: object) -> None:
        super().__init__(self.problem)
        self.problem_mark = mark


def _compose(text: str) -> yaml.Node | None:
    """Build the node tree, refusing anchors before anything is built from them."""
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Anchor(event.start_mark)
    return yaml.compose(text, Loader=_Loader)


class _Reader:
    """Turns nodes into plain data and remembers where each value stood."""

    def __init__(self, file: str, lines: dict[tuple[str | int, ...], int]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            self._complain("too_deep", f"Nested deeper than {MAX_DEPTH} levels.", node)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain("bad_key", "A key is a plain word.", key_node)
                continue
            key = str(key_node.value)
            if key in found:
                self._complain("double_key", f"The key {key!r} stands twice.", key_node)
            found[key] = self.read(value_node, (*path, key))
            self.lines[(*path, key)] = key_node.start_mark.line + 1
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        text = str(node.value)
        if getattr(node, "style", None) in ("'", '"', "|", ">"):
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        try:
            return int(text) if text.lstrip("-").isdecimal() and text.isascii() else text
        except ValueError:
            return text

    def _complain(self, code: str, message: str, node: yaml.Node) -> None:
        self.problems.append(Problem(code, message, file=self.file, line=node.start_mark.line + 1))
