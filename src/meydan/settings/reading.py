"""Reads variables of the environment as typed values and gathers all that is wrong, each with its variable's name.

A secret may lie in a file instead (`NAME_FILE`); its value never stands in an error. Example: `MEYDAN_PROXIES=two` is
told as "MEYDAN_PROXIES: a whole number", together with whatever else is wrong, and nothing starts.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from meydan.kernel.errors import MeydanError, Problem

Value = TypeVar("Value")

#: The program's own variables begin with this, save DATABASE_URL, whose name is everybody's.
PREFIX = "MEYDAN_"
#: Variables with the prefix that are read elsewhere: the endpoint's, and what only tests know.
ELSEWHERE = ("MEYDAN_ENDPOINT_", "MEYDAN_TEST_", "MEYDAN_SHARED")


class InvalidEnvironment(MeydanError):
    """The installation cannot start as it is set up; `problems` names every variable that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotThis(Exception):
    """What a value should have been; the reader adds the variable's name."""


class Reader:
    """The variables of an environment, read one by one; `finish` raises for all that went wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[Problem] = []

    def read(self, name: str, parse: Callable[[str], Value], otherwise: Value) -> Value:
        """Return a variable's value, or `otherwise` where it is unset, empty or wrong."""
        return self._parsed(name, self.environ.get(name, "").strip(), parse, otherwise)

    def secret(self, name: str, parse: Callable[[str], Value], otherwise: Value) -> Value:
        """Return the value of a secret, from the variable or from the file that `NAME_FILE` names."""
        text, path = self.environ.get(name, "").strip(), self.environ.get(f"{name}_FILE", "").strip()
        if text and path:
            self.refuse(name, f"set {name} or {name}_FILE, not both")
            return otherwise
        if path:
            try:
                text = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                self.refuse(f"{name}_FILE", f"{path} cannot be read ({type(error).__name__})")
                return otherwise
            if not text:
                self.refuse(f"{name}_FILE", f"{path} is empty")
        return self._parsed(name, text, parse, otherwise)

    def refuse(self, name: str, message: str, hint: str = "") -> None:
        """Note that a variable is wrong."""
        self.problems.append(Problem(code="environment", message=f"{name}: {message}", hint=hint))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every variable that bears our prefix and that nobody reads: most often a slip of the pen."""
        names = set(known)
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and not name.startswith(ELSEWHERE) and name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                self.refuse(name, "there is no such variable", f"Did you mean {near[0]}?" if near else "")

    def finish(self) -> None:
        """Raise `InvalidEnvironment` when anything was wrong."""
        if self.problems:
            raise InvalidEnvironment(self.problems)

    def _parsed(self, name: str, text: str, parse: Callable[[str], Value], otherwise: Value) -> Value:
        if not text:
            return otherwise
        try:
            return parse(text)
        except NotThis as expected:
            self.refuse(name, str(expected))
            return otherwise


def one_of(*words: str) -> Callable[[str], str]:
    """Return a parser for a closed list of words."""

    def parse(text: str) -> str:
        if text not in words:
            raise NotThis(f"one of {', '.join(words)}")
        return text

    return parse


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a parser for a whole number within bounds."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise NotThis(f"a whole number from {least} to {most}")
        return int(text)

    return parse


def yes_or_no(text: str) -> bool:
    """Return a yes or no."""
    return one_of("yes", "no")(text) == "yes"


def folder(text: str) -> Path:
    """Return an absolute path of a folder; `~` is the home folder."""
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise NotThis("an absolute path, so that it means the same wherever the program is started")
    if path.exists() and not path.is_dir():
        raise NotThis(f"{path} is no folder")
    return path


def several(text: str) -> tuple[str, ...]:
    """Return the parts of a list parted by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
